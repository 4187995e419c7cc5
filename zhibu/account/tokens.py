"""Tokens for programs. The key is shown once, a digest is kept. A token acts in one role, never beyond its scopes."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from zhibu.account.models import Token, User
from zhibu.account.queries import grants_of, is_locked
from zhibu.base.actor import Actor, Grant
from zhibu.base.errors import NotFound, Refused
from zhibu.base.private import keyed_digest
from zhibu.base.touched import Done

LONGEST = timedelta(days=366)
"""Ours: a token that nobody renews within a year is forgotten by somebody."""
MOST = 20
BEGINS = "zhibu_"


class Scope(StrEnum):
    """What a token is for. Each operation of the interface asks for one."""

    ORGANISATIONS = "organisations:read"
    MEMBERS = "members:read"
    GATHERINGS = "gatherings:read"
    RECORD_GATHERINGS = "gatherings:write"
    DUES = "dues:read"
    COLLECT_DUES = "dues:write"
    TASKS = "tasks:read"
    WRITE_TASKS = "tasks:write"
    FINDINGS = "findings:read"
    LEDGERS = "ledgers:read"
    PEOPLE_LEDGERS = "people-ledgers:read"
    DECISIONS = "decisions:read"
    TARGETS = "targets:read"


@dataclass(frozen=True)
class Holder:
    """Who stands behind a token today."""

    actor: Actor
    scopes: frozenset[Scope]


def make_token(
    actor: Actor, *, user: User, label: str, scopes: Collection[str], until: date, secret: str, today: date
) -> Done:
    """In the name of the acting role. The result is the row; the caller shows `secret` once."""
    if actor.acting is None:
        raise Refused("今天没有角色，开不了令牌。")
    if not scopes or not set(scopes) <= {scope.value for scope in Scope}:
        raise Refused("还没有选能做什么。", "至少选一样。", "scopes")
    if not today <= until <= today + LONGEST:
        raise Refused("用到哪天，要在今天到一年以内。", "到期前再开一个新的。", "until")
    if tokens_of(user, today).count() >= MOST:
        raise Refused("令牌太多了。", "先停用不再用的。")
    row = Token(
        user=user, grant=actor.acting.id, label=label, digest=keyed_digest(secret, "token"), scopes=sorted(scopes),
        made_on=today, until=until,
    )  # fmt: skip
    row.save(force_insert=True)
    return Done(row)


def revoke_token(actor: Actor, *, token: Token, today: date) -> Done:
    token.revoked_on = today
    token.save(update_fields=["revoked_on"])
    return Done(token)


def new_key() -> str:
    return BEGINS + secrets.token_urlsafe(32)


def tokens_of(user: User, today: date):  # type: ignore[no-untyped-def] # a queryset of rows
    """Those that open something today, newest first."""
    return Token.objects.filter(user=user, revoked_on__isnull=True, until__gte=today).order_by("-made_on", "label")


def token_for(user: User, token_id: UUID, today: date) -> Token:
    found: Token | None = tokens_of(user, today).filter(pk=token_id).first()
    if found is None:
        raise NotFound
    return found


def holder_of(key: str, today: date) -> Holder | None:
    """None for a key that is unknown, has ended or was taken back, and when its person or role has ended."""
    rows = Token.objects.filter(digest=keyed_digest(key, "token"), revoked_on__isnull=True, until__gte=today)
    row = rows.select_related("user").first()
    if row is None or not row.user.is_active:
        return None
    grant: Grant | None = next((grant for grant in grants_of(row.user, today) if grant.id == row.grant), None)
    if grant is None:
        return None
    user, locked = row.user, is_locked(row.user, today)
    member_id = None if locked else user.member_id  # as in `actor_of`: after a recovery a token opens no more
    actor = Actor(user.pk, user.display_name, member_id, grants=(grant,), acting=grant, is_recovering=locked)
    return Holder(actor, frozenset(Scope(scope) for scope in row.scopes))
