"""Whether the program is well: what beats, how much room there is, when the last backup was. Nothing about people."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from zhibu.base.models import Outgoing
from zhibu.flows.models import Beat


class Part(StrEnum):
    CLOCK = "clock"  # runs what is due by the time of day, once a minute
    WORKER = "worker"  # answers what the clock asks it every five minutes
    BACKUP = "backup"


LATE_AFTER = {
    Part.CLOCK: timedelta(minutes=5),
    Part.WORKER: timedelta(minutes=15),
    Part.BACKUP: timedelta(hours=36),
}
"""Ours: a beat older than this asks for somebody to look."""
LEAST_FREE = 0.05  # ours: of the disk


def beat(part: Part, now: datetime) -> None:
    Beat.objects.update_or_create(part=part.value, defaults={"at": now})


@dataclass(frozen=True)
class Health:
    """`beats` has every part, None where it never beat."""

    database: bool
    beats: dict[Part, datetime | None]
    free: int
    size: int
    now: datetime

    def age(self, part: Part) -> timedelta | None:
        at = self.beats[part]
        return None if at is None else max(self.now - at, timedelta())

    def is_late(self, part: Part) -> bool:
        age = self.age(part)
        return age is None or age > LATE_AFTER[part]

    @property
    def is_full(self) -> bool:
        return self.free < self.size * LEAST_FREE

    @property
    def is_ready(self) -> bool:
        """Pages can be served and written. A late backup is told, but no reason to send readers away."""
        return self.database and not self.is_full


def health(now: datetime) -> Health:
    beats: dict[Part, datetime | None] = dict.fromkeys(Part)
    try:
        connection.ensure_connection()
        beats.update({Part(row.part): row.at for row in Beat.objects.all()})
        database = True
    except DatabaseError:
        database = False
    disk = shutil.disk_usage(Path(settings.DATA))
    return Health(database, beats, disk.free, disk.total, now)


def waiting_work() -> int:
    """What lies in the outbox and was not taken yet."""
    return Outgoing.objects.filter(taken_at__isnull=True).count()
