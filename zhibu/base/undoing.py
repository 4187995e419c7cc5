"""An act that wrote many records at one moment, taken back whole: what it wrote falls, what it ended stands again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Record, revoke, stamp


def take_back_moment(
    rows: Iterable[QuerySet[Record]], *, written_at: datetime, written_by: UUID, actor: Actor, now: datetime
) -> None:
    """`rows`: all versions among which the act wrote. Refused when one of its records was changed since; then nothing
    is written."""
    for versions in rows:
        written = list(versions.filter(recorded_at=written_at, recorded_by=written_by))
        ended = versions.filter(revoked_at=written_at, revoked_by=written_by).exclude(
            pk__in=[row.pk for row in written]
        )
        if any(row.revoked_at not in (None, written_at) for row in written):
            raise Refused("这之后又有人改过其中的记录，不能整个撤销了。", "把不对的那一处单独改过来。")
        before = list(ended)
        for row in written:
            if row.revoked_at is None:
                revoke(row, actor, now)
        for row in before:
            _stand_again(row, actor, now)


def _stand_again(row: Record, actor: Actor, now: datetime) -> None:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {"id", "revoked_at", "revoked_by"}
    }
    type(row)(**{**kept, **stamp(actor, now), "replaces": row.pk}).save(force_insert=True)
