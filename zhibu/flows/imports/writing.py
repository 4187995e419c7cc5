"""The last step of a big import in the background: nobody waits at a page; until it is done nothing is seen of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django_tasks import task

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base.actor import Actor
from zhibu.base.errors import Foreseen, NotAllowed
from zhibu.flows.imports import committing, queries, staging
from zhibu.flows.models import Stage, Upload
from zhibu.flows.stopping import stopped, stopped_by


def start(
    actor: Actor,
    upload: Upload,
    *,
    make_groups: bool,
    start_earlier: bool,
    today: date,
    now: datetime,
    key: UUID | None = None,
) -> None:
    """Write now, or hand many rows to the worker. Until the worker has begun to write it can be cancelled."""
    taken = upload.rows.filter(queries.TAKEN).count()
    if taken <= staging.ROWS_AT_ONCE or actor.acting is None:
        committing.commit(
            actor, upload, make_groups=make_groups, start_earlier=start_earlier, today=today, now=now, key=key
        )
        return
    begun = Upload.objects.filter(pk=upload.pk, stage=Stage.LOOKING).update(
        stage=Stage.WRITING, progress=0, total=taken, **stopped("")
    )
    if begun:  # pressed twice: it is on its way already
        grant = str(actor.acting.id)
        write_in_background.enqueue(
            str(upload.pk), str(actor.user_id), grant, make_groups, start_earlier, today.isoformat(), now.isoformat()
        )


@task()
def write_in_background(
    upload_id: str, user_id: str, grant: str, make_groups: bool, start_earlier: bool, today: str, now: str
) -> None:
    """In the role in which it was pressed. What went wrong is kept for the page; cancelled meanwhile: left alone."""
    upload = Upload.objects.select_related("organisation").filter(pk=upload_id, stage=Stage.WRITING).first()
    if upload is None:
        return
    try:
        day = date.fromisoformat(today)
        actor = _actor(UUID(user_id), UUID(grant), day)
        moment = datetime.fromisoformat(now)
        committing.commit(actor, upload, make_groups=make_groups, start_earlier=start_earlier, today=day, now=moment)
    except Foreseen as error:
        _back(upload, stopped_by(error, "你现在的角色不能导入这份文件。"))
    except Exception:
        _back(upload, stopped("写的时候出了错，什么都没有写进去。再试一次；还不行就找管理员。"))
        raise


def _back(upload: Upload, why: dict[str, Any]) -> None:
    """To the rows, as they were."""
    Upload.objects.filter(pk=upload.pk, stage=Stage.WRITING).update(stage=Stage.LOOKING, **why)


def _actor(user_id: UUID, grant: UUID, today: date) -> Actor:
    user = User.objects.filter(pk=user_id).first()
    grants = grants_of(user, today) if user else ()
    acting = next((one for one in grants if one.id == grant), None)
    if user is None or acting is None:
        raise NotAllowed
    return Actor(user.pk, user.display_name, user.member_id, grants, acting)
