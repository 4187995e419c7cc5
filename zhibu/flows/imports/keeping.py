"""The bytes of uploads: a private folder, named by content, gone after a week."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from zhibu.base.errors import Refused
from zhibu.flows.models import Stage, StagedRow, Upload
from zhibu.intake.reading import LARGEST_FILE
from zhibu.rules.said import said

KEPT_FOR = timedelta(days=7)
PRIVATE = "concerns"  # seen by nobody but the person who brings it, and gone as soon as it is in
PRIVATE_KEPT_FOR = timedelta(days=1)
AT_ONCE = 500  # rows deleted in one go, so that nobody waits for the write lock


def folder() -> Path:
    place: Path = settings.DATA / "uploads"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def keep(data: bytes) -> str:
    """Store a content once; its name. Refuses more than 20 MB."""
    if len(data) > LARGEST_FILE:
        raise Refused(
            said("文件有 {count} MB，最多 20 MB。", count=f"{len(data) / 1024 / 1024:.0f}"),
            "删掉图片和空行，或分成几个文件。",
            "file",
        )
    digest = hashlib.sha256(data).hexdigest()
    file = folder() / digest
    if not file.exists():
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(data)
        fresh.replace(file)
    return digest


def bytes_of(upload: Upload) -> bytes:
    file = folder() / upload.digest
    if upload.purged_at or not file.exists():
        raise Refused("这个文件已经删了：上传的文件只留 7 天。", "要接着导，重新选一次文件。", "file")
    return file.read_bytes()


def purge(now: datetime) -> int:
    """Delete bytes and rows of uploads older than a week; what was imported stays. Returns how many uploads it was."""
    old = Upload.objects.filter(purged_at__isnull=True).filter(
        Q(made_at__lt=now - KEPT_FOR) | Q(made_at__lt=now - PRIVATE_KEPT_FOR, kinds__contains=f",{PRIVATE},")
    )
    count = 0
    for upload in old:
        Upload.objects.filter(pk=upload.pk).exclude(stage__in=[Stage.DONE, Stage.UNDONE]).update(stage=Stage.CANCELLED)
        forget(upload, now)
        count += 1
    return count


def forget(upload: Upload, now: datetime) -> None:
    """Bytes, rows and columns are gone; what was imported and how much it was stay."""
    drop_rows(upload)
    Upload.objects.filter(pk=upload.pk).update(purged_at=now, sheets=[], edits=[], columns={})
    forget_file(upload.digest)


def is_private(upload: Upload) -> bool:
    return f",{PRIVATE}," in upload.kinds


def discard_unless_done(upload: Upload) -> None:
    """Leave no trace of an upload from which nothing was written."""
    if Upload.objects.filter(pk=upload.pk, stage=Stage.DONE).exists():
        return
    drop_rows(upload)
    Upload.objects.filter(pk=upload.pk).delete()
    forget_file(upload.digest)


def forget_file(digest: str) -> None:
    """Delete a content that no kept upload needs any more."""
    if not Upload.objects.filter(digest=digest, purged_at__isnull=True).exists():
        (folder() / digest).unlink(missing_ok=True)


def drop_rows(upload: Upload) -> None:
    """In portions, each its own short transaction when there is none around it."""
    while keys := list(StagedRow.objects.filter(upload=upload).values_list("pk", flat=True)[:AT_ONCE]):
        StagedRow.objects.filter(pk__in=keys).delete()
