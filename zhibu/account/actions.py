"""Accounts and roles: made, granted, ended. Content is never reached from here."""

import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhibu.account.handed_out import take_back_all
from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Role
from zhibu.base.errors import Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said

PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without i l o 0 1


def open_account(
    actor: Actor,
    *,
    username: str,
    display_name: str,
    password: str,
    member: Member | None,
    now: datetime,
    is_given: bool = False,
) -> Done:
    """A log-in without any role yet. The password is checked against the common ones; `is_given`: it is for once."""
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise Refused(
            said("登录名“{username}”已经有人用了。", username=username), "换一个，比如加上单位的简称。", "username"
        )
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "至少 8 个字符，不要用太常见的。", "password") from error
    return Done(User.objects.create_user(username, password, display_name, member, is_given=is_given))


def one_time_password() -> str:
    """Twelve letters and digits that cannot be mistaken for one another, in groups of four."""
    letters = "".join(secrets.choice(PLAIN_LETTERS) for _ in range(12))
    return "-".join(letters[place : place + 4] for place in range(0, 12, 4))


def give_password(actor: Actor, *, user: User, password: str, now: datetime) -> Done:
    """A one-time password: at the next log-in the person chooses an own one. Takes back all that opens doors."""
    user.set_password(password)
    user.password_is_given = True
    user.save(update_fields=["password", "password_is_given"])
    take_back_all(user.pk, now)
    return Done(user)


def choose_password(actor: Actor, *, user: User, old: str, new: str) -> Done:
    """The person's own password."""
    if not user.check_password(old):
        raise Refused("现在的密码不对。", "再试一次；忘了就找管理员要一个新的一次性密码。", "old")
    if new == old:
        raise Refused("新密码和现在的一样。", "换一个。", "new")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "至少 8 个字符，不要用太常见的。", "new") from error
    user.set_password(new)
    user.password_is_given = False
    user.save(update_fields=["password", "password_is_given"])
    return Done(user)


def close_account(actor: Actor, *, user: User, now: datetime) -> Done:
    """No log-in any more, and nothing that was handed out opens a door. Everything written by this person stays."""
    if user.pk == actor.user_id:
        raise Refused("不能停用自己正在用的账号。", "请另一位管理员来办。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    take_back_all(user.pk, now)
    return Done(user)


def open_account_again(actor: Actor, *, user: User) -> Done:
    user.is_active = True
    user.save(update_fields=["is_active"])
    return Done(user)


def link_member(actor: Actor, *, user: User, member: Member) -> Done:
    """This log-in belongs to this member, who then sees the own page."""
    if User.objects.filter(member=member).exclude(pk=user.pk).exists():
        raise Refused("花名册里的这位党员已经有账号了。", "先看看是不是重复建了账号。")
    user.member = member
    user.save(update_fields=["member"])
    return Done(user)


def grant_role(
    actor: Actor,
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    since: date,
    now: datetime,
    until: date | None = None,
    for_user: User | None = None,
) -> Done:
    """A role for a span of days. A clerk (代办) must name the secretary."""
    if user.pk == actor.user_id:
        raise Refused("不能给自己加角色。", "请另一位管理员来办。", "role")
    if RoleGrant.objects.filter(user=user, organisation=organisation, role=role.value, until__isnull=True).exists():
        raise Refused(
            said("{display_name}在{name}已经有这个角色。", display_name=user.display_name, name=organisation.name),
            field="role",
        )
    ended = RoleGrant.objects.filter(user=user, organisation=organisation, role=role.value, until__gt=since).first()
    if ended and ended.until:
        raise Refused(
            said(
                "{name}的这个角色记到了 {last}，和这一段重叠。",
                name=user.display_name, last=f"{ended.last_day:%Y-%m-%d}",
            ),
            said("从 {until} 起给。", until=f"{ended.until:%Y-%m-%d}"),
            "since",
        )  # fmt: skip
    if (role == Role.CLERK) != (for_user is not None):
        raise Refused("代办要写明替哪位书记办；其他角色不写。", "选一位书记。", "for_user")
    grant = RoleGrant(
        root=organisation.root,
        user=user,
        organisation=organisation,
        role=role.value,
        since=since,
        until=until,
        for_user=for_user,
        **stamp(actor, now),
    )
    grant.save(force_insert=True)
    return Done(grant, organisation=organisation)


def carry_log_ins(
    actor: Actor, *, members: Collection[UUID], from_: Organisation, to: Organisation, since: date, now: datetime
) -> None:
    """Members whose branch became another one see that one as members. Other roles are given anew, with posts."""
    for grant in RoleGrant.objects.filter(organisation=from_, user__member__in=members, until__isnull=True):
        if since > grant.since:
            replace(grant, {"until": since}, actor, now)
        else:
            revoke(grant, actor, now)
        there = RoleGrant.objects.filter(user=grant.user_id, organisation=to, until__isnull=True)
        if not there.filter(role=Role.MEMBER.value).exists():
            RoleGrant(
                root=to.root, user_id=grant.user_id, organisation=to, role=Role.MEMBER.value, since=since,
                **stamp(actor, now),
            ).save(force_insert=True)  # fmt: skip


def end_roles_at(actor: Actor, *, organisation: Organisation, until: date, now: datetime) -> None:
    """The organisation exists no longer, and nobody acts for it."""
    for grant in RoleGrant.objects.filter(organisation=organisation, until__isnull=True).exclude(user=actor.user_id):
        take_back_all(grant.user_id, now)
        if until > grant.since:
            replace(grant, {"until": until}, actor, now)
        else:
            revoke(grant, actor, now)


def end_role(actor: Actor, *, grant: RoleGrant, until: date, now: datetime) -> Done:
    """Takes back all that opens doors in the same transaction; with other roles the person logs in again."""
    if grant.user_id == actor.user_id:
        raise Refused("不能结束自己的角色。", "请另一位管理员来办。")
    take_back_all(grant.user_id, now)
    if until <= grant.since:
        revoke(grant, actor, now)
        return Done(grant, organisation=grant.organisation)
    changes: dict[str, Any] = {"until": until}
    return Done(replace(grant, changes, actor, now), organisation=grant.organisation)
