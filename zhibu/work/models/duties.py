"""Who answers for what this year; reports on duty and their review; major matters discussed before they are decided."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record, Spell
from zhibu.member.models import PostKind
from zhibu.org.models import Organisation


class Duty(Record):
    """One line of the responsibility list of a year: a post and what it answers for."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties")
    year = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=20, choices=PostKind)
    text = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["organisation", "year"], name="duty_by_year")]


class DutyAgreement(Deed):
    """That the list of a year was agreed, and on which day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation", "year"],
                condition=Q(revoked_at__isnull=True),
                name="duty_agreement_once",
            ),
        ]


class DutyState(models.TextChoices):
    DONE = "done", _("办到了")
    UNDER_WAY = "under_way", _("正在办")
    NOT_YET = "not_yet", _("还没办")


class DutyCheck(Deed):
    """One half-year's look at one line: how it stands, with a word."""

    duty = models.UUIDField()  # thread
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    half = models.PositiveSmallIntegerField()  # 1 or 2
    state = models.CharField(max_length=10, choices=DutyState)
    words = models.CharField(max_length=300, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="duty_check_half"),
            models.UniqueConstraint(
                fields=["root", "duty", "half"], condition=Q(revoked_at__isnull=True), name="duty_check_once"
            ),
        ]


class DutyReport(Deed):
    """述职 of a year or half-year. Facts come from the records when it is handed in; causes are the person's own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duty_reports")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(default=2)  # 1: half-year, 2: the year
    facts: Any = models.JSONField(default=list)  # [[label, value]] as they stood that day
    problems: Any = models.JSONField(default=list)  # findings not mended, as sentences
    steps: Any = models.JSONField(default=list)  # next steps from plans
    causes = models.TextField()  # written by the secretary, never by the program

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="duty_report_half"),
            models.UniqueConstraint(
                fields=["root", "organisation", "year", "half"],
                condition=Q(revoked_at__isnull=True),
                name="duty_report_once",
            ),
        ]


class ReviewQuestion(Deed):
    """A written question of the superior about a report on duty, and the secretary's written answer."""

    report = models.UUIDField()  # thread
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # who reported
    question = models.CharField(max_length=300)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)


class PriorApplies(Spell):
    """集体研究把关 is asked of this branch: an independent company without a committee, by the document cited."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "organisation"],
                condition=Q(revoked_at__isnull=True, until__isnull=True),
                name="prior_applies_once",
            ),
        ]


class MajorMatter(Record):
    """A major matter with its dated trail: discussed here, decided there, carried out."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="major_matters")
    title = models.CharField(max_length=100)
    discussed_on = models.DateField(null=True, blank=True)
    gathering = models.UUIDField(null=True, blank=True)  # thread of the meeting that discussed it
    advice = models.CharField(max_length=300, blank=True)  # what this body said
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    carried_out_on = models.DateField(null=True, blank=True)
