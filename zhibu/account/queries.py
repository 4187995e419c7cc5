"""Who somebody is today: the acting person built from dated grants."""

from datetime import date
from uuid import UUID

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Grant, Role


def grants_of(user: User, today: date) -> tuple[Grant, ...]:
    rows = RoleGrant.objects.on(today).filter(user=user).select_related("organisation", "for_user")
    grants = [
        Grant(
            id=row.thread,
            role=Role(row.role),
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            organisation_kind=row.organisation.kind,
            root=row.organisation.root,
            path=row.organisation.path,
            for_user=row.for_user_id,
            for_name=row.for_user.display_name if row.for_user else "",
        )
        for row in rows
    ]
    order = list(Role)
    return tuple(sorted(grants, key=lambda grant: (order.index(grant.role), grant.path)))


def actor_of(user: User, today: date) -> Actor:
    """The user in the role chosen last, or in the first one when that has ended."""
    grants = grants_of(user, today)
    chosen = next((grant for grant in grants if grant.id == user.acting_grant), grants[0] if grants else None)
    return Actor(user_id=user.pk, name=user.display_name, member_id=user.member_id, grants=grants, acting=chosen)


def names_of(users: set[UUID]) -> dict[UUID, str]:
    """Display names for “who wrote this”. Missing ones are absent."""
    return dict(User.objects.filter(pk__in=users).values_list("pk", "display_name"))


def demo_logins() -> list[tuple[str, str]]:
    """Log-in names of the demo organisation and what they show, in the order to try them."""
    rows = User.objects.filter(username__startswith="demo-", is_active=True).order_by("username")
    return [(row.username, row.display_name) for row in rows]
