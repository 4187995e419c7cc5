"""Writes of praise and of reminder talks."""

from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import WORDS, Duty, Praise, Urging
from zhibu.target.queries import looks_after

LONGEST_NAME = 30


def praise(
    actor: Actor,
    *,
    branch: Organisation,
    deed: str,
    happened_on: date,
    today: date,
    now: datetime,
    member: Member | None = None,
    name: str = "",
    consent_on: date | None = None,
) -> Done:
    """What somebody did, on which day. A member by the roster, a colleague by name and only with that person's yes."""
    name = "" if member else name.strip()
    problems: dict[str, str] = {}
    if not member and not name:
        problems["name"] = "选一名党员，或写上职工的姓名。"
    if name and consent_on is None:
        problems["has_consent"] = "不是党员的同事，要本人同意才记姓名。"
    if len(name) > LONGEST_NAME:
        problems["name"] = said("姓名最多 {LONGEST_NAME} 个字。", LONGEST_NAME=LONGEST_NAME)
    if not deed.strip():
        problems["deed"] = "写上做了什么事。"
    elif len(deed.strip()) > WORDS:
        problems["deed"] = said("最多 {WORDS} 个字。", WORDS=WORDS)
    if happened_on > today:
        problems["happened_on"] = said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}")
    if member and member.branch_id != branch.pk:
        problems["name"] = "这名党员不在本支部。"
    if problems:
        raise Invalid(problems)
    made = Praise(
        root=branch.root,
        branch=branch,
        member=member,
        name=name,
        deed=deed.strip(),
        happened_on=happened_on,
        consent_on=consent_on,
        **stamp(actor, now),
    )
    made.save(force_insert=True)
    return Done(made, organisation=branch)


def agree_to_publish(actor: Actor, *, praise: Praise, is_public: bool, today: date, now: datetime) -> Done:
    """The praised member decides whether comrades may read it, and may take that back."""
    if praise.member_id is None or praise.member_id != actor.member_id:
        raise NotAllowed("公开不公开，由本人定。", praise.who)
    made = replace(praise, {"consent_on": today if is_public else None}, actor, now)
    return Done(made, organisation=praise.branch)


def undo_praise(actor: Actor, *, praise: Praise, now: datetime) -> Done:
    revoke(praise, actor, now)
    return Done(praise, organisation=praise.branch)


def check_duty(duty: str, line_content: str) -> dict[str, str]:
    if duty not in Duty.values:
        return {"duty": "选一下是哪一项义务，或哪一条约定。"}
    if duty == Duty.LINE and not line_content.strip():
        return {"line_content": "写上是约定的哪一条。"}
    return {}


def urge(
    actor: Actor,
    *,
    member: Member,
    by: Member,
    duty: str,
    happened_on: date,
    today: date,
    now: datetime,
    line_content: str = "",
) -> Done:
    """A reminder talk took place. Nothing of what was said."""
    branch = member.branch
    if branch is None or not looks_after(actor, member, today):
        raise NotFound
    problems = check_duty(duty, line_content)
    if by.pk == member.pk:
        problems["by"] = "提醒要由另一位同志来做。"
    if happened_on > today:
        problems["happened_on"] = said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}")
    if problems:
        raise Invalid(problems)
    made = Urging(
        root=branch.root,
        branch=branch,
        member=member,
        by=by,
        duty=duty,
        line_content=line_content.strip() if duty == Duty.LINE else "",
        happened_on=happened_on,
        **stamp(actor, now),
    )
    made.save(force_insert=True)
    return Done(made, organisation=branch)


def undo_urging(actor: Actor, *, urging: Urging, now: datetime) -> Done:
    if urging.member_id == actor.member_id:
        raise Refused("关于自己的提醒，请记录的人撤销。")
    revoke(urging, actor, now)
    return Done(urging, organisation=urging.branch)
