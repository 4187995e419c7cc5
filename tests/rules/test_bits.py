from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules import bits
from zhibu.rules.periods import period_starts, periods_begun, periods_over

MASKS = st.integers(0, (1 << 18) - 1)
NUMBERS = st.integers(-50, 50)


@given(MASKS, MASKS)
def test_masks_agree_on_ints_and_columns(first: int, second: int) -> None:
    columns = np.array([first, second])
    for function in (
        bits.no,
        bits.flag,
        bits.popcount,
        bits.lowest_bit,
        bits.months_to_quarters,
        lambda mask: bits.longest_gap(mask, 12),
        lambda mask: bits.months_to_periods(mask, 6, 2),
    ):
        assert list(function(columns)) == [function(first), function(second)]


@given(NUMBERS, NUMBERS)
def test_choices_agree_on_ints_and_columns(first: int, second: int) -> None:
    columns = np.array([first]), np.array([second])
    for function in (bits.smaller, bits.larger):
        assert list(function(*columns)) == [function(first, second)]
        assert list(function(first, columns[1])) == [function(first, second)]
    assert (bits.smaller(first, second), bits.larger(first, second)) == (min(first, second), max(first, second))
    assert list(bits.pick(columns[0] > 0, columns[1], 7)) == [second if first > 0 else 7]


@given(MASKS)
def test_bits_counted_by_hand(mask: int) -> None:
    written = bin(mask)[2:]
    assert bits.popcount(mask) == written.count("1")
    twelve = format(mask & 0xFFF, "012b")
    assert bits.longest_gap(mask & 0xFFF, 12) == max(map(len, twelve.split("1")))
    quarters = [any(mask >> month & 1 for month in range(start, start + 3)) for start in (0, 3, 6, 9)]
    assert bits.months_to_quarters(mask & 0xFFF) == sum(1 << index for index, yes in enumerate(quarters) if yes)


@given(
    st.integers(2015, 2030),
    st.dates(date(2014, 1, 1), date(2032, 1, 1)),
    st.dates(date(2014, 1, 1), date(2032, 1, 1)),
    st.sampled_from([1, 3, 6, 12]),
    st.integers(0, 6),
)
def test_periods_wholly_inside_by_looking_at_every_day(
    year: int, first: date, last: date, months: int, shift: int
) -> None:
    expected = 0
    for period in range(12 // months):
        month = shift + period * months
        start = date(year + month // 12, month % 12 + 1, 1)
        after_month = month + months
        end = date(year + after_month // 12, after_month % 12 + 1, 1) - timedelta(days=1)
        expected |= (first <= start and end <= last) << period
    arguments = (first.toordinal(), last.toordinal())
    assert bits.between_mask(year, *arguments, months, shift) == expected
    columns = np.array([arguments[0]] * 2), np.array([arguments[1]] * 2)
    assert list(bits.between_mask(year, *columns, months, shift)) == [expected] * 2


def test_periods_begun_and_over_on_both_sides_of_a_boundary() -> None:
    starts = period_starts(2026, 3)
    last, first = date(2026, 3, 31).toordinal(), date(2026, 4, 1).toordinal()
    assert (periods_begun(starts, last), periods_over(starts, last)) == (0b1, 0b0)
    assert (periods_begun(starts, first), periods_over(starts, first)) == (0b11, 0b1)
