"""Calendar files: day, time and place of planned gatherings. Titles are neutral; no names and nothing of the agenda."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.meeting import queries
from zhibu.meeting.models import Gathering, Stage
from zhibu.web.access import PageRequest, page

HERE = ZoneInfo("Asia/Shanghai")
USUAL_LENGTH = timedelta(minutes=90)  # ours, where no end is planned


def calendar_file(gatherings: Iterable[Gathering], filename: str, now: datetime) -> HttpResponse:
    """One event for each sitting; the same gathering keeps its key, so a new download replaces the old entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//zhibu//meetings//ZH")
    calendar.add("version", "2.0")
    for gathering in gatherings:
        for event in _sittings(gathering, now):
            calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _sittings(gathering: Gathering, now: datetime) -> Iterable[Event]:
    key = str(gathering.thread)
    yield _event(key, gathering.happened_on, gathering.starts, gathering.ends, gathering.place, now)
    for session in gathering.sessions.all():
        yield _event(f"{key}-{session.held_on}", session.held_on, session.starts, None, session.place, now)


def _event(key: str, day: date, starts: time | None, ends: time | None, place: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@zhibu")
    event.add("dtstamp", now)
    event.add("summary", _("支部会议"))
    if starts is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        begin = datetime.combine(day, starts, tzinfo=HERE)
        event.add("dtstart", begin)
        event.add("dtend", datetime.combine(day, ends, tzinfo=HERE) if ends else begin + USUAL_LENGTH)
    if place:
        event.add("location", place)
    return event


@page(Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def one_calendar(request: PageRequest, gathering: UUID) -> HttpResponse:
    found = queries.gathering_for(request.actor, gathering)
    if found.stage != Stage.PLANNED:
        raise NotFound
    return calendar_file([found], f"zhibu-{found.happened_on}.ics", request.now)
