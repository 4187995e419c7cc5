"""The list to mend (整改台账): what was found, what is done about it, who saw that it is mended."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed
from zhibu.member.models import Member
from zhibu.org.models import Organisation


class MendSource(models.TextChoices):
    FINDING = "finding", _("体检")
    SURVEY = "survey", _("征求意见、小调查")
    REVIEW = "review", _("上级检查、述职评议")
    LIFE = "life", _("组织生活会、民主评议")
    OWN = "own", _("支部自己查的")


class Mend(Deed):
    """One thing to mend. `happened_on` is the day it was taken up; the work is a task that has this thread as source.

    `open_then`: ids of the norms and signals of the same weakness that stood open on that day, to compare with later.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mends")
    source = models.CharField(max_length=8, choices=MendSource, default=MendSource.OWN)
    weakness = models.CharField(max_length=12, blank=True)
    norm = models.CharField(max_length=60, blank=True)
    fact = models.CharField(max_length=300)  # 问题: what was seen
    measure = models.CharField(max_length=100)
    open_then: Any = models.JSONField(default=list)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_words = models.CharField(max_length=200, blank=True)  # 验收: what the accepting person saw

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("happened_on")),
                name="mend_accepted_after_begun",
            ),
        ]
        indexes = [*Deed.Meta.indexes, models.Index(fields=["branch", "happened_on"], name="mend_by_branch")]
