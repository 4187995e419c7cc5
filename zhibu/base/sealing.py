"""The log in sealed blocks: what was written cannot be changed, dropped or put in another order unseen.

Each row gets a commitment (a keyed digest of what it says), each block a head over its commitments and the head before.
Nothing of a row can be read out of either. The head is sent to two people outside the server: whoever holds the server
and its keys could reckon the chain anew, but not so that it fits a head that lies elsewhere.

Erasing a person empties the keys in the rows and leaves the commitments, so the chain holds; such rows are counted.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from zhibu.base.models import LogBlock, LogEntry

ROWS = 5000  # of one block at most
EVERY = timedelta(hours=1)
FIRST = "0" * 64  # what the first block follows
SHORTEST = 16  # letters of a head that are enough to compare


def seal_each_hour(now: datetime) -> None:
    """What waits longer than an hour is sealed; the rows of the last minutes with it."""
    if LogEntry.objects.filter(block__isnull=True, at__lte=now - EVERY).exists():
        seal(now)


def seal(now: datetime) -> LogBlock | None:
    """Seal all rows that are not; the last block, None while the log is empty."""
    with transaction.atomic():
        last = LogBlock.objects.select_for_update().order_by("-number").first()
        while rows := list(LogEntry.objects.filter(block__isnull=True).order_by("at", "id")[:ROWS]):
            last = _block_of(rows, last, now)
    return last


def _block_of(rows: Sequence[LogEntry], last: LogBlock | None, now: datetime) -> LogBlock:
    number = last.number + 1 if last else 1
    for place, row in enumerate(rows):
        row.block, row.place, row.commitment = number, place, commitment(row)
    LogEntry.objects.bulk_update(rows, ["block", "place", "commitment"], batch_size=500)
    head = head_over(last.head if last else FIRST, number, [row.commitment for row in rows])
    return LogBlock.objects.create(number=number, sealed_at=now, count=len(rows), head=head)


def commitment(row: LogEntry) -> str:
    said = [row.id, row.root, row.actor, row.on_behalf_of, row.act, row.organisation, row.subject, row.digest]
    return _keyed(["row", row.at.astimezone(UTC).isoformat(), *(str(part or "") for part in said)])


def head_over(before: str, number: int, commitments: Iterable[str]) -> str:
    return _keyed(["block", before, str(number), *commitments])


def _keyed(parts: Sequence[str]) -> str:
    return hmac.new(settings.LOG_KEY.encode(), json.dumps(parts).encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Fault:
    """`what`: changed, missing, moved, more, head, outside (a head kept elsewhere does not fit), gone."""

    what: str
    block: int
    at: datetime | None = None
    row: UUID | None = None


@dataclass(frozen=True)
class Verified:
    """What was looked at. `waiting`: rows of the last hour, not sealed yet; `erased`: rows without keys."""

    blocks: int
    rows: int
    waiting: int
    erased: int
    faults: list[Fault]


def verify(kept_heads: Sequence[tuple[int, str]] = ()) -> Verified:
    """Reckon the whole chain anew. `kept_heads`: number and head (its first 16 letters or more) kept outside."""
    faults: list[Fault] = []
    before, rows, erased = FIRST, 0, 0
    heads: dict[int, str] = {}
    for number, block in enumerate(LogBlock.objects.order_by("number").iterator(), start=1):
        heads[block.number] = block.head
        if block.number != number and not any(fault.what == "gone" for fault in faults):
            faults.append(Fault("gone", number, block.sealed_at))
        found = list(LogEntry.objects.filter(block=block.number).order_by("place", "id"))
        rows, erased = rows + len(found), erased + sum(row.erased_on is not None for row in found)
        faults += _faults_in(block, found, before)
        before = block.head
    strays = LogEntry.objects.filter(block__isnull=False).exclude(block__in=heads)
    faults += [Fault("gone", row.block or 0, row.at, row.pk) for row in strays[:1]]
    faults += [
        Fault("outside", number)
        for number, head in kept_heads
        if len(head) < SHORTEST or not heads.get(number, "").startswith(head.lower())
    ]
    waiting = LogEntry.objects.filter(block__isnull=True).count()
    return Verified(len(heads), rows, waiting, erased, faults)


def _faults_in(block: LogBlock, rows: Sequence[LogEntry], before: str) -> list[Fault]:
    changed = [
        Fault("changed", block.number, row.at, row.pk)
        for row in rows
        if row.erased_on is None and row.commitment != commitment(row)
    ]
    if changed:
        return changed
    if len(rows) != block.count:
        return [Fault("missing" if len(rows) < block.count else "more", block.number, block.sealed_at)]
    if block.head == head_over(before, block.number, [row.commitment for row in rows]):
        return []
    in_order = sorted(rows, key=lambda row: (row.at, str(row.pk)))
    moved = block.head == head_over(before, block.number, [row.commitment for row in in_order])
    return [Fault("moved" if moved else "head", block.number, block.sealed_at)]


def erase_from_log(keys: Iterable[UUID], today: date) -> int:
    """Rows that name one of these keys (of a log-in, a member) name nobody any more; how many they were.

    What is not sealed yet is sealed by the caller first, so that every emptied row has its commitment.
    """
    named = set(keys)
    about = Q(actor__in=named) | Q(on_behalf_of__in=named) | Q(subject__in=named)
    rows = list(LogEntry.objects.filter(about, block__isnull=False))
    for row in rows:
        row.actor = None if row.actor in named else row.actor
        row.on_behalf_of = None if row.on_behalf_of in named else row.on_behalf_of
        row.subject = None if row.subject in named else row.subject
        row.erased_on = today
    LogEntry.objects.bulk_update(rows, ["actor", "on_behalf_of", "subject", "erased_on"], batch_size=500)
    return len(rows)


def last_block() -> LogBlock | None:
    """The newest one, whose head people keep elsewhere."""
    return LogBlock.objects.order_by("-number").first()
