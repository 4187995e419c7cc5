"""小调查: at most five questions to members or employees. Answers are counted and never kept one by one."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed
from zhibu.org.models import Organisation


class Audience(models.TextChoices):
    MEMBERS = "members", _("支部党员")
    STAFF = "staff", _("职工")


class Survey(Deed):
    """`happened_on` is the day it was opened, `until` the last day for answers.

    `questions`: a list of {"text", "choices"}; without choices own words are asked for. `code` is its address and the
    same for everybody. `paper`: what came back on paper, {"sheets", "counts": [[n per choice] per question],
    "words": [[line] per question]}; empty when nothing did.
    """

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=40)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.MEMBERS)
    questions: Any = models.JSONField()
    code = models.CharField(max_length=12)
    until = models.DateField()
    paper: Any = models.JSONField(default=dict, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(until__gte=F("happened_on")), name="survey_ends_after_begun"),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["branch", "happened_on"], name="survey_by_branch"),
            models.Index(fields=["code"], name="survey_by_code"),
        ]


class Tally(models.Model):
    """What came from the page, as sums: which answers were given together, in which order and when is not kept.

    `words`: per question, in the order of the alphabet. `taken`: random marks of the forms counted by the last daily
    release, so that a release broken off and repeated counts nobody twice. `is_final`: the release after the last day
    has been. Only then is anything shown, and never a second time with more in it: the difference would be one person.
    """

    survey = models.UUIDField(primary_key=True)  # the thread of the survey
    sheets = models.PositiveIntegerField(default=0)
    counts: Any = models.JSONField(default=list)
    words: Any = models.JSONField(default=list)
    taken: Any = models.JSONField(default=list)
    is_final = models.BooleanField(default=False)
