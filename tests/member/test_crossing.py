"""When a branch came to seven full members (branch regulations 2018, art. 20)."""

from datetime import date
from uuid import uuid4

from zhibu.member.facts import Belonging, crossed_seven

BRANCH = uuid4()


def belonging(joined_on: date, full_on: date | None = None) -> Belonging:
    return Belonging(uuid4(), BRANCH, date(2016, 1, 1), None, joined_on, full_on, "")


def test_the_seventh_whose_probation_can_no_longer_last() -> None:
    """Only the day of joining is known: full at the latest two years later (2014 rules, art. 32)."""
    members = [belonging(date(2005, 7, 1), date(2006, 7, 1)) for _ in range(6)]
    assert crossed_seven(members, date(2026, 11, 23)) is None
    members.append(belonging(date(2024, 10, 20)))
    assert crossed_seven(members, date(2026, 10, 19)) is None
    assert crossed_seven(members, date(2026, 10, 20)) == date(2026, 10, 20)
    assert crossed_seven(members, date(2026, 11, 23)) == date(2026, 10, 20)
