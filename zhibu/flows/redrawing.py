"""Sheets of very many branches at once, drawn after the write instead of in it: nobody waits for the write lock.

The job waits in the outbox, written in the same transaction as the records, so a restart loses nothing. It goes on in
small transactions of its own; until it is through, the check-up of these branches is as it was before the write.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhibu.base.models import Outgoing
from zhibu.base.touched import SheetKind, Touch
from zhibu.checkup import refresh

KIND = "redraw"
MOST_IN_ONE_WRITE = 40  # branches; more would keep other writers waiting for seconds
BATCH = 20


def is_for_later(touched: Iterable[Touch]) -> bool:
    return len({touch.branch for touch in touched}) > MOST_IN_ONE_WRITE


def job(touched: Iterable[Touch], root: UUID | None, now: datetime) -> Outgoing:
    """The outbox entry. By branch, so that each batch draws whole branches."""
    by_branch: dict[str, list[list[Any]]] = {}
    for touch in sorted(touched, key=lambda touch: (str(touch.branch), touch.kind, touch.year)):
        by_branch.setdefault(str(touch.branch), []).append([str(touch.kind), touch.year])
    return Outgoing(root=root, kind=KIND, content={"left": list(by_branch.items())}, made_at=now)


def run_pending(today: date, now: datetime) -> int:
    """Carry out what waits; called every minute, and by whoever can wait for it. Returns how many were finished."""
    finished = 0
    for row in Outgoing.objects.filter(kind=KIND, taken_at__isnull=True).order_by("made_at"):
        while row.content["left"]:
            _one_batch(row, today)
        Outgoing.objects.filter(pk=row.pk).update(taken_at=now)
        finished += 1
    return finished


def _one_batch(row: Outgoing, today: date) -> None:
    left = row.content["left"]
    touched = {Touch(SheetKind(kind), UUID(branch), year) for branch, sheets in left[:BATCH] for kind, year in sheets}
    with transaction.atomic():
        refresh.redraw(touched, today)
        row.content["left"] = left[BATCH:]
        row.save(update_fields=["content"])


def branches_left(root: UUID) -> int:
    """How many branches of this root still wait to be drawn again."""
    rows = Outgoing.objects.filter(root=root, kind=KIND, taken_at__isnull=True)
    return sum(len(row.content["left"]) for row in rows)
