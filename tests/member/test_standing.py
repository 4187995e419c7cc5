"""Full member or not on a day: both sides of each boundary, and what rosters leave out."""

from datetime import date

import pytest

from zhibu.member.facts import is_full_member


@pytest.mark.parametrize(
    ("joined", "full", "category", "day", "expected"),
    [
        (date(2024, 3, 1), date(2025, 3, 1), "", date(2025, 2, 28), False),
        (date(2024, 3, 1), date(2025, 3, 1), "", date(2025, 3, 1), True),
        (date(2025, 6, 1), None, "full", date(2026, 1, 1), True),  # the roster says so
        (date(2020, 6, 1), None, "probationary", date(2026, 1, 1), False),
        (date(2024, 2, 29), None, "", date(2026, 2, 27), False),  # the longest probation: two years, month end
        (date(2024, 2, 29), None, "", date(2026, 2, 28), True),
        (date(2023, 11, 23), None, "", date(2025, 11, 22), False),
        (date(2023, 11, 23), None, "", date(2025, 11, 23), True),
    ],
)
def test_full_member_on_a_day(joined: date, full: date | None, category: str, day: date, expected: bool) -> None:
    assert is_full_member(joined, full, category, day) is expected
