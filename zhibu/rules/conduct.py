"""Judging how a branch went about its work in a year: signals, each one bit, shown until the end of the next March."""

from __future__ import annotations

from datetime import date

from zhibu.rules.bits import Whole, between_mask, flag, no, pick
from zhibu.rules.branch_years import asked_from, asked_to
from zhibu.rules.judgement import Sheet, Values
from zhibu.rules.periods import period_starts
from zhibu.rules.state import existence_days, exists, judge_state, not_temporary
from zhibu.rules.status import Marks, Status

HALF_YEARS = 18  # months from July of the year before to December


def last_shown(year: int) -> int:
    """The last day on which a year's conduct is still spoken of: 31 March of the next year."""
    return date(year + 1, 3, 31).toordinal()


def year_end(year: int) -> int:
    """31 December: the last day for what the next year's sheet goes on saying."""
    return date(year, 12, 31).toordinal()


def judge_conduct(
    sheet: Sheet,
    values: Values,
    on: int,
    *,
    wrong: Whole = 0,
    enough: Whole,
    asks: Whole = 0,
    wakes: tuple[Whole, ...] = (),
    until: int = 0,
) -> Marks:
    """Breached where ``wrong``, a question where ``asks``, met where there are ``enough`` deeds to speak of, else not
    applicable. A temporary branch is not asked. ``until``: the last day, where it is not the end of the next March.
    """
    end = until or last_shown(sheet.year)
    applies = exists(sheet, min(on, end)) & not_temporary(sheet) & flag(on <= end)
    return judge_state(
        values,
        on,
        (Status.BREACHED, flag(wrong)),
        (Status.UNKNOWN, flag(asks)),
        (Status.MET, flag(enough)),
        applies=applies,
        rest=Status.NOT_APPLICABLE,
        wakes=(*wakes, *existence_days(sheet), end + 1),
    )


def month_begins(year: int, month: int) -> int:
    """The first day of a month: from then on a year has gone far enough to speak of it."""
    return date(year, month, 1).toordinal()


def quarters_over(year: int, on: int, patience: int = 0) -> int:
    """How many quarters of the year are over, and as many days more as there is ``patience``."""
    return sum(day <= on for day in quarter_days(year, patience))


def quarter_days(year: int, patience: int = 0) -> tuple[int, ...]:
    """The days on which :func:`quarters_over` grows."""
    return tuple(after + patience for after in period_starts(year, 3)[1:])


def months_over(sheet: Sheet, on: int) -> Whole:
    """Mask of the months since July of the year before that are over and in which the branch can be asked."""
    return _half_years(sheet.year, asked_from(sheet), pick_smaller(asked_to(sheet), on - 1))


def _half_years(year: int, first: Whole, last: Whole) -> Whole:
    before = between_mask(year, first, last, 1, -6)
    return (before & 0b111111) | (between_mask(year, first, last, 1) << 6)


def pick_smaller(days: Whole, day: int) -> Whole:
    """The earlier of a day of the sheet and one day."""
    return pick(days < day, days, day)


def pause(life: Whole, over: Whole, only: Whole = -1) -> Whole:
    """Months without organisational life up to the last one that is over; 0 when the running month already has some.

    ``only``: months that may count; one that may not ends the pause where it stands.
    """
    run: Whole = 0
    for month in range(HALF_YEARS):
        lives, is_over, counts = (flag((mask >> month) & 1) for mask in (life, over, only & ((1 << HALF_YEARS) - 1)))
        run = pick(is_over, (run + 1) * no(lives) * counts, run * no(lives))
    return run


def more_than_half(part: Whole, whole: Whole) -> Whole:
    """1 where ``part`` is more than half of ``whole``."""
    return flag(part * 2 > whole)
