"""A calendar that a phone subscribes to: when, and nothing else. It ends with the role, and by one press."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from zhibu.base.actor import Actor, Right
from zhibu.base.clock import CHINA, day_of
from zhibu.base.errors import NotFound
from zhibu.flows.write import perform_own
from zhibu.meeting.models import Gathering
from zhibu.meeting.queries import visible_to
from zhibu.notice import actions
from zhibu.notice.feeds import actor_of_feed
from zhibu.notice.queries import feed_for, feeds_of
from zhibu.org.models import OrganisationKind
from zhibu.web import notices
from zhibu.web.access import PageRequest, nameless_page, signed_in
from zhibu.web.days import write_short_day
from zhibu.web.today.counting import due_days

BEHIND, AHEAD = timedelta(days=31), timedelta(days=200)
MEETING, DUE = "支部会议", "支部工作台：有 {count} 件事到日子"
"""Neutral, and in Chinese: calendars lie on shared screens."""
ORDINARY_LENGTH = timedelta(hours=1)


def feeds_context(actor: Actor, today: date) -> dict[str, Any]:
    acting = actor.acting
    own = feeds_of(actor).get(acting.id) if acting else None
    may_have = bool(actor.rights & {Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW})
    since = write_short_day(day_of(own.made_at), today) if own else ""
    return {"feed": own, "feed_since": since, "may_have_feed": may_have}


@signed_in
@never_cache
@require_POST
def feed_new(request: PageRequest) -> HttpResponse:
    """Answers with the address itself: it is shown once and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    perform_own(request.actor, actions.make_feed, today=request.today, now=request.now, secret=secret)
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    return render(request, "reminders/feed_once.html", {"address": address})


@signed_in
@require_POST
def feed_revoke(request: PageRequest, feed_id: UUID) -> HttpResponse:
    own = feed_for(request.actor, feed_id)
    perform_own(request.actor, actions.revoke_feed, today=request.today, now=request.now, feed=own)
    notices.note(request, _("已收回，那个地址打不开了。"))
    return redirect("reminders")


@nameless_page
@require_safe
def feed(request: PageRequest, secret: str) -> HttpResponse:
    """For a phone, which knows no log-in: whoever has the address sees when there are meetings, and no more."""
    try:
        actor = actor_of_feed(secret, request.today)
    except NotFound:
        return _quietly(HttpResponse("这个日历地址已经收回。\n", status=410, content_type="text/plain; charset=utf-8"))
    body = calendar_of(actor, request.today)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _quietly(response: HttpResponse) -> HttpResponse:
    """The address is a secret, also an old one: Django would log it."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def calendar_of(actor: Actor, today: date) -> bytes:
    """The same bytes as long as nothing changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//zhibu//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "支部工作台")
    calendar.add("x-published-ttl", "PT6H")
    for row in _gatherings(actor, today):
        calendar.add_component(_meeting(row))
    for day, count in sorted(due_days(actor, today).items()):
        calendar.add_component(_due(actor, day, count))
    made: bytes = calendar.to_ical()
    return made


def _gatherings(actor: Actor, today: date) -> Iterable[Gathering]:
    """Of the own branch: a superior's calendar would be full of other people's meetings."""
    acting = actor.acting
    if acting is None or acting.organisation_kind != OrganisationKind.BRANCH:
        return ()
    rows = visible_to(actor).filter(
        branch=acting.organisation_id, happened_on__gte=today - BEHIND, happened_on__lte=today + AHEAD
    )
    return rows.order_by("happened_on", "starts", "thread")


def _meeting(row: Gathering) -> Event:
    event = Event()
    event.add("uid", f"{row.thread}@zhibu")
    event.add("dtstamp", row.recorded_at.astimezone(UTC).replace(microsecond=0))
    event.add("summary", MEETING)
    if row.starts is None:
        event.add("dtstart", row.happened_on)
        return event
    start = datetime.combine(row.happened_on, row.starts, tzinfo=CHINA)
    end = datetime.combine(row.happened_on, row.ends, tzinfo=CHINA) if row.ends else start + ORDINARY_LENGTH
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", end.astimezone(UTC))
    return event


def _due(actor: Actor, day: date, count: int) -> Event:
    event = Event()
    event.add("uid", f"due-{day.isoformat()}-{actor.user_id}@zhibu")
    event.add("dtstamp", datetime.combine(day, time(), tzinfo=UTC))
    event.add("summary", DUE.format(count=count))
    event.add("dtstart", day)
    return event
