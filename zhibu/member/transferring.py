"""Writes of transfers: the letter, its arrival, the receipt. Inside the deployment nothing is typed twice."""

from datetime import date, datetime
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.actions import enter_member, leave_branch, move_member
from zhibu.member.models import Member, Transfer
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said


def issue_letter(
    actor: Actor,
    *,
    member: Member,
    destination: Organisation | None,
    outside: str = "",
    letter_number: str = "",
    valid_days: int | None = None,
    dues_until: date | None = None,
    happened_on: date,
    now: datetime,
    today: date,
) -> Done:
    """转出: a letter to another branch. The member stays on the roster until the other side has received them."""
    origin = member.branch
    if origin is None:
        raise Refused(said("{name} 现在不在任何支部。", name=member.name), "先看看是不是已经转出。")
    if happened_on > today:
        raise Refused(
            said("开出日期 {happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on"
        )
    outside = outside.strip()
    if destination is None and not outside:
        raise Refused("没有写转到哪里。", "选一个本单位的支部，或者写上对方党组织的名称。", "destination")
    if destination is not None and outside:
        raise Refused("本单位的支部和外单位只能写一个。", field="outside")
    if destination is not None and (destination.kind != OrganisationKind.BRANCH or destination.pk == origin.pk):
        raise Refused("要转到另一个支部。", field="destination")
    if Transfer.objects.filter(member=member, received_on__isnull=True).exists():
        raise Refused(said("{name} 已经有一封介绍信在路上。", name=member.name), "先办完那一封，或者撤回。")
    if valid_days is not None and valid_days < 1:
        raise Refused("有效期至少 1 天；信上没有写就不填。", field="valid_days")
    letter = Transfer(
        root=member.root,
        member=member,
        origin=origin,
        destination=destination,
        outside=outside,
        letter_number=letter_number.strip(),
        valid_days=valid_days,
        dues_until=dues_until,
        happened_on=happened_on,
        **stamp(actor, now),
    )
    letter.save(force_insert=True)
    return Done(letter, set(), origin)


def receive(actor: Actor, *, transfer: Transfer, received_on: date, now: datetime, today: date) -> Done:
    """The other side has received the member: inside the deployment they stand on its roster from that day.

    Outside, the receipt that came back says so, and the member leaves the roster.
    """
    member = transfer.member
    if not transfer.happened_on <= received_on <= today:
        raise Refused("接收的日子要在开出那天以后，不能在今天之后。", field="received_on")
    if transfer.received_on:
        raise Refused("这封介绍信已经办完了。")
    if transfer.destination is not None:
        done = move_member(actor, member=member, branch=transfer.destination, since=received_on, today=today, now=now)
    else:
        done = leave_branch(actor, member=member, until=received_on, today=today, now=now)
    fresh = replace(transfer, {"received_on": received_on, "receipt_on": received_on}, actor, now)
    return Done(fresh, done.touched, transfer.destination or transfer.origin)


def receive_from_outside(
    actor: Actor,
    *,
    branch: Organisation,
    outside: str,
    issued_on: date,
    received_on: date,
    letter_number: str = "",
    dues_until: date | None = None,
    now: datetime,
    today: date,
    **columns: Any,
) -> Done:
    """转入 from another unit: the member is entered once, with the letter. Columns are those of `Details`."""
    if not outside.strip():
        raise Refused("写上从哪个党组织转来。", field="outside")
    if not issued_on <= received_on <= today:
        raise Refused("接收的日子要在开出那天以后，不能在今天之后。", field="received_on")
    done = enter_member(actor, branch=branch, since=received_on, today=today, now=now, **columns)
    letter = Transfer(
        root=branch.root,
        member=done.result,
        destination=branch,
        outside=outside.strip(),
        letter_number=letter_number.strip(),
        dues_until=dues_until,
        happened_on=issued_on,
        received_on=received_on,
        receipt_on=received_on,
        **stamp(actor, now),
    )
    letter.save(force_insert=True)
    return Done(letter, done.touched, branch)


def withdraw(actor: Actor, *, transfer: Transfer, now: datetime) -> Done:
    """The letter was taken back before anybody received the member (expired, or the member stays)."""
    if transfer.received_on:
        raise Refused("对方已经接收，不能撤回。", "要转回来，请对方再开一封。")
    revoke(transfer, actor, now)
    return Done(transfer, set(), transfer.origin)
