"""Judging how things stand today: one bit, in force or not, and the next day that matters."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no
from zhibu.rules.cadence import open_end
from zhibu.rules.days import FAR, add_months, soonest_after
from zhibu.rules.judgement import Sheet, Values
from zhibu.rules.sheets import TEMPORARY
from zhibu.rules.status import Marks, Status, sort_out


def judge_state(
    values: Values,
    on: int,
    *cases: tuple[Status, Whole],
    applies: Whole,
    rest: Status,
    wakes: tuple[Whole, ...] = (),
) -> Marks:
    """Marks with one bit: not applicable where the text is not in force on ``on`` or ``applies`` is 0, else the first
    case.

    wakes: days on which the status may change; those not after ``on`` are left out.
    """
    if on < values.lawful_from:
        return sort_out(1, values.lawful_from, rest=Status.NOT_APPLICABLE)
    if on > values.lawful_to:
        return sort_out(1, 0, rest=Status.NOT_APPLICABLE)
    closing = values.lawful_to + 1 if values.lawful_to < FAR else 0
    return sort_out(1, soonest_after(on, *wakes, closing), (Status.NOT_APPLICABLE, no(applies)), *cases, rest=rest)


def judge_deed(
    values: Values, deed_on: Whole, *cases: tuple[Status, Whole], applies: Whole, rest: Status, wakes: Whole = 0
) -> Marks:
    """Marks with one bit for a deed, judged by the text in force on the day of the deed; ``wakes`` as reckoned by the
    rule.
    """
    lawful = flag(deed_on >= values.lawful_from) & flag(deed_on <= values.lawful_to)
    judged = lawful & flag(applies)
    return sort_out(1, judged * wakes, (Status.NOT_APPLICABLE, no(judged)), *cases, rest=rest)


def lasts(known_from: Whole, from_on: Whole, months: int, on: int) -> Whole:
    """1 while the ``months`` after a known day have not passed; the last day (the same day of the later month) is
    included.
    """
    return flag(known_from) & flag(add_months(from_on, months) >= on)


def exists(sheet: Sheet, on: int) -> Whole:
    """1 while a branch of this sheet exists."""
    return flag(sheet.existed_from <= on) & flag(open_end(sheet.existed_to_known, sheet.existed_to) >= on)


def existence_days(sheet: Sheet) -> tuple[Whole, Whole]:
    """The days on which a branch begins to exist and has ceased to."""
    return sheet.existed_from, sheet.existed_to_known * (sheet.existed_to + 1)


def not_temporary(sheet: Sheet) -> Whole:
    """1 unless the branch is a temporary one (exemptions go before marks)."""
    return flag(sheet.kind != TEMPORARY)
