"""Ledgers of meetings in which a cell is a gathering: months across and kinds down, or kinds across and months down.

Each filled cell becomes a row of its own, in a long table that the rest of the reader knows; what the other columns
of its row say comes along. `Sheet.places` says which cell a row came from.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from zhibu.intake.headers import ROWS_LOOKED_AT, is_serial
from zhibu.intake.kinds.gatherings import kinds_in
from zhibu.intake.result import Book, Raw, Sheet, ShownAs
from zhibu.intake.wording import column_letter, folded, number_of, plain, squeezed, text_of
from zhibu.rules.said import said

LEAST_MONTHS, LEAST_KINDS = 4, 2
MOST_MERGED, MOST_FILLED = 2_000, 200_000
LONGEST_LABEL = 14
KIND, WHEN, WHAT = "会议类型", "日期", "主题"

_MONTH = re.compile(r"^(?:(?:20\d\d)年)?(0?[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})月份?$")
_SUMS = re.compile(r"合计|总计|小计|累计|备注|次数$|说明|制表|填表|审核|负责人|签[字名章]")
_HOURS, _DUES = re.compile(r"学时|课时"), re.compile(r"党费")
_NOTHING = re.compile(r"^[/／\\\-—–－×xX✗无空0○]*$")
_DAY = re.compile(
    r"^(?:(?:20\d\d)[年./-])?(?:(?P<month>1[0-2]|0?[1-9])(?P<between>[月./-]))?(?P<day>3[01]|[12]\d|0?[1-9])(?:(?P<end>[日号])|(?!\d|次|[月年%:：]|人|个))"
)
_DAY_INSIDE = re.compile(r"(?:(?P<month>1[0-2]|0?[1-9])月)?(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])[日号]")
_PARTS = re.compile(r"[\n；;]+|[、，,](?=\s*\d{1,2}(?:[月./-]\d{1,2})?[日号]?(?:\D|$))")


def spread(book: Book) -> Book:
    """The book with every such table laid out long; a note says so."""
    sheets, notes = [], list(book.notes)
    for sheet in book.sheets:
        cells = _Cells(sheet)
        if (hours := _hours(cells)) is not None:
            sheets.append(replace(hours, as_it_came=sheet))
            notes.append(said("表“{sheet}”一格是一个人一个月的学时，读成了一行一个月。", sheet=sheet.name))
            continue
        grid = _grid(cells)
        rows = list(_rows(cells, grid)) if grid else []
        if not grid or not rows:
            sheets.append(sheet)
            continue
        sheets.append(replace(_long(cells, grid, rows), as_it_came=sheet))
        notes.append(said("表“{sheet}”一格是一次会，读成了一行一次。", sheet=sheet.name))
    return replace(book, sheets=tuple(sheets), notes=tuple(notes)) if len(notes) > len(book.notes) else book


class _Cells:
    """A sheet with what merged cells say, looked up once. Very large merged areas fill nothing: they are no labels."""

    def __init__(self, sheet: Sheet) -> None:
        self.name, self.rows, self.width = sheet.name, sheet.rows, sheet.width
        self.hidden, self.shown_as, self.epoch_1904 = sheet.hidden, sheet.shown_as, sheet.epoch_1904
        self.origins: dict[tuple[int, int], tuple[int, int]] = {}
        for first_row, first_column, last_row, last_column in sheet.merged:
            last_row, last_column = min(last_row, len(self.rows)), min(last_column, self.width)
            size = (last_row - first_row + 1) * (last_column - first_column + 1)
            if not 0 < size <= MOST_MERGED or len(self.origins) > MOST_FILLED:
                continue
            for row in range(first_row, last_row + 1):
                for column in range(first_column, last_column + 1):
                    self.origins[row, column] = first_row, first_column


def _hours(sheet: _Cells) -> Sheet | None:
    """Class hours of members, months across: a row for each member and month."""
    for head in range(1, min(len(sheet.rows), ROWS_LOOKED_AT) + 1):
        heads = {column: _head(sheet, head, column) for column in range(1, sheet.width + 1)}
        months = {column: month for column, text in heads.items() if (month := _month(text))}
        if len(months) < LEAST_MONTHS:
            continue
        name = next((column for column, text in heads.items() if "姓名" in text), 0)
        above = _above(sheet, head)
        if not name or not _HOURS.search(" ".join([sheet.name, *above])) or _DUES.search(" ".join(above)):
            return None
        rows: list[tuple[Raw, ...]] = [(text, None, None) for text in above]
        rows.append(("姓名", "培训时间", "学时"))
        places: dict[int, str] = {}
        origins: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(head + 1, len(sheet.rows) + 1):
            who = sheet.rows[row - 1][name - 1]
            for column, month in months.items():
                cell = sheet.rows[row - 1][column - 1]
                if who is None or _SUMS.search(text_of(who)) or cell in (None, 0) or _NOTHING.match(text_of(cell)):
                    continue
                rows.append((who, f"{month}月", cell))
                places[len(rows)] = f"{column_letter(column)}{row} 格"
                origins[len(rows), 1], origins[len(rows), 3] = (row, name), (row, column)
        found = Sheet(sheet.name, tuple(rows), hidden=sheet.hidden, places=places, origins=origins)
        return found if places else None
    return None


@dataclass(frozen=True)
class _Grid:
    """Where the cells are: `across` says what each column is, `down` which column says what each row is."""

    head: int  # row of the header, 1-based
    months_across: bool
    across: dict[int, str]  # column → month number or words of the kind
    down: int  # column of the kinds or months; 0 where the title says the kind
    beside: tuple[int, ...]  # the other columns that come along


def _grid(sheet: _Cells) -> _Grid | None:
    for number in range(1, min(len(sheet.rows), ROWS_LOOKED_AT) + 1):
        heads = {column: _head(sheet, number, column) for column in range(1, sheet.width + 1)}
        months = {column: str(month) for column, text in heads.items() if (month := _month(text))}
        if len(months) >= LEAST_MONTHS and len(set(months.values())) == len(months):
            return _months_across(sheet, number, heads, months)
        kinds = {column: text for column, text in heads.items() if _is_kind(text)}
        if len(kinds) >= LEAST_KINDS:
            return _kinds_across(sheet, number, heads, kinds)
    return None


def _months_across(sheet: _Cells, head: int, heads: dict[int, str], months: dict[int, str]) -> _Grid | None:
    """The rows are kinds (or the title says the one kind and the rows are branches or groups)."""
    first = min(months)
    down = next((column for column in range(1, first) if _mostly(sheet, head, column, _is_kind)), 0)
    titled = kinds_in(" ".join([sheet.name, *_above(sheet, head)]))
    if not down and len(titled) != 1:
        return None
    beside = tuple(column for column in range(1, first) if column != down and heads[column])
    if not down and (not beside or any("姓名" in heads[column] for column in beside)):
        return None
    return _Grid(head, True, months, down, beside)


def _kinds_across(sheet: _Cells, head: int, heads: dict[int, str], kinds: dict[int, str]) -> _Grid | None:
    """The rows are months; a column of ticks below a kind beside real days is an ordinary ledger."""
    first = min(kinds)
    down = next((column for column in range(1, first) if _mostly(sheet, head, column, _is_month)), 0)
    rest = (text for column, text in heads.items() if column not in kinds and column != down)
    if not down or any(re.search(r"日期|时间", text) for text in rest):
        return None
    beside = tuple(
        column for column in range(1, first) if column != down and heads[column] and not is_serial(heads[column])
    )
    return _Grid(head, False, kinds, down, beside)


def _head(sheet: _Cells, row: int, column: int) -> str:
    cell = sheet.rows[row - 1][column - 1]
    if isinstance(cell, datetime.date) and sheet.shown_as.get((row, column)) == "month":
        return f"{cell.month}月"
    return squeezed(folded(text_of(_merged(sheet, row, column)))) if cell is None else squeezed(folded(text_of(cell)))


def _above(sheet: _Cells, head: int) -> list[str]:
    return [plain(cell) for row in sheet.rows[: head - 1] for cell in row if isinstance(cell, str)]


def _mostly(sheet: _Cells, head: int, column: int, fits: object) -> bool:
    assert callable(fits)
    texts = [
        text
        for row in range(head + 1, len(sheet.rows) + 1)
        if (text := _text(sheet, row, column)) and not _SUMS.search(text)
    ]
    return bool(texts) and sum(bool(fits(text)) for text in texts) * 2 > len(texts)


def _is_kind(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and bool(kinds_in(text)) and not _SUMS.search(text)


def _is_month(text: str) -> bool:
    return _month(text) is not None


def _month(text: str) -> int | None:
    match = _MONTH.match(text)
    if not match:
        return None
    month = int(match[1]) if match[1].isdigit() else number_of(match[1])
    return month if month and 1 <= month <= 12 else None


def _merged(sheet: _Cells, row: int, column: int) -> Raw:
    place = sheet.origins.get((row, column))
    return sheet.rows[place[0] - 1][place[1] - 1] if place else None


def _text(sheet: _Cells, row: int, column: int) -> str:
    cell = sheet.rows[row - 1][column - 1]
    if isinstance(cell, datetime.date) and sheet.shown_as.get((row, column)) == "month":
        return f"{cell.month}月"
    return squeezed(folded(text_of(_merged(sheet, row, column) if cell is None else cell)))


_Row = tuple[int, int, str, Raw, ShownAs | None, str, tuple[Raw, ...]]
"""(row, column, kind, day, how the day is shown, topic, the cells beside)"""


def _rows(sheet: _Cells, grid: _Grid) -> Iterator[_Row]:
    for row in range(grid.head + 1, len(sheet.rows) + 1):
        label = _text(sheet, row, grid.down) if grid.down else ""
        if _SUMS.search(label) or (grid.down and not (_is_kind(label) if grid.months_across else _is_month(label))):
            continue
        beside = tuple(sheet.rows[row - 1][column - 1] or _merged(sheet, row, column) for column in grid.beside)
        if any(isinstance(cell, str) and _SUMS.search(cell) for cell in beside):
            continue
        for column, what in grid.across.items():
            month = int(what) if grid.months_across else _month(label)
            kind = label if grid.months_across else what
            if month is None:
                continue
            shown = sheet.shown_as.get((row, column))
            for day, topic in _gatherings(sheet.rows[row - 1][column - 1], month, shown):
                yield row, column, kind, day, shown if isinstance(day, datetime.date) else None, topic, beside


def _gatherings(cell: Raw, month: int, shown: ShownAs | None) -> list[tuple[Raw, str]]:
    """What one cell holds: a day, a day with its topic, several of them; a tick or a number of times has no day."""
    if cell is None or isinstance(cell, bool):
        return []
    if isinstance(cell, datetime.date):
        return [(cell, "")]
    text = folded(text_of(cell))
    if _NOTHING.match(squeezed(text)):
        return []
    found: list[tuple[Raw, str]] = []
    for part in filter(None, (part.strip(" 　,，、") for part in _PARTS.split(text))):
        day, topic = _day(part, month)
        if day is None and found and found[-1][0] != f"{month}月":
            found[-1] = found[-1][0], f"{found[-1][1]}，{part}".strip("，")
        else:
            found.append((day or f"{month}月", topic))
    return found


def _day(text: str, month: int) -> tuple[str | None, str]:
    """5日, 3.5, 3月5日 and what follows; a bare number is a day of the month of the column."""
    match = _DAY.match(text)
    if match:
        after = text[match.end() :]
        if not match["month"] and not match["end"] and after and not re.match(r"[\s,，、(（]", after):
            match = None  # 3名党员: a number of something
    inside = match or _DAY_INSIDE.search(text)
    if inside is None:
        return None, "" if _is_tick(text) else text
    topic = (text[: inside.start()] + text[inside.end() :]).strip(" 　:：,，、.。()（）—-")
    return f"{int(inside['month'] or month)}月{int(inside['day'])}日", topic


def _is_tick(text: str) -> bool:
    return bool(re.fullmatch(r"[√✓✔☑VvＶ]|已开|已开展|完成|已完成|是|\d+\s*次?", squeezed(text)))


def _long(sheet: _Cells, grid: _Grid, rows: Sequence[_Row]) -> Sheet:
    above = [text for text in _above(sheet, grid.head) if text]
    heads = [KIND, WHEN, WHAT, *(plain(text_of(sheet.rows[grid.head - 1][column - 1])) for column in grid.beside)]
    table: list[tuple[Raw, ...]] = [(text, *[None] * (len(heads) - 1)) for text in above]
    table.append(tuple(heads))
    shown_as: dict[tuple[int, int], ShownAs] = {}
    places: dict[int, str] = {}
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for row, column, kind, day, shown, topic, beside in rows:
        table.append((kind or None, day, topic or None, *beside))
        if shown:
            shown_as[len(table), 2] = shown
        places[len(table)] = f"{column_letter(column)}{row}"
        number = len(table)
        origins |= {(number, 2): (row, column), (number, 3): (row, column)}
        origins |= {(number, place): (row, one) for place, one in enumerate(grid.beside, 4)}
        if grid.months_across and grid.down:
            origins[number, 1] = row, grid.down
    twice = Counter(places.values())
    named = {number: f"{place} 格" + ("里的一次" if twice[place] > 1 else "") for number, place in places.items()}
    return Sheet(
        sheet.name, tuple(table), hidden=sheet.hidden, shown_as=shown_as, epoch_1904=sheet.epoch_1904, places=named,
        origins=origins,
    )  # fmt: skip


def put_back(sheet: Sheet, changed: Iterable[tuple[int, int]]) -> Sheet:
    """The sheet with the cells that were changed in it also changed in the table as it came.

    A cell of which several rows were made stays as it was: what was meant is not to be told from one of them.
    """
    if sheet.as_it_came is None:
        return sheet
    made: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, origin in sheet.origins.items():
        made.setdefault(origin, []).append(place)
    rows = [list(row) for row in sheet.as_it_came.rows]
    shown_as = dict(sheet.as_it_came.shown_as)
    for place in changed:
        if place not in sheet.origins:
            continue
        origin = sheet.origins[place]
        if len({row for row, _column in made[origin]}) > 1:
            continue
        cells = [sheet.rows[row - 1][column - 1] for row, column in sorted(made[origin])]
        filled = [cell for cell in cells if cell is not None]
        rows[origin[0] - 1][origin[1] - 1] = (
            filled[0] if len(filled) == 1 else " ".join(text_of(cell) for cell in filled) or None
        )
        shown_as.pop(origin, None)
    came = replace(sheet.as_it_came, rows=tuple(map(tuple, rows)), shown_as=shown_as)
    return replace(sheet, as_it_came=came)
