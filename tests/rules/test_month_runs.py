"""Months as numbers, and rows of months, against counting one by one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.month_runs import first_day, last_day, month_number, quarter_last_day, runs, say_months, write_month

DAYS = st.dates(date(1950, 1, 1), date(2190, 12, 31))
MONTHS = st.sets(st.integers(2020 * 12, 2024 * 12), max_size=30)


@given(DAYS)
def test_a_day_lies_in_its_month_and_quarter(day: date) -> None:
    month = month_number(day)
    assert first_day(month) <= day <= last_day(month) <= quarter_last_day(month)
    assert first_day(month).day == 1
    assert (last_day(month) + timedelta(days=1)) == first_day(month + 1)
    assert quarter_last_day(month).month in (3, 6, 9, 12)
    assert write_month(month) == f"{day:%Y-%m}"


@given(MONTHS)
def test_runs_hold_every_month_once_and_have_gaps_between(months: set[int]) -> None:
    found = runs(months)
    assert [month for first, last in found for month in range(first, last + 1)] == sorted(months)
    assert all(first - 1 not in months and last + 1 not in months for first, last in found)


def test_words() -> None:
    may = 2026 * 12 + 4
    assert say_months([]) == "没有"
    assert say_months([may, may + 2, may + 3]) == "2026年5月、2026年7月至8月"
    assert say_months([may + 7, may + 8]) == "2026年12月至2027年1月"
    assert last_day(2028 * 12 + 1) == date(2028, 2, 29)
