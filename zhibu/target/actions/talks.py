"""Writes of talks arranged. That one took place is noted by `meeting`."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import revoke, stamp
from zhibu.base.touched import Done, conduct
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.target.models import TalkArranged


def arrange_talks(
    actor: Actor,
    *,
    branch: Organisation,
    talker: Member,
    partners: Sequence[Member],
    planned_on: date,
    today: date,
    now: datetime,
) -> Done:
    """One step for several: who means to talk with whom around which day. What is arranged already stays once."""
    if not partners:
        raise Refused("选一下同谁谈。", field="partners")
    if any(partner.pk == talker.pk for partner in partners):
        raise Refused("谈话双方不能是同一个人。", "换一位。", "partners")
    if planned_on < today:
        raise Refused(
            said("{planned_on} 已经过去。", planned_on=f"{planned_on:%Y-%m-%d}"), "谈过的请直接记谈话。", "planned_on"
        )
    there = set(
        TalkArranged.objects.filter(branch=branch, talker=talker, planned_on__gte=today).values_list(
            "partner_id", flat=True
        )
    )
    fresh = [partner for partner in partners if partner.pk not in there]
    if not fresh:
        raise Refused("这几位都已经约过了。", "看看下面约好的。", "partners")
    made = TalkArranged.objects.bulk_create(
        TalkArranged(
            root=branch.root, branch=branch, talker=talker, partner=partner, planned_on=planned_on, **stamp(actor, now)
        )
        for partner in fresh
    )
    return Done(made[0], conduct(branch.pk, planned_on.year, wrote=frozenset({TalkArranged})), branch)


def let_go(actor: Actor, *, arranged: TalkArranged, now: datetime) -> Done:
    """It will not be held, or somebody declined. No reason is asked and nothing follows."""
    revoke(arranged, actor, now)
    return Done(
        arranged,
        conduct(arranged.branch_id, arranged.planned_on.year, wrote=frozenset({TalkArranged})),
        arranged.branch,
    )
