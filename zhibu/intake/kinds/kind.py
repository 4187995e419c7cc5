"""What a kind of table is: its fields, and how one row of it is read and compared with the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from zhibu.intake.result import Level, Problem, Raw, ShownAs
from zhibu.intake.values.dates import Dated, Moment, read_date, read_moment
from zhibu.intake.values.outcome import Outcome, T, is_nothing
from zhibu.intake.values.people import masked, without_long_numbers
from zhibu.intake.wording import readable, shortened, squeezed, text_of
from zhibu.rules.said import said, with_values


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `names` are header texts that mean it, `patterns` are searched for when no name fits.

    `secret` fields are masked wherever they are shown. `longest` is the number of letters that are kept.
    """

    name: str
    label: str
    names: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    required: bool = False
    secret: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The cell of one field in one row. Without a letter: what a title between the rows says."""

    value: Raw
    letter: str
    header: str
    shown_as: ShownAs | None = None
    broken: bool = False


@dataclass(slots=True)
class Draft:
    """One row while it is read: cells by field going in, values and problems coming out.

    `private` holds what is needed to compare rows but is not handed out (identity numbers).
    """

    number: int
    entries: Mapping[str, Entry]
    fields: Mapping[str, Field]
    year: int | None = None
    epoch_1904: bool = False
    today: datetime.date | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def raw(self, name: str) -> Raw:
        entry = self.entries.get(name)
        return entry.value if entry else None

    def tell(self, problem: Problem, name: str | None = None) -> None:
        """Keep a problem with the place of the field's cell, or of the row."""
        entry = self.entries.get(name) if name else None
        if entry is None or not entry.letter:
            self.problems.append(problem.at(self.number, None, None, name))
            return
        found = shortened(text_of(entry.value))
        shown = masked(found) if name and self.fields[name].secret else without_long_numbers(found)
        problem = replace(problem, sentence=with_values(problem.sentence, without_long_numbers))
        self.problems.append(problem.at(self.number, entry.letter, entry.header, name, shown))

    def insist(self, name: str, missing: Problem) -> None:
        """The row cannot do without this field: its problems keep the row out, or `missing` does."""
        told = [problem.field == name and problem.level is not Level.NOTE for problem in self.problems]
        if not any(told):
            self.tell(missing, name)
        self.problems = [
            replace(problem, level=Level.REFUSED) if problem.field == name and problem.level is Level.LOOK else problem
            for problem in self.problems
        ]

    def take(self, name: str, reader: Callable[[Raw], Outcome[T]]) -> T | None:
        """The value of a field by its reader; what the reader has to tell is kept."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        if entry.broken:
            self.tell(
                Problem("cell.formula", "这一格的公式没有算出结果。", "在原表里把公式换成结果。", Level.LOOK), name
            )
            return None
        outcome = reader(entry.value)
        if outcome.problem:
            self.tell(outcome.problem, name)
        return outcome.value

    def take_date(self, name: str, *, month_is_enough: bool = False, year: int | None = None) -> Dated | None:
        """A date into `name` and its precision. Where the month is enough, 12月底 is that month.

        `year` fills in a date without one.
        """

        def reader(value: Raw) -> Outcome[Dated]:
            shown_as = self.entries[name].shown_as
            outcome = read_date(value, year=year, shown_as=shown_as, epoch_1904=self.epoch_1904)
            fine = ("date.month_only", "date.vague")
            if month_is_enough and outcome.problem and outcome.problem.code in fine:
                return Outcome(outcome.value)
            return outcome

        dated = self.take(name, reader)
        self.values[name] = dated.on if dated else None
        self.values[name.replace("_on", "_precision")] = dated.precision if dated else "day"
        return dated

    def take_span(self, name: str, *, year: int | None = None) -> tuple[Dated | None, datetime.date | None]:
        """A day, or the first and the last day of several, into `name`, its precision and `until_on`."""

        def reader(value: Raw) -> Outcome[Moment]:
            shown_as = self.entries[name].shown_as
            outcome = read_moment(value, year=year, shown_as=shown_as, epoch_1904=self.epoch_1904)
            known = outcome.problem is not None and outcome.problem.code in ("date.range", "date.month_only")
            return Outcome(outcome.value) if known else outcome

        moment = self.take(name, reader)
        dated, until = (moment.dated, moment.until) if moment else (None, None)
        self.values[name] = dated.on if dated else None
        self.values[name.replace("_on", "_precision")] = dated.precision if dated else "day"
        self.values["until_on"] = until
        return dated, until

    def header(self, name: str) -> str:
        entry = self.entries.get(name)
        return squeezed(entry.header) if entry else ""

    def text(self, name: str) -> str:
        """A field of words, blank when it says nothing; longer than is kept: cut, and told."""
        text = self.take(name, lambda value: Outcome(readable(text_of(value)))) or ""
        text = "" if is_nothing(text) else text
        longest = self.fields[name].longest
        if longest is not None and len(text) > longest:
            sentence = said("有 {count} 个字，最多留 {longest} 个，后面的没有收。", count=len(text), longest=longest)
            self.tell(
                Problem("text.too_long", sentence, said("改到 {longest} 个字以内。", longest=longest), Level.LOOK), name
            )
            text = text[:longest]
        return text


class Kind(Protocol):
    """A kind of table. One module per kind in this folder, listed in `kinds/__init__.py`."""

    name: str
    label: str
    key: str  # the field that every record has: without it, a row is a total, a signature or a remark

    @property
    def fields(self) -> Mapping[str, Field]: ...

    def weigh(self, found: frozenset[str], headers: Sequence[str], title: str) -> float:
        """How surely a table with these fields is of this kind, 0 to 1. `title` is sheet name and title rows."""
        ...

    def read(self, draft: Draft) -> None:
        """Fill `draft.values` from its cells, with every problem of the row."""
        ...

    def compare(self, drafts: Sequence[Draft]) -> None:
        """Tell what only shows between rows: duplicates."""
        ...


def words(text: str) -> tuple[str, ...]:
    """Header texts, parted by spaces."""
    return tuple(text.split())


def weight(found: frozenset[str], signs: frozenset[str], least: int, *, titled: bool) -> float:
    """How surely a table with these fields is of a kind: enough of its own signs, and better with its own title."""
    count = len(found & signs)
    return 0.0 if count < (max(least - 1, 1) if titled else least) else 0.4 + 0.1 * count + 0.25 * titled


def day_said(dated: Dated) -> str:
    """2023-05-01, 2023-05 or 2023: as much as is known."""
    return said_day(dated.on, dated.precision)


def said_day(on: datetime.date, precision: str) -> str:
    return on.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


def by_name(fields: Sequence[Field]) -> dict[str, Field]:
    return {one.name: one for one in fields}
