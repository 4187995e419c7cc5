"""The end of a term as the text in force says, and the day from which the superior reminds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.checkup.term_dates import term_dates
from zhibu.org.models import Domain, Organisation


@pytest.mark.parametrize(
    ("domain", "elected_on", "ends_on", "remind_from"),
    [
        (Domain.STATE_OWNED_ENTERPRISE, date(2024, 3, 1), date(2027, 3, 1), date(2026, 9, 1)),
        (Domain.STATE_OWNED_ENTERPRISE, date(2024, 2, 29), date(2027, 2, 28), date(2026, 8, 28)),
        (Domain.VILLAGE, date(2021, 3, 10), date(2026, 3, 10), date(2025, 9, 10)),
        (Domain.COMMUNITY, date(2024, 2, 29), date(2029, 2, 28), date(2028, 8, 28)),
        (Domain.OTHER, date(2024, 8, 31), date(2027, 8, 31), date(2027, 2, 28)),
    ],
)
def test_the_end_and_the_reminder(domain: Domain, elected_on: date, ends_on: date, remind_from: date) -> None:
    found = term_dates(Organisation(domain=domain), elected_on)
    assert (found.ends_on, found.remind_from) == (ends_on, remind_from)
    assert found.article


@given(st.dates(date(2018, 10, 28), date(2090, 1, 1)), st.sampled_from(Domain))
def test_a_term_ends_on_the_same_day_of_the_month_or_on_its_last(elected_on: date, domain: Domain) -> None:
    found = term_dates(Organisation(domain=domain), elected_on)
    assert found.ends_on.year - elected_on.year == found.years
    assert found.ends_on.day == elected_on.day or (elected_on.month, elected_on.day) == (2, 29)
    assert found.remind_from < found.ends_on
