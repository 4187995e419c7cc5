"""Accounts and roles: made, granted, ended. Content is never reached from here."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Role
from zhibu.base.errors import Refused
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation


def open_account(
    actor: Actor, *, username: str, display_name: str, password: str, member: Member | None, now: datetime
) -> Done:
    """A log-in without any role yet. The password is checked against the common ones."""
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise Refused(f"登录名“{username}”已经有人用了。", "换一个,比如加上单位的简称。", "username")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "至少 8 个字符,不要用太常见的。", "password") from error
    return Done(User.objects.create_user(username, password, display_name, member))


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
    if (role == Role.CLERK) != (for_user is not None):
        raise Refused("代办要写明替哪位书记办;其他角色不写。", "选一位书记。", "for_user")
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


def end_role(actor: Actor, *, grant: RoleGrant, until: date, now: datetime) -> Done:
    changes: dict[str, Any] = {"until": until}
    return Done(replace(grant, changes, actor, now), organisation=grant.organisation)
