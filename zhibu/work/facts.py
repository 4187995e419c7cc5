"""The work's columns of the conduct sheets: what a branch was told to do, what it found itself, what it asked.

Each column follows from records alone, so a sheet drawn again on another day is the same sheet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from zhibu.base.asking import asked_often
from zhibu.base.clock import day_of
from zhibu.base.parts import part
from zhibu.base.paths import ancestors
from zhibu.member.facts import REACHED, Reached
from zhibu.org.models import Domain, Organisation
from zhibu.work.models import (
    Goal,
    GoalLink,
    MajorMatter,
    PriorApplies,
    Submission,
    SubmissionKind,
    Task,
    TaskOwner,
    TaskSource,
    UnitDay,
)
from zhibu.work.prior import Trail, trail_of

ORDERED = frozenset({TaskSource.FROM_ABOVE, TaskSource.NOTICE, TaskSource.REVIEW})
OWN = frozenset({TaskSource.OWN, TaskSource.INITIATIVE, TaskSource.BORROWED, TaskSource.CONCERN_PLAN})
ASKING = (SubmissionKind.REQUEST, SubmissionKind.ORAL)

Columns = dict[UUID, dict[str, Any]]
People = Mapping[UUID, Mapping[UUID, Reached]]  # by branch, then by member


WORK = part(
    "work", "ordered_work", "own_work", "tied_work", "unit_goals", reads=(Task, Goal, GoalLink, UnitDay, Organisation)
)
REQUESTS = part("requests", reads=(Submission,))
IDLE = part("idle_since", reads=(*REACHED, Task, TaskOwner))
MATTERS = part(
    "studies_first", "matters_decided", "matters_out_of_order", "matters_not_studied", reads=(PriorApplies, MajorMatter)
)


def work(branches: Sequence[Organisation], year: int) -> Columns:
    branch_ids = [branch.pk for branch in branches]
    goals = _goals(branches, year)
    tied: Counter[UUID] = Counter()
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for branch_id, source, goal, begun_at in _begun(branch_ids, datetime(year - 1, 12, 31, tzinfo=UTC)):
        if day_of(begun_at).year == year:
            counts[branch_id][source] += 1
            tied[branch_id] += goal is not None
    tied.update(_tied_otherwise(branch_ids, set().union(*goals.values()), year))
    found: Columns = {}
    for branch_id in branch_ids:
        of_source = counts[branch_id]
        found[branch_id] = {
            "work": of_source.total(),
            "ordered_work": sum(of_source[source] for source in ORDERED),
            "own_work": sum(of_source[source] for source in OWN),
            "tied_work": tied[branch_id],
            "unit_goals": len(goals[branch_id]),
        }
    return found


@asked_often
def _begun(branch_ids: Sequence[UUID], since: datetime) -> QuerySet[Any]:
    first = Task.versions.filter(thread=OuterRef("thread")).order_by().values("thread")
    rows = Task.objects.filter(branch_id__in=branch_ids, recorded_at__gte=since).order_by()
    rows = rows.annotate(begun_at=Subquery(first.annotate(first=Min("recorded_at")).values("first")[:1]))
    return rows.values_list("branch_id", "source", "goal", "begun_at")


def _goals(branches: Sequence[Organisation], year: int) -> dict[UUID, set[UUID]]:
    """The goals of the year that concern each branch: its own and those of the organisations above."""
    above = {branch.pk: ancestors(branch.path) for branch in branches}
    by_path: dict[str, set[UUID]] = defaultdict(set)
    for path, thread in _goals_at(sorted({path for paths in above.values() for path in paths}), year):
        by_path[path].add(thread)
    return {branch_id: set().union(*(by_path[path] for path in paths)) for branch_id, paths in above.items()}


@asked_often
def _goals_at(paths: Sequence[str], year: int) -> QuerySet[Any]:
    rows = Goal.objects.filter(organisation__path__in=paths, year=year)
    return rows.values_list("organisation__path", "thread")


def _tied_otherwise(branch_ids: Sequence[UUID], goals: set[UUID], year: int) -> Counter[UUID]:
    """Gatherings held for a goal, and days of the unit that name one."""
    found: Counter[UUID] = Counter()
    if goals:
        found.update(dict(_linked(branch_ids, sorted(goals))))
    found.update(dict(_unit_days(branch_ids, date(year, 1, 1), date(year, 12, 31))))
    return found


@asked_often
def _linked(branch_ids: Sequence[UUID], goals: Sequence[UUID]) -> QuerySet[Any]:
    rows = GoalLink.objects.filter(organisation__in=branch_ids, goal__in=goals)
    return rows.values_list("organisation_id").annotate(number=Count("id")).order_by()


@asked_often
def _unit_days(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = UnitDay.objects.filter(
        organisation__in=branch_ids, happened_on__gte=first, happened_on__lte=last, goal__isnull=False
    )
    return rows.values_list("organisation_id").annotate(number=Count("id")).order_by()


def requests(branch_ids: Sequence[UUID], year: int) -> Columns:
    rows = Submission.objects.filter(organisation__in=branch_ids, happened_on__year=year, kind__in=ASKING)
    counted = rows.values_list("organisation_id").annotate(number=Count("id")).order_by()
    return {branch_id: {"requests": number} for branch_id, number in counted}


def idle(branches: Sequence[Organisation], year: int, people: People) -> Columns:
    """The earliest day since which somebody has had nothing to do; unknown while everybody has something."""
    branch_ids = [branch.pk for branch in branches]
    found: Columns = {}
    last = date(year, 12, 31)
    busy_until: dict[UUID, dict[UUID, date]] = defaultdict(dict)
    closed = dict(_closed(branch_ids))
    for branch_id, member_id, task, until in _owned(branch_ids, last):
        ended = min(until or date.max, closed.get(task, date.max))
        known = busy_until[branch_id].get(member_id, date.min)
        busy_until[branch_id][member_id] = max(known, ended)
    for branch in branches:
        busy, began = busy_until[branch.pk], branch.records_from or date.min
        since = [
            max(one.since, began, busy.get(member, date.min))
            for member, one in people[branch.pk].items()
            if one.is_expected
        ]
        found[branch.pk] = {"idle_since": min((day for day in since if day <= last), default=None)}
    return found


@asked_often
def _owned(branch_ids: Sequence[UUID], last: date) -> QuerySet[Any]:
    rows = TaskOwner.objects.filter(branch__in=branch_ids, member__isnull=False, since__lte=last)
    return rows.values_list("branch_id", "member_id", "task", "until").order_by()


@asked_often
def _closed(branch_ids: Sequence[UUID]) -> QuerySet[Any]:
    rows = Task.objects.filter(branch__in=branch_ids, closed_on__isnull=False)
    return rows.values_list("thread", "closed_on").order_by()


def matters(branches: Sequence[Organisation], year: int) -> Columns:
    """Only of branches that have to study major matters first, from the day on which that was laid down."""
    owned = {branch.pk for branch in branches if branch.domain == Domain.STATE_OWNED_ENTERPRISE}
    applies = PriorApplies.objects.within(date(year, 1, 1), date(year, 12, 31)).filter(organisation__in=owned)
    asked = dict(applies.values_list("organisation_id", "since"))
    trails: dict[UUID, Counter[Trail]] = {branch_id: Counter() for branch_id in asked}
    for matter in MajorMatter.objects.filter(organisation__in=list(asked)):
        day = matter.decided_on or matter.carried_out_on
        if day and day.year == year and day >= asked[matter.organisation_id]:
            trails[matter.organisation_id][trail_of(matter)] += 1
    return {
        branch_id: {
            "studies_first": 1,
            "matters_decided": seen.total(),
            "matters_out_of_order": seen[Trail.DECIDED_FIRST] + seen[Trail.CARRIED_OUT_FIRST],
            "matters_not_studied": seen[Trail.NOT_DISCUSSED],
        }
        for branch_id, seen in trails.items()
    }
