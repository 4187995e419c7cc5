"""The appraisal: a third rounded down, probationers without a grade."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.questions import Answer, QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
GRADES = ("excellent", "qualified", "basically_qualified", "unqualified")


def share(**facts: object) -> Answer:
    return answer("appraisal.share", TODAY, facts)


@pytest.mark.parametrize("graded", range(1, 201))
def test_a_third_by_fractions(graded: int) -> None:
    third = Fraction(graded, 3)
    most = share(graded=graded).answer["most"]
    assert Fraction(most) <= third < Fraction(most + 1)
    assert share(graded=graded, excellent=most).answer["fits"] is True
    if most < graded:
        over = share(graded=graded, excellent=most + 1)
        assert (over.answer["fits"], over.status) == (False, Status.BREACHED)


def test_probationers_are_not_in_the_base() -> None:
    told = share(graded=14, probationary=1)
    assert told.answer == {"most": 4, "fits": None}
    assert any("不算进总数" in line for line in told.because)
    assert any("14 ÷ 3 ≈ 4.67" in line for line in told.because)
    assert all(cite.to_check for cite in told.cites)


def test_more_excellent_than_graded() -> None:
    with pytest.raises(QuestionError) as refused:
        share(graded=3, excellent=4)
    assert refused.value.field == "excellent"


@given(st.lists(st.tuples(st.sampled_from(["full", "probationary"]), st.sampled_from([None, *GRADES])), min_size=1))
def test_grades_counted_one_by_one(people: list[tuple[str, str | None]]) -> None:
    rows = [{"name": f"王{number}", "kind": kind, "grade": grade} for number, (kind, grade) in enumerate(people)]
    told = answer("appraisal.result", TODAY, {"members": rows})
    counted = dict.fromkeys((*GRADES, "none", "wrong"), 0)
    for kind, grade in people:
        if kind == "full":
            counted[grade or "none"] += 1
        elif grade:
            counted["wrong"] += 1
    graded = sum(counted[grade] for grade in GRADES)
    assert {grade: told.answer[grade] for grade in GRADES} == {grade: counted[grade] for grade in GRADES}
    assert told.answer["ungraded"] == counted["none"]
    assert told.answer["probationary_graded"] == counted["wrong"]
    fits = Fraction(counted["excellent"]) <= Fraction(graded, 3)
    assert told.answer["fits"] is fits
    if counted["wrong"] or not fits:
        assert told.status is Status.BREACHED
    else:
        assert told.status is (Status.UNKNOWN if counted["none"] else Status.MET)


def test_help_comes_first_and_nothing_follows_by_itself() -> None:
    told = answer("appraisal.result", TODAY, {"members": "王一 正式党员 不合格；李二 正式党员 基本合格"})
    assert told.answer["help_first"] == 1
    assert told.status is Status.MET
    assert "谈话" in told.next_step
    assert any("不改动谁的身份" in line for line in told.because)
    assert any("告诉本人" in line for line in told.because)


def test_rows_to_be_mended_are_named() -> None:
    told = answer("appraisal.result", TODAY, {"members": "王一 预备党员 合格；- 正式党员；李二 正式党员 合格"})
    assert any("名单上评了：王一" in line for line in told.because)
    assert any("没有填：第2行" in line for line in told.because)


@pytest.mark.parametrize("question", ["appraisal.share", "appraisal.result"])
def test_before_the_notices(question: str) -> None:
    facts = {"graded": 3} if question == "appraisal.share" else {"members": [{"kind": "full"}]}
    assert answer(question, date(2017, 12, 31), facts).status is Status.NOT_APPLICABLE
    assert answer(question, date(2018, 1, 1), facts).status is not Status.NOT_APPLICABLE
