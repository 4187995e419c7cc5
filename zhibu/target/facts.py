"""What is known of a branch's work with targets and help, for many branches at once. Counts of acts, nobody's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Min

from zhibu.meeting.models import Grades, Stage
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.target.models import Book, ClosedQuarter, Criticism, HelpLook, HelpPlan, Look, LookLine, Outcome
from zhibu.target.quarters import last_day, latest_finished

QUARTERS_LOOKED_BACK = 3
APPRAISALS_LOOKED_BACK = 2

Quarter = tuple[int, int]  # year and number


@dataclass
class Known:
    """Of one branch. By finished quarter: `looks`, and `exceptions` among them, lines that were not simply reached."""

    records_from: date | None = None
    people: int = 0
    agreed: int = 0
    agreed_before: int = 0  # by the end of the last finished quarter
    looks: dict[Quarter, int] = field(default_factory=dict)
    exceptions: dict[Quarter, int] = field(default_factory=dict)
    closed: frozenset[Quarter] = frozenset()
    help_due_since: date | None = None  # the earliest agreed day to look at which nobody looked
    criticised_alone_on: date | None = None
    appraisals: list[tuple[date, int, int]] = field(default_factory=list)  # day, graded, excellent; newest first


def finished_quarters(today: date) -> list[Quarter]:
    """The last three quarters that are over, newest first."""
    year, quarter = latest_finished(today)
    found = []
    for _count in range(QUARTERS_LOOKED_BACK):
        found.append((year, quarter))
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return found


def known_of(branches: Sequence[Organisation], today: date) -> dict[UUID, Known]:
    """Nine queries, however many branches."""
    ids = [branch.pk for branch in branches]
    found = {branch.pk: Known(records_from=branch.records_from) for branch in branches}
    _people_and_books(found, ids, today)
    _looks(found, ids, today)
    _help(found, ids, today)
    _appraisals(found, ids, today)
    return found


def _people_and_books(found: dict[UUID, Known], ids: list[UUID], today: date) -> None:
    people = Member.objects.filter(branch__in=ids).values_list("branch_id").annotate(number=Count("id"))
    for branch_id, number in people.order_by():
        found[branch_id].people = number
    agreed = Book.objects.filter(
        branch__in=ids, branch_agreed_on__isnull=False, member_agreed_on__isnull=False, member__branch__in=ids
    )
    for branch_id, number in _numbers(agreed.filter(year=today.year)):
        found[branch_id].agreed = number
    year, quarter = latest_finished(today)
    last = last_day(year, quarter)
    before = agreed.filter(year=year, branch_agreed_on__lte=last, member_agreed_on__lte=last)
    for branch_id, number in _numbers(before):
        found[branch_id].agreed_before = number


def _numbers(rows: object) -> list[tuple[UUID, int]]:
    return list(rows.values_list("branch_id").annotate(number=Count("id")).order_by())  # type: ignore[attr-defined]


def _looks(found: dict[UUID, Known], ids: list[UUID], today: date) -> None:
    quarters = finished_quarters(today)
    years = {year for year, _quarter in quarters}
    looks = Look.objects.filter(branch__in=ids, year__in=years)
    for branch_id, year, quarter, number in (
        looks.values_list("branch_id", "year", "quarter").annotate(number=Count("id")).order_by()
    ):
        found[branch_id].looks[year, quarter] = number
    lines = LookLine.objects.filter(look__branch__in=ids, look__year__in=years, look__revoked_at__isnull=True)
    for branch_id, year, quarter, number in (
        lines.exclude(outcome=Outcome.REACHED)
        .values_list("look__branch_id", "look__year", "look__quarter")
        .annotate(number=Count("id"))
        .order_by()
    ):
        found[branch_id].exceptions[year, quarter] = number
    closed: dict[UUID, set[Quarter]] = defaultdict(set)
    rows = ClosedQuarter.objects.filter(branch__in=ids, year__in=years)
    for branch_id, year, quarter in rows.values_list("branch_id", "year", "quarter"):
        closed[branch_id].add((year, quarter))
    for branch_id, those in closed.items():
        found[branch_id].closed = frozenset(those)


def _help(found: dict[UUID, Known], ids: list[UUID], today: date) -> None:
    plans = dict(
        HelpPlan.objects.filter(branch__in=ids, closed_on__isnull=True).values_list("thread", "branch_id").order_by()
    )
    late = HelpLook.objects.filter(plan__in=list(plans), seen_on__isnull=True, due_on__lt=today)
    for plan, day in late.values_list("plan").annotate(first=Min("due_on")).order_by():
        known = found[plans[plan]]
        known.help_due_since = min(known.help_due_since or day, day)
    alone = Criticism.objects.filter(branch__in=ids).exclude(plan__in=HelpPlan.objects.values("thread"))
    for branch_id, day in alone.values_list("branch_id").annotate(first=Min("happened_on")).order_by():
        found[branch_id].criticised_alone_on = day


def _appraisals(found: dict[UUID, Known], ids: list[UUID], today: date) -> None:
    rows = Grades.objects.filter(
        item__gathering__branch__in=ids,
        item__gathering__stage=Stage.HELD,
        item__gathering__revoked_at__isnull=True,
        item__gathering__happened_on__lte=today,
    ).select_related("item__gathering")
    for row in rows.order_by("-item__gathering__happened_on"):
        gathering = row.item.gathering
        known = found[gathering.branch_id].appraisals
        if len(known) < APPRAISALS_LOOKED_BACK:
            known.append((gathering.happened_on, row.graded, row.excellent))
