"""From what people type to what the questions read: days without a year, units, lists line by line, half words."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.questions import Ask
from zhibu.web.days import MONTH_DAY, UnreadableDay, read_day
from zhibu.web.wording import is_english, worded

_UNIT = re.compile(r"([-+]?[\d,.]+)\s*(?:[\u4e00-\u9fff]{1,3}|[A-Za-z]+(?: [a-z]+)?)")
_BREAKS = re.compile(r"[、，,;；\s]+")
_LINES = re.compile(r"[;；\n\r]+")
_SPACED = re.compile(r"\s*(年)\s*(?=\d)|\s*(月)\s*(?=\d{1,2}\s*[日号])|\s+([月日号])")
_SPACED_UNIT = re.compile(r"(\d)\s+([票张人名元个份])(?=[\s、，,]|$)")
_BARE_MONTH = re.compile(r"(\d{1,2})月?")
_FULL_MONTH = re.compile(r"(\d{4})\D{1,2}(\d{1,2})月?")
_MONTHS_IN_A_ROW = re.compile(r"(\d{1,2})月?-(\d{1,2})月")
_UNTIL = re.compile(r"\s*(?:至|到|~|—+|－|\bto\b)\s*")
_SUM_BREAKS = re.compile(r"[、;；\n\r]+|[，,](?!\d{3})")
_SUM = re.compile(r"(.+?)\s*[=:：\s]\s*(\S+)")
_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[.、)）]\s*(?=\D)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_CELL_BREAKS = re.compile(r"[、，,|：:\s]+")
_NOTHING = "-"
_WHOLE_YEAR = "全年"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a day without a year means: `today` for 昨天, `year` for 3月5日."""

    today: date
    year: int


def plain(ask: Ask, text: str, calendar: Calendar) -> Any:
    """What the question reads, out of what was typed. What cannot be made out stays as it is, for its error."""
    text = text.strip()
    if not text:
        return ""
    match ask.kind:
        case "whole" | "money":
            return _without_unit(text)
        case "day":
            return _day(text, calendar)
        case "days":
            return _days(text, calendar)
        case "month":
            return _month(_narrow(text), calendar.year)
        case "months":
            return _months(text, calendar)
        case "month_sums":
            return _month_sums(text, calendar)
        case "rows":
            return _rows(ask, text)
    return text


def example_of(ask: Ask) -> str:
    """The declared example as people would type it: a row a line, words instead of codes."""
    if not ask.columns:
        return _UNTIL.sub(" to ", ask.example).replace("、", ", ") if is_english() else ask.example
    rows = _rows(ask, ask.example)
    lines = rows if isinstance(rows, list) else []
    return "\n".join(" ".join(_short(column, row[column.name]) for column in ask.columns[: len(row)]) for row in lines)


def _short(column: Ask, cell: str) -> str:
    if is_english():
        return (cell if column.kind == "choice" else worded(cell)) or _NOTHING
    return _BRACKETS.sub("", column.choices.get(cell, cell)) or _NOTHING


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _without_unit(text: str) -> str:
    found = _UNIT.fullmatch(_narrow(text))
    return found[1] if found else text


def _day(text: str, calendar: Calendar) -> str:
    """As 2026-03-05. Without a year it lies in the calendar's year."""
    if MONTH_DAY.fullmatch(_narrow(text).replace("。", ".")):
        return _day_of_year(text, calendar)
    try:
        return read_day(text, calendar.today).isoformat()
    except UnreadableDay:
        return text


def _day_of_year(text: str, calendar: Calendar) -> str:
    try:
        found = read_day(text, date(calendar.year, 12, 31))
    except UnreadableDay:
        return text
    return found.isoformat() if found.year == calendar.year else text  # 29 February of another year was not meant


def _days(text: str, calendar: Calendar) -> str:
    """Days one by one; a day without a year takes that of the day before it."""
    found = []
    for item in filter(None, _BREAKS.split(_SPACED.sub(r"\1\2\3", _narrow(text)))):
        found.append(_day(item, calendar))
        if year := re.match(r"(\d{4})-\d\d-\d\d$", found[-1]):
            calendar = Calendar(calendar.today, int(year[1]))
    return "、".join(found)


def _month(text: str, year: int) -> str:
    """As 2026-03."""
    if full := _FULL_MONTH.fullmatch(text):
        return f"{full[1]}-{int(full[2]):02}"
    if bare := _BARE_MONTH.fullmatch(text):
        return f"{year}-{int(bare[1]):02}"
    return text


def _months(text: str, calendar: Calendar) -> str:
    year, found = calendar.year, []
    row = _UNTIL.sub("至", _SPACED.sub(r"\1\2\3", _narrow(text)).replace(_WHOLE_YEAR, "1月至12月"))
    for item in filter(None, _BREAKS.split(_MONTHS_IN_A_ROW.sub(r"\1月至\2月", row))):
        ends = [_month(end, year) for end in item.split("至")]
        if full := re.match(r"\d{4}(?=-)", ends[0]):
            year = int(full[0])
            ends = [ends[0], *(_month(end, year) for end in item.split("至")[1:])]
        found.append("至".join(ends))
    return "、".join(found)


def _month_sums(text: str, calendar: Calendar) -> str:
    found = []
    for item in filter(None, (part.strip() for part in _SUM_BREAKS.split(_narrow(text)))):
        pair = _SUM.fullmatch(item)
        found.append(f"{_month(pair[1], calendar.year)}={_without_unit(pair[2]).replace(',', '')}" if pair else item)
    return "、".join(found)


def _rows(ask: Ask, text: str) -> list[Mapping[str, str]] | str:
    """One row a line. Numbering, units, brackets and half words are let through; so are cells pasted from a sheet."""
    found = [_row(ask.columns, cells) for cells in map(_cells, _LINES.split(text)) if cells]
    return text if None in found else [row for row in found if row is not None]


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() or _NOTHING for cell in line.split("\t")]
    plain_line = _SPACED_UNIT.sub(r"\1\2", _BRACKETS.sub("", _NUMBERING.sub("", line)))
    words = _CELL_BREAKS.split(plain_line.strip())
    return [word for word in words if word]


def _row(columns: Sequence[Ask], cells: Sequence[str]) -> dict[str, str] | None:
    """The cells under their columns; None where there are more cells than columns."""
    cells = list(cells)
    if _leaves_out_the_name(columns, cells):
        cells.insert(0, _NOTHING)
    if len(cells) > len(columns):
        return None
    return {
        column.name: "" if cell == _NOTHING else _cell(column, cell)
        for column, cell in zip(columns, cells, strict=False)
    }


def _leaves_out_the_name(columns: Sequence[Ask], cells: Sequence[str]) -> bool:
    """正式党员 到会, where a name may come first."""
    if len(columns) < 2 or columns[0].kind != "text" or columns[0].required or len(cells) >= len(columns):
        return False
    return columns[1].kind == "choice" and _chosen(columns[1], cells[0]) in columns[1].choices


def _cell(column: Ask, cell: str) -> str:
    if column.kind == "choice":
        return _chosen(column, cell)
    if column.kind == "flag" and len(cell) > 1 and cell in column.label_zh:
        return "是"  # 另选, under 是不是另选的人
    return _without_unit(cell) if column.kind in {"whole", "money"} else cell


def _chosen(column: Ask, cell: str) -> str:
    """The code that a cell means: the whole word, its beginning, or a part of it, where only one fits."""
    word = _narrow(cell)
    names = [(code, _narrow(label)) for code, label in column.choices.items()]
    if is_english() and word.isascii():
        word, names = word.lower(), [(code, worded(label).lower()) for code, label in column.choices.items()]
    for fits in (
        lambda code, label: word in {code, label, _BRACKETS.sub("", label)},
        lambda code, label: label.startswith(word),
        lambda code, label: word in label,
    ):
        found = [code for code, label in names if fits(code, label)]
        if len(found) == 1:
            return found[0]
    return cell
