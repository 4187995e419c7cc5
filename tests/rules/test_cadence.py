"""The cadence judgement against a slow reckoning that looks at each period on its own."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.cadence import judge_cadence
from zhibu.rules.status import Marks, Status

MONTHS = st.sets(st.integers(1, 12))
SOME_DAY = st.dates(date(2025, 6, 1), date(2027, 6, 30))


@st.composite
def cadences(draw: st.DrawFn) -> dict[str, object]:
    months_per_period = draw(st.sampled_from([1, 3, 6, 12]))
    return {
        "held": draw(MONTHS),
        "accounted": draw(MONTHS),
        "first": draw(SOME_DAY),
        "last": draw(st.one_of(st.none(), SOME_DAY)),
        "on": draw(SOME_DAY),
        "months_per_period": months_per_period,
        "times": draw(st.integers(1, min(months_per_period, 3))),
        "lawful_from": draw(st.one_of(st.just(date(2018, 10, 28)), SOME_DAY)),
        "only": draw(st.one_of(st.none(), MONTHS)) if months_per_period == 1 else None,
        "doubtful": draw(st.booleans()),
    }


def mask(months: set[int]) -> int:
    return sum(1 << (month - 1) for month in months)


def judge(case: dict, on: date | None = None, column: bool = False) -> Marks:
    def made(value: int) -> object:
        return np.array([value, value]) if column else value

    last = case["last"] or date(9990, 1, 1)
    return judge_cadence(
        held=made(mask(case["held"])),
        accounted=made(mask(case["accounted"])),
        asked_from=made(case["first"].toordinal()),
        asked_to=made(last.toordinal()),
        year=2026,
        on=(on or case["on"]).toordinal(),
        months_per_period=case["months_per_period"],
        times=case["times"],
        lawful_from=case["lawful_from"].toordinal(),
        only=made(mask(case["only"])) if case["only"] is not None else -1,
        doubtful=made(int(case["doubtful"])),
    )


def by_hand(case: dict, period: int) -> Status:
    months = [period * case["months_per_period"] + offset + 1 for offset in range(case["months_per_period"])]
    start = date(2026, months[0], 1)
    end = date(2026, months[-1], monthrange(2026, months[-1])[1])
    inside = case["first"] <= start and (case["last"] is None or end <= case["last"]) and case["lawful_from"] <= start
    exists = case["only"] is None or months[0] in case["only"]
    if not inside or not exists or case["on"] < start:
        return Status.NOT_APPLICABLE
    if len([month for month in months if month in case["held"]]) >= case["times"]:
        return Status.MET
    if case["doubtful"]:
        return Status.UNKNOWN
    if case["on"] <= end:
        return Status.DUE
    return Status.OVERDUE if all(month in case["accounted"] for month in months) else Status.UNKNOWN


@given(cadences())
def test_each_period_as_reckoned_by_hand(case: dict) -> None:
    marks = judge(case)
    for period in range(12 // case["months_per_period"]):
        assert marks.status(period) is by_hand(case, period), period


@given(cadences())
def test_columns_agree_with_one_sheet(case: dict) -> None:
    assert judge(case, column=True).row(1) == judge(case)


@given(cadences())
def test_nothing_changes_before_the_day_it_wakes_and_something_does_on_it(case: dict) -> None:
    marks = judge(case)
    until = marks.wakes or date(2028, 1, 1).toordinal()

    def statuses(day: int) -> tuple[Status, ...]:
        moved = {**case, "on": date.fromordinal(day)}
        return tuple(by_hand(moved, period) for period in range(12 // case["months_per_period"]))

    today = statuses(case["on"].toordinal())
    for day in range(case["on"].toordinal(), until):
        assert statuses(day) == today
    if marks.wakes:
        assert statuses(marks.wakes) != today


@given(cadences())
def test_every_period_is_in_exactly_one_mask(case: dict) -> None:
    marks = judge(case)
    masks = [marks.mask(status) for status in Status]
    everything = (1 << (12 // case["months_per_period"])) - 1
    assert sum(masks) == everything
    for index, first in enumerate(masks):
        assert all(first & other == 0 for other in masks[index + 1 :])


def test_nothing_is_asked_when_no_number_is_set() -> None:
    marks = judge_cadence(
        held=0,
        accounted=0xFFF,
        asked_from=1,
        asked_to=date(9990, 1, 1).toordinal(),
        year=2026,
        on=date(2026, 12, 31).toordinal(),
        months_per_period=3,
        times=0,
    )
    assert (marks.not_applicable, marks.wakes) == (0b1111, 0)
