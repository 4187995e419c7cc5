"""Help that a superior sends to a branch: what, who comes, by when; what the branch said; how it ended."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed
from zhibu.org.models import Organisation


class SupportAnswer(models.TextChoices):
    WAITING = "", _("等支部回话")
    TAKEN = "taken", _("支部接了")
    DECLINED = "declined", _("支部说先不用")


class Support(Deed):
    """One help sent to one branch. `happened_on` is the day it was sent. Seen by both; the branch says when it is over.

    It never stands on a person and says nothing of how good or bad the branch is.
    """

    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="supports")
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=60)  # who comes to help, as it is said
    due_on = models.DateField()
    answer = models.CharField(max_length=8, choices=SupportAnswer, blank=True, default=SupportAnswer.WAITING)
    answered_on = models.DateField(null=True, blank=True)
    answer_words = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)  # the branch's word on what it brought

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(due_on__gte=F("happened_on")), name="support_due_after_sent"),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(answer="taken"), name="support_ends_taken"),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["branch", "happened_on"], name="support_by_branch"),
            models.Index(fields=["sender", "happened_on"], name="support_by_sender"),
        ]

    @property
    def is_open(self) -> bool:
        """Nobody has declined or ended it."""
        return self.closed_on is None and self.answer != SupportAnswer.DECLINED
