"""Every worked answer of the library comes out as written, and a slip in it or in the law would be noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhibu import norms
from zhibu.norms import Norm, WorkedAnswer
from zhibu.norms.model import Figure
from zhibu.questions import list_questions
from zhibu.questions.checking import check, look_over, worked_answer_problem
from zhibu.rules.status import Status

WORKED = [worked for answers in norms.library().worked_answers.values() for worked in answers]
EVERY = pytest.mark.parametrize("worked", WORKED, ids=lambda worked: f"{worked.norm_id}: {worked.name_zh}")


def test_the_whole_library_has_no_problems() -> None:
    assert check() == []


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


SAID_ELSEWHERE = {
    ("constitution-min-age", "years"),  # the admission rules of the day give the same age, and answer first
    ("dues-brackets", "step_fen"),  # the smallest coin: nothing is smaller, and the brackets' own figures are tried
    ("election-not-counted-absentees", "kinds"),  # a count of the listed kinds, which are named one by one
}
FIGURES = [
    (norm, key)
    for norm in norms.library().norms.values()
    for key, value in norm.values.items()
    if norm.use == "reckoning" and value.same_as is None and (norm.id, key) not in SAID_ELSEWHERE
]


@pytest.mark.parametrize(("norm", "key"), FIGURES, ids=lambda item: item.id if isinstance(item, Norm) else item)
def test_a_mistyped_figure_is_noticed(norm: Norm, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more or one less, in at least one of the two ways."""
    value = norm.values[key]
    noticed = False
    for step in (1, -1):
        spells = tuple(replace(spell, figure=_other(spell.figure, step)) for spell in value.spells)
        wrong = replace(norm, values={**norm.values, key: replace(value, spells=spells)})
        monkeypatch.setitem(norms.library().norms, norm.id, wrong)
        noticed |= any(worked_answer_problem(worked) for worked in WORKED if worked.norm_id == norm.id)
    assert noticed


def _other(figure: Figure, step: int) -> Figure:
    return (figure[0] + step, figure[1]) if isinstance(figure, tuple) else figure + step


def test_every_reckoning_is_used_by_a_question_and_memory_by_none_alone() -> None:
    used = {norm_id for question in list_questions() for norm_id in question.norm_ids}
    for norm in norms.library().norms.values():
        if norm.use == "reckoning":
            assert norm.id in used, norm.id
        if norm.confidence == "memory":
            assert norm.use == "guidance", norm.id


def test_looking_over_counts_what_was_looked_at() -> None:
    found = look_over()
    assert found.problems == ()
    assert found.norms == len(norms.library().norms)
    assert found.regulations == len(norms.library().regulations)
    assert found.cases > 2 * sum(norm.use == "reckoning" for norm in norms.library().norms.values())
