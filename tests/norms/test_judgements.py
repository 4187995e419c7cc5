"""Properties that every judgement has to have, whatever the facts."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.norms.sheets import columns_of, random_day, random_layers, random_row, sheet_of
from zhibu import norms
from zhibu.norms import Norm
from zhibu.norms.resolving import resolve
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, Status

JUDGED = [norm for norm in norms.library().norms.values() if norm.id in norms.library().judgements]
ASKED_OF_BRANCHES = [
    norm for norm in JUDGED if norm.sheet in ("branch_year", "branch", "term") and norm.id != "temporary-branch-limits"
]
EVERY_NORM = pytest.mark.parametrize("norm", JUDGED, ids=lambda norm: norm.id)
SEEDS = st.integers(0, 2**32)


def masks(marks: Marks) -> tuple[int, ...]:
    return tuple(marks.mask(status) for status in Status)


@EVERY_NORM
@given(seed=SEEDS)
def test_one_sheet_and_columns_agree(norm: Norm, seed: int) -> None:
    chance = Random(seed)
    year, on = chance.randint(2018, 2027), random_day(chance)
    rows = [random_row(norm.sheet, year, chance) for _ in range(8)]
    resolved = resolve(norm, on, random_layers(norm, chance))
    marks = norms.judge(resolved, columns_of(rows), on)
    for name in marks.__slots__:
        assert getattr(marks, name).dtype == np.int64
        assert len(getattr(marks, name)) == len(rows)
    for index, row in enumerate(rows):
        assert marks.row(index) == norms.judge(resolved, sheet_of(row), on)


@EVERY_NORM
@given(seed=SEEDS)
def test_nothing_changes_before_the_day_it_wakes(norm: Norm, seed: int) -> None:
    chance = Random(seed)
    on = random_day(chance)
    sheet = sheet_of(random_row(norm.sheet, chance.randint(2018, 2027), chance))
    resolved = resolve(norm, on, random_layers(norm, chance))
    today = norms.judge(resolved, sheet, on)
    first, last = on.toordinal(), date(2036, 1, 1).toordinal()
    assert today.wakes == 0 or today.wakes > first
    until = min(today.wakes or last, last)
    months = {
        day for day in (date(2018 + i // 12, i % 12 + 1, 1).toordinal() for i in range(216)) if first < day < until
    }
    some = {chance.randrange(first, until) for _ in range(25)}
    for day in {first, until - 1, *some, *sorted(months)[:30]}:
        assert masks(norms.judge(resolved, sheet, day)) == masks(today), date.fromordinal(day)


@EVERY_NORM
@given(seed=SEEDS)
def test_each_period_has_one_status_and_an_explanation_in_words(norm: Norm, seed: int) -> None:
    chance = Random(seed)
    on = random_day(chance)
    sheet = sheet_of(random_row(norm.sheet, chance.randint(2018, 2027), chance))
    resolved = resolve(norm, on, random_layers(norm, chance))
    marks = norms.judge(resolved, sheet, on)
    everything = 0
    for mask in masks(marks):
        assert everything & mask == 0
        everything |= mask
    assert everything in (0b1, 0b11, 0b1111, 0xFFF)
    told = norms.explain(resolved, sheet, on, marks)
    assert told.sentence_zh.endswith("。")
    assert "None" not in told.sentence_zh
    assert told.facts
    assert told.due is None or told.due >= on.toordinal()
    if marks.worst() in (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN):
        assert norm.seen[marks.worst()]
        assert norm.steps[marks.worst()]


@pytest.mark.parametrize("norm", ASKED_OF_BRANCHES, ids=lambda norm: norm.id)
@given(seed=SEEDS)
def test_a_temporary_branch_is_never_marked(norm: Norm, seed: int) -> None:
    chance = Random(seed)
    on = random_day(chance)
    row = random_row(norm.sheet, chance.randint(2018, 2027), chance)
    marks = norms.judge(resolve(norm, on, random_layers(norm, chance)), sheet_of({**row, "kind": 2}), on)
    assert marks.worst() is Status.NOT_APPLICABLE


@EVERY_NORM
def test_nothing_recorded_is_never_overdue_or_breached(norm: Norm) -> None:
    """A duty without a record is a question: with no facts but the branch itself, nothing is held against it."""
    known = {
        "existed_from": date(2015, 1, 1),
        "records_from": date(2018, 1, 1),
        "year": 2025,
        "happened_on": date(2025, 5, 1),
    }
    kind = SHEETS[norm.sheet]
    sheet = kind.make(**{name: value for name, value in known.items() if name in kind.fields})
    marks = norms.judge(norms.resolve(norm.id, date(2026, 11, 23)), sheet, date(2026, 11, 23))
    assert not marks.overdue
    assert not marks.breached
