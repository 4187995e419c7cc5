"""Who somebody is today: the acting person built from dated grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from zhibu.account.models import Proposal, RoleGrant, RoleName, User
from zhibu.base.actor import COMMITTEE, Actor, Grant, Right, Role
from zhibu.base.asking import asked_often
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.org.models import OWN_WORDS, SECOND_FACTOR, Organisation, OrganisationKind, Setting


@asked_often
def _grants(user_id: UUID, today: date) -> QuerySet[Any]:
    """With what the unit says where the role is: whether it asks for a second factor, and how it calls things."""
    above = Setting.objects.on(today).annotate(at=ExpressionWrapper(OuterRef("organisation__path"), CharField()))
    above = above.filter(at__startswith=F("organisation__path"))
    words = above.filter(norm=OWN_WORDS).order_by("-organisation__path").values("values")[:1]
    rows = RoleGrant.objects.on(today).filter(user_id=user_id)
    rows = rows.annotate(unit_asks_for_more=Exists(above.filter(norm=SECOND_FACTOR)), own_words=Subquery(words))
    place = (f"organisation__{name}" for name in ("name", "kind", "root", "path"))
    return rows.values_list(
        "thread", "role", "organisation_id", *place, "for_user_id", "for_user__display_name",
        "unit_asks_for_more", "own_words",
    )  # fmt: skip


def grants_of(user: User, today: date) -> tuple[Grant, ...]:
    grants = [
        Grant(
            id=thread,
            role=Role(role),
            organisation_id=organisation_id,
            organisation_name=name,
            organisation_kind=kind,
            root=root,
            path=path,
            for_user=for_user,
            for_name=for_name or "",
            unit_asks_for_more=asks,
            own_words=words or {},
        )
        for (thread, role, organisation_id, name, kind, root, path, for_user, for_name, asks, words) in _grants(
            user.pk, today
        )
    ]
    order = list(Role)
    return tuple(sorted(grants, key=lambda grant: (order.index(grant.role), grant.path)))


def actor_of(user: User, today: date) -> Actor:
    """The user in the role chosen last, or in the first one when that has ended."""
    grants = grants_of(user, today)
    chosen = next((grant for grant in grants if grant.id == user.acting_grant), grants[0] if grants else None)
    locked = is_locked(user, today)
    return Actor(
        user_id=user.pk,
        name=user.display_name,
        member_id=None if locked else user.member_id,
        grants=grants,
        acting=chosen,
        is_recovering=locked,
    )


LOCKED_DAYS = 3
TOLD_DAYS = 14
"""Ours: for how long a recovery locks talks, help and consent (72 hours at least), and for how long it is told."""


def is_locked(user: User, today: date) -> bool:
    """The day of the recovery and three whole days after it."""
    return user.recovered_on is not None and (today - user.recovered_on).days <= LOCKED_DAYS


def is_told(user: User, today: date) -> bool:
    return user.recovered_on is not None and (today - user.recovered_on).days <= TOLD_DAYS


def users_of(actor: Actor, text: str = "") -> QuerySet[User]:
    """Log-ins that have or had a role in the administrator's subtree, by name. Nothing but the account itself."""
    if not actor.may(Right.ACCOUNTS):
        return User.objects.none()
    reached = RoleGrant.objects.filter(below(actor.path, "organisation__path")).values("user_id")
    proposed = Proposal.objects.filter(below(actor.path, "organisation__path")).values("user_id")
    rows = User.objects.filter(Q(pk__in=reached) | Q(pk__in=proposed))
    text = text.strip()
    if text:
        rows = rows.filter(Q(display_name__contains=text) | Q(username__contains=text.lower()))
    return rows.order_by("display_name", "username")


def user_for(actor: Actor, user_id: UUID | str) -> User:
    found = users_of(actor).filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def roles_of(actor: Actor, users: Iterable[User]) -> dict[UUID, list[RoleGrant]]:
    """Roles of these users in the administrator's subtree, the ended ones too. One query."""
    found: dict[UUID, list[RoleGrant]] = {user.pk: [] for user in users}
    rows = RoleGrant.objects.filter(below(actor.path, "organisation__path"), user__in=found)
    for row in rows.select_related("organisation", "for_user").order_by("since", "recorded_at"):
        found[row.user_id].append(row)
    return found


def grant_for(actor: Actor, grant_id: UUID | str) -> RoleGrant:
    rows = RoleGrant.objects.filter(below(actor.path, "organisation__path"), pk=grant_id)
    found = rows.select_related("organisation", "user").first()
    if found is None or not actor.may(Right.ACCOUNTS):
        raise NotFound
    return found


def secretaries_in(organisations: Iterable[Organisation], today: date) -> list[User]:
    """For whom a clerk of these organisations may enter."""
    grants = RoleGrant.objects.on(today).filter(organisation__in=list(organisations), role=Role.SECRETARY.value)
    return list(User.objects.filter(pk__in=grants.values("user_id")).order_by("display_name"))


def is_secretary_of(user: User, organisation: Organisation, today: date) -> bool:
    return RoleGrant.objects.on(today).filter(user=user, organisation=organisation, role=Role.SECRETARY.value).exists()


DAYS_TO_BEGIN = 7
"""Ours: a log-in handed out and unused for longer means that somebody should go and help."""
_WHO_BEGINS = [role.value for role in (*sorted(COMMITTEE), Role.CLERK)]


@dataclass(frozen=True)
class Beginning:
    """Whether somebody who enters things for a branch has taken up the log-in; else since when it was handed out."""

    has_begun: bool = False
    given_on: date | None = None


def beginnings(branch_ids: Iterable[UUID], today: date) -> dict[UUID, Beginning]:
    """By branch; one query. Only looked at: whether the one-time password was exchanged. No log-in is counted."""
    found = {key: Beginning() for key in branch_ids}
    rows = RoleGrant.objects.on(today).filter(organisation__in=list(found), role__in=_WHO_BEGINS, user__is_active=True)
    for key, since, is_given in rows.values_list("organisation_id", "since", "user__password_is_given"):
        earlier = found[key]
        if not is_given:
            found[key] = Beginning(has_begun=True)
        elif not earlier.has_begun:
            found[key] = Beginning(given_on=min(since, earlier.given_on or since))
    return found


def branches_begun(today: date) -> QuerySet[RoleGrant]:
    """Keys of the organisations where somebody has taken up a log-in, for a subquery."""
    rows = RoleGrant.objects.on(today).filter(role__in=_WHO_BEGINS, user__is_active=True)
    taken_up = Q(user__password_is_given=False) | Q(user__recovered_on__isnull=False)
    found: QuerySet[RoleGrant] = rows.filter(taken_up).values("organisation_id")
    return found


def names_of(users: set[UUID]) -> dict[UUID, str]:
    """Display names for “who wrote this”. Missing ones are absent."""
    return dict(User.objects.filter(pk__in=users).values_list("pk", "display_name"))


SAMPLE_NAMES = "demo-"
"""How the log-in names of the invented organisation begin. Nobody else gets such a name."""


def is_sample() -> bool:
    """Does this database hold the invented organisation?"""
    return User.objects.filter(username__startswith=SAMPLE_NAMES).exists()


def demo_logins() -> list[tuple[str, str, str]]:
    """Log-in names of the demo organisation with name and first role, in the order of the roles."""
    rows = RoleGrant.objects.filter(user__username__startswith=SAMPLE_NAMES).select_related("user", "organisation")
    order = list(Role)
    roles: dict[UUID, tuple[int, str]] = {}
    for row in sorted(rows, key=lambda row: order.index(Role(row.role))):
        place = "" if row.role == Role.ADMINISTRATOR else f" {row.organisation.name}"
        roles.setdefault(row.user_id, (order.index(Role(row.role)), f"{RoleName(row.role).label}{place}"))
    users = User.objects.filter(username__startswith=SAMPLE_NAMES, is_active=True).order_by("username")
    found = [(*roles.get(user.pk, (len(order), "")), user) for user in users]
    return [(user.username, user.display_name, role) for _place, role, user in sorted(found, key=lambda row: row[0])]


def has_begun_below(place: Organisation, today: date) -> bool:
    """Has anybody of a branch below taken up a log-in?"""
    branches = Organisation.objects.filter(below(place.path), kind=OrganisationKind.BRANCH)
    return branches.filter(pk__in=branches_begun(today)).exists()


def active_user(user_id: UUID | str) -> User | None:
    """Whose password was right a moment ago."""
    return User.objects.filter(pk=user_id, is_active=True).first()
