"""Writes of the archive: host and recorder confirm one version of a record."""

from datetime import datetime, timedelta

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done
from zhibu.meeting.models import Confirmed, Gathering, Part
from zhibu.meeting.reach import check_reach
from zhibu.rules.said import said

REGRET_WITHIN = timedelta(minutes=10)


def confirm_record(actor: Actor, *, gathering: Gathering, part: str, on_paper: bool, now: datetime) -> Done:
    """`on_paper`: the person signed the printed record, and somebody else notes it."""
    check_reach(actor, {item.kind for item in gathering.items.all()}, gathering.group)
    if Confirmed.objects.filter(gathering=gathering, part=part).exists():
        raise Refused(said("{label}已经确认过了。", label=Part(part).label))
    name = gathering.host if part == Part.HOST else gathering.recorder
    confirmed = Confirmed(
        root=gathering.root, gathering=gathering, part=part, name=name, on_paper=on_paper, **stamp(actor, now)
    )
    confirmed.save(force_insert=True)
    return Done(confirmed, set(), gathering.branch)


def withdraw_confirmation(actor: Actor, *, gathering: Gathering, part: str, now: datetime) -> Done:
    confirmed = Confirmed.objects.filter(gathering=gathering, part=part).first()
    is_own = confirmed is not None and confirmed.recorded_by == actor.user_id
    if confirmed is None or not is_own or now - confirmed.recorded_at > REGRET_WITHIN:
        raise Refused("这次确认不能收回了。", "记录有错，用“更正”写明原因。")
    revoke(confirmed, actor, now)
    return Done(confirmed, set(), gathering.branch)
