"""Traces of looking: who opened a person's or a branch's page, by day. Shown to those looked at, kept one year."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.models import LookTrace

SHOWN_DAYS = 366


def leave_trace(actor: Actor, *, subject: UUID, root: UUID, today: date) -> None:
    """Note that the actor looked at this member or organisation today. Once a day, however often."""
    leave_traces(actor, subjects=[subject], root=root, today=today)


def leave_traces(actor: Actor, *, subjects: Collection[UUID], root: UUID, today: date) -> None:
    """The same for several at once. Two queries at most."""
    seen = {"root": root, "looker": actor.user_id, "day": today}
    known = set(LookTrace.objects.filter(**seen, subject__in=subjects).values_list("subject", flat=True))
    fresh = [LookTrace(**seen, subject=subject) for subject in subjects if subject not in known]
    if fresh:
        LookTrace.objects.bulk_create(fresh, ignore_conflicts=True)


def looks_at(subject: UUID, today: date) -> list[tuple[date, UUID]]:
    """Days and lookers of the last year, newest first."""
    rows = LookTrace.objects.filter(subject=subject, day__gt=today - timedelta(days=SHOWN_DAYS))
    return list(rows.order_by("-day", "looker").values_list("day", "looker"))
