"""A year of dues of the demo branches: fixed when the year or the branch began, ticked every month, with exceptions."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.clock import CHINA
from zhibu.base.touched import Done
from zhibu.dues.accounts import account_of
from zhibu.dues.actions import Fixing, arrange, collect_month, fix_year, hand_up, publish, record_payment, remind
from zhibu.dues.claims import say_paid
from zhibu.dues.models import ArrangementKind
from zhibu.member.models import Details, Member
from zhibu.org.models import Organisation
from zhibu.rules.month_runs import first_day, last_day, month_number

FORGETFUL, BY_QUARTER, IN_HARDSHIP, LATE_ONCE = 4, 7, 9, 3
SAY_PAID = (2, 5)
"""Places in the list of members; the exceptions that every branch knows."""


def year_of_dues(
    actor: Actor, branch: Organisation, members: list[Member], today: date, now: datetime
) -> Iterable[Done]:
    """The running year up to last month; this month is still to be ticked."""
    draw = random.Random(branch.number)  # noqa: S311 - believable sums, not secrets
    account = account_of(branch, today.year, today)
    owing = [member for member in members if (own := account.of(member.pk)) and own.months]
    if not owing:
        return
    retired = set(Details.objects.filter(member__in=owing, job="退休").values_list("member_id", flat=True))
    lines = [_line(member, member.pk in retired, draw) for member in owing]
    fixed_on = date(today.year, 1, min(18, today.day if today.month == 1 else 18))
    yield fix_year(
        actor, branch=branch, year=today.year, lines=lines, fixed_on=fixed_on, today=today, now=_at(fixed_on, now)
    )
    first, last = max(account.asked_from, today.year * 12), month_number(today) - 1
    if first > last:
        return
    yield from _agreed(actor, branch, owing, first, today, now)
    for number in range(first, last + 1):
        yield from _month(actor, branch, owing, number, last, today, now)
    yield from _after(actor, branch, owing, first, last, today, now)
    for member in (owing[place] for place in SAY_PAID if place < len(owing)):  # this month, not yet looked through
        day = max(today - timedelta(days=1), today.replace(day=1))
        yield say_paid(
            replace(actor, member_id=member.pk), branch=branch, member=member, month=today, happened_on=day,
            today=today, now=_at(day, now),
        )  # fmt: skip


def _at(day: date, now: datetime) -> datetime:
    """Written down on the same day."""
    return min(datetime.combine(day, time(16), CHINA), now)


def _line(member: Member, is_retired: bool, draw: random.Random) -> Fixing:
    kind, low, high = ("retired", 3200, 5600) if is_retired else ("enterprise", 2900, 9800)
    return Fixing(member, kind, Decimal(draw.randint(low, high)) + Decimal(draw.randint(0, 99)) / 100)


def _agreed(
    actor: Actor, branch: Organisation, members: list[Member], first: int, today: date, now: datetime
) -> Iterable[Done]:
    day = min(first_day(first) + timedelta(days=9), today)
    common: dict[str, Any] = {
        "branch": branch,
        "until": date(today.year + 1, 1, 1),
        "today": today,
        "now": _at(day, now),
    }
    if len(members) > BY_QUARTER:
        yield arrange(
            actor, member=members[BY_QUARTER], kind=ArrangementKind.QUARTERLY, since=first_day(first), discussed_on=day,
            **common,
        )  # fmt: skip
    if len(members) > IN_HARDSHIP:
        yield arrange(
            actor, member=members[IN_HARDSHIP], kind=ArrangementKind.REDUCED, since=first_day(first), monthly_fen=500,
            discussed_on=day, approved_on=min(day + timedelta(days=8), today), **common,
        )  # fmt: skip


def _month(
    actor: Actor, branch: Organisation, members: list[Member], number: int, last: int, today: date, now: datetime
) -> Iterable[Done]:
    month = first_day(number)
    day = min(month + timedelta(days=19), today)
    unpaid = {members[place].pk for place in (BY_QUARTER,) if place < len(members)}
    if number > last - 2 and len(members) > FORGETFUL:
        unpaid.add(members[FORGETFUL].pk)
    is_late = number == last - 3 and len(members) > LATE_ONCE
    if is_late:
        unpaid.add(members[LATE_ONCE].pk)
    common: dict[str, Any] = {"branch": branch, "today": today, "now": _at(day, now)}
    yield collect_month(actor, month=month, happened_on=day, unpaid=unpaid, **common)
    account = account_of(branch, month.year, today)
    if is_late:
        own = account.of(members[LATE_ONCE].pk)
        owed = own.month(number) if own else None
        paid_on = min(month + timedelta(days=36), today)
        if owed and owed.left:
            yield record_payment(
                actor, member=members[LATE_ONCE], fen=owed.left, happened_on=paid_on, first_month=month,
                way="relative", special_circumstances=True, branch=branch, today=today, now=_at(paid_on, now),
            )  # fmt: skip
    if number % 3 == 2 and len(members) > BY_QUARTER:
        own = account.of(members[BY_QUARTER].pk)
        rows = [row for row in own.months if row.number <= number and row.left] if own else []
        if rows:
            yield record_payment(
                actor, member=members[BY_QUARTER], fen=sum(row.left for row in rows), happened_on=day,
                first_month=first_day(rows[0].number), way="quarterly", **common,
            )  # fmt: skip


def _after(
    actor: Actor, branch: Organisation, members: list[Member], first: int, last: int, today: date, now: datetime
) -> Iterable[Done]:
    """Handed up by the quarter, published at half-time; with the forgetful one every second branch has talked."""
    start = first
    while start - start % 3 + 2 <= last:
        end = start - start % 3 + 2
        day = min(last_day(end) + timedelta(days=5), today)
        yield hand_up(
            actor, branch=branch, first_month=first_day(start), last_month=first_day(end), happened_on=day,
            today=today, now=_at(day, now),
        )  # fmt: skip
        start = end + 1
    half = today.year * 12 + 5
    if first < half <= last:
        day = last_day(half)
        yield publish(
            actor, branch=branch, first_month=first_day(first), last_month=first_day(half), happened_on=day,
            today=today, now=_at(day, now),
        )  # fmt: skip
    if branch.number % 2 and len(members) > FORGETFUL and last > first:
        day = today - timedelta(days=3)
        yield remind(
            actor, branch=branch, member=members[FORGETFUL], happened_on=day,
            make_up_by=today + timedelta(days=20), today=today, now=_at(day, now),
        )  # fmt: skip
