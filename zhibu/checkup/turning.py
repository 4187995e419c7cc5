"""What the calendar alone changes on the sheets of a year, for very many branches at once.

Nothing was recorded since they were kept, so the kept columns stand, save those that the day turns (`Part.turns`); only
these are drawn. All sheets of a batch are judged as columns; what a norm says of one row is said once for all rows with
the same figures. Only what differs is written. Drawing and judging each sheet anew gives the same
(`tests/checkup/test_turning.py`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from zhibu import norms
from zhibu.base import bulk
from zhibu.base.touched import SheetKind
from zhibu.checkup import counting, drawing
from zhibu.checkup.columns import in_columns, judge_columns
from zhibu.checkup.judging import KEPT, Mark, mark_of
from zhibu.checkup.models import TABLES, Finding, Sheet
from zhibu.checkup.refresh import excused_masks, said_by
from zhibu.org.models import Organisation
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, Status

NEVER_WAKES = np.iinfo(np.int64).max
NOTHING = dict.fromkeys((status.value for status in Status), 0)


class Profile(NamedTuple):
    """The unit settings in force at a place."""

    digest: str
    layers: Sequence[Mapping[str, Any]]


@dataclass
class Row:
    """One kept sheet, the figures it has by today, and what is to be written."""

    branch: Organisation
    pk: UUID
    wakes: int
    said: int
    sheet: SimpleNamespace
    changes: dict[str, Any]
    marks: dict[tuple[str, str], Mark]


STANDING = ("pk", "branch_id", "norm", "status", "periods", "colour", "since", "due_on")

NEW = (
    "id", "root", "branch_id", "sheet", "subject", "year", "norm", "status", "first_seen_on", "goes_up_on", "periods",
    "colour", "since", "due_on",
)  # fmt: skip
AS_TEXT = {name: Cast(name, CharField()) for name in ("periods", "since", "due_on")}
SAID = Concat(
    "norm", Value(" "), "status", Value(" "), AS_TEXT["periods"], Value(" "), "colour", Value(" "), AS_TEXT["since"],
    Value(" "), AS_TEXT["due_on"], output_field=CharField(),
)  # fmt: skip


class Standing(NamedTuple):
    """A finding as it is kept."""

    pk: UUID
    branch: UUID
    norm: str
    status: str
    periods: int
    colour: str
    since: date | None
    due_on: date | None

    def says(self, mark: Mark) -> bool:
        return (self.periods, self.colour, self.since, self.due_on) == (
            mark.periods, mark.colour, mark.since, mark.due_on,
        )  # fmt: skip


def turn(kind: SheetKind, branches: Sequence[Organisation], year: int, today: date, told: "Told") -> list[Organisation]:
    """Bring their waking sheets to today. The caller holds the branches.

    Gives back those that have to be drawn whole: under other unit settings than when they were kept.
    """
    profiles = {key: Profile(*found) for key, found in drawing.profiles_of(branches, today).items()}
    waking, stale = _waking(kind, branches, year, today, profiles)
    _draw_turned(kind, waking, year, today)
    excused = excused_masks([row.branch for row in waking])
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in waking:
        groups[profiles[row.branch.pk].digest].append(row)
    for rows in groups.values():
        _judge(kind, rows, year, profiles[rows[0].branch.pk], today, excused, told)
    _write_each(TABLES[kind], {row.pk: row.changes for row in waking if row.changes})
    counted = _write_findings(kind, waking, year, today)
    counting.recount(counted, today)
    return stale


def _waking(
    kind: SheetKind,
    branches: Sequence[Organisation],
    year: int,
    today: date,
    profiles: Mapping[UUID, Profile],
) -> tuple[list[Row], list[Organisation]]:
    """Looked at again under the lock: whoever wrote meanwhile has brought the sheet to today already."""
    by_key = {branch.pk: branch for branch in branches}
    fields = SHEETS[kind].fields
    kept = TABLES[kind].objects.filter(branch__in=list(by_key), year=year, wakes__gt=0, wakes__lte=today.toordinal())
    waking, stale = [], []
    for pk, branch_id, root, profile, wakes, said, *values in kept.values_list(
        "pk", "branch_id", "root", "profile", "wakes", "said", *fields
    ):
        branch = by_key[branch_id]
        stands = (root, profile) == (branch.root, profiles[branch_id].digest) and drawing.is_asked_in(branch, year)
        if stands:
            sheet = SimpleNamespace(subject=branch_id, **dict(zip(fields, values, strict=True)))
            waking.append(Row(branch, pk, wakes, said, sheet, {}, {}))
        else:
            stale.append(branch)
    return waking, stale


def _draw_turned(kind: SheetKind, waking: Sequence[Row], year: int, today: date) -> None:
    for part in drawing.ONE[kind]:
        turned = {row.branch.pk: row for row in waking if part.turns and part.turns(row.sheet, today)}
        if not turned:
            continue
        drawn = drawing.draw_turned(kind, [row.branch for row in turned.values()], year, today, part)
        for key, columns in drawn.items():
            figures = vars(turned[key].sheet)
            other = {name: value for name, value in columns.items() if figures[name] != value}
            figures |= other
            turned[key].changes |= other


def _judge(
    kind: SheetKind,
    rows: Sequence[Row],
    year: int,
    profile: Profile,
    today: date,
    excused: Mapping[tuple[UUID, str, int], int],
    told: "Told",
) -> None:
    """Every norm on the columns of these rows: their marks, and the next day on which one of them changes."""
    fields = [name for name in SHEETS[kind].fields if name not in SHEETS[kind].scalars]
    table = np.array([[getattr(row.sheet, name) for name in fields] for row in rows], dtype=np.int64).T
    sheet = SimpleNamespace(year=year, **dict(zip(fields, table, strict=True)))
    wakes, said = np.full(len(rows), NEVER_WAKES), np.zeros(len(rows), dtype=np.int64)
    places = {row.branch.pk: number for number, row in enumerate(rows)}
    answered: dict[str, dict[int, int]] = defaultdict(dict)
    for (subject, norm, of), periods in excused.items():
        if of == year and subject in places:
            answered[norm][places[subject]] = periods
    for resolved, marks in judge_columns(kind, sheet, profile.layers, today, answered):
        later = np.asarray(marks.wakes)
        wakes = np.where((later > today.toordinal()) & (later < wakes), later, wakes)
        said += in_columns(resolved.norm.id, marks)
        for status in KEPT:
            masks = np.asarray(marks.mask(status))
            for number in np.flatnonzero(masks).tolist():
                row = rows[number]
                mark = told.mark(resolved, status, int(masks[number]), row.sheet, profile, today)
                row.marks[mark.norm, mark.status] = mark
    for row, day, new in zip(rows, wakes.tolist(), said.tolist(), strict=True):
        next_day = 0 if day == NEVER_WAKES else day
        if (next_day, new) != (row.wakes, row.said):
            row.changes |= {"wakes": next_day, "said": new}


class Told:
    """What a norm says of a sheet follows from the figures that it reads, so for the same figures it is said once.

    Which figures those are shows while it speaks: a tree with a figure at each branching and at its ends what was said.
    For one kind of sheet, one year and one day.
    """

    MOST = 50_000  # of what was said; then it begins anew

    def __init__(self) -> None:
        self._tree: dict[Any, Any] = {}
        self._said = 0

    def mark(
        self,
        resolved: norms.Resolved,
        status: Status,
        periods: int,
        sheet: SimpleNamespace,
        profile: Profile,
        today: date,
    ) -> Mark:
        figures, place = vars(sheet), self._tree
        begin: Any = (resolved.norm.id, status, periods, profile.digest)
        at = begin
        while (found := place.get(at)) is not None:
            if isinstance(found, Mark):
                return found
            name, place = found
            at = figures[name]
        watched = Watched(figures)
        marks = Marks(**NOTHING | {status.value: periods}, wakes=0)
        mark = mark_of(resolved, watched, marks, status, profile.layers, today)
        if self._said >= self.MOST:
            self._tree, self._said = {}, 0
        self._said += 1
        place, at = self._tree, begin
        for name in watched.read:
            place = place.setdefault(at, (name, {}))[1]
            at = figures[name]
        place[at] = mark
        return mark


class Watched:
    """A sheet that notes which of its figures were read, in order."""

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self.figures, self.read = figures, dict[str, None]()

    def __getattr__(self, name: str) -> Any:
        value = self.figures[name]
        self.read[name] = None
        return value


def _write_findings(kind: SheetKind, waking: Sequence[Row], year: int, today: date) -> list[Organisation]:
    """Those that came, went or say something else. The branches whose superiors may count another state now.

    What stands is compared as one text a finding, which the database writes; only where one of them went or says
    something else its columns are read.
    """
    branches = [row.branch.pk for row in waking]
    there = Finding.objects.filter(branch__in=branches, sheet=kind, year=year)
    texts: dict[str, set[str]] = {str(bulk.raw_key(key)): set() for key in branches}
    for branch, said in there.annotate(of=Cast("branch_id", CharField())).values_list("of", SAID):
        texts[branch].add(said)
    kept = dict(zip(branches, texts.values(), strict=True))
    wanted = {row.branch.pk: {mark.said: mark for mark in row.marks.values()} for row in waking}
    differing = [key for key in branches if kept[key] - wanted[key].keys()]
    standing: dict[UUID, list[Standing]] = defaultdict(list)
    for found in there.filter(branch__in=differing).values_list(*STANDING) if differing else ():
        standing[found[1]].append(Standing(*found))
    made: list[tuple[Organisation, Mark]] = []
    gone: list[UUID] = []
    changes: dict[UUID, dict[str, Any]] = {}
    counted = []
    for row in waking:
        statuses = set()
        marks = {said: mark for said, mark in wanted[row.branch.pk].items() if said not in kept[row.branch.pk]}
        left = {(mark.norm, mark.status): mark for mark in marks.values()}
        for finding in standing[row.branch.pk]:
            mark = row.marks.get((finding.norm, finding.status))
            if mark is None:
                gone.append(finding.pk)
            elif finding.says(mark):
                continue
            else:
                changes[finding.pk] = said_by(mark)
                del left[mark.norm, mark.status]
            statuses.add(finding.status)
        for mark in left.values():
            made.append((row.branch, mark))
            statuses.add(mark.status)
        if statuses - {Status.DUE.value}:  # superiors do not count what is only due
            counted.append(row.branch)
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    _write_alike(Finding, changes)
    _write_new(kind, made, year, today)
    return counted


def _write_new(kind: SheetKind, made: Sequence[tuple[Organisation, Mark]], year: int, today: date) -> None:
    rows = (
        (
            key, branch.root, branch.pk, kind.value, branch.pk, year, mark.norm, mark.status, today,
            mark.goes_up_on(today), mark.periods, mark.colour, mark.since, mark.due_on,
        )
        for key, (branch, mark) in zip(bulk.keys(len(made)), made, strict=True)
    )  # fmt: skip
    if made:
        bulk.insert(Finding, NEW, rows)


def _write_each(table: type[Sheet], changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Sheets differ in what their findings say."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for key, columns in changes.items():
        alike[tuple(columns)].append((*columns.values(), key))
    for names, rows in alike.items():
        bulk.update(table, names, rows)


def _write_alike(table: type[Finding], changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Rows that get the same new columns are written together: at the end of a month nearly all do."""
    alike: dict[tuple[tuple[str, Any], ...], list[UUID]] = defaultdict(list)
    for key, columns in changes.items():
        alike[tuple(sorted(columns.items()))].append(key)
    for new, keys in alike.items():
        table.objects.filter(pk__in=keys).update(**dict(new))
