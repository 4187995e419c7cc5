"""Logic and bit masks that read the same for one int and for a column of ints.

``and``, ``or``, ``not`` and ``if`` ask an array for one truth and fail; judgements use ``&``, ``|``, :func:`no` and
:func:`pick` instead. Remember the brackets: ``&`` binds tighter than ``>``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, TypeAlias

from zhibu.rules.periods import period_starts

Whole: TypeAlias = Any
"""An int, or a NumPy int64 array (a column). Flags are 0/1; comparisons give bool or a bool array, which every helper
here accepts.
"""


def is_column(value: Whole) -> bool:
    """Is this a NumPy array (or NumPy scalar)? Asked by its methods, so that NumPy need not be imported."""
    return not isinstance(value, int) and hasattr(value, "astype")  # ints are asked most, and quickest


def flag(value: Whole) -> Whole:
    """0 or 1 for anything with a truth: ``True`` becomes 1, a bool column an int64 column."""
    return (value != 0).astype("int64") if is_column(value) else int(value != 0)


def no(value: Whole) -> Whole:
    """Logical not, as 0/1."""
    return (value == 0).astype("int64") if is_column(value) else int(value == 0)


def pick(condition: Whole, chosen: Whole, otherwise: Whole) -> Whole:
    """``chosen`` where the condition holds, else ``otherwise``."""
    if is_column(condition):
        yes = flag(condition)
        return yes * chosen + (1 - yes) * otherwise
    return chosen if condition else otherwise


def smaller(first: Whole, second: Whole) -> Whole:
    """The lesser of two, element by element."""
    return pick(first < second, first, second)


def larger(first: Whole, second: Whole) -> Whole:
    """The greater of two, element by element."""
    return pick(first > second, first, second)


def popcount(mask: Whole) -> Whole:
    """How many bits are set; masks of up to 32 bits."""
    if not is_column(mask):
        return int(mask).bit_count()
    pairs = mask - ((mask >> 1) & 0x55555555)
    fours = (pairs & 0x33333333) + ((pairs >> 2) & 0x33333333)
    eights = (fours + (fours >> 4)) & 0x0F0F0F0F
    return ((eights * 0x01010101) & 0xFFFFFFFF) >> 24


def longest_gap(mask: Whole, width: int) -> Whole:
    """The longest run of zero bits among the lowest ``width`` bits."""
    run: Whole = 0
    best: Whole = 0
    for bit in range(width):
        run = (run + 1) * no((mask >> bit) & 1)
        best = larger(best, run)
    return best


def months_to_periods(months: Whole, months_per_period: int, at_least: Whole = 1) -> Whole:
    """Mask of the periods of a year in which at least ``at_least`` months are set (12-bit mask in, 12 /
    months_per_period bits out).
    """
    chunk = (1 << months_per_period) - 1
    result: Whole = 0
    for period in range(12 // months_per_period):
        inside = (months >> (period * months_per_period)) & chunk
        result = result | (flag(popcount(inside) >= at_least) << period)
    return result


def months_to_quarters(months: Whole) -> Whole:
    """Mask of the quarters in which any month is set."""
    return months_to_periods(months, 3)


def between_mask(year: int, first_day: Whole, last_day: Whole, months_per_period: int, shift: int = 0) -> Whole:
    """Mask of the periods of the year that lie wholly inside [first_day, last_day].

    ``shift`` moves the twelve months by that many months (a campaign year that closes in March of the next year has
    shift 3).
    """
    starts = period_starts(year, months_per_period, shift)
    if not (is_column(first_day) or is_column(last_day)):
        first = bisect_left(starts, first_day)
        complete = bisect_right(starts, last_day + 1) - 1
        return ((1 << complete) - 1) & ~((1 << first) - 1) if complete > first else 0
    result: Whole = 0
    for period in range(len(starts) - 1):
        inside = flag(starts[period] >= first_day) & flag(starts[period + 1] - 1 <= last_day)
        result = result | (inside << period)
    return result


def lowest_bit(mask: Whole) -> Whole:
    """The lowest set bit as a mask; 0 for 0."""
    return mask & -mask
