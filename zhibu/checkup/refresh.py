"""After every write: draw the touched sheets again, judge them, replace their findings, adjust the counts above.

Runs inside the writer's transaction, so records, sheets and findings never disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base import bulk
from zhibu.base.asking import asked_often
from zhibu.base.parts import Models
from zhibu.base.touched import SheetKind, Touch
from zhibu.checkup import counting, drawing
from zhibu.checkup.judging import Judged, Mark, judge_sheet
from zhibu.checkup.models import TABLES, Answer, AnswerKind, Finding, Sheet
from zhibu.org.models import Organisation
from zhibu.org.queries import held_by_key
from zhibu.rules.sheets import SHEETS

OLDEST_YEARS = 1  # besides the running year, the year before is judged: its campaigns and confirmations go on


@dataclass
class Ground:
    """What every kind of sheet of these branches needs, read once: unit settings, answers, the findings that stand."""

    profiles: dict[UUID, tuple[str, tuple[Any, ...]]]
    excused: dict[tuple[UUID, str, int], int]
    findings: dict[tuple[UUID, str], list[Finding]]
    changed: set[UUID] = field(default_factory=set)  # branches whose state may be another now

    @classmethod
    def of(cls, branches: Sequence[Organisation], today: date) -> Self:
        findings: dict[tuple[UUID, str], list[Finding]] = defaultdict(list)
        for row in kept_findings([branch.pk for branch in branches]):
            findings[row.branch_id, row.sheet].append(row)
        return cls(drawing.profiles_of(branches, today), excused_masks(branches), findings)

    def of_branch(self, branch: UUID) -> list[Finding]:
        return [row for kind in TABLES for row in self.findings[branch, kind]]


@asked_often
def kept_findings(branch_ids: Sequence[UUID]) -> QuerySet[Finding]:
    return Finding.objects.filter(branch_id__in=branch_ids)


def redraw(touched: Iterable[Touch], today: date) -> None:
    """Everything that follows from the touched facts, for these branches only."""
    wanted = _wanted(touched, today)
    keys = {branch for _kind, _year, branch in wanted}
    # Held: two writers in one branch see each other's records, and no branch hangs elsewhere before it is counted.
    branches = {branch.pk: branch for branch in held_by_key(list(keys))} if keys else {}
    if not branches:
        return
    ground = Ground.of(list(branches.values()), today)
    alike: dict[tuple[SheetKind, int, Models | None], list[UUID]] = defaultdict(list)
    for (kind, year, branch), wrote in wanted.items():
        alike[kind, year, wrote].append(branch)
    for (kind, year, wrote), ids in sorted(alike.items(), key=lambda group: group[0][:2]):
        found = [branches[branch] for branch in sorted(ids) if branch in branches]
        redraw_kind(kind, found, year, today, ground, wrote)
    changed = [branch for branch in branches.values() if branch.pk in ground.changed]
    counting.recount(changed, today, {branch.pk: ground.of_branch(branch.pk) for branch in changed})


def _wanted(touched: Iterable[Touch], today: date) -> dict[tuple[SheetKind, int, UUID], Models | None]:
    """The sheets to draw, each with everything that was written about it."""
    wanted: dict[tuple[SheetKind, int, UUID], Models | None] = {}
    for touch in touched:
        if touch.kind.is_yearly and not today.year - OLDEST_YEARS <= touch.year <= today.year:
            continue
        key = touch.kind, touch.year, touch.branch
        before = wanted.get(key, frozenset())
        wanted[key] = None if before is None or touch.wrote is None else before | touch.wrote
    return {key: wrote for key, wrote in wanted.items() if drawing.may_change(key[0], wrote) or Answer in (wrote or ())}


def redraw_kind(
    kind: SheetKind,
    branches: Sequence[Organisation],
    year: int,
    today: date,
    ground: Ground | None = None,
    wrote: Models | None = None,
) -> None:
    """Draw, keep and judge the sheets of one kind for some branches. A handful of queries whatever their number.

    With `wrote` only what can have changed with these kinds of records: the other columns, and the verdict on a sheet
    that came out the same, stand as they were kept. A sheet on which a status turns by the calendar has not been
    brought to this day yet; it is drawn and judged whole.
    """
    if not branches:
        return
    ground = ground or Ground.of(branches, today)
    kept = _kept_sheets(kind, branches, year)
    settled = {row.subject for rows in kept.values() for row in rows.values() if not 0 < row.wakes <= today.toordinal()}
    drawn = _drawn(kind, branches, year, today, kept, settled if wrote is not None else set(), wrote)
    changes = _Changes(TABLES[kind])
    stands = settled if wrote is not None and Answer not in wrote else set()  # answers are laid over the verdict
    for branch in branches:
        digest, layers = ground.profiles[branch.pk]
        before = kept[branch.pk]
        judged: list[Judged] = []
        same: set[UUID] = set()
        for subject, columns in drawn.get(branch.pk, {}).items():
            old = before.pop(subject, None)
            if old is not None and subject in stands and _is_same(old, branch, digest, columns):
                same.add(subject)
                continue
            sheet = TABLES[kind](root=branch.root, branch=branch, subject=subject, profile=digest, **columns)
            verdict = judge_sheet(kind, sheet, layers, today, ground.excused)
            sheet.wakes = verdict.wakes
            if kind.is_yearly:
                sheet.said = verdict.said
            judged.append(verdict)
            changes.put(sheet, old)
        changes.gone += [row.pk for row in before.values()]
        _keep_findings(kind, branch, year, judged, same, ground, today)
    changes.write()
    if kind == SheetKind.BRANCH:
        ground.changed |= {branch.pk for branch in branches}


def _drawn(
    kind: SheetKind,
    branches: Sequence[Organisation],
    year: int,
    today: date,
    kept: Mapping[UUID, Mapping[UUID, Sheet]],
    settled: Container[UUID],
    wrote: Models | None,
) -> dict[UUID, dict[UUID, dict[str, Any]]]:
    """The fields of every sheet. Where the kept one goes on, those that nothing was written about are taken from it."""
    going_on = [branch for branch in branches if kind in drawing.ONE and branch.pk in settled]
    anew = [branch for branch in branches if branch not in going_on]
    found = drawing.draw(kind, anew, year, today) if anew else {}
    for branch_id, rows in (drawing.draw(kind, going_on, year, today, wrote) if going_on else {}).items():
        old = kept[branch_id][branch_id]
        whole = {name: getattr(old, name) for name in SHEETS[kind].fields}
        found[branch_id] = {branch_id: whole | rows[branch_id]}
    return found


def excused_masks(branches: Sequence[Organisation]) -> dict[tuple[UUID, str, int], int]:
    """Periods for which the branch said 已并入 or 不适用: (subject, norm, year) → mask."""
    masks: dict[tuple[UUID, str, int], int] = defaultdict(int)
    for subject, norm, year, periods in _excuses([branch.pk for branch in branches]):
        masks[subject, norm, year] |= periods
    return masks


@asked_often
def _excuses(branch_ids: Sequence[UUID]) -> QuerySet[Any]:
    kinds = [AnswerKind.MERGED, AnswerKind.NOT_APPLICABLE]
    rows = Answer.objects.filter(branch_id__in=branch_ids, kind__in=kinds)
    return rows.values_list("subject", "norm", "year", "periods")


def _kept_sheets(kind: SheetKind, branches: Sequence[Organisation], year: int) -> dict[UUID, dict[UUID, Sheet]]:
    """By branch, then by subject."""
    found: dict[UUID, dict[UUID, Sheet]] = {branch.pk: {} for branch in branches}
    for row in SHEETS_KEPT[kind](list(found), *([year] if kind.is_yearly else [])):
        found[row.branch_id][row.subject] = row
    return found


def _sheets_of(kind: SheetKind) -> Callable[..., list[Sheet]]:
    table = TABLES[kind]
    if kind.is_yearly:
        return asked_often(lambda branch_ids, year: table.objects.filter(branch_id__in=branch_ids, year=year))
    return asked_often(lambda branch_ids: table.objects.filter(branch_id__in=branch_ids))


SHEETS_KEPT = {kind: _sheets_of(kind) for kind in TABLES}


@dataclass
class _Changes:
    """Only what differs is written: most redraws change one row or none."""

    table: type[Sheet]
    made: list[Sheet] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    changed: list[tuple[Sheet, list[str]]] = field(default_factory=list)

    def put(self, sheet: Sheet, old: Sheet | None) -> None:
        if old is None:
            self.made.append(sheet)
            return
        sheet.pk = old.pk
        if names := differing(sheet, old):
            self.changed.append((sheet, names))

    def write(self) -> None:
        made, gone = list(self.made), list(self.gone)
        if len(self.changed) == 1:
            sheet, names = self.changed[0]
            sheet.save(force_update=True, update_fields=names)
        else:  # an update of so many columns takes longer than writing the rows anew
            made += [sheet for sheet, _names in self.changed]
            gone += [sheet.pk for sheet, _names in self.changed]
        if gone:
            self.table.objects.filter(pk__in=gone).delete()
        if made:
            bulk.create(made)


def differing(one: Sheet, other: Sheet) -> list[str]:
    """The columns that are not equal, the key aside."""
    names = (column.attname for column in one._meta.concrete_fields if not column.primary_key)
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def _is_same(old: Sheet, branch: Organisation, profile: str, columns: Mapping[str, Any]) -> bool:
    """Does the kept sheet say all of this already?"""
    kept = vars(old)
    return (kept["root"], kept["profile"]) == (branch.root, profile) and all(
        kept[name] == value for name, value in columns.items()
    )


def _keep_findings(
    kind: SheetKind,
    branch: Organisation,
    year: int,
    judged: list[Judged],
    same: Container[UUID],
    ground: Ground,
    today: date,
) -> None:
    """Replace the findings of these sheets; those of the same ones stand. What was seen before keeps the day on which
    it was first seen."""
    standing = ground.findings[branch.pk, kind]
    here = [row for row in standing if (row.year == year or not kind.is_yearly) and row.subject not in same]
    old = {(row.subject, row.year, row.norm, row.status): row for row in here}
    new = {
        (verdict.subject, verdict.year, mark.norm, mark.status): mark for verdict in judged for mark in verdict.marks
    }
    gone = [row.pk for key, row in old.items() if key not in new]
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    made: list[Finding] = []
    for key, mark in new.items():
        before, columns = old.get(key), said_by(mark)
        if before is None:
            made.append(new_finding(kind, branch, key[0], key[1], mark, today))
        elif any(getattr(before, name) != value for name, value in columns.items()):
            Finding.objects.filter(pk=before.pk).update(**columns)
            ground.changed.add(branch.pk)
            for name, value in columns.items():
                setattr(before, name, value)
    if made:
        bulk.create(made)
    if made or gone:
        ground.changed.add(branch.pk)
        ground.findings[branch.pk, kind] = [row for row in standing if row.pk not in gone] + made


def said_by(mark: Mark) -> dict[str, Any]:
    """The columns of a finding that may change while it stands."""
    return {"periods": mark.periods, "colour": mark.colour, "since": mark.since, "due_on": mark.due_on}


def new_finding(kind: SheetKind, branch: Organisation, subject: UUID, year: int, mark: Mark, today: date) -> Finding:
    return Finding(
        root=branch.root,
        branch=branch,
        sheet=kind,
        subject=subject,
        year=year,
        norm=mark.norm,
        status=mark.status,
        first_seen_on=today,
        goes_up_on=mark.goes_up_on(today),
        **said_by(mark),
    )
