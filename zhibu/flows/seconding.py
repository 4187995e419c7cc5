"""What the keeper of accounts cannot do alone: roles that see content, and a new password for somebody who has one.

The keeper proposes, somebody from above agrees; only then it takes effect. Where nobody could agree (a unit whose only
officer is gone) the keeper acts alone; that no proposal stands before such an act in the log can be seen afterwards.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.account.actions import give_password, grant_role, one_time_password
from zhibu.account.factors import forget_factors
from zhibu.account.models import Proposal, ProposalKind, RoleGrant, User
from zhibu.account.queries import names_of
from zhibu.base.actor import MAY, Actor, Right, Role
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.org.models import Organisation

CONTENT = frozenset({Right.SEE_BRANCH, Right.SEE_BELOW, Right.SEE_TARGETS, Right.KEEP_DUES, Right.HANDLE_CONCERNS})
NEEDS_SECOND = frozenset(role for role in Role if MAY[role] & CONTENT)
OPEN_FOR = timedelta(days=30)
"""Ours: a proposal that nobody answered falls away after a month."""


def may_agree(kind: ProposalKind, organisation: Organisation, today: date) -> QuerySet[User]:
    """Officers of this organisation or one above it; for a password the branch's secretary as well."""
    parts = organisation.path.strip("/").split("/")
    above = ["/".join(parts[: count + 1]) + "/" for count in range(len(parts))]
    officers = Q(organisation__path__in=above, organisation__root=organisation.root, role=Role.ORGANISER.value)
    if kind == ProposalKind.RECOVERY:
        officers |= Q(organisation=organisation, role=Role.SECRETARY.value)
    grants = RoleGrant.objects.on(today).filter(officers)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True, password_is_given=False)


def grant_or_propose(
    actor: Actor,
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    since: date,
    for_user: User | None,
    now: datetime,
) -> Done:
    """The grant, or (result) the proposal that waits for somebody from above."""
    seconds = may_agree(ProposalKind.ROLE, organisation, day_of(now)).exclude(pk__in=[user.pk, actor.user_id])
    if role not in NEEDS_SECOND or not seconds.exists():
        return grant_role(
            actor, user=user, organisation=organisation, role=role, since=since, for_user=for_user, now=now
        )
    if user.pk == actor.user_id:
        raise Refused("不能给自己加角色。", "请另一位管理员来办。", "role")
    if RoleGrant.objects.filter(user=user, organisation=organisation, role=role.value, until__isnull=True).exists():
        raise Refused("已经有这个角色。", field="role")
    if (role == Role.CLERK) != (for_user is not None):
        raise Refused("代办要写明替哪位书记办；其他角色不写。", "选一位书记。", "for_user")
    return _propose(actor, ProposalKind.ROLE, user, organisation, now, role=role.value, since=since, for_user=for_user)


def renew_password(actor: Actor, *, user: User, today: date, now: datetime) -> Done:
    """Of an account that nobody ever took up: the user and the new one-time password. Else the proposal that waits."""
    password = one_time_password()
    if user.password_is_given and user.recovered_on is None:
        give_password(actor, user=user, password=password, now=now)
        return Done((user, password))
    place = _place_of(user, today)
    if place and may_agree(ProposalKind.RECOVERY, place, today).exclude(pk__in=[user.pk, actor.user_id]).exists():
        return _propose(actor, ProposalKind.RECOVERY, user, place, now)
    _recover(actor, user, password, actor.name, today, now)
    return Done((user, password))


def _place_of(user: User, today: date) -> Organisation | None:
    grants = RoleGrant.objects.on(today).filter(user=user).select_related("organisation").order_by("organisation__path")
    first = grants.first()
    return first.organisation if first else None


def _propose(
    actor: Actor, kind: ProposalKind, user: User, organisation: Organisation, now: datetime, **columns: object
) -> Done:
    waiting = open_ones(day_of(now)).filter(kind=kind, user=user, organisation=organisation)
    if waiting.filter(role=columns.get("role", "")).exists():
        raise Refused("已经请过上级同意，还没有答复。", "等一等，或者直接问问他们。")
    row = Proposal(
        root=organisation.root, kind=kind, user=user, organisation=organisation, **columns, **stamp(actor, now)
    )
    row.save(force_insert=True)
    return Done(row, organisation=organisation)


def open_ones(today: date) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = Proposal.objects.filter(agreed__isnull=True, recorded_at__date__gt=today - OPEN_FOR)
    return rows


def for_me(actor: Actor, today: date) -> list[Proposal]:
    """What this person may agree to: never what they asked for themselves or what is about them."""
    if not (actor.may(Right.SET_UP) or actor.may(Right.CONFIRM)):
        return []
    rows = open_ones(today).filter(below(actor.path, "organisation__path"))
    rows = rows.exclude(recorded_by=actor.user_id).exclude(user=actor.user_id)
    found = rows.select_related("user", "organisation", "for_user").order_by("recorded_at")
    return [row for row in found if _may(actor, row, today)]


def _may(actor: Actor, row: Proposal, today: date) -> bool:
    return may_agree(ProposalKind(row.kind), row.organisation, today).filter(pk=actor.user_id).exists()


def proposal_for(actor: Actor, key: UUID, today: date) -> Proposal:
    found = next((row for row in for_me(actor, today) if row.pk == key), None)
    if found is None:
        raise NotFound
    return found


def agree_to_role(actor: Actor, *, proposal: Proposal, today: date, now: datetime) -> Done:
    """The second of two: the role begins as proposed, today at the earliest."""
    done = grant_role(
        actor,
        user=proposal.user,
        organisation=proposal.organisation,
        role=Role(proposal.role),
        since=max(proposal.since or today, today),
        for_user=proposal.for_user,
        now=now,
    )
    _answer(actor, proposal, now, agreed=True)
    return done


def agree_to_recovery(actor: Actor, *, proposal: Proposal, today: date, now: datetime) -> Done:
    """The second of two gets the one-time password, to hand it to the person; the person is told by whom."""
    asker = names_of({proposal.recorded_by}).get(proposal.recorded_by, "管理员")
    password = one_time_password()
    _recover(actor, proposal.user, password, f"{asker}、{actor.name}", today, now)
    _answer(actor, proposal, now, agreed=True)
    return Done((proposal.user, password), organisation=proposal.organisation)


def decline_proposal(actor: Actor, *, proposal: Proposal, now: datetime) -> Done:
    return Done(_answer(actor, proposal, now, agreed=False), organisation=proposal.organisation)


def _answer(actor: Actor, proposal: Proposal, now: datetime, *, agreed: bool) -> Proposal:
    answered: Proposal = replace(proposal, {"agreed": agreed, "answered_by": actor.user_id}, actor, now)
    return answered


def _recover(actor: Actor, user: User, password: str, by: str, today: date, now: datetime) -> None:
    give_password(actor, user=user, password=password, now=now)
    forget_factors(user)
    user.recovered_on, user.recovered_by = today, by[:80]
    user.save(update_fields=["recovered_on", "recovered_by"])
