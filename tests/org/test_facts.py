"""The organisation's columns: whole months, committees by term."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zhibu.org.facts import whole_months

days = st.dates(date(2025, 10, 1), date(2027, 3, 1))


@given(st.lists(st.tuples(days, st.none() | days), max_size=4))
def test_whole_months_agree_with_looking_at_every_day(spans: list[tuple[date, date | None]]) -> None:
    mask = whole_months(iter(spans), 2026)
    for month in range(1, 13):
        month_days = [
            date.fromordinal(number)
            for number in range(date(2026, month, 1).toordinal(), date(2026, month, 1).toordinal() + 31)
            if date.fromordinal(number).month == month
        ]
        is_whole = any(
            all(since <= day and (until is None or day < until) for day in month_days) for since, until in spans
        )
        assert bool(mask >> (month - 1) & 1) is is_whole
