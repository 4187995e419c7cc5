"""Runs the judgements: on one sheet after a write, on columns of many sheets at night. One definition, two speeds."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from zhibu import norms
from zhibu.base.touched import SheetKind
from zhibu.norms.model import Layer
from zhibu.questions.layering import plain_layers as plain_layers
from zhibu.rules.status import Marks, Status, overlay

GRACE_DAYS = 14  # the branch sees a finding first; superiors from this many days later, statutory ones at once
NEVER = date.max  # of findings that stay with the branch
KEPT = (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN)


@dataclass(frozen=True)
class Mark:
    """One status of one norm on one sheet, with its periods."""

    norm: str
    status: str
    periods: int
    colour: str
    is_statutory: bool
    branch_only: bool = False
    since: date | None = None
    due_on: date | None = None

    @cached_property
    def said(self) -> str:
        """All that a finding says of it, as `turning.SAID` writes it in the database."""
        since, due_on = self.since or "", self.due_on or ""
        return f"{self.norm} {self.status} {self.periods} {self.colour} {since} {due_on}"

    def goes_up_on(self, seen_on: date) -> date:
        if self.branch_only:
            return NEVER
        return seen_on if self.is_statutory else seen_on + timedelta(days=GRACE_DAYS)


@lru_cache(maxsize=1024)
def weight(norm: str, status: str) -> int:
    """What one period of this status counts in the number that stands for all findings of a sheet."""
    drawn = hashlib.blake2b(f"{norm} {status}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn, signed=True) | 1


def in_one(said: Iterable[tuple[str, str, int]]) -> int:
    """One number for (norm, status, periods) of all that is kept of a sheet: 64 bits with a sign, 0 for nothing."""
    total = sum(weight(norm, status) * periods for norm, status, periods in said)
    return (total + 2**63) % 2**64 - 2**63


@dataclass
class Judged:
    """All that is worth keeping of one sheet. `wakes` is the next day number on which any status can change."""

    subject: UUID
    year: int
    wakes: int = 0
    marks: list[Mark] = field(default_factory=list)

    @property
    def said(self) -> int:
        return in_one((mark.norm, mark.status, mark.periods) for mark in self.marks)


def judge_sheet(
    kind: SheetKind,
    sheet: Any,
    layers: Sequence[Mapping[str, Any]],
    today: date,
    excused: Mapping[tuple[UUID, str, int], int],
) -> Judged:
    """Every norm of this kind of sheet, on one sheet."""
    judged = Judged(sheet.subject, getattr(sheet, "year", 0))
    wakes = []
    for resolved, marks in all_marks_of(kind, sheet, layers, today, excused):
        if marks.wakes > today.toordinal():
            wakes.append(marks.wakes)
        if open_periods(marks):
            judged.marks += _kept(resolved, sheet, marks, layers, today)
    judged.wakes = min(wakes, default=0)
    return judged


def marks_of(
    kind: SheetKind, norm_id: str, sheet: Any, layers: Sequence[Mapping[str, Any]], today: date, excused: int = 0
) -> tuple[norms.Resolved, Marks]:
    """One norm on one sheet, by the figures in force on the day of the deed; what the branch excused laid over it."""
    on = _day_of_norm(kind, norms.norm(norm_id), day_of_law(kind, sheet, today))
    resolved = resolve(norm_id, on, plain_layers(layers))
    return resolved, overlay(norms.judge(resolved, sheet, today), excused)


def all_marks_of(
    kind: SheetKind,
    sheet: Any,
    layers: Sequence[Mapping[str, Any]],
    today: date,
    excused: Mapping[tuple[UUID, str, int], int],
) -> Iterator[tuple[norms.Resolved, Marks]]:
    """Every norm of this kind of sheet on one sheet, as `marks_of` says of one."""
    year, day = getattr(sheet, "year", 0), today.toordinal()
    for resolved in _all_resolved(kind, day_of_law(kind, sheet, today), plain_layers(layers)):
        marks = norms.judge(resolved, sheet, day)
        said = excused.get((sheet.subject, resolved.norm.id, year), 0) if excused else 0
        yield resolved, overlay(marks, said) if said else marks


@lru_cache(maxsize=1024)
def _all_resolved(kind: SheetKind, on: date, layers: tuple[Layer, ...]) -> tuple[norms.Resolved, ...]:
    return tuple(resolve(norm.id, _day_of_norm(kind, norm, on), layers) for norm in norms.for_sheet(kind.value))


def _day_of_norm(kind: SheetKind, norm: norms.Norm, on: date) -> date:
    """A case of admission has deeds under several texts: each norm is read as it last stood."""
    return min(on, norm.span.to_on or on) if kind == SheetKind.CANDIDATE else on


def day_of_law(kind: SheetKind, sheet: Any, today: date) -> date:
    """The day whose law applies: of the deed; for a year that is over its last day; else today."""
    if kind.is_yearly:
        return min(today, date(sheet.year, 12, 31))
    if kind == SheetKind.RESOLUTION:
        return date.fromordinal(sheet.happened_on)
    return today


@lru_cache(maxsize=4096)
def resolve(norm_id: str, on: date, layers: tuple[Layer, ...]) -> norms.Resolved:
    """Figures are asked for again and again with the same day and settings."""
    return norms.resolve(norm_id, on, layers)


def _kept(
    resolved: norms.Resolved, sheet: Any, marks: Marks, layers: Sequence[Mapping[str, Any]], today: date
) -> list[Mark]:
    found = (status for status in KEPT if marks.mask(status))
    return [mark_of(resolved, sheet, only(marks, status), status, layers, today) for status in found]


def mark_of(
    resolved: norms.Resolved,
    sheet: Any,
    marks: Marks,
    status: Status,
    layers: Sequence[Mapping[str, Any]],
    today: date,
) -> Mark:
    """What is kept of one status; `marks` are those of this status alone."""
    norm = resolved.norm
    explained = norms.explain(resolved, sheet, today, marks)
    return Mark(
        norm=norm.id,
        status=status.value,
        periods=marks.mask(status),
        colour=norms.colour(norm.id, status, resolved.on, plain_layers(layers)).value,
        is_statutory=norm.statutory,
        branch_only=norm.branch_only,
        since=None if status is Status.DUE else _date(explained.since),
        due_on=_date(explained.due) if status is Status.DUE else None,
    )


def open_periods(marks: Marks) -> int:
    """The periods of which something is worth keeping."""
    return marks.due | marks.overdue | marks.breached | marks.unknown


def only(marks: Marks, status: Status) -> Marks:
    """The periods of one status alone, so that a finding speaks of nothing else."""
    empty = dict.fromkeys((other.value for other in Status if other is not status), 0)
    return replace(marks, **empty)


def _date(day: int | None) -> date | None:
    return date.fromordinal(day) if day else None
