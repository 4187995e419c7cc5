"""Reading the facts people give: numbers, days, yes or no, one of a list. Wrong ones are named, with an example."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhibu.questions.model import Ask, Question, QuestionError
from zhibu.rules.money import CENT
from zhibu.rules.month_runs import month_number
from zhibu.rules.said import joined, said

MOST = 100_000
MOST_ROWS = 2_000
MOST_LETTERS = 60
MOST_MONEY = 9_999_999
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})\D{1,2}(\d{1,2})月?")
_BREAKS = re.compile(r"[、，,;；\s]+")
_ROW_BREAKS = re.compile(r"[;；\n]+")
_CELL_BREAKS = re.compile(r"[、，,|\s]+")
_EMPTY_CELL = "-"
_TO = re.compile(r"\s+to\s+|\s*至\s*")
_YES = {"是": True, "有": True, "true": True, "yes": True, "1": True}
_NO = {"否": False, "没有": False, "无": False, "none": False, "false": False, "no": False, "0": False}


def read_facts(question: Question, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a question, each of its kind; None for what was not given. Raises QuestionError."""
    if not isinstance(facts, Mapping):
        raise QuestionError("facts", "facts 要写成“名称: 内容”。", '{"due_to_vote": 15}')
    wanted = {ask.name: ask for ask in question.asks}
    for name in facts:
        if name not in wanted:
            raise QuestionError(
                str(name), said("这个问题不用“{name}”。可以填的有：{wanted}。", name=name, wanted=joined(wanted))
            )
    found: dict[str, Any] = {}
    for name, ask in wanted.items():
        found[name] = read_fact(ask, facts.get(name), ask.required and ask.applies(found))
    return found


def read_fact(ask: Ask, value: Any, required: bool = True) -> Any:
    """One fact of its kind; None where it may be and is left out. Raises QuestionError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if ask.required and required:
            raise QuestionError(
                ask.name,
                said("请填“{label_zh}”，例如 {example}。", label_zh=ask.label_zh, example=ask.example),
                ask.example,
            )
        return None
    return _READERS[ask.kind](ask, value)


def _wrong(ask: Ask, want: str, value: Any) -> QuestionError:
    return QuestionError(
        ask.name,
        said(
            "“{label_zh}”{want}，例如 {example}。你填的是 {value}。",
            label_zh=ask.label_zh,
            want=want,
            example=ask.example,
            value=value,
        ),
        ask.example,
    )


def _narrow(value: Any) -> str:
    """Full-width digits and letters become ordinary ones."""
    return unicodedata.normalize("NFKC", str(value)).strip()


def _whole(ask: Ask, value: Any) -> int:
    if isinstance(value, bool):
        raise _wrong(ask, "要填整数", value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _narrow(value)
    if re.fullmatch(r"-\d+", text):
        raise _wrong(ask, "不能是负数", value)
    if not re.fullmatch(r"\d{1,9}", text):
        raise _wrong(ask, "要填整数", value)
    if int(text) > MOST:
        raise _wrong(ask, said("最大填 {MOST}", MOST=MOST), value)
    return int(text)


def _day(ask: Ask, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(_narrow(value))
    if not found:
        raise _wrong(ask, "要填日期", value)
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise _wrong(ask, "这一天日历上没有", value) from None
    if not 1900 <= day.year <= 2200:
        raise _wrong(ask, "要在 1900 年到 2200 年之间", value)
    return day


def _days(ask: Ask, value: Any) -> tuple[date, ...]:
    if isinstance(value, str) and _narrow(value).lower() in _NO:
        return ()
    items = [item for item in _BREAKS.split(value) if item] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise _wrong(ask, "要填一个或几个日期", value)
    return tuple(sorted({_day(ask, item) for item in items}))


def _flag(ask: Ask, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = _narrow(value).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise _wrong(ask, "要填“是”或“否”", value)


def _choice(ask: Ask, value: Any) -> str:
    text = _narrow(value)
    for code, label in ask.choices.items():
        if text in (code, _narrow(label)):
            return code
    raise _wrong(ask, said("只能填 {values}", values=joined(ask.choices.values())), value)


def _money(ask: Ask, value: Any) -> Decimal:
    """A sum in yuan with two decimals."""
    text = _narrow(value).replace(",", "").replace("元", "").removeprefix("¥").strip()
    if isinstance(value, bool) or re.fullmatch(r"-\d+(\.\d+)?", text):
        raise _wrong(ask, "不能是负数" if not isinstance(value, bool) else "要填金额", value)
    if re.fullmatch(r"\d+\.\d{3,}", text):
        raise _wrong(ask, "最多到分，两位小数", value)
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text):
        raise _wrong(ask, "要填金额，用数字写", value)
    if Decimal(text) > MOST_MONEY:
        raise _wrong(ask, said("最大填 {MOST_MONEY}", MOST_MONEY=MOST_MONEY), value)
    return Decimal(text).quantize(CENT)


def _month(ask: Ask, value: Any) -> int:
    """A calendar month as its number (year × 12 + month − 1)."""
    if isinstance(value, date):
        return month_number(value)
    found = _MONTH.fullmatch(_narrow(value))
    if not found:
        raise _wrong(ask, "要填月份", value)
    year, month = (int(part) for part in found.groups())
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise _wrong(ask, "这个月份日历上没有", value)
    return year * 12 + month - 1


def _months(ask: Ask, value: Any) -> tuple[int, ...]:
    if isinstance(value, str) and _narrow(value).lower() in _NO:
        return ()
    text = _TO.sub("至", _narrow(value)) if isinstance(value, str) else ""
    items = [item for item in _BREAKS.split(text) if item] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise _wrong(ask, "要填一个或几个月份", value)
    found: set[int] = set()
    for item in items:
        first, _, last = _narrow(item).partition("至")
        start = _month(ask, first)
        end = _month(ask, last) if last else start
        if end < start:
            raise _wrong(ask, "后一个月不能早于前一个月", item)
        found |= set(range(start, end + 1))
    return tuple(sorted(found))


def _month_sums(ask: Ask, value: Any) -> dict[int, Decimal]:
    """Sums by month: a mapping, or 2026-07=45.00、2026-08=45.00."""
    if isinstance(value, str):
        pairs = [item.partition("=")[::2] for item in _BREAKS.split(_narrow(value)) if item]
    elif isinstance(value, Mapping):
        pairs = list(value.items())
    else:
        raise _wrong(ask, "要填“月份=金额”", value)
    sums = {_month(ask, month): _money(ask, sum_yuan) for month, sum_yuan in pairs}
    if len(sums) < len(pairs):
        raise _wrong(ask, "同一个月写了两次", value)
    return sums


def _text(ask: Ask, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong(ask, "要填文字", value)
    text = str(value).strip()
    if len(text) > MOST_LETTERS:
        raise _wrong(ask, said("最多 {MOST_LETTERS} 个字", MOST_LETTERS=MOST_LETTERS), value)
    return text


def _rows(ask: Ask, value: Any) -> tuple[dict[str, Any], ...]:
    """Rows as a list of mappings, or as text: one row a line (or after ；), cells in the order of the columns, - for
    an empty cell.
    """
    if isinstance(value, str):
        value = [_cells(ask, line) for line in _ROW_BREAKS.split(value) if line.strip()]
    if not isinstance(value, list | tuple) or not value:
        raise _wrong(ask, "要填一行或几行", value)
    if len(value) > MOST_ROWS:
        raise QuestionError(
            ask.name,
            said(
                "“{label_zh}”最多填 {MOST_ROWS} 行，你填了 {value_count} 行。",
                label_zh=ask.label_zh,
                MOST_ROWS=MOST_ROWS,
                value_count=len(value),
            ),
            ask.example,
        )
    return tuple(_row(ask, number, row) for number, row in enumerate(value, 1))


def _cells(ask: Ask, line: str) -> dict[str, str]:
    cells = _CELL_BREAKS.split(line.strip())
    names = [column.name for column in ask.columns]
    if len(cells) > len(names):
        raise _wrong(ask, said("一行最多 {names_count} 格", names_count=len(names)), line)
    return {name: "" if cell == _EMPTY_CELL else cell for name, cell in zip(names, cells, strict=False)}


def _row(ask: Ask, number: int, row: Any) -> dict[str, Any]:
    columns = {column.name: column for column in ask.columns}
    unknown = set(map(str, row)) - set(columns) if isinstance(row, Mapping) else {str(row)}
    if unknown:
        raise _wrong(
            ask,
            said("第 {number} 行只能有 {columns} 这几格", number=number, columns=joined(columns)),
            joined(sorted(unknown)),
        )
    try:
        return {name: read_fact(column, row.get(name)) for name, column in columns.items()}
    except QuestionError as error:
        raise QuestionError(
            ask.name, said("第 {number} 行：{sentence}", number=number, sentence=error.sentence), error.example
        ) from None


_READERS: Mapping[str, Callable[[Ask, Any], Any]] = {
    "whole": _whole,
    "day": _day,
    "days": _days,
    "flag": _flag,
    "choice": _choice,
    "text": _text,
    "rows": _rows,
    "money": _money,
    "month": _month,
    "months": _months,
    "month_sums": _month_sums,
}
