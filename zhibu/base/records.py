"""The one record shape: nothing is updated or deleted in place.

A correction is a new row that `replaces` the old one; an undo revokes. So history, undo of an import and
“as it was known on day X” are one mechanism. Only retention deletes physically.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import Overtaken

ORDINARY_TYPING_DAYS = 7  # writing down within a week is ordinary; later is 补记, which is free and only labelled


_known_at: ContextVar[datetime | None] = ContextVar("known_at", default=None)
"""While set, “standing” means what stood at that moment: corrections and undoings made later are not known yet."""


@contextmanager
def as_known_at(moment: datetime) -> Iterator[None]:
    """Read records as they were known at a moment. For the check-up of an earlier day; nothing is written inside."""
    token = _known_at.set(moment)
    try:
        yield
    finally:
        _known_at.reset(token)


def known_moment() -> datetime | None:
    """The moment of `as_known_at`, or None: now."""
    return _known_at.get()


def standing_in(relation: str) -> Q:
    """The condition that a related record stands, for queries that reach it through a join."""
    moment = _known_at.get()
    if moment is None:
        return Q(**{f"{relation}__revoked_at__isnull": True})
    later = Q(**{f"{relation}__revoked_at__isnull": True}) | Q(**{f"{relation}__revoked_at__gt": moment})
    return Q(**{f"{relation}__recorded_at__lte": moment}) & later


class Source(models.TextChoices):
    TYPED = "typed", _("直接记录")
    PAPER = "paper", _("据纸质原件录入")
    IMPORT = "import", _("导入")


class RecordQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        moment = _known_at.get()
        return self.known_at(moment) if moment else self.filter(revoked_at__isnull=True)

    def known_at(self, moment: datetime) -> Self:
        """Rows that stood at that moment, whatever was corrected or undone later."""
        return self.filter(recorded_at__lte=moment).filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment))


class StandingManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """The default manager of every record: what was replaced or undone is not there."""

    def get_queryset(self) -> RecordQuerySet:
        return super().get_queryset().standing()  # type: ignore[no-any-return]


class Record(models.Model):
    """`thread` is the same for all versions of one thing; `id` is one version, and so the version to check against."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)  # the primary committee: the key by which data can be spread out
    thread = models.UUIDField(default=uuid.uuid4, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.UUIDField(editable=False)
    on_behalf_of = models.UUIDField(null=True, editable=False)  # 代办: the secretary for whom a clerk wrote this
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.UUIDField(null=True, editable=False)
    replaces = models.UUIDField(null=True, editable=False)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    source_note = models.CharField(max_length=120, blank=True)  # which book, which page; or which file
    batch = models.UUIDField(null=True, editable=False)  # the import it came with

    objects = StandingManager()
    versions = models.Manager.from_queryset(RecordQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "versions"
        constraints = [
            models.UniqueConstraint(
                fields=["root", "thread"],
                condition=Q(revoked_at__isnull=True),
                name="%(class)s_one_standing_version",
            )
        ]
        indexes = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="%(class)s_batch"),
        ]


class Deed(Record):
    """Something that happened on a day."""

    happened_on = models.DateField()

    class Meta(Record.Meta):
        abstract = True

    @property
    def written_at(self) -> datetime:
        """When the deed was first written down. A room whose deeds are corrected later says it itself."""
        return self.recorded_at

    @property
    def days_until_written(self) -> int:
        return (day_of(self.written_at) - self.happened_on).days

    @property
    def is_written_late(self) -> bool:
        """补记: written more than a week after, not from paper and not imported. A label, never a mark."""
        return self.source == Source.TYPED and self.days_until_written > ORDINARY_TYPING_DAYS

    @property
    def how_written(self) -> str:
        """补记（晚21天） / 据纸质原件录入（…） / 导入; empty for what was written in the ordinary time."""
        if self.source == Source.IMPORT:
            return gettext("导入")
        if self.source == Source.PAPER:
            note = self.source_note
            return gettext("据纸质原件录入（%(note)s）") % {"note": note} if note else gettext("据纸质原件录入")
        if self.is_written_late:
            return gettext("补记（晚%(days)d天）") % {"days": self.days_until_written}
        return ""


class SpellQuerySet(RecordQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gt=day))

    def within(self, first: date, last: date) -> Self:
        """Spells that touch the closed range of days."""
        return self.filter(since__lte=last).filter(Q(until__isnull=True) | Q(until__gt=first))


class StandingSpells(models.Manager.from_queryset(SpellQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> SpellQuerySet:
        return super().get_queryset().standing()  # type: ignore[no-any-return]


class Spell(Record):
    """Something that holds from `since` up to, not including, `until` (open when empty)."""

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = StandingSpells()  # type: ignore[misc]
    versions = models.Manager.from_queryset(SpellQuerySet)()  # type: ignore[misc]

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="%(class)s_until_after_since"
            ),
        ]

    @property
    def last_day(self) -> date | None:
        return self.until - timedelta(days=1) if self.until else None


AnyRecord = TypeVar("AnyRecord", bound=Record)


def stamp(actor: Actor, now: datetime) -> dict[str, Any]:
    """Who wrote it and when: the columns that every new record carries."""
    return {"recorded_at": now, "recorded_by": actor.user_id, "on_behalf_of": actor.on_behalf_of}


def revoke(record: Record, actor: Actor, now: datetime) -> None:
    """Take one version out of the standing ones. Refused when somebody else did so meanwhile."""
    taken = (
        type(record)
        .versions.filter(pk=record.pk, revoked_at__isnull=True)
        .update(revoked_at=now, revoked_by=actor.user_id)
    )
    if not taken:
        theirs = type(record).versions.filter(thread=record.thread, revoked_at__isnull=True).first()
        raise Overtaken("这条记录刚才已被别人改过。", theirs.pk if theirs else None)
    record.revoked_at, record.revoked_by = now, actor.user_id


def replace(record: AnyRecord, changes: dict[str, Any], actor: Actor, now: datetime) -> AnyRecord:
    """Write a corrected version: the old row stays readable, the new one stands."""
    revoke(record, actor, now)
    kept = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.attname not in {"id", "revoked_at", "revoked_by"} and field.name not in changes
    }
    fresh = type(record)(**{**kept, **stamp(actor, now), "replaces": record.pk, **changes})
    fresh.save(force_insert=True)
    return fresh
