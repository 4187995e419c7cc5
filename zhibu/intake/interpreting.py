"""From a sheet and its mapping to rows in three groups."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhibu.intake.headers import Header, HeaderColumn, is_serial, section, titles, why_no_record
from zhibu.intake.kinds import KINDS
from zhibu.intake.kinds.gatherings import kinds_in
from zhibu.intake.kinds.kind import Draft, Entry, Kind
from zhibu.intake.refusals import refusal
from zhibu.intake.result import (
    Book,
    Group,
    Interpretation,
    Level,
    Problem,
    Raw,
    RefusedColumn,
    Row,
    Sheet,
    SheetGuess,
    SkippedRow,
)
from zhibu.intake.wording import column_letter, column_number, plain, shortened, squeezed, text_of
from zhibu.rules.said import joined, said

_DITTO = frozenset(["同上", "〃", "″", '"', "''", "”", "“", "同前", "ditto", "..", "…"])
_GROUP_IN_TITLE = re.compile(r"(第[一二三四五六七八九十\d]+党?小组)")
LONGEST_DITTO = 8
_FIELDS_OF_SECTIONS = {"standing": ("affiliation", "stage"), "planned_on": ("planned_on",), "kinds": ("kinds",)}
# Fields in which a record may go on in the rows below it: a gathering with a row for each topic.
_GO_ON = {"meetings": ("title", "content", "decision")}
# A section of one sort ends what was said of a part of the section before.
_PARTS = frozenset(_FIELDS_OF_SECTIONS)
_ENDS = {"year": _PARTS, "group": _PARTS, "branch": _PARTS | {"group"}}


def interpret(
    book: Book,
    guess: SheetGuess,
    year: int | None = None,
    corrections: Mapping[str, str | None] | None = None,
    *,
    today: datetime.date | None = None,
    keep_identity: bool = False,
) -> Interpretation:
    """The rows of one sheet.

    year: fills in dates without one (default: the year in the title). corrections: column letter → field name or None.
    today: dates after it are told. keep_identity: hand out checked identity numbers in the values; without it they are
    only used for checking. Raises ValueError for a guess without a kind, an unknown field or column.
    """
    if guess.kind is None:
        raise ValueError(f"sheet {guess.sheet} has no kind; use guess_as")
    kind, sheet = KINDS[guess.kind], book.sheet(guess.sheet)
    mapping = mapped(kind, sheet, guess, corrections or {})
    reading = _Reading(kind, sheet, guess, mapping, year or guess.year, today)
    reading.run()
    kind.compare(reading.drafts)
    rows = tuple(_row(draft, keep_identity) for draft in reading.drafts)
    missing = _missing(kind, sheet, mapping)
    return Interpretation(
        kind.name,
        book.filename,
        sheet.name,
        rows,
        tuple(_refused_columns(guess)),
        tuple(reading.skipped),
        missing,
        (*book.notes, *_notes(sheet, mapping)),
        _counts(rows, reading.skipped),
    )


def mapped(
    kind: Kind, sheet: Sheet, guess: SheetGuess, corrections: Mapping[str, str | None]
) -> dict[str, tuple[int, str]]:
    """Field → (column number, header text). A correction wins over the guess; refused columns stay out."""
    headers = {column.letter: column.header for column in guess.columns}
    refused = {column.letter for column in guess.columns if column.refused or refusal(column.header, kind.name)}
    wanted: dict[str, str] = {}
    for letter, name in corrections.items():
        if column_number(letter) > max(sheet.width, 1) or not letter.isalpha():
            raise ValueError(f"no column {letter}")
        if name is not None and name not in kind.fields:
            raise ValueError(f"no field {name}")
        if name is not None and letter not in refused:
            wanted[name] = letter
    for column in guess.columns:
        if column.field and column.letter not in corrections and column.letter not in refused:
            wanted.setdefault(column.field, column.letter)
    return {name: (column_number(letter), headers.get(letter, "")) for name, letter in wanted.items()}


@dataclass(slots=True)
class _Reading:
    """One pass over the rows of a sheet."""

    kind: Kind
    sheet: Sheet
    guess: SheetGuess
    mapping: Mapping[str, tuple[int, str]]
    year: int | None
    today: datetime.date | None
    drafts: list[Draft] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    section: dict[str, str] = field(default_factory=dict)
    waiting: tuple[int, tuple[Raw, ...]] | None = None

    def run(self) -> None:
        header = self._header()
        serial = (
            frozenset(column.number for column in header.columns if is_serial(column.path[-1]))
            if header
            else frozenset()
        )
        key_column = self.mapping.get(self.kind.key, (0, ""))[0]
        self.section |= _group_of_titles(self.kind, self.sheet, self.guess, self.mapping)
        above_it = frozenset(titles(self.sheet, self.guess.header_rows[0]) if self.guess.header_rows else ())
        above: tuple[Raw, ...] = ()
        last = 0  # the last row of the record that waits
        for number, cells in _filled_down(self.sheet, self.guess.header_rows[-1] if self.guess.header_rows else 0):
            if not any(cell is not None for cell in cells):
                continue
            key = squeezed(text_of(cells[key_column - 1])) if key_column else ""
            why = why_no_record(cells, header, serial, key) or _repeats(above_it, cells)
            if why and not (self.kind.name == "branches" and key and section(cells)):  # a branch and nothing else of it
                self._read_waiting()  # before what a section says for the rows below
                self._skip(number, cells, why)
                last = 0
                continue
            if last and number == last + 1 and self._goes_on(number, cells):
                last, self.waiting = number, self._together(number)
                continue
            self._read_waiting()
            cells = _without_ditto(cells, above)
            above, last, self.waiting = cells, number, (number, cells)
        self._read_waiting()

    def _read_waiting(self) -> None:
        """A row is read when it is known that the next one does not go on with it."""
        if self.waiting:
            self._read(*self.waiting)
        self.waiting = None

    def _going_on(self) -> list[int]:
        """The columns in which a record may go on in the rows below it."""
        return [self.mapping[name][0] for name in _GO_ON.get(self.kind.name, ()) if name in self.mapping]

    def _goes_on(self, number: int, cells: Sequence[Raw]) -> bool:
        """One more topic of the gathering above: nothing of its own beside the words, day and kind merged or blank."""
        own, columns = self.sheet.rows[number - 1], self._going_on()
        key_column = self.mapping.get(self.kind.key, (0, ""))[0]
        filled = [column for column, cell in enumerate(own, 1) if cell is not None]
        if not self.waiting or not key_column or not filled or not set(filled) <= set(columns):
            return False
        key = self.waiting[1][key_column - 1]
        words = [text_of(own[column - 1]) for column in filled]
        return key is not None and cells[key_column - 1] in (None, key) and not any(map(kinds_in, words))

    def _together(self, number: int) -> tuple[int, tuple[Raw, ...]]:
        assert self.waiting is not None
        first, cells = self.waiting[0], list(self.waiting[1])
        for column in self._going_on():
            texts = [text_of(cell) for cell in (cells[column - 1], self.sheet.rows[number - 1][column - 1]) if cell]
            cells[column - 1] = "；".join(texts) or None
        why = said("和第 {first} 行是一次会，并进去了", first=first)
        self.skipped.append(SkippedRow(number, why, shortened(" ".join(map(text_of, self.sheet.rows[number - 1])), 60)))
        return first, tuple(cells)

    def _header(self) -> Header | None:
        if not self.guess.header_rows:
            return None
        columns = tuple(
            HeaderColumn(column_number(column.letter), tuple(column.header.split("/"))) for column in self.guess.columns
        )
        return Header(self.guess.header_rows, columns)

    def _skip(self, number: int, cells: Sequence[Raw], why: str) -> None:
        text = shortened(" ".join(dict.fromkeys(text_of(cell) for cell in cells if cell is not None)), 60)
        self.skipped.append(SkippedRow(number, why, text))
        if why.startswith("分段标题") and (found := section(cells)):
            ended = _ENDS.get(found[0], frozenset())
            self.section = {name: text for name, text in self.section.items() if name not in ended}
            self.section[found[0]] = found[1]

    def _read(self, number: int, cells: Sequence[Raw]) -> None:
        entries = {
            name: Entry(
                cells[column - 1],
                column_letter(column),
                header,
                self.sheet.shown_as.get((number, column)),
                (number, column) in self.sheet.broken,
            )
            for name, (column, header) in self.mapping.items()
            if column <= len(cells)
        }
        self._fill_from_section(entries)
        year = int(self.section["year"]) if "year" in self.section else self.year
        draft = Draft(number, entries, self.kind.fields, year, self.sheet.epoch_1904, self.today, self.guess.defaults)
        self.kind.read(draft)
        for name in ("branch", "group"):
            if name in self.section and not draft.values.get(name):
                draft.values[name] = self.section[name]
        self.drafts.append(draft)

    def _fill_from_section(self, entries: dict[str, Entry]) -> None:
        """预备党员, 支委会 or 3月 above some rows stands in their own column where that is blank."""
        for said_of, names in _FIELDS_OF_SECTIONS.items():
            for name in names if said_of in self.section else ():
                entry = entries.get(name)
                if name in self.kind.fields and (entry is None or entry.value is None):
                    entries[name] = Entry(self.section[said_of], "", "")


def _repeats(above: frozenset[str], cells: Sequence[Raw]) -> str | None:
    """The title again, on every printed page."""
    filled = {cell for cell in cells if cell is not None}
    is_title = len(filled) == 1 and plain(text_of(next(iter(filled)))) in above
    return said("重复的标题") if is_title else None


def _group_of_titles(
    kind: Kind, sheet: Sheet, guess: SheetGuess, mapping: Mapping[str, tuple[int, str]]
) -> dict[str, str]:
    """第二党小组花名册 above a table says the Party group of all its rows, unless a column does."""
    if "group" not in kind.fields or "group" in mapping or not guess.header_rows:
        return {}
    found = {
        match[1] for text in titles(sheet, guess.header_rows[0]) if (match := _GROUP_IN_TITLE.search(squeezed(text)))
    }
    return {"group": found.pop()} if len(found) == 1 else {}


def _filled_down(sheet: Sheet, header_row: int) -> list[tuple[int, tuple[Raw, ...]]]:
    """Data rows with their numbers; a cell merged over several rows counts for each of them."""
    rows = [list(row) for row in sheet.rows[header_row:]]
    for first_row, first_column, last_row, last_column in sheet.merged:
        if first_row <= header_row or last_row == first_row or first_row > len(sheet.rows):
            continue
        value = sheet.rows[first_row - 1][first_column - 1] if first_column <= sheet.width else None
        if value is None or last_column - first_column >= sheet.width - 1:
            continue
        for number in range(first_row + 1, min(last_row, len(sheet.rows)) + 1):
            rows[number - header_row - 1][first_column - 1] = value
    return [(header_row + index, tuple(row)) for index, row in enumerate(rows, 1)]


def _without_ditto(cells: tuple[Raw, ...], above: tuple[Raw, ...]) -> tuple[Raw, ...]:
    """同上 and 〃 stand for the cell above."""
    if not above or not any(map(_is_ditto, cells)):
        return cells
    return tuple(above[index] if _is_ditto(cell) else cell for index, cell in enumerate(cells))


def _is_ditto(cell: Raw) -> bool:
    return isinstance(cell, str) and len(cell) <= LONGEST_DITTO and squeezed(cell) in _DITTO


def _row(draft: Draft, keep_identity: bool) -> Row:
    levels = {problem.level for problem in draft.problems}
    group = Group.REFUSED if Level.REFUSED in levels else Group.LOOK if Level.LOOK in levels else Group.READY
    values = dict(draft.values)
    if keep_identity and "identity_number" in draft.private:
        values["identity_number"] = draft.private["identity_number"]
    return Row(draft.number, group, values, tuple(draft.problems))


def _refused_columns(guess: SheetGuess) -> list[RefusedColumn]:
    return [
        RefusedColumn(column.letter, column.header, refusal(column.header, guess.kind or "") or column.why)
        for column in guess.columns
        if column.refused
    ]


def _missing(kind: Kind, sheet: Sheet, mapping: Mapping[str, tuple[int, str]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            "column.missing",
            said("表“{sheet}”里没有找到“{one}”这一列。", sheet=sheet.name, one=one.label),
            said("在对应页上选出哪一列是{one}，或在表里加上这一列。", one=one.label),
            Level.REFUSED,
            field=one.name,
        )
        for one in kind.fields.values()
        if one.required and one.name not in mapping
    )


def _notes(sheet: Sheet, mapping: Mapping[str, tuple[int, str]]) -> list[str]:
    """What was read although nobody sees it in the table."""
    notes = []
    if rows := sorted(number for number in sheet.hidden_rows if number <= len(sheet.rows)):
        notes.append(
            said(
                "表“{sheet}”有 {count} 行是隐藏的，也读了，第一行是第 {hidden} 行。",
                sheet=sheet.name,
                count=len(rows),
                hidden=rows[0],
            )
        )
    if columns := sorted({number for number, _header in mapping.values()} & sheet.hidden_columns):
        letters = joined([column_letter(number) for number in columns])
        notes.append(said("表“{sheet}”的 {letters} 列是隐藏的，也读了。", sheet=sheet.name, letters=letters))
    return notes


def _counts(rows: Sequence[Row], skipped: Sequence[SkippedRow]) -> dict[str, int]:
    counts = {group.value: sum(row.group is group for row in rows) for group in Group}
    return {**counts, "skipped": len(skipped), "total": len(rows)}
