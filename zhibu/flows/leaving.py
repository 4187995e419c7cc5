"""Who leaves a post leaves its doors in the same transaction: the role of that name, sessions, tokens, feeds, links.

Never one's own: whoever records the end of the own post finishes what is open; the keeper of accounts ends the role.
"""

from datetime import date, datetime

from zhibu.account.actions import end_role
from zhibu.account.handed_out import take_back_all
from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor
from zhibu.base.records import replace
from zhibu.member.models import PostHolding
from zhibu.org.models import Organisation


def close_doors(actor: Actor, organisation: Organisation, today: date, now: datetime) -> None:
    """For every post of this organisation that was ended by what is being written at this moment."""
    ended = PostHolding.objects.filter(organisation=organisation, recorded_at=now, until__lte=today)
    for member_id, post in ended.values_list("member_id", "post"):
        user = User.objects.filter(member=member_id).exclude(pk=actor.user_id).first()
        held = PostHolding.objects.on(today).filter(organisation=organisation, member=member_id, post=post)
        if user is None or held.exists():
            continue
        for grant in RoleGrant.objects.on(today).filter(user=user, organisation=organisation, role=post):
            end_role(actor, grant=grant, until=today, now=now)
        take_back_all(user.pk, now)


def open_doors_again(actor: Actor, organisation: Organisation, ended_at: datetime, now: datetime) -> None:
    """The end was entered by mistake: the roles go on. What was handed out stays taken back; people log in again."""
    for grant in RoleGrant.objects.filter(organisation=organisation, recorded_at=ended_at, until__isnull=False):
        replace(grant, {"until": None}, actor, now)
