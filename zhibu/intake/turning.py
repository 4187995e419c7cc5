"""Tables that stand on their side, fields down and people across, and cards with a field and its value beside it.

Both become an ordinary table with a row for each; `Sheet.places` says where a row stood. Only where no row is a header
and one of the fields is what a row of a known kind is named by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zhibu.intake.kinds import KINDS
from zhibu.intake.result import Book, Raw, Sheet
from zhibu.intake.tables import header_texts, is_head
from zhibu.intake.wording import column_letter, plain, squeezed
from zhibu.rules.said import said

LEAST = 4  # fields
MOST_ROWS = 200  # more rows are no card
MOSTLY = 0.6
TOLD = "要改"
Place = tuple[int, int]  # row, column; 1-based


@dataclass(frozen=True)
class _Card:
    """`heads`: the fields from top to bottom; `bodies`: for each record the places of its values, by field."""

    heads: Sequence[str]
    first_row: int
    bodies: Mapping[str, Sequence[Place | None]]  # by what the record's place is called


def turn(book: Book) -> Book:
    """The book with every such table laid out with a row for each; a note says so."""
    sheets, notes = [], list(book.notes)
    for sheet in book.sheets:
        bare = _without_what_was_told(sheet)
        card = _card(bare)
        sheets.append(replace(_long(bare, card), as_it_came=sheet) if card else sheet)
        if card:
            notes.append(said("表“{sheet}”的项目是竖着排的，读成了一行一个。", sheet=sheet.name))
    return replace(book, sheets=tuple(sheets), notes=tuple(notes)) if len(notes) > len(book.notes) else book


def _without_what_was_told(sheet: Sheet) -> Sheet:
    """Without the column of what was to be mended last time."""
    told = {column for row in sheet.rows for column, cell in enumerate(row) if cell == TOLD}
    if not told:
        return sheet
    rows = (tuple(None if column in told else cell for column, cell in enumerate(row)) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _card(sheet: Sheet) -> _Card | None:
    if not 0 < len(sheet.rows) <= MOST_ROWS or any(header_texts(row) for row in sheet.rows):
        return None
    heads = {
        (row, column): squeezed(cell)
        for row, cells in enumerate(sheet.rows, 1)
        for column, cell in enumerate(cells, 1)
        if isinstance(cell, str) and is_head(squeezed(cell))
    }
    texts = list(heads.values())
    if len(texts) < LEAST or len(set(texts)) < len(texts) or not _names_a_record(texts):
        return None
    columns = {column for _row, column in heads}
    return _down(sheet, heads, columns.pop()) if len(columns) == 1 else _in_pairs(sheet, heads)


def _names_a_record(texts: Sequence[str]) -> bool:
    return any(text in kind.fields[kind.key].names for kind in KINDS.values() for text in texts)


def _down(sheet: Sheet, heads: Mapping[Place, str], column: int) -> _Card | None:
    """Fields in one column; every filled column to its right is a record."""
    first = min(row for row, _column in heads)
    labelled = [row for row in range(first, len(sheet.rows) + 1) if sheet.rows[row - 1][column - 1] is not None]
    if len(heads) < MOSTLY * len(labelled):
        return None
    bodies = {
        said("{letter} 列", letter=column_letter(one)): [(row, one) for row in labelled]
        for one in range(column + 1, sheet.width + 1)
        if any(sheet.rows[row - 1][one - 1] is not None for row in labelled)
    }
    texts = [plain(str(sheet.rows[row - 1][column - 1])) for row in labelled]
    return _Card(texts, first, bodies) if bodies else None


def _in_pairs(sheet: Sheet, heads: Mapping[Place, str]) -> _Card | None:
    """A field and its value beside it, several pairs in a row: one record."""
    first = min(row for row, _column in heads)
    values: list[Place | None] = []
    for row, column in heads:
        beside = next(
            (one for one in range(column + 1, sheet.width + 1) if sheet.rows[row - 1][one - 1] is not None), 0
        )
        values.append((row, beside) if beside and (row, beside) not in heads else None)
    filled = sum(cell is not None for cells in sheet.rows[first - 1 :] for cell in cells)
    read = len(heads) + sum(value is not None for value in values)
    if sum(value is not None for value in values) < LEAST or read < MOSTLY * filled:
        return None
    return _Card(list(heads.values()), first, {said("这张表"): values})


def _long(sheet: Sheet, card: _Card) -> Sheet:
    width = len(card.heads)
    table: list[tuple[Raw, ...]] = []
    for row in sheet.rows[: card.first_row - 1]:
        table += [(cell, *[None] * (width - 1)) for cell in row if isinstance(cell, str)]
    table.append(tuple(card.heads))
    places: dict[int, str] = {}
    origins: dict[Place, Place] = {}
    for name, body in card.bodies.items():
        table.append(tuple(sheet.rows[place[0] - 1][place[1] - 1] if place else None for place in body))
        places[len(table)] = name
        origins |= {(len(table), column): place for column, place in enumerate(body, 1) if place}
    return Sheet(
        sheet.name, tuple(table), hidden=sheet.hidden, epoch_1904=sheet.epoch_1904, places=places, origins=origins,
        shown_as={place: sheet.shown_as[origin] for place, origin in origins.items() if origin in sheet.shown_as},
        broken=frozenset(place for place, origin in origins.items() if origin in sheet.broken),
    )  # fmt: skip
