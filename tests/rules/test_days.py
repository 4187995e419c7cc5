from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules import days
from zhibu.rules.days import LAST_DAY, add_months, add_workdays, add_years, day_date, full_months, soonest_after

DAYS = st.integers(min_value=date(1900, 1, 1).toordinal(), max_value=date(2200, 12, 31).toordinal())
KNOWN_OR_NOT = st.one_of(st.just(0), DAYS)


def number(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-08-30", 6, "2027-02-28"),
    ],
)
def test_month_sums_end_on_the_same_or_the_last_day(start: str, months: int, end: str) -> None:
    assert add_months(number(start), months) == number(end)


def test_an_unknown_day_stays_unknown_and_far_days_stay_in_the_calendar() -> None:
    assert add_months(0, 6) == 0
    assert add_years(LAST_DAY, 1) == LAST_DAY
    assert add_months(1, -1) == 1
    assert list(add_months(np.array([0, LAST_DAY, 1]), 12)) == [0, LAST_DAY, 366]
    assert day_date(0) is None


@given(KNOWN_OR_NOT, st.integers(-1200, 1200))
def test_sums_agree_on_ints_and_columns(day: int, months: int) -> None:
    expected = add_months(day, months)
    assert list(add_months(np.array([day, day]), months)) == [expected] * 2
    assert list(add_months(day, np.array([months]))) == [expected]


@given(KNOWN_OR_NOT, KNOWN_OR_NOT)
def test_all_day_helpers_agree_on_ints_and_columns(first: int, second: int) -> None:
    for name in ("full_months", "months_between", "age"):
        function = getattr(days, name)
        assert list(function(np.array([first]), np.array([second]))) == [function(first, second)], name
        assert list(function(np.array([first]), second)) == [function(first, second)], name
        assert list(function(first, np.array([second]))) == [function(first, second)], name
    for name in ("month_of", "year_of", "month_start", "month_end", "quarter_start", "quarter_end"):
        function = getattr(days, name)
        assert list(function(np.array([first]))) == [function(first)], name
    assert list(soonest_after(second, np.array([first]), 0)) == [soonest_after(second, first, 0)]


@given(DAYS, st.integers(0, 600))
def test_a_month_sum_is_reached_by_walking_month_by_month(day: int, months: int) -> None:
    start = date.fromordinal(day)
    month, year = start.month, start.year
    for _ in range(months):
        month += 1
        if month == 13:
            month, year = 1, year + 1
    wanted = start.day
    while True:
        try:
            end = date(year, month, wanted)
            break
        except ValueError:
            wanted -= 1
    assert add_months(day, months) == end.toordinal()


@given(DAYS, st.integers(0, 5000))
def test_full_months_is_the_greatest_that_has_passed(born: int, lived: int) -> None:
    on = born + lived
    months = full_months(born, on)
    assert add_months(born, months) <= on < add_months(born, months + 1)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2008-05-20", "2026-05-19", 17),
        ("2008-05-20", "2026-05-20", 18),
        ("2008-02-29", "2026-02-27", 17),
        ("2008-02-29", "2026-02-28", 18),
    ],
)
def test_age_by_the_calendar(born: str, on: str, years: int) -> None:
    assert days.age(number(born), number(on)) == years


def test_bounds_of_months_and_quarters() -> None:
    day = number("2024-02-10")
    assert days.month_start(day) == number("2024-02-01")
    assert days.month_end(day) == number("2024-02-29")
    assert days.quarter_start(day) == number("2024-01-01")
    assert days.quarter_end(day) == number("2024-03-31")
    assert days.quarter_end(number("2026-12-31")) == number("2026-12-31")


def test_five_workdays_of_public_notice_from_a_monday() -> None:
    found = add_workdays(number("2026-06-01"), 5)
    assert (found.day, found.official) == (number("2026-06-08"), True)


def test_workdays_pass_over_holidays_and_count_make_up_days() -> None:
    found = add_workdays(number("2024-09-30"), 1)
    assert found.day == number("2024-10-08")
    assert add_workdays(number("2024-10-11"), 1).day == number("2024-10-12")


def test_a_year_without_a_published_calendar_counts_weekdays_and_says_so() -> None:
    found = add_workdays(number("2090-01-06"), 1)
    assert not found.official
    assert found.day == number("2090-01-09")


def test_the_unit_may_enter_its_own_days() -> None:
    own = {number("2090-01-07"): True, number("2090-01-09"): False, number("2090-01-10"): False}
    assert add_workdays(number("2090-01-06"), 1, own) == days.Workdays(number("2090-01-07"), True)
    assert add_workdays(number("2090-01-06"), 2, own).day == number("2090-01-11")


def test_workdays_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_workdays(number("2026-06-01"), -1)


@given(st.integers(0, 30), st.integers(number("2024-01-01"), number("2025-11-01")))
def test_workdays_are_reached_by_counting_each_day(count: int, start: int) -> None:
    end = add_workdays(start, count).day
    passed = [day for day in range(start + 1, end + 1) if days.is_workday(day)[0]]
    assert len(passed) == count
    assert end == start or days.is_workday(end)[0]


def test_the_next_day_that_matters() -> None:
    assert soonest_after(10, 0, 5, 10, 12, 11) == 11
    assert soonest_after(10, 0, 5) == 0
