"""What the one way of writing keeps: the log, the keys of posts already carried out, and the outbox."""

import uuid

from django.db import models


class LogEntry(models.Model):
    """Who did what, when, to which record. Keys and a keyed digest only, no content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)  # empty: the program itself (night run)
    on_behalf_of = models.UUIDField(null=True)
    act = models.CharField(max_length=60)
    organisation = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    digest = models.CharField(max_length=32)
    block = models.PositiveIntegerField(null=True)  # sealed in; empty: written within the last hour
    place = models.PositiveIntegerField(null=True)  # in the block
    commitment = models.CharField(max_length=64, blank=True)
    erased_on = models.DateField(null=True)  # a person was erased: the keys are gone, the commitment stays

    class Meta:
        indexes = [
            models.Index(fields=["root", "organisation", "at"], name="log_by_organisation"),
            models.Index(fields=["at"], condition=models.Q(block__isnull=True), name="log_not_sealed"),
            models.Index(fields=["block", "place"], name="log_by_block"),
        ]


class LogBlock(models.Model):
    """Some rows of the log, sealed together. `head` covers them and every block before: see `sealing.py`."""

    number = models.PositiveIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    head = models.CharField(max_length=64)


class Posted(models.Model):
    """The idempotency key of a form that was carried out, so that a second press answers with the first result."""

    key = models.UUIDField(primary_key=True)
    actor = models.UUIDField()
    act = models.CharField(max_length=60)
    at = models.DateTimeField()
    subject = models.UUIDField(null=True)


class Outgoing(models.Model):
    """A notice or job to be handed out after the transaction; the worker takes it from here exactly once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], condition=models.Q(taken_at__isnull=True), name="outgoing_waiting")]


class LookTrace(models.Model):
    """Who looked at a member's data or a branch's records, by day. Kept one year, shown to the person looked at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    subject = models.UUIDField()  # member or organisation
    looker = models.UUIDField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "subject", "looker", "day"], name="look_once_a_day"),
        ]
