"""What lies between a file and the records: the upload, its rows in three groups, and how its columns were read before.

Nothing here is a record. The bytes and the rows are deleted after a week; what was imported stays in the rooms.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.base.private import EncryptedText
from zhibu.flows.stopping import Stoppable
from zhibu.org.models import Organisation


class Stage(models.TextChoices):
    MAPPING = "mapping", _("看列")
    READING = "reading", _("正在读")
    LOOKING = "looking", _("看行")
    WRITING = "writing", _("正在写")
    DONE = "done", _("已导入")
    UNDONE = "undone", _("已撤销")
    CANCELLED = "cancelled", _("没有导入")


class Upload(Stoppable):
    """One file (or pasted table) on its way in. Its key is the batch that the imported records carry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # where the actor acts
    filename = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # of the content, and so the name of the kept file
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.MAPPING)
    sheets = models.JSONField(default=list)  # the mapping of each sheet, see flows.imports.mapping
    kinds = models.CharField(max_length=120, blank=True)  # of its sheets, ",dues,roster,": who may see it
    edits = models.JSONField(default=list)  # cells mended in place: [sheet, row, column, text]
    columns = models.JSONField(default=dict)  # what was refused, left out or told: shown beside the groups
    earlier_start = models.JSONField(default=dict)  # 启用日 proposed by branch; after the import: what it was before
    progress = models.PositiveIntegerField(default=0)  # rows compared so far, for a big file
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # what was made, shown on the last page
    finished_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)  # bytes and rows are gone

    class Meta:
        indexes = [models.Index(fields=["organisation", "made_at"], name="upload_by_organisation")]

    def __str__(self) -> str:
        return self.filename


class Choice(models.TextChoices):
    """What the person decided about a row; without a decision only 可导入 rows go in."""

    NONE = "", _("未定")
    TAKE = "take", _("按这样导入")
    LEAVE = "leave", _("不导这一行")


class StagedRow(models.Model):
    """One row of a file as it was read, compared with the records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()  # the row as Excel numbers it
    kind = models.CharField(max_length=12)
    group = models.CharField(max_length=8)  # ready, look, refused
    choice = models.CharField(max_length=8, choices=Choice, default=Choice.NONE, blank=True)
    is_known = models.BooleanField(default=False)  # already among the records: left out unless asked for
    label = models.CharField(max_length=120)
    values = models.JSONField()
    identity_number = EncryptedText(blank=True, default="")  # only where the unit keeps them; never in `values`
    problems = models.JSONField(default=list)
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "sheet", "number"], name="staged_row_once")]
        indexes = [models.Index(fields=["upload", "group", "sheet", "number"], name="staged_row_by_group")]


class RememberedMapping(models.Model):
    """How a unit had the columns of a header read last time, so that it is asked only once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=32)  # of the header names in their order
    kind = models.CharField(max_length=12, blank=True)  # empty: this sheet is left out
    fields = models.JSONField(default=dict)  # column letter → field, "" for a column that is left out
    columns = models.JSONField(default=list)  # [letter, header, field] in order: the layout, to be given back
    title = models.CharField(max_length=120, blank=True)  # of the file, for the list of layouts
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "signature"], name="mapping_once_a_header"),
        ]


class CopiedOut(models.Model):
    """On which day a record was copied by hand into an official system, so that nobody copies it twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    root = models.UUIDField()
    kind = models.CharField(max_length=12)  # roster or meetings
    subject = models.UUIDField()  # member, or thread of the gathering
    copied_on = models.DateField()
    copied_by = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["root", "kind", "subject", "copied_on"], name="copied_out_once_a_day"),
        ]


class BundleKind(models.TextChoices):
    YEAR_BOOK = "year_book", _("支部年册")
    INSPECTION = "inspection", _("检查材料")


class Bundle(Stoppable):
    """A file that the worker puts together for one person; gone after a week. `digest` is empty until it is ready."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=BundleKind)
    year = models.PositiveSmallIntegerField()
    lines = models.JSONField(default=list)  # of an inspector's checklist
    asked_by = models.UUIDField()
    grant = models.UUIDField()  # the role in which it was asked for
    asked_at = models.DateTimeField()
    progress = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="bundle_by_asker")]


class Beat(models.Model):
    """When a part of the program last showed that it works: clock, worker, backup. One row each, no history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()
