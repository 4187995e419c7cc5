"""Traces of looking: who opened a person's or a branch's page, by day. Shown to those looked at, kept one year."""

from datetime import date, timedelta
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.models import LookTrace

SHOWN_DAYS = 366


def leave_trace(actor: Actor, *, subject: UUID, root: UUID, today: date) -> None:
    """Note that the actor looked at this member or organisation today. Once a day, however often."""
    seen = {"root": root, "subject": subject, "looker": actor.user_id, "day": today}
    if not LookTrace.objects.filter(**seen).exists():
        LookTrace.objects.bulk_create([LookTrace(**seen)], ignore_conflicts=True)


def looks_at(subject: UUID, today: date) -> list[tuple[date, UUID]]:
    """Days and lookers of the last year, newest first."""
    rows = LookTrace.objects.filter(subject=subject, day__gt=today - timedelta(days=SHOWN_DAYS))
    return list(rows.order_by("-day", "looker").values_list("day", "looker"))
