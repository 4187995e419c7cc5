"""Days as numbers: ``date.toordinal()`` ints or columns of them; 0 means that the day is not known.

Month sums end on the same day of the later month, or on its last day where that day does not exist: 31 January + 1
month is 28 (29) February. Every sum keeps 0 as 0 and stays inside year 1 to 9999.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhibu.rules.bits import Whole, flag, is_column, larger, no, pick, smaller

LAST_DAY = date.max.toordinal()
FAR = LAST_DAY - 400
"""A day later than any record: stands for "open" where a last day is wanted."""

_EPOCH = date(1970, 1, 1).toordinal()
_EPOCH_MONTH = 1970 * 12


def day_number(day: date) -> int:
    """The number of a calendar day."""
    return day.toordinal()


def day_date(day: int) -> date | None:
    """The calendar day of a number; None for 0 (not known)."""
    return date.fromordinal(day) if day > 0 else None


def _month_index(day: Whole) -> Whole:
    """Months since year 0 of a column of days."""
    return (day - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype("int64") + _EPOCH_MONTH


def _first_of_month(month: Whole) -> Whole:
    """Day number of the first day of a column of month indexes."""
    return (month - _EPOCH_MONTH).astype("datetime64[M]").astype("datetime64[D]").astype("int64") + _EPOCH


def add_months(day: Whole, months: Whole) -> Whole:
    """The same day ``months`` later (or earlier), or the last day of that month: 31 January + 1 month = 28 or 29
    February.
    """
    if is_column(day) or is_column(months):
        days = day if is_column(day) else day + 0 * months
        month = _month_index(days)
        in_month = days - _first_of_month(month)
        target = month + months
        moved = smaller(_first_of_month(target) + in_month, _first_of_month(target + 1) - 1)
        return flag(days > 0) * smaller(larger(moved, 1), LAST_DAY)
    if day <= 0:
        return 0
    start = date.fromordinal(day)
    years, month_0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= years <= 9999:
        return LAST_DAY if years > 9999 else 1
    return date(years, month_0 + 1, min(start.day, monthrange(years, month_0 + 1)[1])).toordinal()


def add_years(day: Whole, years: Whole) -> Whole:
    """The same day ``years`` later; 29 February becomes 28 February in a common year."""
    return add_months(day, years * 12)


def full_months(born: Whole, on: Whole) -> Whole:
    """Whole months completed from ``born`` to ``on``: the greatest n with ``add_months(born, n) <= on``; 0 when not
    known or not begun.
    """
    if is_column(born) or is_column(on):
        known = flag(born > 0) & flag(on >= born)
        first = born if is_column(born) else born + 0 * on
        last = on if is_column(on) else on + 0 * born
        months = _month_index(last) - _month_index(first)
        return known * (months - flag(add_months(first, months) > last))
    if born <= 0 or on < born:
        return 0
    start, end = date.fromordinal(born), date.fromordinal(on)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (add_months(born, months) > on)


def months_between(first: Whole, last: Whole) -> Whole:
    """Whole months from the earlier to the later day, negative when ``last`` comes first."""
    return full_months(first, last) - full_months(last, first)


def age(born: Whole, on: Whole) -> Whole:
    """Completed years of life by the calendar; somebody born on 29 February is a year older on 28 February of common
    years.
    """
    return full_months(born, on) // 12


def month_of(day: Whole) -> Whole:
    """Month of the year, 1 to 12; 0 when the day is not known."""
    if is_column(day):
        return flag(day > 0) * (_month_index(day) % 12 + 1)
    return date.fromordinal(day).month if day > 0 else 0


def year_of(day: Whole) -> Whole:
    """Calendar year; 0 when the day is not known."""
    if is_column(day):
        return flag(day > 0) * (_month_index(day) // 12)
    return date.fromordinal(day).year if day > 0 else 0


def month_start(day: Whole) -> Whole:
    """First day of the month of this day; 0 when not known."""
    if is_column(day):
        return flag(day > 0) * _first_of_month(_month_index(day))
    return date.fromordinal(day).replace(day=1).toordinal() if day > 0 else 0


def month_end(day: Whole) -> Whole:
    """Last day of the month of this day; 0 when not known."""
    return pick(day > 0, add_months(month_start(day), 1) - 1, 0)


def quarter_start(day: Whole) -> Whole:
    """First day of the calendar quarter of this day; 0 when not known."""
    return pick(day > 0, add_months(month_start(day), -((month_of(day) - 1) % 3)), 0)


def quarter_end(day: Whole) -> Whole:
    """Last day of the calendar quarter of this day; 0 when not known."""
    return pick(day > 0, add_months(quarter_start(day), 3) - 1, 0)


def soonest_after(on: int, *candidates: Whole) -> Whole:
    """The earliest candidate day later than ``on``; 0 (never) when there is none. Days of 0 are no candidates."""
    best: Whole = 0
    for day in candidates:
        better = flag(day > on) & (no(best) | flag(day < best))
        best = pick(better, day, best)
    return best


@dataclass(frozen=True, slots=True)
class Workdays:
    """A working day reached by counting; ``official`` is False when a year on the way has no published calendar."""

    day: int
    official: bool


def is_workday(day: int, own: Mapping[int, bool] | None = None) -> tuple[bool, bool]:
    """(is a working day, is known officially). ``own`` maps days to the unit's own word and goes first."""
    import chinese_calendar  # noqa: PLC0415  (slow to load: its tables are wanted only where working days are counted)

    if own and day in own:
        return own[day], True
    on = date.fromordinal(day)
    try:
        return bool(chinese_calendar.is_workday(on)), True
    except NotImplementedError:
        return on.weekday() < 5, False


FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the national holidays that never move (全国年节及纪念日放假办法, as of 2025)."""


def is_likely_workday(day: int, own: Mapping[int, bool] | None = None) -> tuple[bool, bool]:
    """Like :func:`is_workday`; in a year not yet published also the fixed national holidays are off."""
    working, known = is_workday(day, own)
    on = date.fromordinal(day)
    return working and (known or (on.month, on.day) not in FIXED_HOLIDAYS), known


def add_workdays(day: int, count: int, own: Mapping[int, bool] | None = None) -> Workdays:
    """The ``count``-th working day after ``day`` (the day itself is not counted).

    Years whose holidays are not published fall back to Monday to Friday, and the result says so. ``own``: days the
    unit entered itself.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    official = True
    while count:
        day += 1
        working, known = is_workday(day, own)
        official &= known
        count -= working
    return Workdays(day, official)
