from __future__ import annotations

import numpy as np
import pytest

from zhibu.rules.status import Marks, Status, overlay, sort_out


def test_the_first_case_that_holds_a_period_wins_and_the_rest_is_left() -> None:
    marks = sort_out(0b1111, 9, (Status.MET, 0b0011), (Status.DUE, 0b0110), rest=Status.UNKNOWN)
    assert [marks.status(bit) for bit in range(4)] == [Status.MET, Status.MET, Status.DUE, Status.UNKNOWN]
    assert marks.wakes == 9


def test_the_worst_status_stands_for_all() -> None:
    assert sort_out(0b111, 0, (Status.MET, 1), (Status.UNKNOWN, 2), rest=Status.DUE).worst() is Status.DUE
    assert sort_out(0b11, 0, (Status.MET, 1), rest=Status.NOT_APPLICABLE).worst() is Status.MET
    assert sort_out(0b11, 0, (Status.OVERDUE, 1), rest=Status.BREACHED).worst() is Status.BREACHED


def test_one_column_makes_all_fields_columns() -> None:
    marks = sort_out(1, 0, (Status.MET, np.array([1, 0])), rest=Status.DUE)
    assert marks.row(0).status() is Status.MET
    assert marks.row(1).status() is Status.DUE
    assert all(len(getattr(marks, name)) == 2 for name in marks.__slots__)


def test_an_excuse_moves_open_periods_only() -> None:
    marks = Marks(met=1, due=2, overdue=4, breached=8, unknown=16, not_applicable=32, wakes=7)
    excused = overlay(marks, 0b010111)
    assert excused == Marks(met=1, due=0, overdue=0, breached=8, unknown=0, not_applicable=54, wakes=7)
    assert overlay(marks, 0) == marks


def test_a_period_that_is_not_there_is_an_error() -> None:
    with pytest.raises(IndexError):
        sort_out(0b1, 0, rest=Status.MET).status(3)


def test_periods_of_a_status() -> None:
    assert sort_out(0b10110, 0, rest=Status.DUE).periods(Status.DUE) == (1, 2, 4)
