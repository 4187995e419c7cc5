"""Founding and dissolving: what must hold in other rooms too (members moved, posts ended) is checked here."""

from datetime import date, datetime
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Source
from zhibu.base.touched import Done
from zhibu.flows.leaving import close_doors
from zhibu.meeting.models import Gathering, Stage
from zhibu.member.actions import leave_post
from zhibu.member.models import Member, PostHolding
from zhibu.org.actions import correct_founding, dissolve_organisation, found_organisation
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind
from zhibu.org.queries import children_of
from zhibu.rules.said import said
from zhibu.rules.telling import say_day

MAY_HOLD = {
    OrganisationKind.HIGHER: {OrganisationKind.HIGHER, OrganisationKind.PRIMARY_COMMITTEE},
    OrganisationKind.PRIMARY_COMMITTEE: {OrganisationKind.GENERAL_BRANCH, OrganisationKind.BRANCH},
    OrganisationKind.GENERAL_BRANCH: {OrganisationKind.BRANCH},
    OrganisationKind.BRANCH: set(),
}


def found_below(
    actor: Actor,
    *,
    parent: Organisation,
    kind: OrganisationKind,
    name: str,
    founded_on: date | None,
    branch_kind: BranchKind,
    domain: Domain,
    today: date,
    now: datetime,
    source: str = Source.TYPED,
    batch: Any = None,
) -> Done:
    """A general branch or branch under an organisation of the actor's own subtree."""
    name = name.strip()
    if kind not in MAY_HOLD[OrganisationKind(parent.kind)]:
        raise Refused(
            said(
                "{label}下面不能直接放{label_2}。",
                label=OrganisationKind(parent.kind).label,
                label_2=OrganisationKind(kind).label,
            ),
            "换一个上级党组织。",
            "parent",
        )
    if children_of(parent, today).filter(name=name).exists():
        raise Refused(
            said("{name}下面已经有“{name_2}”。", name=parent.name, name_2=name),
            "换一个名称，或打开已有的那个。",
            "name",
        )
    return found_organisation(
        actor,
        parent=parent,
        kind=kind,
        name=name,
        founded_on=founded_on,
        branch_kind=branch_kind if kind == OrganisationKind.BRANCH else BranchKind.ORDINARY,
        domain=domain,
        today=today,
        now=now,
        source=source,
        batch=batch,
    )


def correct_founding_day(
    actor: Actor, *, organisation: Organisation, day: date | None, today: date, now: datetime
) -> Done:
    """Refused when something of the branch is recorded from before that day."""
    meeting = Gathering.objects.filter(branch=organisation, stage=Stage.HELD).order_by("happened_on").first()
    if day and meeting is not None and day > meeting.happened_on:
        raise Refused(
            said("{first} 已经有会议记录，成立日期要在那天或之前。", first=say_day(meeting.happened_on.toordinal())),
            "哪一次会的日子写错了，先更正那一次。",
            "day",
        )
    return correct_founding(actor, organisation=organisation, day=day, today=today, now=now)


def dissolve(actor: Actor, *, organisation: Organisation, day: date, today: date, now: datetime) -> Done:
    """Refused while organisations or members still belong to it. Its posts end on that day."""
    left = children_of(organisation, today).count()
    if left:
        raise Refused(
            said("{name}下面还有 {left} 个党组织。", name=organisation.name, left=left), "先把它们撤销或调整到别处。"
        )
    members = Member.objects.filter(branch=organisation).count()
    if members:
        raise Refused(
            said("{name}还有 {members} 名党员。", name=organisation.name, members=members), "先把他们转到别的支部。"
        )
    done = dissolve_organisation(actor, organisation=organisation, day=day, today=today, now=now)
    for holding in PostHolding.objects.filter(organisation=organisation, until__isnull=True, since__lt=day):
        done.touched |= leave_post(actor, holding=holding, until=day, today=today, now=now).touched
    close_doors(actor, organisation, today, now)
    return done
