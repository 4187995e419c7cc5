"""Reading a big file in the background, with progress, so that nobody waits at a page."""

from datetime import date

from django_tasks import task

from zhibu.base.errors import Refused
from zhibu.flows.imports import staging
from zhibu.flows.models import Stage, Upload
from zhibu.flows.stopping import stopped, stopped_by


def start(upload: Upload, *, today: date) -> None:
    """Read now, or hand a big file to the worker. Refused: the columns do not fit; the upload is back at them."""
    staging.begin(upload)
    if upload.total <= staging.ROWS_AT_ONCE:
        staging.stage(upload, today=today)
    else:
        read_in_background.enqueue(str(upload.pk), today.isoformat())


@task()
def read_in_background(upload_id: str, today: str) -> None:
    """What went wrong is kept for the page; a cancelled upload is left alone."""
    upload = Upload.objects.select_related("organisation").filter(pk=upload_id, stage=Stage.READING).first()
    if upload is None:
        return
    try:
        staging.stage(upload, today=date.fromisoformat(today))
    except Refused as error:
        Upload.objects.filter(pk=upload.pk).update(**stopped_by(error, ""))
    except Exception:
        Upload.objects.filter(pk=upload.pk, stage=Stage.READING).update(
            stage=Stage.MAPPING, **stopped("读的时候出了错，再试一次；还不行就找管理员。")
        )
        raise
