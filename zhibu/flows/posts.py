"""Taking up and leaving a post, with the open work: nothing is lost when somebody else takes over.

Stands in for the member room's actions wherever a post changes hands: the same arguments, the same result.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.touched import Done
from zhibu.flows.leaving import close_doors, open_doors_again
from zhibu.member import actions as member_actions
from zhibu.member.models import Member, PostHolding, PostKind
from zhibu.org.models import Organisation
from zhibu.work import actions as work
from zhibu.work.models import DeedKind, Task, TaskDeed
from zhibu.work.queries import open_work_of

LONGEST_VACANCY = timedelta(days=366)  # work of somebody who left earlier is not brought up again


def take_post(
    actor: Actor,
    *,
    member: Member,
    organisation: Organisation,
    post: PostKind,
    since: date,
    today: date,
    now: datetime,
    source: str = "typed",
    batch: Any = None,
) -> Done:
    """The new holder takes over the open work of whoever held the post before and holds none any more."""
    done = member_actions.take_post(
        actor, member=member, organisation=organisation, post=post, since=since, today=today, now=now, source=source,
        batch=batch,
    )  # fmt: skip
    for leaving in predecessors(organisation, post, member, since):
        hand_over_work(actor, leaving, member, organisation, today, now)
    close_doors(actor, organisation, today, now)
    return done


def leave_post(actor: Actor, *, holding: PostHolding, until: date, today: date, now: datetime) -> Done:
    """The post ends, and with it what it opened."""
    done = member_actions.leave_post(actor, holding=holding, until=until, today=today, now=now)
    close_doors(actor, holding.organisation, today, now)
    return done


def leave_branch(actor: Actor, *, member: Member, until: date, today: date, now: datetime) -> Done:
    """Who leaves the branch leaves the posts held there, and what they opened."""
    done = member_actions.leave_branch(actor, member=member, until=until, today=today, now=now)
    if done.organisation is not None:
        close_doors(actor, done.organisation, today, now)
    return done


def predecessors(organisation: Organisation, post: str, successor: Member, since: date) -> list[Member]:
    """Who left this post before `since` and holds no post of the organisation now: the latest one."""
    ended = PostHolding.objects.filter(
        organisation=organisation, post=post, until__lte=since, until__gte=since - LONGEST_VACANCY
    ).exclude(member=successor)
    last = ended.select_related("member").order_by("-until", "-recorded_at").first()
    if last is None or last.member is None:
        return []
    holds_another = PostHolding.objects.on(since).filter(organisation=organisation, member=last.member).exists()
    return [] if holds_another else [last.member]


def hand_over_work(
    actor: Actor, leaving: Member, successor: Member, organisation: Organisation, today: date, now: datetime
) -> Sequence[Task]:
    """Every open task of the one who leaves belongs to the successor from today. Which ones they were."""
    tasks = list(open_work_of(leaving).filter(branch=organisation))
    for task in tasks:
        work.hand_over(actor, task=task, leaving=leaving, successor=successor, today=today, now=now)
    return tasks


def take_back_post(actor: Actor, *, holding: PostHolding, today: date, now: datetime) -> Done:
    """It was entered by mistake: the work that moved with it goes back."""
    moved = TaskDeed.objects.filter(
        branch=holding.organisation, kind=DeedKind.HANDED_OVER, recorded_at=holding.recorded_at
    ).values_list("task", flat=True)
    earlier = predecessors(holding.organisation, holding.post, holding.member, holding.since)
    tasks = list(open_work_of(holding.member).filter(thread__in=list(moved))) if earlier else []
    done = member_actions.take_back_post(actor, holding=holding, today=today, now=now)
    open_doors_again(actor, holding.organisation, holding.recorded_at, now)
    for task in tasks:
        work.hand_over(actor, task=task, leaving=holding.member, successor=earlier[0], today=today, now=now)
    return done
