"""The responsibility list of a year: from a template, agreed on a day, looked at each half-year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.models import PostKind
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.models import Duty, DutyAgreement, DutyCheck, DutyState

LONGEST = 200


def may_keep(actor: Actor, organisation: Organisation) -> bool:
    acting = actor.acting
    return actor.may(Right.RECORD) and acting is not None and acting.organisation_id == organisation.pk


def _check_keeps(actor: Actor, organisation: Organisation) -> None:
    if not may_keep(actor, organisation):
        raise NotAllowed("责任清单由支部委员来写。")


# --- reads ------------------------------------------------------------------------------------------------------


def duties_of(organisation: Organisation, year: int) -> list[Duty]:
    """The list in the order of the posts."""
    order = list(PostKind.values)
    rows = Duty.objects.filter(organisation=organisation, year=year)
    return sorted(rows, key=lambda row: (order.index(row.post), row.order, str(row.thread)))


def duty_for(organisation: Organisation, duty_id: UUID | str) -> Duty:
    found = Duty.objects.filter(organisation=organisation, thread=duty_id).first()
    if found is None:
        raise NotFound
    return found


def agreement_of(organisation: Organisation, year: int) -> DutyAgreement | None:
    return DutyAgreement.objects.filter(organisation=organisation, year=year).first()


def checks_of(duties: Iterable[Duty]) -> dict[UUID, dict[int, DutyCheck]]:
    """By line and half-year. One query."""
    found: dict[UUID, dict[int, DutyCheck]] = {duty.thread: {} for duty in duties}
    for row in DutyCheck.objects.filter(duty__in=list(found)):
        found[row.duty][row.half] = row
    return found


def half_to_check(year: int, today: date) -> int | None:
    """Which half-year is due to be looked at: from June the first, from December the second; None before."""
    if today.year > year or (today.year == year and today.month == 12):
        return 2
    return 1 if today.year == year and today.month >= 6 else None


# --- writes -----------------------------------------------------------------------------------------------------


def write_list(
    actor: Actor, *, organisation: Organisation, year: int, lines: Mapping[str, Sequence[str]], now: datetime
) -> Done:
    """The whole list, by post. Lines that stay keep their checks; an agreed list that changes is to be agreed anew."""
    _check_keeps(actor, organisation)
    wanted: dict[tuple[str, str], int] = {}
    for post, texts in lines.items():
        for text in texts:
            if text.strip():
                wanted.setdefault((post, text.strip()[:LONGEST]), len(wanted))
    if not wanted:
        raise Refused("至少写一条：谁负责什么。", field="secretary")
    standing = {(row.post, row.text): row for row in Duty.objects.filter(organisation=organisation, year=year)}
    has_changed = set(standing) != set(wanted)
    for key, row in standing.items():
        if key not in wanted:
            revoke(row, actor, now)
    made = None
    for (post, text), order in wanted.items():
        if (post, text) not in standing:
            made = Duty(
                root=organisation.root, organisation=organisation, year=year, post=post, text=text, order=order,
                **stamp(actor, now),
            )  # fmt: skip
            made.save(force_insert=True)
    agreed = agreement_of(organisation, year)
    if agreed and has_changed:
        revoke(agreed, actor, now)
    return Done(made or next(iter(standing.values()), None), set(), organisation)


def agree(
    actor: Actor, *, organisation: Organisation, year: int, happened_on: date, today: date, now: datetime
) -> Done:
    """That the list was agreed, on which day; a second entry corrects the day."""
    _check_keeps(actor, organisation)
    if happened_on > today:
        raise Refused(said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on")
    if not Duty.objects.filter(organisation=organisation, year=year).exists():
        raise Refused("清单还是空的，先写清单。")
    standing = agreement_of(organisation, year)
    if standing:
        return Done(replace(standing, {"happened_on": happened_on}, actor, now), set(), organisation)
    made = DutyAgreement(
        root=organisation.root, organisation=organisation, year=year, happened_on=happened_on, **stamp(actor, now)
    )
    made.save(force_insert=True)
    return Done(made, set(), organisation)


def check_duty(
    actor: Actor, *, duty: Duty, half: int, state: DutyState, words: str = "", today: date, now: datetime
) -> Done:
    """How one line stands in a half-year; a second look corrects the first."""
    _check_keeps(actor, duty.organisation)
    due = half_to_check(duty.year, today)
    if due is None or half > due:
        raise Refused("这个半年还没到回看的时候。", field="half")
    if state == DutyState.NOT_YET and not words.strip():
        raise Refused("写一句卡在哪里，接下来怎么办。", field="words")
    columns = {"state": state, "words": words.strip(), "happened_on": today}
    standing = DutyCheck.objects.filter(duty=duty.thread, half=half).first()
    if standing:
        return Done(replace(standing, columns, actor, now), set(), duty.organisation)
    made = DutyCheck(
        root=duty.root, duty=duty.thread, organisation=duty.organisation, half=half, **columns, **stamp(actor, now)
    )
    made.save(force_insert=True)
    return Done(made, set(), duty.organisation)
