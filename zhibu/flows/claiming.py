"""A log-in in a member's name: that it was opened, and that somebody took it up, is told to people who know the member.

The member may have no other log-in and no address yet, and whoever uses the one-time password may be somebody else. So
the branch's secretaries are told, or, where there is none but the one concerned, the officers above; whoever agreed to
one of its roles reads of the taking up as well. The member finds both with the own log-ins, also when coming later.
"""

from datetime import date

from django.db.models import Q, QuerySet

from zhibu.account.models import Proposal, ProposalKind, RoleGrant, User
from zhibu.account.telling import tell
from zhibu.base.actor import Actor, Role
from zhibu.flows.seconding import may_agree


def tell_of_opening(actor: Actor, user: User, today: date) -> None:
    """Inside the caller's transaction, when the log-in has got its member."""
    if user.member_id is None:
        return
    tell(user, "log_in_opened", today, actor.name, is_read=True)
    for other in _who_know(user, today).exclude(pk=actor.user_id):
        tell(other, "log_in_opened_of", today, user.display_name)


def tell_of_taking_up(user: User, today: date) -> None:
    """The one-time password was used for the first time, and an own one stands in its place."""
    if user.member_id is None:
        return
    tell(user, "log_in_begun", today, is_read=True)
    agreed = Proposal.objects.filter(user=user, kind=ProposalKind.ROLE, agreed=True).values("answered_by")
    known = Q(pk__in=_who_know(user, today).values("pk")) | Q(pk__in=agreed)
    for other in User.objects.filter(known, is_active=True).exclude(pk=user.pk):
        tell(other, "log_in_begun_of", today, user.display_name)


def _who_know(user: User, today: date) -> QuerySet[User]:
    place = user.member.branch if user.member else None
    if place is None:
        return User.objects.none()
    grants = RoleGrant.objects.on(today).filter(organisation=place, role=Role.SECRETARY.value)
    secretaries = User.objects.filter(pk__in=grants.values("user_id"), is_active=True, password_is_given=False)
    found = secretaries.exclude(pk=user.pk)
    return found if found.exists() else may_agree(ProposalKind.ROLE, place, today).exclude(pk=user.pk)
