"""Fact sheets (one compact row per subject, for today only), findings, and what the branch answered to them."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhibu.base.records import Record
from zhibu.base.touched import SheetKind
from zhibu.org.models import Organisation
from zhibu.rules.sheets import SHEETS


class LayerProfile(models.Model):
    """One combination of unit settings. Branches under the same settings share it, so values are scalars in a group."""

    digest = models.CharField(primary_key=True, max_length=16)
    layers = models.JSONField()


class Sheet(models.Model):
    """A fact sheet: raw dates and counts drawn from records, never a deadline or a verdict."""

    objects: ClassVar[models.Manager[Any]]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    subject = models.UUIDField()
    profile = models.CharField(max_length=16, default="")
    wakes = models.IntegerField(default=0)  # day number on which a status can change by itself; 0 = never
    said: int  # on sheets of a year: all their findings in one number (`judging.in_one`)

    class Meta:
        abstract = True


def _sheet_table(kind: str, name: str, unique: list[str]) -> type[Sheet]:
    """The table of one kind of sheet, field by field from the one description that the judgements read too."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=unique, name=f"{kind}_sheet_once")]
        indexes = [models.Index(fields=["wakes"], condition=Q(wakes__gt=0), name=f"{kind}_sheet_wakes")]

    columns: dict[str, Any] = {field: models.IntegerField(default=0) for field in SHEETS[kind].fields}
    if SheetKind(kind).is_yearly:
        columns["said"] = models.BigIntegerField(default=0)
    return type(name, (Sheet,), {"__module__": __name__, "__doc__": SHEETS[kind].label_zh, "Meta": Meta, **columns})


BranchYearSheet = _sheet_table("branch_year", "BranchYearSheet", ["root", "branch", "year"])
BranchSheet = _sheet_table("branch", "BranchSheet", ["root", "branch"])
TermSheet = _sheet_table("term", "TermSheet", ["root", "subject"])
ResolutionSheet = _sheet_table("resolution", "ResolutionSheet", ["root", "subject"])
UnitSheet = _sheet_table("unit", "UnitSheet", ["root", "subject"])
ConductSheet = _sheet_table("conduct", "ConductSheet", ["root", "branch", "year"])
CandidateSheet = _sheet_table("candidate", "CandidateSheet", ["root", "subject"])

TABLES: dict[SheetKind, type[Sheet]] = {
    SheetKind.BRANCH_YEAR: BranchYearSheet,
    SheetKind.BRANCH: BranchSheet,
    SheetKind.TERM: TermSheet,
    SheetKind.RESOLUTION: ResolutionSheet,
    SheetKind.UNIT: UnitSheet,
    SheetKind.CANDIDATE: CandidateSheet,
    SheetKind.CONDUCT: ConductSheet,
}


class Finding(models.Model):
    """What one norm says of one subject: one row for each status that is worth showing, with the periods it holds for.

    Met and not applicable ones are not kept. `branch` is the organisation that can act on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="findings")
    sheet = models.CharField(max_length=12)
    subject = models.UUIDField()
    year = models.PositiveSmallIntegerField(default=0)
    norm = models.CharField(max_length=60)
    status = models.CharField(max_length=14)
    periods = models.IntegerField(default=1)  # mask; bit 0 = the first period of the year, or the only one
    colour = models.CharField(max_length=5)
    since = models.DateField(null=True)  # from when the state holds, as the facts say
    due_on = models.DateField(null=True)
    first_seen_on = models.DateField()
    goes_up_on = models.DateField()  # superiors see it from this day on; statutory ones at once, some never

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "branch", "sheet", "subject", "year", "norm", "status"], name="finding_once"
            )
        ]
        indexes = [models.Index(fields=["goes_up_on"], name="finding_goes_up", condition=Q(colour="red"))]


class AnswerKind(models.TextChoices):
    NOT_HELD = "not_held", _("没开")
    MERGED = "merged", _("已并入")
    NOT_APPLICABLE = "not_applicable", _("不适用")


class Answer(Record):
    """What the branch says to a finding: 没开, 已并入 or 不适用, with the reason. Kept and visible."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="answers")
    norm = models.CharField(max_length=60)
    subject = models.UUIDField()
    year = models.PositiveSmallIntegerField(default=0)
    periods = models.IntegerField()  # mask of the norm's periods; for 没开 of months
    kind = models.CharField(max_length=14, choices=AnswerKind)
    reason = models.CharField(max_length=200)

    class Meta(Record.Meta):
        indexes = [*Record.Meta.indexes, models.Index(fields=["branch", "year"], name="answer_by_branch_year")]


class Confirmation(Record):
    """The branch has confirmed that everything held in this month is recorded. Undone by revoking."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="confirmations")
    month = models.DateField()  # its first day

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["root", "branch", "month"], condition=Q(revoked_at__isnull=True), name="month_confirmed_once"
            ),
        ]


class Count(models.Model):
    """Branches of a subtree by state, as signed deltas: the sum is the count. The worker folds rows together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10)
    amount = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="count_by_organisation")]


class BranchState(models.Model):
    """The state of one branch as its superiors count it, so that a change gives the right delta."""

    branch = models.OneToOneField(Organisation, primary_key=True, on_delete=models.CASCADE, related_name="state")
    root = models.UUIDField()
    state = models.CharField(max_length=10)
    members = models.PositiveIntegerField(default=0)  # as counted above
