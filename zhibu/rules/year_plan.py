"""The fewest gatherings that meet every duty of a year, evenly spread; and the days for them.

Months are numbers (year × 12 + month − 1). A demand asks that something is held in `times` different months of a
period.
Pure: what is asked comes from the norms, what was held from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from zhibu.rules.month_runs import first_day, last_day


@dataclass(frozen=True, slots=True)
class Demand:
    """`kind` in `times` different months out of `months` (in order, the whole period). `joins`: another kind that it
    is best held together with; `weight`: the heavier choose their months first."""

    kind: str
    months: tuple[int, ...]
    times: int = 1
    joins: str = ""
    weight: int = 1


@dataclass(slots=True)
class Laid:
    """kinds: by month, what is held together in one gathering. short: demands for which no months are left."""

    kinds: dict[int, list[str]] = field(default_factory=dict)
    short: list[Demand] = field(default_factory=list)


def lay_out(demands: Sequence[Demand], open_months: Iterable[int], have: Mapping[str, Iterable[int]]) -> Laid:
    """One gathering in a month can meet several demands; `have` are months where a kind is held or firmly planned."""
    free = set(open_months)
    needs = [_Need.of(demand, free, set(have.get(demand.kind, ()))) for demand in demands]
    months = _spread(_fewest(needs), needs)
    laid = Laid(short=[need.demand for need in needs if need.is_short])
    for need in sorted(needs, key=lambda need: (-need.demand.weight, need.demand.months[0])):
        for month in _best(need, months, laid):
            laid.kinds.setdefault(month, []).append(need.demand.kind)
    return laid


@dataclass(frozen=True, slots=True)
class _Need:
    """What is still wanting of a demand: in `count` of these months."""

    demand: Demand
    months: tuple[int, ...]
    count: int
    is_short: bool

    @classmethod
    def of(cls, demand: Demand, free: set[int], have: set[int]) -> _Need:
        wanting = max(demand.times - len(have & set(demand.months)), 0)
        months = tuple(month for month in demand.months if month in free and month not in have)
        return cls(demand, months, min(wanting, len(months)), wanting > len(months))

    def is_met(self, months: set[int]) -> bool:
        return len(months & set(self.months)) >= self.count


def _fewest(needs: Sequence[_Need]) -> set[int]:
    """As few months as possible: always the latest ones, beginning with the need that ends first."""
    chosen: set[int] = set()
    for need in sorted((need for need in needs if need.count), key=lambda need: need.months[-1]):
        missing = need.count - len(chosen & set(need.months))
        later = [month for month in reversed(need.months) if month not in chosen]
        chosen.update(later[: max(missing, 0)])
    return chosen


def _spread(chosen: set[int], needs: Sequence[_Need]) -> set[int]:
    """The same number of months, moved singly and all together until the gaps are as even as the needs allow."""
    months = sorted({month for need in needs for month in need.months})
    best, least = set(chosen), _unevenness(chosen, needs)
    is_better = bool(best)
    while is_better:
        is_better = False
        for moved in _moves(best, months):
            if (cost := _unevenness(moved, needs)) < least and all(need.is_met(moved) for need in needs):
                best, least, is_better = moved, cost, True
                break
    return best


def _moves(chosen: set[int], months: Sequence[int]) -> Iterable[set[int]]:
    allowed = set(months)
    for step in (-1, 1, -2, 2):
        moved = {month + step for month in chosen}
        if moved <= allowed:
            yield moved
    for old in sorted(chosen):
        for new in months:
            if new not in chosen:
                yield (chosen - {old}) | {new}


def _unevenness(chosen: set[int], needs: Sequence[_Need]) -> tuple[int, int]:
    """The squared gaps from one to the next and on into the next year; then the way to the middle of each period."""
    marks = sorted(chosen)
    if not marks:
        return 0, 0
    gaps = [after - before for before, after in zip(marks, [*marks[1:], marks[0] + 12], strict=True)]
    periods = (need.demand.months for need in needs if need.count)
    off = sum(min(abs(2 * month - period[0] - period[-1]) for month in marks) for period in periods)
    return sum(gap * gap for gap in gaps), off


def _best(need: _Need, months: set[int], laid: Laid) -> tuple[int, ...]:
    """The months of a need: first where it joins its companion, then where least is held, then in the middle."""
    usable = [month for month in need.months if month in months]
    period = need.demand.months
    if not need.count or not usable:
        return ()

    def cost(chosen: tuple[int, ...]) -> tuple[int, int, float]:
        apart = sum(need.demand.joins not in laid.kinds.get(month, ()) for month in chosen) if need.demand.joins else 0
        load = sum(len(laid.kinds.get(month, ())) for month in chosen)
        step = len(period) / len(chosen)
        ideal = [period[0] + step * (place + 0.5) - 0.5 for place in range(len(chosen))]
        return apart, load, sum(abs(month - want) for month, want in zip(chosen, ideal, strict=True))

    return min(combinations(usable, min(need.count, len(usable))), key=cost)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The usual day: `week` 1 to 5 (5 = the last) and `weekday` 0 to 6 (Monday = 0)."""

    week: int
    weekday: int


def day_in(
    month: int, rhythm: Rhythm, is_workday: Callable[[date], bool], earliest: date, latest: date | None = None
) -> date | None:
    """The day of a month nearest to the usual one that is a working day within the bounds; None when there is none.

    Of two days equally near, the one on the usual weekday, then the earlier.
    """
    first, last = max(first_day(month), earliest), min(last_day(month), latest or date.max)
    wanted = usual_day(month, rhythm)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    fitting = [day for day in days if is_workday(day)]
    return min(fitting, key=lambda day: (abs((day - wanted).days), day.weekday() != rhythm.weekday, day), default=None)


def usual_day(month: int, rhythm: Rhythm) -> date:
    """The n-th such weekday of the month; the last one when there is no fifth."""
    first = first_day(month)
    day = first + timedelta(days=(rhythm.weekday - first.weekday()) % 7 + 7 * (rhythm.week - 1))
    return day if day <= last_day(month) else day - timedelta(days=7)


def usual_rhythm(days: Sequence[date], otherwise: Rhythm) -> Rhythm:
    """The commonest weekday and week of earlier days; of two equally common the later in the list."""
    if not days:
        return otherwise
    weekday = _commonest([day.weekday() for day in days])
    week = _commonest([(day.day - 1) // 7 + 1 for day in days if day.weekday() == weekday])
    return Rhythm(week, weekday)


def _commonest(numbers: Sequence[int]) -> int:
    return max(reversed(numbers), key=numbers.count)
