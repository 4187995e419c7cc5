"""操作记录: who may read which rows of the log, and whom a row touched. No content is in it, and none is looked up."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Right
from zhibu.base.models import LogEntry
from zhibu.base.paths import below
from zhibu.member.models import Condition, Details, Member, Membership, PostHolding
from zhibu.org.models import Organisation

OF_A_MEMBER = (Details, Membership, PostHolding, Condition)
"""Records whose rows name the person they are about. Help, talks and dues are left out: they are private."""


def visible_to(actor: Actor, acts_of_accounts: Collection[str]) -> QuerySet[LogEntry]:
    """The secretaries read their branch's, a superior its own place's, the keeper of accounts the acts of accounts."""
    if actor.acting is None:
        return LogEntry.objects.none()
    of_accounts = Q(act__in=acts_of_accounts)
    if actor.may(Right.ACCOUNTS):
        places = Organisation.objects.filter(below(actor.path)).values("pk")
        rows = LogEntry.objects.filter(of_accounts).filter(Q(organisation__in=places) | Q(organisation__isnull=True))
    elif actor.may(Right.CONFIRM) or actor.may(Right.SET_UP):
        rows = LogEntry.objects.filter(root=actor.acting.root, organisation=actor.acting.organisation_id)
    else:
        rows = LogEntry.objects.none()
    return rows.order_by("-at", "id")


def between(rows: QuerySet[LogEntry], start: date | None, end: date | None) -> QuerySet[LogEntry]:
    if start:
        rows = rows.filter(at__date__gte=start)
    if end:
        rows = rows.filter(at__date__lte=end)
    return rows


def touched_names(rows: Sequence[LogEntry]) -> dict[UUID, str]:
    """By the row's subject: the person or organisation that it touched, where the row is about one."""
    subjects = {row.subject for row in rows if row.subject}
    found: dict[UUID, str] = dict(Organisation.objects.filter(pk__in=subjects).values_list("pk", "name"))
    found |= dict(User.objects.filter(pk__in=subjects).values_list("pk", "display_name"))
    found |= dict(RoleGrant.versions.filter(pk__in=subjects).values_list("pk", "user__display_name"))
    found |= dict(Member.objects.filter(pk__in=subjects).values_list("pk", "name"))
    for model in OF_A_MEMBER:
        found |= dict(model.versions.filter(pk__in=subjects).values_list("pk", "member__name"))
    return found
