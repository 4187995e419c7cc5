"""The shapes that travel through the intake: book, guess, interpretation.

Everything here is plain data. Nothing knows Django, the clock or the disk. Row numbers are those the user sees in Excel
(first row is 1), columns are named by letter.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

Raw = int | float | str | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None
"""What a cell holds as the file stores it. Blank cells are None."""

ShownAs = Literal["month", "month_day", "year"]
"""How much of a date a cell shows: Excel stores 2023年5月 as 1 May and only shows less."""


class Unreadable(Exception):
    """The file cannot be read at all. `sentence` is one Chinese sentence (or two) naming the file and the way out."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Group(StrEnum):
    """The three groups of rows that a user sees before anything is saved."""

    READY = "ready"
    LOOK = "look"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"ready": "可导入", "look": "要看一眼", "refused": "不能导入"}[self.value]


class Level(StrEnum):
    """How much a problem weighs: NOTE is only told, LOOK asks for a look, REFUSED keeps the row out."""

    NOTE = "note"
    LOOK = "look"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell about one cell (or one row, when `column` is None).

    `sentence` says what is seen, `right` what would be right; both are whole Chinese sentences. `found` is the text of
    the cell, shortened, and masked where it is an identity or phone number. `code` is stable for programs and tests.
    """

    code: str
    sentence: str
    right: str
    level: Level = Level.LOOK
    field: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    found: str = ""

    def at(self, row: int, column: str | None, header: str | None, field: str | None, found: str = "") -> Problem:
        """The same problem with its place."""
        return replace(self, row=row, column=column, header=header, field=field, found=self.found or found)

    @property
    def place(self) -> str:
        """第 7 行 C 列(入党日期), as far as it is known."""
        parts = []
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.column is not None:
            parts.append(f"{self.column} 列")
        place = " ".join(parts)
        return f"{place}（{self.header}）" if self.header else place

    @property
    def told(self) -> str:
        """Place, what is seen, what would be right, in one line."""
        place = f"{self.place}：" if self.place else ""
        return f"{place}{self.sentence}{self.right}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place. `text` is the value as a person would write it."""

    value: Raw
    text: str
    row: int
    column: str
    shown_as: ShownAs | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows[i]` is row i + 1 of the file; all rows are equally long; blank cells are None.

    `merged` holds (first row, first column, last row, last column), 1-based. `shown_as` holds the cells, (row, column)
    1-based, that show less of a date than they store. `broken` holds formula cells that hold an error or no result.
    `places` names, for the rows of a table that was laid out anew, where they stood in the file; `as_it_came` is the
    table before that, and `origins` says from which of its cells a cell came, (row, column) each.
    """

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    shown_as: Mapping[tuple[int, int], ShownAs] = field(default_factory=dict)
    broken: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    epoch_1904: bool = False
    places: Mapping[int, str] = field(default_factory=dict)
    as_it_came: Sheet | None = None
    origins: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was read: its name, its tables, and what was noticed on the way (Chinese sentences)."""

    filename: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """The table of that name. Raises KeyError."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field that a column can be mapped to, for the mapping page."""

    name: str
    label: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column seems to be. `field` is None when the column is left out; `why` is a Chinese sentence.

    `confidence` runs from 0 to 1. `examples` are up to three texts, identity and phone numbers masked. `refused` is set
    for columns the program never takes in (points, ratings of people); no correction can change that.
    """

    letter: str
    header: str
    field: str | None
    why: str
    examples: tuple[str, ...] = ()
    confidence: float = 0.0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class SheetGuess:
    """What one sheet seems to be. `kind` is "roster", "meetings" or None (the sheet is left out, `why` says why).

    `header_rows` are the 1-based rows of the header, in order; empty when there is none. `year` is the year found in
    the title, sheet name or file name. `defaults` are field texts that the title or sheet name gives for every row.
    """

    kind: str | None
    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[ColumnGuess, ...]
    why: str
    confidence: float = 0.0
    year: int | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedColumn:
    """A column that is never taken in, with the reason."""

    letter: str
    header: str
    reason: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that was not read as a record (total, signature, repeated header…): nothing goes missing in silence."""

    number: int
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is the row in the file, `values` are plain Python values by field name.

    A date `x_on` comes with `x_precision` "day", "month" or "year". A month stays a month: then `x_on` is its first
    day, only so that it can be ordered, and must not be shown or stored as a day.
    """

    number: int
    group: Group
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """All rows of one sheet in their three groups.

    `counts` has the keys ready, look, refused, skipped, total. `missing` are problems of the whole table (a required
    column that was not found); while there is one, no row is READY.
    """

    kind: str
    filename: str
    sheet: str
    rows: tuple[Row, ...]
    refused_columns: tuple[RefusedColumn, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    missing: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, group: Group) -> Sequence[Row]:
        """The rows of one group, in file order."""
        return [row for row in self.rows if row.group is group]
