"""What changes by the calendar alone: judged again at night, and only that.

Touched are sheets that wake, branches with spells that begin or end, branches whose findings go up to superiors today,
and in a new year the sheets of that year. Sheets of a year that only wake are turned as columns; the others are drawn
anew. Running it again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from zhibu.base.clock import day_of, end_of
from zhibu.base.models import LogEntry
from zhibu.base.records import SpellQuerySet
from zhibu.base.touched import SheetKind, Touch, yearly
from zhibu.checkup import counting, refresh, turning
from zhibu.checkup.looking import years_of
from zhibu.checkup.models import TABLES, Finding
from zhibu.checkup.queries import NIGHT_ACT
from zhibu.checkup.refresh import OLDEST_YEARS
from zhibu.member.facts import LONGEST_PROBATION_MONTHS
from zhibu.member.models import Condition, Member, Membership, PostHolding
from zhibu.org.models import Organisation, OrganisationKind, PartyGroup, Unit
from zhibu.org.queries import held
from zhibu.rules.days import add_months

BATCH = 100  # branches in one transaction: writers wait less than a second
TURNED_TOGETHER = 500  # a tenth of the work each
YEARLY = tuple(kind for kind in SheetKind if kind.is_yearly)
FIRST_LOOK_BACK = timedelta(days=31)  # where no night run has been logged yet


@dataclass(frozen=True)
class NightRun:
    """How many branches were judged again, how many went up to superiors, how many years' sheets began or fell away."""

    judged: int = 0
    gone_up: int = 0
    begun: int = 0
    forgotten: int = 0


def run(today: date, now: datetime) -> NightRun:
    """Bring everything to today. Idempotent."""
    since = last_run_on(today)
    is_new_year = since.year < today.year or not _has_run(today)
    forgotten = forget_years(today)
    begun = _new_years(today) if is_new_year else set()
    waking = _waking(today)
    anew = {touch for touch in waking if touch.kind not in YEARLY} | _spells_turning(since, today) | begun
    anew |= _old_votes(today) if is_new_year else set()
    by_branch: dict[UUID, set[Touch]] = defaultdict(set)
    for touch in anew:
        by_branch[touch.branch].add(touch)
    total = len({touch.branch for touch in waking | anew})
    for branches in _in_batches(by_branch):
        with transaction.atomic():
            refresh.redraw(set().union(*(by_branch[branch] for branch in branches)), today)
    turn(waking - anew, today)
    gone_up = _let_go_up(since, today)
    LogEntry.objects.create(at=now, act=NIGHT_ACT)
    return NightRun(total, gone_up, len(begun), forgotten)


def last_run_on(today: date) -> date:
    """The day of the last night run, from the log. One of a day to come was made under a clock that was wrong."""
    moment = _runs(today).order_by("-at").values_list("at", flat=True).first()
    return day_of(moment) if moment else today - FIRST_LOOK_BACK


def _has_run(today: date) -> bool:
    return _runs(today).exists()


def _runs(today: date) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(root=None, organisation=None, act=NIGHT_ACT, at__lte=end_of(today))


def _waking(today: date) -> set[Touch]:
    """Sheets on which a status changes by today without any new record. One query for each kind."""
    found: set[Touch] = set()
    for kind, table in TABLES.items():
        rows = table.objects.filter(wakes__gt=0, wakes__lte=today.toordinal())
        if kind.is_yearly:
            found |= {Touch(kind, branch, year) for branch, year in rows.values_list("branch_id", "year")}
        else:
            found |= {Touch(kind, branch) for branch in rows.values_list("branch_id", flat=True).distinct()}
    return found


def turn(waking: Iterable[Touch], today: date) -> None:
    """Sheets of a year on which only the calendar changes something, kind by kind; each batch its own transaction."""
    alike: dict[tuple[SheetKind, int], set[UUID]] = defaultdict(set)
    for touch in waking:
        if touch.kind in YEARLY:
            alike[touch.kind, touch.year].add(touch.branch)
    for (kind, year), branches in sorted(alike.items()):
        told = turning.Told()
        for batch in _in_batches(branches, TURNED_TOGETHER):
            with transaction.atomic():
                there = held(Organisation.objects.filter(pk__in=batch))
                stale = turning.turn(kind, there, year, today, told)
                refresh.redraw({Touch(kind, branch.pk, year) for branch in stale}, today)


def _spells_turning(since: date, today: date) -> set[Touch]:
    """Whatever begins or ends after the last run and until today though it was written down before."""
    branches: set[UUID] = set()
    for rows, place in (
        (Membership.objects.all(), "branch_id"),
        (PostHolding.objects.all(), "organisation_id"),
        (PartyGroup.objects.all(), "branch_id"),
        (Condition.objects.all(), "member__branch_id"),
    ):
        branches |= {branch for (branch,) in _turning(rows, since, today, place)}
    branches |= _probation_over(since, today)
    years = [year for year in years_of(today) if year >= since.year]  # the year that ended meanwhile too
    found = {touch for branch in branches if branch for touch in _member_sheets(branch, years)}
    for organisation, branch in _turning(Unit.objects.all(), since, today, "organisation_id", "branch_id"):
        found |= {Touch(SheetKind.UNIT, organisation)} | ({Touch(SheetKind.BRANCH, branch)} if branch else set())
    return found


def _turning(rows: SpellQuerySet, since: date, today: date, *columns: str) -> set[tuple[Any, ...]]:
    """Two questions, each answered from an index of its own."""
    begin, end = rows.filter(since__gt=since, since__lte=today), rows.filter(until__gt=since, until__lte=today)
    return {row for some in (begin, end) for row in some.order_by().values_list(*columns)}


def _probation_over(since: date, today: date) -> set[UUID]:
    """Members without a day of conversion whose longest probation ended: they count as full members from then on."""
    first, last = (date.fromordinal(add_months(day.toordinal(), -LONGEST_PROBATION_MONTHS)) for day in (since, today))
    rows = Member.objects.filter(full_on=None, category="", branch__isnull=False)
    # A joining day at the end of a longer month completes its two years some days early: look three days further.
    rows = rows.filter(joined_on__gt=first, joined_on__lte=last + timedelta(days=3))
    return set(rows.values_list("branch_id", flat=True))


def _member_sheets(branch: UUID, years: Iterable[int]) -> set[Touch]:
    return {Touch(SheetKind.BRANCH, branch), Touch(SheetKind.RESOLUTION, branch)} | yearly(branch, years)


def _new_years(today: date) -> set[Touch]:
    """Branches without a sheet for a year in which they are asked. Two queries for each year and kind."""
    found: set[Touch] = set()
    for year in years_of(today):
        first, last = date(year, 1, 1), date(year, 12, 31)
        rows = Organisation.objects.filter(kind=OrganisationKind.BRANCH).exclude(dissolved_on__lt=first)
        rows = rows.exclude(founded_on__gt=last).exclude(records_from__gt=last)
        for kind in YEARLY:
            there = TABLES[kind].objects.filter(year=year).values("branch_id")
            missing = rows.exclude(pk__in=there).values_list("pk", flat=True)
            found |= {Touch(kind, branch, year) for branch in missing}
    return found


def _old_votes(today: date) -> set[Touch]:
    """Votes of years that are no longer judged: their sheets fall away when they are drawn again."""
    first = date(today.year - OLDEST_YEARS, 1, 1).toordinal()
    rows = TABLES[SheetKind.RESOLUTION].objects.filter(happened_on__lt=first)
    return {Touch(SheetKind.RESOLUTION, branch) for branch in rows.values_list("branch_id", flat=True).distinct()}


def forget_years(today: date) -> int:
    """Years that are not judged are not shown; the records stay. Years to come are there when a clock was set back."""
    other = Q(year__lt=today.year - OLDEST_YEARS) | Q(year__gt=today.year)
    old = [TABLES[kind].objects.filter(other) for kind in YEARLY]
    branches: set[UUID] = set().union(*(rows.values_list("branch_id", flat=True) for rows in old))
    for batch in _in_batches(branches):
        with transaction.atomic():
            Finding.objects.filter(other, branch__in=batch, sheet__in=YEARLY).delete()
            for rows in old:
                rows.filter(branch__in=batch).delete()
            counting.recount(held(Organisation.objects.filter(pk__in=batch)), today)
    return len(branches)


def _let_go_up(since: date, today: date) -> int:
    """Branches that need help from today on: a red finding has gone up since, and superiors do not count it yet."""
    rows = Finding.objects.filter(colour="red", goes_up_on__gte=since, goes_up_on__lte=today)
    rows = rows.filter(branch__kind=OrganisationKind.BRANCH)
    counted = [counting.State.NEEDS_HELP, counting.State.DISSOLVED]
    rows = rows.exclude(status="due").exclude(branch__state__state__in=counted)
    branches = set(rows.values_list("branch_id", flat=True))
    for batch in _in_batches(branches):
        with transaction.atomic():
            counting.recount(held(Organisation.objects.filter(pk__in=batch)), today)
    return len(branches)


def _in_batches(branches: Iterable[UUID], size: int = BATCH) -> Iterator[Sequence[UUID]]:
    left = iter(sorted(branches))
    while batch := list(islice(left, size)):
        yield batch
