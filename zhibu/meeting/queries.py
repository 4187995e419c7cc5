"""Reads of organisational life."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.meeting.models import Gathering, Stage, Talk
from zhibu.org.models import Organisation


def visible_to(actor: Actor) -> QuerySet[Gathering]:
    """Gatherings of the subtree for those who may see the branch; a member sees those attended and those to come."""
    rows = Gathering.objects.filter(below(actor.path, "branch__path"))
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        return rows
    return rows.filter(Q(attendance__member_id=actor.member_id) | Q(stage=Stage.PLANNED)).distinct()


def gathering_for(actor: Actor, gathering_id: UUID | str) -> Gathering:
    """The standing version, by the key of any of its versions, so that old links go on working."""
    thread = Gathering.versions.filter(Q(pk=gathering_id) | Q(thread=gathering_id)).values("thread")[:1]
    found = (
        visible_to(actor).filter(thread__in=thread).select_related("branch", "group").prefetch_related("items__tally")
    ).first()
    if found is None:
        raise NotFound
    return found


def held_in(branch: Organisation, year: int) -> QuerySet[Gathering]:
    """Held gatherings of one branch in a calendar year, in order of day."""
    return (
        Gathering.objects.filter(
            branch=branch, stage=Stage.HELD, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
        )
        .prefetch_related("items")
        .order_by("happened_on", "starts", "id")
    )


def evidence(branch_id: UUID, kind: str, year: int) -> list[Gathering]:
    """The gatherings of a year that count for one requirement."""
    return list(
        Gathering.objects.filter(
            branch_id=branch_id,
            stage=Stage.HELD,
            items__kind=kind,
            happened_on__gte=date(year, 1, 1),
            happened_on__lte=date(year, 12, 31),
        )
        .select_related("group")
        .distinct()
        .order_by("happened_on")
    )


def versions_of(gathering: Gathering) -> list[Gathering]:
    """All versions of one gathering, newest first."""
    return list(Gathering.versions.filter(thread=gathering.thread).order_by("-recorded_at"))


def talks_in(branch: Organisation, year: int) -> QuerySet[Talk]:
    return (
        Talk.objects.filter(branch=branch, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31))
        .select_related("talker", "partner")
        .order_by("-happened_on")
    )
