"""Reads of uploads. They belong to the organisation where they were made; others never see another unit's files."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.flows.imports.homes import HOMES
from zhibu.flows.imports.keeping import PRIVATE
from zhibu.flows.imports.offered import offered_to, right_for
from zhibu.flows.models import Choice, Stage, StagedRow, Upload
from zhibu.meeting.models import Gathering

TAKEN = (Q(group="ready") & ~Q(choice=Choice.LEAVE)) | Q(group="look", choice=Choice.TAKE)
"""可导入 rows unless left out; 要看一眼 rows only when somebody said so; 不能导入 rows never."""


def visible_to(actor: Actor) -> QuerySet[Upload]:
    """Uploads of the acting role's own organisation, newest first; of kinds that few keep, only for these.

    A register of concerns is seen by nobody but the person who brought it.
    """
    if actor.acting is None or not offered_to(actor):
        return Upload.objects.none()
    rows = Upload.objects.filter(organisation_id=actor.acting.organisation_id)
    if not actor.may(Right.IMPORT):
        rows = rows.filter(made_by=actor.user_id)
    for kind in HOMES:
        if not actor.may(right_for(kind)):
            rows = rows.exclude(kinds__contains=f",{kind},")
    return rows.exclude(~Q(made_by=actor.user_id), kinds__contains=f",{PRIVATE},").order_by("-made_at")


def upload_for(actor: Actor, upload_id: UUID | str) -> Upload:
    found = visible_to(actor).filter(pk=upload_id).select_related("organisation").first()
    if found is None:
        raise NotFound
    return found


def counts_of(upload: Upload) -> dict[str, int]:
    """Rows by group; of those to look at, how many are already among the records; and how many will go in."""
    found = upload.rows.aggregate(
        ready=Count("pk", filter=Q(group="ready")),
        look=Count("pk", filter=Q(group="look")),
        refused=Count("pk", filter=Q(group="refused")),
        known=Count("pk", filter=Q(is_known=True)),
        taken=Count("pk", filter=TAKEN),
        undecided=Count("pk", filter=Q(group="look", choice=Choice.NONE, is_known=False)),
    )
    return {name: number or 0 for name, number in found.items()}


def rows_of(upload: Upload, group: str) -> QuerySet[StagedRow]:
    """Rows of one group in the order of the file; of those to look at, undecided ones first come first."""
    return upload.rows.filter(group=group).select_related("branch").order_by("is_known", "sheet", "number")


def is_first_ledger(upload: Upload) -> bool:
    """Has no branch of this proposal a gathering from an import yet?"""
    keys = [UUID(key) for key in upload.earlier_start]
    return bool(keys) and not Gathering.objects.filter(branch_id__in=keys, source="import").exists()


def is_stuck(upload: Upload, now: datetime) -> bool:
    """Reading in the background that has not begun for some minutes: the worker is not running."""
    return upload.stage == Stage.READING and upload.progress == 0 and (now - upload.made_at).total_seconds() > 300
