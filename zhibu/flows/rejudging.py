"""Judging a whole subtree again after a setting changed: in batches, each its own transaction, with progress.

The job waits in the outbox and goes on where it stopped, so a restart loses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhibu.base.models import Outgoing
from zhibu.base.paths import below
from zhibu.base.touched import SheetKind, Touch, yearly
from zhibu.checkup import refresh
from zhibu.org.models import Organisation, OrganisationKind

KIND = "rejudge"
BATCH = 100  # organisations per transaction: short enough that writers wait less than a second


@dataclass(frozen=True)
class Progress:
    """How far a job has come. `waits_for` is the day on which a setting to come takes effect."""

    done: int
    total: int
    waits_for: date


def job(organisation: Organisation, on: date, total: int) -> tuple[str, dict[str, Any]]:
    """The outbox entry: judge everything below again, from `on`."""
    content = {
        "organisation": str(organisation.pk),
        "path": organisation.path,
        "on": on.isoformat(),
        "after": "",
        "done": 0,
        "total": total,
    }
    return KIND, content


def batches(path: str, after: str, today: date, size: int) -> Iterator[tuple[list[Organisation], set[Touch]]]:
    """The organisations of a subtree behind the path `after`, with everything that is drawn for them."""
    while True:
        rows = Organisation.objects.filter(below(path), path__gt=after).order_by("path")[:size]
        found = list(rows)
        if not found:
            return
        yield found, set().union(*(sheets_of(organisation, today) for organisation in found))
        after = found[-1].path


def sheets_of(organisation: Organisation, today: date) -> set[Touch]:
    """All that is drawn for one organisation."""
    touched = {Touch(SheetKind.UNIT, organisation.pk)}
    if organisation.kind == OrganisationKind.BRANCH:
        touched |= {
            Touch(kind, organisation.pk)
            for kind in (SheetKind.BRANCH, SheetKind.TERM, SheetKind.RESOLUTION, SheetKind.CANDIDATE)
        }
        touched |= yearly(organisation.pk, (today.year - 1, today.year))
    return touched


def run_pending(today: date, now: datetime) -> int:
    """Carry out the jobs that are due; called every minute. Returns how many were finished."""
    finished = 0
    for row in Outgoing.objects.filter(kind=KIND, taken_at__isnull=True).order_by("made_at"):
        if date.fromisoformat(row.content["on"]) <= today:
            _carry_out(row, today, now)
            finished += 1
    return finished


def _carry_out(row: Outgoing, today: date, now: datetime) -> None:
    for organisations, touched in batches(row.content["path"], row.content["after"], today, BATCH):
        with transaction.atomic():
            refresh.redraw(touched, today)
            row.content["after"] = organisations[-1].path
            row.content["done"] += sum(1 for one in organisations if one.kind == OrganisationKind.BRANCH)
            row.save(update_fields=["content"])
    row.taken_at = now
    row.save(update_fields=["taken_at"])


def progress_of(organisation_id: UUID) -> Progress | None:
    """The job of this organisation that is under way or waits for its day; None when there is none."""
    rows = Outgoing.objects.filter(kind=KIND, taken_at__isnull=True).order_by("-made_at")
    for row in rows:
        if row.content["organisation"] == str(organisation_id):
            content = row.content
            return Progress(content["done"], content["total"], date.fromisoformat(content["on"]))
    return None
