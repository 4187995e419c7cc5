"""Reads of members. Other branches' members are not found; superiors see theirs masked and leave a trace."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.member.models import Condition, Details, Member, PostHolding
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation


def visible_to(actor: Actor) -> QuerySet[Member]:
    """Members in the subtree of a role that may see the branch; for others only oneself."""
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        return Member.objects.filter(below(actor.path)).order_by("path", "sort_key", "id")
    return Member.objects.filter(pk=actor.member_id)


def member_for(actor: Actor, member_id: UUID | str) -> Member:
    found = visible_to(actor).filter(pk=member_id).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def search(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    """By name, by pinyin or by initials (lxm → 李晓明)."""
    text = tidy_name(text)
    if not text:
        return members
    if text.isascii():
        letters = text.lower().replace(" ", "")
        return members.filter(Q(initials__startswith=letters) | Q(sort_key__startswith=text.lower()))
    return members.filter(name__contains=text)


def details_of(member: Member) -> Details | None:
    return Details.objects.filter(member=member).first()


def history_of(member: Member) -> list[Details]:
    """All versions, newest first."""
    return list(Details.versions.filter(member=member).order_by("-recorded_at"))


def roster(branch: Organisation, on: date) -> list[Member]:
    """Members of a branch on a day, by pinyin."""
    return list(
        Member.objects.filter(
            memberships__branch=branch, memberships__revoked_at__isnull=True, memberships__since__lte=on
        )
        .filter(Q(memberships__until__isnull=True) | Q(memberships__until__gt=on))
        .order_by("sort_key", "id")
        .distinct()
    )


def posts_of(organisation: Organisation, on: date) -> list[PostHolding]:
    """Who holds which post on a day, in the order of the posts."""
    rows = PostHolding.objects.on(on).filter(organisation=organisation).select_related("member")
    order = [value for value, _label in PostHolding._meta.get_field("post").choices]
    return sorted(rows, key=lambda row: (order.index(row.post), row.member.sort_key))


def conditions_on(branch: Organisation, on: date) -> dict[UUID, set[str]]:
    """Kinds of dated circumstances by member."""
    found: dict[UUID, set[str]] = {}
    rows = Condition.objects.on(on).filter(member__branch=branch)
    for member_id, kind in rows.values_list("member_id", "kind"):
        found.setdefault(member_id, set()).add(kind)
    return found
