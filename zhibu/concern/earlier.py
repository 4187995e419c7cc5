"""Registers of concerns from before: only what was closed, for those who sit at the desk. They bind nobody any more.

They are no concerns of 说事: no receipt, no promise, no way up, no figure. The name of whoever raised one is here only
where the old table says that the person agreed. Whoever is named in the words does not see the entry.
"""

import uuid

from django.db import models

from zhibu.base.private import EncryptedText
from zhibu.base.records import Record
from zhibu.org.models import Organisation


class EarlierConcern(Record):
    """One line of such a register. Words are encrypted; `digest` knows the line again."""

    desk_at = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    desk_line = models.CharField(max_length=12)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32)
    received_on = models.DateField(null=True)
    received_precision = models.CharField(max_length=5, default="day")
    closed_on = models.DateField(null=True)
    closed_precision = models.CharField(max_length=5, default="day")
    channel = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    words = EncryptedText()
    handler = EncryptedText(blank=True)
    plan = EncryptedText(blank=True)
    outcome = EncryptedText(blank=True)
    confirmed = EncryptedText(blank=True)
    raiser = EncryptedText(blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "unit", "digest"],
                condition=models.Q(revoked_at__isnull=True),
                name="earlier_concern_once",
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["desk_at", "desk_line"], name="earlier_concern_at_desk")]


class PassedOver(models.Model):
    """Somebody who is named in an earlier concern: for this person it does not exist."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField(editable=False)
    concern = models.ForeignKey(EarlierConcern, on_delete=models.CASCADE, related_name="passed_over")
    user = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "concern", "user"], name="earlier_passed_over_once")]
