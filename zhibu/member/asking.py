"""Writes of members who ask that something kept about them is put right, and of the answers."""

from datetime import datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import NotAllowed, Refused
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.member.models import CorrectionRequest, Member, RequestState


def ask_for_correction(actor: Actor, *, member: Member, column: str, wanted: str, now: datetime) -> Done:
    """By the member, about the own data only."""
    if actor.member_id != member.pk:
        raise NotAllowed
    if not wanted.strip():
        raise Refused("写上应当是什么。", field="wanted")
    if CorrectionRequest.objects.filter(member=member, column=column, state=RequestState.OPEN).exists():
        raise Refused("这一项已经请支部改，还没有答复。", "等答复，或者当面说。", "column")
    row = CorrectionRequest(root=member.root, member=member, column=column, wanted=wanted.strip(), **stamp(actor, now))
    row.save(force_insert=True)
    return Done(row, set(), member.branch)


def answer_request(actor: Actor, *, asked: CorrectionRequest, is_changed: bool, answer: str, now: datetime) -> Done:
    """Changed (the correction itself is made on the roster), or not, with the reason that the member reads."""
    if asked.state != RequestState.OPEN:
        raise Refused("这一条已经答复过了。")
    if not is_changed and not answer.strip():
        raise Refused("没有改，写一句为什么。", field="answer")
    state = RequestState.CHANGED if is_changed else RequestState.KEPT
    fresh = replace(asked, {"state": state, "answer": answer.strip()}, actor, now)
    return Done(fresh, set(), asked.member.branch)
