"""Writes of care. Everything can be undone and is never changed in place."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Record, revoke, stamp
from zhibu.base.touched import Done
from zhibu.concern.care import OF_TEAMS, CareEvent, CareHelp, CareVisit, GoodDeed, Occasion
from zhibu.member.models import Member
from zhibu.org.models import Organisation


def note_event(
    actor: Actor,
    *,
    branch: Organisation,
    occasion: Occasion,
    happened_on: date,
    visitor: Member,
    visit_by: date,
    member: Member | None = None,
    team: UUID | None = None,
    today: date,
    now: datetime,
) -> Done:
    """An event proposes a visit: with a person who goes and a day by which."""
    _check_past(happened_on, today)
    if visit_by < happened_on:
        raise Refused("去看的日子要在事情发生之后。", "换一个日子。", "visit_by")
    if (occasion in OF_TEAMS) != (team is not None) or (member is None) == (team is None):
        raise Refused("工资、停工的事写班组；其他的写是哪位党员。", field="whom")
    if member is not None and member == visitor:
        raise Refused("去看的人要是另一位。", "换一位。", "visitor")
    event = CareEvent(
        root=branch.root, branch=branch, occasion=occasion, happened_on=happened_on, visitor=visitor, visit_by=visit_by,
        member=member, team=team, **stamp(actor, now),
    )  # fmt: skip
    event.save(force_insert=True)
    return Done(event, organisation=branch)


def note_visit(
    actor: Actor,
    *,
    branch: Organisation,
    happened_on: date,
    visitor: Member,
    member: Member | None = None,
    team: UUID | None = None,
    event: CareEvent | None = None,
    today: date,
    now: datetime,
) -> Done:
    """去过了: the day and who. What was said stays between them."""
    _check_past(happened_on, today)
    if event is not None:
        member, team = event.member, event.team
    visit = CareVisit(
        root=branch.root, branch=branch, happened_on=happened_on, visitor=visitor, member=member, team=team,
        event=event.thread if event else None, **stamp(actor, now),
    )  # fmt: skip
    visit.save(force_insert=True)
    return Done(visit, organisation=branch)


def note_help(
    actor: Actor,
    *,
    branch: Organisation,
    member: Member,
    occasion: Occasion,
    fen: int,
    came_from: str,
    happened_on: date,
    today: date,
    now: datetime,
) -> Done:
    _check_past(happened_on, today)
    if fen <= 0:
        raise Refused("金额要大于 0。", "送的是东西，就写大约值多少钱。", "amount")
    row = CareHelp(
        root=branch.root, branch=branch, member=member, occasion=occasion, fen=fen, came_from=came_from,
        happened_on=happened_on, **stamp(actor, now),
    )  # fmt: skip
    row.save(force_insert=True)
    return Done(row, organisation=branch)


def note_deed(
    actor: Actor, *, branch: Organisation, what: str, result: str, happened_on: date, today: date, now: datetime
) -> Done:
    _check_past(happened_on, today)
    row = GoodDeed(
        root=branch.root, branch=branch, what=what.strip(), result=result.strip(), happened_on=happened_on,
        **stamp(actor, now),
    )  # fmt: skip
    row.save(force_insert=True)
    return Done(row, organisation=branch)


def take_back_care(actor: Actor, *, row: Record, branch: Organisation, now: datetime) -> Done:
    revoke(row, actor, now)
    return Done(row, organisation=branch)


def _check_past(day: date, today: date) -> None:
    if day > today:
        raise Refused("这一天还没有到。", "写已经发生的日子。", "happened_on")


MODELS: dict[str, Any] = {"event": CareEvent, "visit": CareVisit, "help": CareHelp, "deed": GoodDeed}


def row_of(branch: Organisation, kind: str, key: UUID) -> Record | None:
    model = MODELS.get(kind)
    found: Record | None = model.objects.filter(branch=branch, pk=key).first() if model else None
    return found
