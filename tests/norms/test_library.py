"""How the library loads, and what it says of periods."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from zhibu import norms
from zhibu.norms import Layer
from zhibu.rules.sheets import BRANCH_YEAR, SHEETS
from zhibu.rules.status import Status, overlay

TODAY = date(2026, 11, 23)


def test_nothing_slow_is_loaded_for_one_sheet_and_django_never() -> None:
    script = """
import sys
from datetime import date
from zhibu import questions
told = questions.answer("term.end", date(2026, 11, 23), {"elected_on": "2023-10-12", "place": "other"})
assert told.status == "overdue"
slow = {"numpy", "django", "chinese_calendar"} & set(sys.modules)
assert not slow, slow
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_library_is_read_once() -> None:
    assert norms.library() is norms.library()


def test_norms_are_found_by_sheet() -> None:
    assert {norm.id for norm in norms.for_sheet("attendance")} == {"attendance-exemption-frail"}
    judged = [norm for kind in SHEETS.values() for norm in norms.for_sheet(kind)]
    assert len(judged) == sum(norm.use == "judgement" for norm in norms.library().norms.values())


@pytest.mark.parametrize(
    ("norm_id", "bit", "label"),
    [
        ("general-meeting-quarterly", 3, "四季度"),
        ("theme-day-monthly", 9, "10月"),
        ("democratic-appraisal-yearly", 0, "2025年"),
        ("heart-to-heart-yearly", 0, "2025年"),
        ("term-election-on-time", 0, ""),
    ],
)
def test_a_bit_has_a_name(norm_id: str, bit: int, label: str) -> None:
    assert norms.period_label(norms.resolve(norm_id, TODAY), 2025, bit) == label


def test_a_longer_year_is_named_by_its_end() -> None:
    window = Layer(
        "unit", "organisational-life-meeting-yearly", "closes_after_months", 3, date(2025, 1, 1), None, "通知"
    )
    resolved = norms.resolve("organisational-life-meeting-yearly", TODAY, [window])
    assert norms.period_label(resolved, 2025, 0) == "2025年度（到2026年3月为止）"


def test_marks_have_as_many_bits_as_the_norm_has_periods() -> None:
    sheet = BRANCH_YEAR.make(year=2026, existed_from=date(2015, 1, 1), records_from=date(2015, 1, 1))
    for norm in norms.for_sheet("branch_year"):
        resolved = norms.resolve(norm.id, TODAY)
        marks = norms.judge(resolved, sheet, TODAY)
        bits = marks.met | marks.due | marks.overdue | marks.breached | marks.unknown | marks.not_applicable
        assert bits.bit_count() == 12 // norms.period_months(resolved)


def test_the_periods_that_the_branch_excused_are_not_open_any_more() -> None:
    sheet = BRANCH_YEAR.make(year=2026, existed_from=date(2015, 1, 1), records_from=date(2015, 1, 1))
    marks = overlay(norms.judge(norms.resolve("theme-day-monthly", TODAY), sheet, TODAY), 0b1)
    assert marks.status(0) is Status.NOT_APPLICABLE
    assert marks.status(1) is Status.UNKNOWN
