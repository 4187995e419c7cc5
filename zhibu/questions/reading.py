"""Reading the facts people give: numbers, days, yes or no, one of a list. Wrong ones are named, with an example."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from zhibu.questions.model import Ask, Question, QuestionError

MOST = 100_000
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?")
_BREAKS = re.compile(r"[、，,;；\s]+")
_YES = {"是": True, "有": True, "true": True, "yes": True, "1": True}
_NO = {"否": False, "没有": False, "无": False, "false": False, "no": False, "0": False}


def read_facts(question: Question, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a question, each of its kind; None for what was not given. Raises QuestionError."""
    if not isinstance(facts, Mapping):
        raise QuestionError("facts", "facts 要写成“名称: 内容”。", '{"due_to_vote": 15}')
    wanted = {ask.name: ask for ask in question.asks}
    for name in facts:
        if name not in wanted:
            raise QuestionError(str(name), f"这个问题不用“{name}”。可以填的有：{'、'.join(wanted)}。")
    return {name: read_fact(ask, facts.get(name)) for name, ask in wanted.items()}


def read_fact(ask: Ask, value: Any) -> Any:
    """One fact of its kind; None where it may be and is left out. Raises QuestionError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if ask.required:
            raise QuestionError(ask.name, f"请填“{ask.label_zh}”，例如 {ask.example}。", ask.example)
        return None
    return _READERS[ask.kind](ask, value)


def _wrong(ask: Ask, want: str, value: Any) -> QuestionError:
    return QuestionError(ask.name, f"“{ask.label_zh}”{want}，例如 {ask.example}。你填的是 {value}。", ask.example)


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
        raise _wrong(ask, f"最大填 {MOST}", value)
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
    raise _wrong(ask, f"只能填 {'、'.join(ask.choices.values())}", value)


_READERS: Mapping[str, Callable[[Ask, Any], Any]] = {
    "whole": _whole,
    "day": _day,
    "days": _days,
    "flag": _flag,
    "choice": _choice,
}
