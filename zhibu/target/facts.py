"""The targets' columns of the conduct sheets: what a branch agreed, looked at, offered. Counts of acts, nobody's own.

Each column follows from records alone, so a sheet drawn again on another day is the same sheet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from zhibu.base.parts import part
from zhibu.base.records import standing_in
from zhibu.meeting.models import Gathering, Grades, Item, Stage, Talk
from zhibu.member.facts import REACHED, Reached
from zhibu.target.models import Book, ClosedQuarter, Criticism, HelpPlan, Look, LookLine, Outcome, TalkArranged
from zhibu.target.quarters import QUARTERS, last_day

ENOUGH = 5  # fewer people looked at, or graded, say nothing about how it is done

People = Mapping[UUID, Mapping[UUID, Reached]]
"""By branch, then by member. Who is frail is talked with all the same."""
Columns = dict[UUID, dict[str, Any]]


EXPECTED = part("people", reads=REACHED)
BOOKS = part(
    "agreed", "agreed_quarters", "begun_quarters", "looked_quarters", reads=(*REACHED, Book, Look, ClosedQuarter)
)
PLAIN_QUARTERS = part("plain_quarters", reads=(Look, LookLine))
CRITICISM = part("criticised_alone_on", reads=(Criticism, HelpPlan))
APPRAISALS = part(
    "graded", "excellent", "graded_before", "excellent_before", reads=(Gathering, Item, Grades), only_with=Grades
)
OFFERED = part("never_offered", reads=(*REACHED, Talk, TalkArranged))


def expected(people: People) -> Columns:
    """How many people there are of whom something is expected."""
    return {branch_id: {"people": sum(one.is_expected for one in here.values())} for branch_id, here in people.items()}


def books(branch_ids: Sequence[UUID], year: int, people: People) -> Columns:
    """Who agreed, and by whose end of quarter they were looked at. `people`: who belongs to each of them."""
    found: Columns = {}
    agreed: dict[UUID, list[date]] = {branch_id: [] for branch_id in branch_ids}
    rows = Book.objects.filter(
        branch__in=branch_ids, year=year, branch_agreed_on__isnull=False, member_agreed_on__isnull=False
    )
    for branch_id, member_id, *days in rows.values_list(
        "branch_id", "member_id", "branch_agreed_on", "member_agreed_on"
    ):
        if member_id in people[branch_id] and people[branch_id][member_id].is_expected:
            agreed[branch_id].append(max(days))
    looks = _looks(branch_ids, (year,))
    closed = ClosedQuarter.objects.filter(branch__in=branch_ids, year=year)
    put_away = set(closed.values_list("branch_id", "quarter"))
    for branch_id, days in agreed.items():
        by_quarter = {quarter: sum(day <= last_day(year, quarter) for day in days) for quarter in QUARTERS}
        seen = {quarter: looks.get((branch_id, year, quarter), 0) for quarter in QUARTERS}
        found[branch_id] = {
            "agreed": len(days),
            "agreed_quarters": _mask(quarter for quarter in QUARTERS if by_quarter[quarter]),
            "begun_quarters": _mask(quarter for quarter in QUARTERS if seen[quarter]),
            "looked_quarters": _mask(
                quarter
                for quarter in QUARTERS
                if (branch_id, quarter) in put_away or 0 < by_quarter[quarter] <= seen[quarter]
            ),
        }
    return found


def _looks(branch_ids: Sequence[UUID], years: Sequence[int]) -> dict[tuple[UUID, int, int], int]:
    """How many were looked at, by branch, year and quarter."""
    rows = Look.objects.filter(branch__in=branch_ids, year__in=years)
    counted = rows.values_list("branch_id", "year", "quarter").annotate(number=Count("id")).order_by()
    return {(branch_id, year, quarter): number for branch_id, year, quarter, number in counted}


def plain_quarters(branch_ids: Sequence[UUID], year: int) -> Columns:
    years = (year - 1, year)
    looks = _looks(branch_ids, years)
    lines = LookLine.objects.filter(standing_in("look"), look__branch__in=branch_ids, look__year__in=years)
    exceptions = set(
        lines.exclude(outcome=Outcome.REACHED)
        .values_list("look__branch_id", "look__year", "look__quarter")
        .order_by()
        .distinct()
    )
    plain: dict[UUID, list[int]] = defaultdict(list)
    for (branch_id, of, quarter), number in looks.items():
        if number >= ENOUGH and (branch_id, of, quarter) not in exceptions:
            plain[branch_id].append((of - year + 1) * len(QUARTERS) + quarter)
    return {branch_id: {"plain_quarters": _mask(plain[branch_id])} for branch_id in branch_ids}


def criticism(branch_ids: Sequence[UUID], year: int) -> Columns:
    rows = Criticism.objects.filter(branch__in=branch_ids, happened_on__year=year)
    alone = rows.exclude(plan__in=HelpPlan.objects.values("thread"))
    days = alone.order_by("-happened_on").values_list("branch_id", "happened_on")
    return {branch_id: {"criticised_alone_on": day} for branch_id, day in days}  # the earliest stays


def appraisals(branch_ids: Sequence[UUID], year: int) -> Columns:
    """The latest of the year, and the one before it, in the year before or the same."""
    rows = Grades.objects.filter(
        standing_in("item__gathering"),
        item__gathering__branch__in=branch_ids,
        item__gathering__stage=Stage.HELD,
        item__gathering__happened_on__gte=date(year - 1, 1, 1),
        item__gathering__happened_on__lte=date(year, 12, 31),
    )
    by_branch: dict[UUID, list[tuple[date, int, int]]] = defaultdict(list)
    latest_first = ("-item__gathering__happened_on", "-item__gathering__recorded_at", "-item__order", "pk")
    for row in rows.select_related("item__gathering").order_by(*latest_first):
        gathering = row.item.gathering
        by_branch[gathering.branch_id].append((gathering.happened_on, row.graded, row.excellent))
    found: Columns = {}
    for branch_id, (latest, *before) in by_branch.items():
        if latest[0].year == year:
            found[branch_id] = {"graded": latest[1], "excellent": latest[2]}
            if before:
                found[branch_id] |= {"graded_before": before[0][1], "excellent_before": before[0][2]}
    return found


def never_offered(branch_ids: Sequence[UUID], year: int, people: People) -> Columns:
    """Who neither had a talk in the year nor was asked for one."""
    offered: dict[UUID, set[UUID]] = defaultdict(set)
    held = Talk.objects.filter(branch__in=branch_ids, happened_on__year=year)
    arranged = TalkArranged.objects.filter(branch__in=branch_ids, planned_on__year=year)
    for rows in (held, arranged):
        for branch_id, *pair in rows.values_list("branch_id", "talker_id", "partner_id").order_by():
            offered[branch_id].update(pair)
    return {
        branch_id: {"never_offered": len(people[branch_id].keys() - offered[branch_id])} for branch_id in branch_ids
    }


def _mask(numbers: Any) -> int:
    """Bits for numbers from 1."""
    found = 0
    for number in numbers:
        found |= 1 << (number - 1)
    return found
