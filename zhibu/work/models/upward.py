"""Between superior and branch, in both directions: tasks sent down, requests and reports sent up, and their replies."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Deed, Record
from zhibu.org.models import Organisation


class Assignment(Record):
    """One task sent to many branches. Each of them has a `Task` whose `source_key` is this thread."""

    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=100)
    aim = models.CharField(max_length=300)  # 为了什么
    sample = models.TextField(blank=True)  # what a good answer looks like
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()  # what it is estimated to cost each branch
    asks: Any = models.JSONField(default=list)  # labels of what only the branch knows
    receivers: Any = models.JSONField(default=list)  # keys of the organisations whose branches get it
    total = models.PositiveIntegerField()  # branches it goes to
    template = models.UUIDField(null=True, blank=True)  # thread of the higher body's own form that it feeds
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")), name="assignment_due_after_start"
            ),
        ]
        indexes = [*Record.Meta.indexes, models.Index(fields=["sender", "due_on"], name="assignment_by_sender")]


class HigherForm(Record):
    """A higher body's own empty form (.xlsx or .docx), uploaded by the officer to be filled from records."""

    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # whose officer uploaded it
    name = models.CharField(max_length=120)  # of the file
    content = models.BinaryField()
    year = models.PositiveSmallIntegerField()  # for which meetings are counted

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["sender"], name="higher_form_by_sender")]


class SubmissionKind(models.TextChoices):
    REQUEST = "request", _("请示")
    REPORT = "report", _("报告")
    ORAL = "oral", _("口头请示")


class Submission(Deed):
    """Sent upward: one matter each. `happened_on` is the day it was sent, or asked by word of mouth."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=8, choices=SubmissionKind)
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField(max_length=80, blank=True)  # a superior outside the system, or the person asked
    matter = models.CharField(max_length=100)
    body = models.TextField(blank=True)
    answer_by = models.DateField(null=True, blank=True)
    task = models.UUIDField(null=True, blank=True)  # thread of the task that it is about
    records: Any = models.JSONField(default=list)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer_by__isnull=True) | Q(answer_by__gte=F("happened_on")),
                name="submission_answer_after_sending",
            ),
        ]
        indexes = [
            *Deed.Meta.indexes,
            models.Index(fields=["organisation", "happened_on"], name="submission_by_organisation"),
            models.Index(fields=["to", "kind"], condition=Q(revoked_at__isnull=True), name="submission_to_above"),
        ]


class Verdict(models.TextChoices):
    AGREED = "agreed", _("同意")
    CHANGED = "changed", _("同意，但要改")
    NOT_AGREED = "not_agreed", _("不同意")
    NOTED = "noted", _("收到")


class Reply(Deed):
    """The superior's answer to one submission."""

    submission = models.UUIDField()  # thread
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    words = models.TextField(blank=True)
    who = models.CharField(max_length=30, blank=True)  # who answered, where it was by word of mouth or on paper

    class Meta(Deed.Meta):
        constraints = [
            *Deed.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "submission"], condition=Q(revoked_at__isnull=True), name="reply_once"
            ),
        ]
