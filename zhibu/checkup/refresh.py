"""After every write: draw the touched sheets again, judge them, replace their findings, adjust the counts above.

Runs inside the writer's transaction, so records, sheets and findings never disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from zhibu.base.touched import SheetKind, Touch
from zhibu.checkup import counting, drawing
from zhibu.checkup.judging import Judged, judge_sheet
from zhibu.checkup.models import TABLES, Answer, AnswerKind, Finding, Sheet
from zhibu.org.models import Organisation

OLDEST_YEARS = 1  # besides the running year, the year before is judged: its campaigns and confirmations go on


@dataclass
class Ground:
    """What every kind of sheet of these branches needs, read once: unit settings, and the findings that stand."""

    profiles: dict[UUID, tuple[str, tuple[Any, ...]]]
    findings: dict[tuple[UUID, str], list[Finding]]

    @classmethod
    def of(cls, branches: Sequence[Organisation], today: date) -> Self:
        findings: dict[tuple[UUID, str], list[Finding]] = defaultdict(list)
        for row in Finding.objects.filter(branch__in=branches):
            findings[row.branch_id, row.sheet].append(row)
        return cls(drawing.profiles_of(branches, today), findings)


def redraw(touched: Iterable[Touch], today: date) -> None:
    """Everything that follows from the touched facts, for these branches only."""
    wanted: dict[tuple[SheetKind, int], set[UUID]] = defaultdict(set)
    for touch in touched:
        if not touch.kind.is_yearly or today.year - OLDEST_YEARS <= touch.year <= today.year:
            wanted[touch.kind, touch.year].add(touch.branch)
    branches = Organisation.objects.in_bulk(set().union(*wanted.values())) if wanted else {}
    ground = Ground.of(list(branches.values()), today) if branches else None
    for (kind, year), ids in sorted(wanted.items()):
        found = [branches[branch_id] for branch_id in sorted(ids) if branch_id in branches]
        redraw_kind(kind, found, year, today, ground)
    counting.recount(list(branches.values()), today)


def redraw_kind(
    kind: SheetKind, branches: Sequence[Organisation], year: int, today: date, ground: Ground | None = None
) -> None:
    """Draw, keep and judge all sheets of one kind for some branches. A handful of queries whatever their number."""
    if not branches:
        return
    drawn = drawing.draw(kind, branches, year, today)
    ground = ground or Ground.of(branches, today)
    fresh: list[Sheet] = []
    judged: dict[UUID, list[Judged]] = {}
    excused = excused_masks([branch.pk for branch in branches], year)
    for branch in branches:
        digest, layers = ground.profiles[branch.pk]
        judged[branch.pk] = []
        for subject, columns in drawn.get(branch.pk, {}).items():
            sheet = TABLES[kind](root=branch.root, branch=branch, subject=subject, profile=digest, **columns)
            verdict = judge_sheet(kind, sheet, layers, today, excused)
            sheet.wakes = verdict.wakes
            fresh.append(sheet)
            judged[branch.pk].append(verdict)
    _keep_sheets(kind, branches, year, fresh)
    for branch in branches:
        _keep_findings(kind, branch, year, judged[branch.pk], ground.findings[branch.pk, kind], today)


def excused_masks(branch_ids: Sequence[UUID], year: int) -> dict[tuple[UUID, str, int], int]:
    """Periods for which the branch said 已并入 or 不适用: (subject, norm, year) → mask."""
    masks: dict[tuple[UUID, str, int], int] = defaultdict(int)
    rows = Answer.objects.filter(
        branch_id__in=branch_ids, year=year, kind__in=[AnswerKind.MERGED, AnswerKind.NOT_APPLICABLE]
    )
    for subject, norm, periods in rows.values_list("subject", "norm", "periods"):
        masks[subject, norm, year] |= periods
    return masks


def _keep_sheets(kind: SheetKind, branches: Sequence[Organisation], year: int, fresh: list[Sheet]) -> None:
    """Only what differs is written: most redraws change one row or none."""
    table = TABLES[kind]
    kept = table.objects.filter(branch__in=branches)
    if kind.is_yearly:
        kept = kept.filter(year=year)
    old = {row.subject: row for row in kept}
    new = {row.subject: row for row in fresh}
    gone = [row.pk for subject, row in old.items() if subject not in new]
    if gone:
        table.objects.filter(pk__in=gone).delete()
    changed = []
    for subject, row in new.items():
        if subject not in old:
            continue
        row.pk = old[subject].pk
        if not same_facts(row, old[subject]):
            changed.append(row)
    if len(changed) == 1:
        changed[0].save(force_update=True)
    elif changed:  # an update of so many columns takes longer than writing the rows anew
        table.objects.filter(pk__in=[row.pk for row in changed]).delete()
        table.objects.bulk_create(changed, batch_size=500)
    table.objects.bulk_create([row for subject, row in new.items() if subject not in old], batch_size=500)


def same_facts(one: Sheet, other: Sheet) -> bool:
    """Are all columns equal, the key aside?"""
    return all(
        getattr(one, field.attname) == getattr(other, field.attname)
        for field in one._meta.concrete_fields
        if not field.primary_key
    )


def _keep_findings(
    kind: SheetKind, branch: Organisation, year: int, judged: list[Judged], standing: Sequence[Finding], today: date
) -> None:
    """Replace the findings of these sheets. What was seen before keeps the day on which it was first seen."""
    kept = [row for row in standing if row.year == year] if kind.is_yearly else standing
    old = {(row.subject, row.year, row.norm, row.status): row for row in kept}
    new = {
        (verdict.subject, verdict.year, mark.norm, mark.status): mark for verdict in judged for mark in verdict.marks
    }
    gone = [row.pk for key, row in old.items() if key not in new]
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    made: list[Finding] = []
    for key, mark in new.items():
        before = old.get(key)
        columns = {
            "periods": mark.periods,
            "colour": mark.colour,
            "since": mark.since,
            "due_on": mark.due_on,
        }
        if before is None:
            made.append(
                Finding(
                    root=branch.root,
                    branch=branch,
                    sheet=kind,
                    subject=key[0],
                    year=key[1],
                    norm=key[2],
                    status=key[3],
                    first_seen_on=today,
                    goes_up_on=mark.goes_up_on(today),
                    **columns,
                )
            )
        elif any(getattr(before, name) != value for name, value in columns.items()):
            Finding.objects.filter(pk=before.pk).update(**columns)
    Finding.objects.bulk_create(made)
