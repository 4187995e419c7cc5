"""The one judgement for frequencies: so many times in each month, quarter or year."""

from __future__ import annotations

from zhibu.rules.bits import Whole, between_mask, is_column, lowest_bit, months_to_periods, no
from zhibu.rules.days import FAR
from zhibu.rules.periods import period_starts, periods_begun, periods_over
from zhibu.rules.status import Marks, Status, sort_out


def judge_cadence(
    *,
    held: Whole,
    accounted: Whole,
    asked_from: Whole,
    asked_to: Whole,
    year: int,
    on: int,
    months_per_period: int,
    times: int = 1,
    lawful_from: int = 0,
    lawful_to: int = FAR,
    only: Whole = -1,
    doubtful: Whole = 0,
    shift: int = 0,
) -> Marks:
    """Marks of a cadence duty, one bit for each period of the year.

    held: mask of the twelve months in which it was held. accounted: months for which the branch said 没开 or
    confirmed that all is recorded.
    asked_from, asked_to: the days between which the branch can be asked (existence and 启用日), day numbers, both
    included.
    times: in how many months of the period it must have been held; 0 = nothing is asked, more than it has = in each.
    lawful_from, lawful_to: validity of the text and its numbers. only: mask of periods that count at all (others are
    not applicable).
    doubtful: 1 where it is not known whether the duty exists; then what is not held is only ever a question.
    shift: the year starts so many months after January.

    A period not wholly inside both spans, or not begun, is not applicable. Held is met, also while the period runs.
    Running and not held is due, the last day included. Over and not held is overdue only when every month of it is
    accounted for, otherwise unknown.
    """
    starts = period_starts(year, months_per_period, shift)
    everything = (1 << (len(starts) - 1)) - 1
    begun = periods_begun(starts, on)
    over = periods_over(starts, on)
    lawful = between_mask(year, lawful_from, lawful_to, months_per_period, shift) if times else 0
    asked = between_mask(year, asked_from, asked_to, months_per_period, shift) & lawful & only
    met = months_to_periods(held, months_per_period, min(max(times, 1), months_per_period))
    all_accounted = months_to_periods(accounted, months_per_period, months_per_period)
    doubt = -doubtful
    return sort_out(
        everything,
        _wakes(starts, begun, over, asked, met | doubt),
        (Status.NOT_APPLICABLE, ~(asked & begun)),
        (Status.MET, met),
        (Status.UNKNOWN, doubt),
        (Status.DUE, everything & ~over),
        (Status.OVERDUE, all_accounted),
        rest=Status.UNKNOWN,
    )


def _wakes(starts: tuple[int, ...], begun: int, over: int, asked: Whole, settled: Whole) -> Whole:
    """The day after the running period when it is asked and open, else the first day of the next asked period; 0 =
    never.

    The running period comes first in time, so the lowest of both kinds of bit decides.
    """
    running = begun & ~over
    changing = lowest_bit((asked & running & ~settled) | (asked & ~begun))
    if not is_column(changing):
        if not changing:
            return 0
        return starts[changing.bit_length() if changing & running else changing.bit_length() - 1]
    wakes: Whole = changing * 0
    for period in range(len(starts) - 1):
        day = starts[period + 1] if running >> period & 1 else starts[period]
        wakes = wakes + ((changing >> period) & 1) * day
    return wakes


def open_end(known: Whole, last_day: Whole) -> Whole:
    """The last day of a span, or a day beyond all records where none is known."""
    return known * last_day + no(known) * FAR
