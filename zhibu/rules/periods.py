"""Calendar periods of a year as day numbers (``date.toordinal()``). Scalars only: the year of a branch-year is one
number for a whole group.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=512)
def period_starts(year: int, months_per_period: int, shift: int = 0) -> tuple[int, ...]:
    """First days of the periods, and the day after the last: 12 / months_per_period + 1 day numbers.

    ``months_per_period`` is 1, 3, 6 or 12; ``shift`` starts the twelve months that many months after January.
    """
    if months_per_period not in (1, 2, 3, 4, 6, 12):
        raise ValueError(f"periods of {months_per_period} months do not divide a year")
    months = range(shift, shift + 13, months_per_period)
    return tuple(date(year + month // 12, month % 12 + 1, 1).toordinal() for month in months)


def periods_begun(starts: tuple[int, ...], on: int) -> int:
    """Mask of the periods whose first day is on or before ``on``."""
    return sum(1 << index for index, start in enumerate(starts[:-1]) if start <= on)


def periods_over(starts: tuple[int, ...], on: int) -> int:
    """Mask of the periods whose last day lies before ``on``."""
    return sum(1 << index for index, after in enumerate(starts[1:]) if after <= on)
