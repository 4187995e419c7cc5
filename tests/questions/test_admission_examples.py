"""The worked answers of admission: each comes out as written, and each rule is reached by a question."""

from __future__ import annotations

import pytest

from zhibu import norms
from zhibu.norms import Norm
from zhibu.questions import list_questions

FAMILIES = ("admission.", "member.standing")
WORKED = [
    worked
    for answers in norms.library().worked_answers.values()
    for worked in answers
    if worked.question.startswith(FAMILIES)
]
RECKONED = [norm for norm in norms.library().norms.values() if norm.topic == "admission" and norm.use == "reckoning"]


@pytest.mark.parametrize("norm", RECKONED, ids=lambda norm: norm.id)
def test_every_rule_is_proved_and_reached_by_a_question(norm: Norm) -> None:
    answers = norms.library().worked_answers[norm.id]
    assert any(answer.on < norm.span.from_on for answer in answers)
    assert len({answer.status for answer in answers} | {str(answer.expect) for answer in answers}) > 1
    assert any(norm.id in question.norm_ids for question in list_questions())
