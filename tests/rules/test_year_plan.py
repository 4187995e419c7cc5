"""The fewest gatherings, evenly spread: against a search through all possibilities."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.month_runs import month_number
from zhibu.rules.year_plan import Demand, Rhythm, day_in, lay_out, usual_day, usual_rhythm

JANUARY = 2026 * 12
YEAR = tuple(range(JANUARY, JANUARY + 12))


def quarters(kind: str, **more: object) -> list[Demand]:
    return [Demand(kind, YEAR[start : start + 3], **more) for start in range(0, 12, 3)]  # type: ignore[arg-type]


def monthly(kind: str) -> list[Demand]:
    return [Demand(kind, (month,)) for month in YEAR]


def months_of(kinds: dict[int, list[str]], kind: str) -> list[int]:
    return [month - JANUARY + 1 for month in sorted(kinds) if kind in kinds[month]]


def test_everything_quarterly_fits_into_four_evenings_in_the_middle_of_quarters() -> None:
    laid = lay_out([*quarters("general", weight=2), *quarters("lesson")], YEAR, {})
    assert months_of(laid.kinds, "general") == months_of(laid.kinds, "lesson") == [2, 5, 8, 11]
    assert len(laid.kinds) == 4


def test_with_a_monthly_theme_day_nothing_else_needs_an_evening_and_the_load_is_shared() -> None:
    life = Demand("life", YEAR[9:], weight=3)
    appraisal = Demand("appraisal", YEAR, joins="life", weight=1)
    demands = [*monthly("theme"), *quarters("general", weight=2), *quarters("lesson"), life, appraisal]
    laid = lay_out(demands, YEAR, {})
    assert sorted(laid.kinds) == list(YEAR)
    assert months_of(laid.kinds, "appraisal") == months_of(laid.kinds, "life")
    shared = set(months_of(laid.kinds, "general")) & set(months_of(laid.kinds, "lesson"))
    assert not shared
    assert max(len(kinds) for kinds in laid.kinds.values()) <= 3


def test_what_was_held_is_not_asked_again_and_past_months_are_not_used() -> None:
    laid = lay_out(quarters("general"), YEAR[6:], {"general": [JANUARY + 7]})
    assert months_of(laid.kinds, "general") == [11]
    assert [demand.months for demand in laid.short] == [YEAR[0:3], YEAR[3:6]]


def brute_force(demands: list[Demand]) -> int:
    for size in range(13):
        for chosen in combinations(YEAR, size):
            if all(
                len(set(chosen) & set(demand.months)) >= min(demand.times, len(demand.months)) for demand in demands
            ):
                return size
    raise AssertionError


@st.composite
def demand(draw: st.DrawFn) -> Demand:
    first = draw(st.integers(0, 11))
    last = draw(st.integers(first, 11))
    months = YEAR[first : last + 1]
    return Demand(draw(st.sampled_from("abcd")), months, draw(st.integers(1, len(months))))


@given(st.lists(demand(), max_size=5))
def test_never_more_evenings_than_needed_and_every_demand_met(demands: list[Demand]) -> None:
    alone = {one.kind: one for one in demands}  # one demand of a kind, so that each can be counted
    demands = list(alone.values())
    laid = lay_out(demands, YEAR, {})
    assert not laid.short
    assert len(laid.kinds) == brute_force(demands)
    for one in demands:
        held = [month for month, kinds in laid.kinds.items() if one.kind in kinds]
        assert len(set(held) & set(one.months)) == one.times


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("month", "rhythm", "day"),
    [
        (10, Rhythm(2, 3), date(2026, 11, 12)),  # the second Thursday
        (10, Rhythm(5, 0), date(2026, 11, 30)),
        (10, Rhythm(5, 3), date(2026, 11, 26)),  # no fifth Thursday: the last
        (1, Rhythm(1, 6), date(2026, 2, 1)),
    ],
)
def test_the_usual_day(month: int, rhythm: Rhythm, day: date) -> None:
    assert usual_day(JANUARY + month, rhythm) == day


def test_a_day_off_moves_to_the_nearest_working_day_within_bounds() -> None:
    holiday = date(2026, 11, 12)
    free = lambda day: is_weekday(day) and day != holiday  # noqa: E731
    rhythm = Rhythm(2, 3)
    assert day_in(JANUARY + 10, rhythm, free, date.min) == date(2026, 11, 11)
    assert day_in(JANUARY + 10, rhythm, free, date(2026, 11, 12)) == date(2026, 11, 13)
    assert day_in(JANUARY + 10, rhythm, is_weekday, date.min, date(2026, 11, 10)) == date(2026, 11, 10)
    assert day_in(JANUARY + 10, rhythm, is_weekday, date(2026, 12, 1)) is None
    assert day_in(JANUARY + 10, rhythm, lambda _day: False, date.min) is None


def test_the_rhythm_is_taken_from_what_was_usual() -> None:
    days = [date(2026, month, 5) + timedelta(days=(3 - date(2026, month, 5).weekday()) % 7) for month in range(1, 7)]
    assert usual_rhythm(days, Rhythm(1, 0)).weekday == 3
    assert usual_rhythm([], Rhythm(1, 4)) == Rhythm(1, 4)
    assert month_number(date(2026, 1, 1)) == JANUARY
