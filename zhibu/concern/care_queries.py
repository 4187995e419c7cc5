"""Reads of care: of one branch, and of one member what is kept about them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from zhibu.concern.care import CareEvent, CareHelp, CareVisit, GoodDeed
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.org.queries import groups_of, units_covered_by


@dataclass(frozen=True)
class Team:
    """A Party group or a unit covered by the branch. `visited_on`: the last visit of this quarter."""

    key: UUID
    name: str
    visited_on: date | None = None


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    after = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def teams_of(branch: Organisation, today: date) -> list[Team]:
    """Groups, then units, each with its last visit of this quarter."""
    first, last = quarter_of(today)
    visits = CareVisit.objects.filter(branch=branch, team__isnull=False, happened_on__range=(first, last))
    visited: dict[UUID, date] = {}
    for team, day in visits.values_list("team", "happened_on"):
        visited[team] = max(day, visited.get(team, day))
    groups = [(row.thread, row.name) for row in groups_of(branch, today)]
    units = [(row.thread, row.name) for row in units_covered_by(branch, today)]
    return [Team(key, name, visited.get(key)) for key, name in groups + units]


def open_events(branch: Organisation) -> list[CareEvent]:
    """Nobody went there yet, by the day by which somebody should."""
    visited = CareVisit.objects.filter(branch=branch, event__isnull=False).values("event")
    rows = CareEvent.objects.filter(branch=branch).exclude(thread__in=visited)
    return list(rows.select_related("member", "visitor").order_by("visit_by", "id"))


def visits_of(branch: Organisation, year: int) -> list[CareVisit]:
    rows = CareVisit.objects.filter(branch=branch, happened_on__year=year).select_related("member", "visitor")
    return list(rows.order_by("-happened_on", "-recorded_at"))


def helps_of(branch: Organisation, year: int) -> list[CareHelp]:
    rows = CareHelp.objects.filter(branch=branch, happened_on__year=year).select_related("member")
    return list(rows.order_by("-happened_on", "-recorded_at"))


def deeds_of(branch: Organisation, year: int) -> list[GoodDeed]:
    return list(GoodDeed.objects.filter(branch=branch, happened_on__year=year).order_by("-happened_on", "-recorded_at"))


def about(member: Member) -> list[tuple[date, str]]:
    """What is kept about one member: the day, and what in words."""
    events = [(row.happened_on, str(row.get_occasion_display())) for row in CareEvent.objects.filter(member=member)]
    visits = [
        (row.happened_on, gettext("%(name)s来看望") % {"name": row.visitor.name})
        for row in CareVisit.objects.filter(member=member).select_related("visitor")
    ]
    helps = [
        (row.happened_on, gettext("慰问 %(yuan)s 元") % {"yuan": f"{row.fen // 100}.{row.fen % 100:02d}"})
        for row in CareHelp.objects.filter(member=member)
    ]
    return sorted(events + visits + helps, reverse=True)
