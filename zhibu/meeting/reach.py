"""Which gatherings a role may write down: all of the branch, or only the small meetings of the own Party group."""

from collections.abc import Collection
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed
from zhibu.meeting.models import ItemKind
from zhibu.member.models import Membership
from zhibu.org.models import PartyGroup


def is_limited(actor: Actor) -> bool:
    """A group leader: 党小组会 of the own group and nothing else."""
    return actor.may(Right.RECORD_GROUP) and not actor.may(Right.RECORD)


def own_group(actor: Actor) -> PartyGroup | None:
    """The Party group to which the acting person belongs today."""
    rows = Membership.objects.filter(member_id=actor.member_id, until__isnull=True).select_related("group")
    found = rows.first()
    return found.group if found else None


def is_in_reach(actor: Actor, kinds: Collection[str], group: PartyGroup | None, own: UUID | None) -> bool:
    """May this role write such a gathering? `own` is the thread of the actor's own group."""
    if not is_limited(actor):
        return True
    return set(kinds) == {ItemKind.GROUP_MEETING} and group is not None and group.thread == own


def check_reach(actor: Actor, kinds: Collection[str], group: PartyGroup | None) -> None:
    if not is_limited(actor):
        return
    own = own_group(actor)
    if not is_in_reach(actor, kinds, group, own.thread if own else None):
        raise NotAllowed("党小组长只记本组的党小组会。", "书记或支委")
