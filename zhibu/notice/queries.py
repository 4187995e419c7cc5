"""Reads of notices: one's own, those of a branch's group, and what does not arrive."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from zhibu.account.models import User
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.notice.models import OPEN, Channel, Feed, Message, Reminding, Robot, State
from zhibu.org.models import Organisation

STOP_AFTER = 3
"""So many days in a row without a delivery: then nothing is tried until somebody sets it anew."""
LOOK_BACK = timedelta(days=14)


def reminding_of(user_id: UUID) -> Reminding | None:
    return Reminding.objects.filter(user=user_id).first()


def robot_of(organisation: Organisation) -> Robot | None:
    return Robot.objects.filter(organisation=organisation).first()


def last_to_person(user_id: UUID) -> Message | None:
    return Message.objects.filter(user=user_id).exclude(state=State.DROPPED).order_by("-day", "-next_at").first()


def last_to_group(robot: Robot) -> Message | None:
    return Message.objects.filter(robot=robot.thread).exclude(state=State.DROPPED).order_by("-day", "-next_at").first()


def failed_in_a_row(rows: QuerySet[Message]) -> int:
    """How many of the newest messages failed one after the other."""
    count = 0
    for state in (
        rows.exclude(state__in=[*OPEN, State.DROPPED])
        .order_by("-day", "-next_at")
        .values_list("state", flat=True)[:STOP_AFTER]
    ):
        if state != State.FAILED:
            break
        count += 1
    return count


def has_stopped(reminding: Reminding) -> bool:
    rows = Message.objects.filter(user=reminding.user_id, ended_at__gt=reminding.changed_at)
    return failed_in_a_row(rows) >= STOP_AFTER


def robot_has_stopped(robot: Robot) -> bool:
    rows = Message.objects.filter(robot=robot.thread, ended_at__gt=robot.recorded_at)
    return failed_in_a_row(rows) >= STOP_AFTER


def not_arriving(users: QuerySet[User], today: date) -> list[tuple[User, str]]:
    """People whose last mail did not arrive, with the reason. For whoever keeps the accounts; two queries."""
    wanted = users.filter(reminding__channel=Channel.MAIL, is_active=True)
    rows = Message.objects.filter(user__in=wanted, day__gt=today - LOOK_BACK).exclude(state__in=[*OPEN, State.DROPPED])
    latest: dict[UUID, Message] = {}
    for row in rows.select_related("user").order_by("day", "next_at"):
        assert row.user_id is not None
        latest[row.user_id] = row
    return [(row.user, row.trouble) for row in latest.values() if row.state == State.FAILED and row.user is not None]


def groups_not_arriving(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Branches below whose robot did not take the last message, with the reason; two queries."""
    robots = {row.thread: row for row in _robots_below(actor)}
    rows = Message.objects.filter(robot__in=list(robots), day__gt=today - LOOK_BACK)
    latest: dict[UUID, Message] = {}
    for row in rows.exclude(state__in=[*OPEN, State.DROPPED]).order_by("day", "next_at"):
        assert row.robot is not None
        latest[row.robot] = row
    return [
        (robots[thread].organisation.name, row.trouble) for thread, row in latest.items() if row.state == State.FAILED
    ]


def _robots_below(actor: Actor) -> QuerySet[Robot]:
    rows: QuerySet[Robot] = Robot.objects.filter(below(actor.path, "organisation__path"))
    return rows.select_related("organisation") if actor.may(Right.ACCOUNTS) else rows.none()


def feeds_of(actor: Actor) -> dict[UUID, Feed]:
    """The own standing feeds, by role."""
    return {row.grant: row for row in Feed.objects.filter(user=actor.user_id, revoked_at__isnull=True)}


def feed_for(actor: Actor, feed_id: UUID) -> Feed:
    """One of the own."""
    found = Feed.objects.filter(pk=feed_id, user=actor.user_id).first()
    if found is None:
        raise NotFound
    return found
