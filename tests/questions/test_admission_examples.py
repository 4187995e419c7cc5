"""The worked answers of admission: each comes out as written, and each rule is reached by a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhibu import norms
from zhibu.norms import Norm, WorkedAnswer
from zhibu.questions import list_questions
from zhibu.questions.checking import worked_answer_problem
from zhibu.rules.status import Status

FAMILIES = ("admission.", "member.standing")
WORKED = [
    worked
    for answers in norms.library().worked_answers.values()
    for worked in answers
    if worked.question.startswith(FAMILIES)
]
EVERY = pytest.mark.parametrize("worked", WORKED, ids=lambda worked: f"{worked.norm_id}: {worked.name_zh}")
RECKONED = [norm for norm in norms.library().norms.values() if norm.topic == "admission" and norm.use == "reckoning"]


@EVERY
def test_it_comes_out_as_written(worked: WorkedAnswer) -> None:
    assert worked_answer_problem(worked) == ""


@EVERY
def test_another_status_or_field_would_be_noticed(worked: WorkedAnswer) -> None:
    status = Status.DUE if worked.status is not Status.DUE else Status.MET
    assert "算出来是" in worked_answer_problem(replace(worked, status=status))
    for field in worked.expect:
        assert "算出来是" in worked_answer_problem(replace(worked, expect={**worked.expect, field: "别的"}))


@EVERY
def test_its_words_are_plain(worked: WorkedAnswer) -> None:
    assert worked.because_zh.endswith("。")
    assert not worked.name_zh.endswith("。")


@pytest.mark.parametrize("norm", RECKONED, ids=lambda norm: norm.id)
def test_every_rule_is_proved_and_reached_by_a_question(norm: Norm) -> None:
    answers = norms.library().worked_answers[norm.id]
    assert any(answer.on < norm.span.from_on for answer in answers)
    assert len({answer.status for answer in answers} | {str(answer.expect) for answer in answers}) > 1
    assert any(norm.id in question.norm_ids for question in list_questions())
