"""Worked answers of dues, transfers and members: each comes out as written, every mistyped figure is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from zhibu import norms
from zhibu.norms import WorkedAnswer
from zhibu.norms.model import Figure
from zhibu.questions import answer
from zhibu.questions.checking import worked_answer_problem
from zhibu.rules.status import Status

TOPICS = ("dues", "transfer", "mobile", "supervision")
NORMS = [norm for norm in norms.library().norms.values() if norm.topic in TOPICS and norm.strength_class != "signal"]
"""Signals of our own answer no question; their figures are proved by their own cases."""
WORKED = [worked for norm in NORMS for worked in norms.library().worked_answers.get(norm.id, ())]
EVERY = pytest.mark.parametrize("worked", WORKED, ids=lambda worked: f"{worked.norm_id}: {worked.name_zh}")
FIGURES = [
    (norm.id, key, value.spells[0].figure)
    for norm in NORMS
    for key, value in norm.values.items()
    if value.same_as is None
]


@EVERY
def test_it_comes_out_as_written(worked: WorkedAnswer) -> None:
    assert worked_answer_problem(worked) == ""


@EVERY
def test_it_cites_and_says_why(worked: WorkedAnswer) -> None:
    told = answer(worked.question, worked.on, worked.facts, worked.layers)
    assert told.cites
    assert all(line.endswith("。") for line in told.because)
    assert told.because
    assert told.status is Status.NOT_APPLICABLE or all(
        norms.norm(cite.norm_id).span.holds(worked.on) for cite in told.cites
    )


@pytest.mark.parametrize("norm_id", sorted({worked.norm_id for worked in WORKED}))
def test_each_rule_is_cited_by_an_answer_that_it_proves(norm_id: str) -> None:
    proofs = [worked for worked in WORKED if worked.norm_id == norm_id]
    answers = [answer(worked.question, worked.on, worked.facts, worked.layers) for worked in proofs]
    assert any(norm_id in {cite.norm_id for cite in told.cites} for told in answers if told.answer)


@contextmanager
def another_figure(norm_id: str, key: str, figure: Figure) -> Iterator[None]:
    """The library with one figure mistyped."""
    found = norms.library().norms
    norm = found[norm_id]
    value = norm.values[key]
    spells = tuple(replace(spell, figure=figure) for spell in value.spells)
    found[norm_id] = replace(norm, values={**norm.values, key: replace(value, spells=spells, allowed=None)})
    try:
        yield
    finally:
        found[norm_id] = norm


@pytest.mark.parametrize(("norm_id", "key", "figure"), FIGURES)
@pytest.mark.parametrize("more", [True, False], ids=["more", "less"])
def test_a_mistyped_figure_is_noticed(norm_id: str, key: str, figure: Figure, more: bool) -> None:
    step = 1 if more else -1
    wrong = (figure[0], figure[1] + step) if isinstance(figure, tuple) else figure + step
    with another_figure(norm_id, key, wrong):
        assert any(_fails(worked) for worked in WORKED)


def _fails(worked: WorkedAnswer) -> bool:
    try:
        return bool(worked_answer_problem(worked))
    except (ZeroDivisionError, IndexError, ValueError):
        return True
