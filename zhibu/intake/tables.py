"""Several tables on one sheet: one below the other, or side by side. Each becomes a sheet of its own.

The parts keep their places: row numbers and column letters stay those that the user sees. A header that only repeats
(one for every printed page) does not begin a new table; one with other columns, or with the same columns in another
order, does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from zhibu.intake.headers import is_serial, normal
from zhibu.intake.kinds import KINDS
from zhibu.intake.matching import matches
from zhibu.intake.result import Book, Raw, Sheet
from zhibu.intake.wording import squeezed

LEAST = 3  # columns that a header must have to begin a table of its own
MOST_TABLES = 20
SURE = 0.9
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; 1-based


def apart(book: Book) -> Book:
    """The book with every table on a sheet of its own."""
    sheets = [part for sheet in book.sheets for part in _parts(sheet)]
    return book if len(sheets) == len(book.sheets) else replace(book, sheets=tuple(sheets))


def _parts(sheet: Sheet) -> list[Sheet]:
    areas = [area for rows in _blocks(sheet) for area in _side_by_side(sheet, rows)]
    if len(areas) < 2 or len(areas) > MOST_TABLES:
        return [sheet]
    return [_only(sheet, area, number) for number, area in enumerate(areas, 1)]


def _blocks(sheet: Sheet) -> list[tuple[int, int, int]]:
    """(first row, header row, last row) of each table from top to bottom."""
    heads: list[int] = []
    orders: list[tuple[str, ...]] = []
    for number, row in enumerate(sheet.rows, 1):
        texts = header_texts(row)
        if texts and texts not in orders:
            if heads and heads[-1] == number - 1:  # the second row of the same header
                orders.append(texts)
                continue
            heads.append(number)
            orders.append(texts)
    if len(heads) < 2:
        return [(1, heads[0] if heads else 1, len(sheet.rows))]
    starts = [1, *(_with_titles(sheet, head, above) for above, head in pairwise(heads))]
    ends = [*(start - 1 for start in starts[1:]), len(sheet.rows)]
    return list(zip(starts, heads, ends, strict=True))


def header_texts(row: Sequence[Raw]) -> tuple[str, ...]:
    """The cells of a row that is nothing but known column names; () for any other row."""
    filled = [cell for cell in row if cell is not None]
    if len(filled) < LEAST or not all(isinstance(cell, str) and len(cell) <= 20 for cell in filled):
        return ()
    texts = tuple(squeezed(str(cell)) for cell in filled)
    known = [text for text in dict.fromkeys(texts) if is_head(text)]
    return texts if len(known) >= LEAST and len(known) >= 0.6 * len(set(texts)) else ()


def is_head(text: str) -> bool:
    """Whether a text is the name of a column of some kind."""
    return text in _names() or _is_known(text)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(name for kind in KINDS.values() for one in kind.fields.values() for name in one.names)


@lru_cache(maxsize=4096)
def _is_known(text: str) -> bool:
    """A name with its small faults: 姓 名, *性别, 入党时间(年月日)."""
    return is_serial(text) or any(
        match.confidence >= SURE for kind in KINDS for match in matches(kind, (text,)) if len(normal(text)) >= 2
    )


def _with_titles(sheet: Sheet, head: int, above: int) -> int:
    """The first of the title rows above a header: rows with one text, right above it."""
    start = head
    while start - 1 > above:
        cells = {cell for cell in sheet.rows[start - 2] if cell is not None}
        if cells and (len(cells) > 2 or not all(isinstance(cell, str) for cell in cells) or _is_end(cells)):
            break
        start -= 1
    return start


def _is_end(cells: Iterable[Raw]) -> bool:
    """小计, 合计 and signatures close the table above."""
    return any(re.match(r"[小合总共]计|制表|填表|审核|负责人|.*签[字名章]", squeezed(str(cell))) for cell in cells)


def _side_by_side(sheet: Sheet, block: tuple[int, int, int]) -> list[Area]:
    """One area, or several where the same columns come again to the right."""
    first, head, last = block
    width = sheet.width
    whole = [(first, 1, last, width)]
    if not sheet.rows:
        return whole
    texts = _texts(sheet, head)
    if not any(map(is_head, texts)):  # a header of two columns again and again is not taken for one before
        head = next((row for row in range(first, last + 1) if sum(map(_is_name, _texts(sheet, row))) > 1), head)
        texts = _texts(sheet, head)
    repeated = [text for text in dict.fromkeys(texts) if text and texts.count(text) > 1]
    least = LEAST - 1 if any(map(_is_name, repeated)) else LEAST  # 姓名 电话 姓名 电话
    if len(repeated) < least or not any(_is_known(text) and not is_serial(text) for text in repeated):
        return whole
    lead = next(text for text in texts if text in repeated)
    starts = [column for column, text in enumerate(texts, 1) if text == lead]
    ends = [*(start - 1 for start in starts[1:]), width]
    groups = [[text for text in texts[start - 1 : end] if text] for start, end in zip(starts, ends, strict=True)]
    if any(len(set(group) & set(groups[0])) < least or len(set(group)) < len(group) for group in groups):
        return whole
    return [(first, start, last, end) for start, end in zip(starts, ends, strict=True)]


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [squeezed(cell) if isinstance(cell, str) else "" for cell in sheet.rows[row - 1]]


def _is_name(text: str) -> bool:
    return text in ("姓名", "党员姓名")


def _only(sheet: Sheet, area: Area, number: int) -> Sheet:
    """The sheet with everything outside the area blank; titles above a side table stay with all of them."""
    first_row, first_column, last_row, last_column = area

    def keeps(row: int, column: int) -> bool:
        return first_row <= row <= last_row and first_column <= column <= last_column

    rows = []
    for row, cells in enumerate(sheet.rows[:last_row], 1):
        is_title = first_row <= row and len({cell for cell in cells if cell is not None}) == 1
        rows.append(
            tuple(
                cell if keeps(row, column) or (is_title and cell is not None) else None
                for column, cell in enumerate(cells, 1)
            )
        )
    return replace(
        sheet,
        name=sheet.name if number == 1 else f"{sheet.name}（第 {number} 块）",
        rows=tuple(rows),
        merged=tuple(one for one in sheet.merged if keeps(one[0], one[1])),
        shown_as={place: how for place, how in sheet.shown_as.items() if keeps(*place)},
        broken=frozenset(place for place in sheet.broken if keeps(*place)),
        hidden_rows=frozenset(row for row in sheet.hidden_rows if first_row <= row <= last_row),
    )
