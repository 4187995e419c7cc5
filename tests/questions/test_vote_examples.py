"""The worked answers of votes, elections and appraisals: each comes out as written, and a changed figure is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from zhibu import norms
from zhibu.norms.model import Figure
from zhibu.questions import describe
from zhibu.questions.checking import worked_answer_problem

FAMILIES = ("vote.", "election.", "appraisal.")
WORKED = [
    worked
    for answers in norms.library().worked_answers.values()
    for worked in answers
    if worked.question.startswith(FAMILIES)
]


@contextmanager
def another_figure(norm_id: str, key: str, figure: Figure) -> Iterator[None]:
    """The library with one figure changed, as if somebody had mistyped it."""
    found = norms.library().norms
    norm = found[norm_id]
    value = norm.values[key]
    spells = tuple(replace(spell, figure=figure) for spell in value.spells)
    found[norm_id] = replace(norm, values={**norm.values, key: replace(value, spells=spells)})
    try:
        yield
    finally:
        found[norm_id] = norm


@pytest.mark.parametrize(
    ("norm_id", "key", "figure"),
    [
        ("admission-meeting-quorum", "quorum", (2, 5)),
        ("admission-meeting-quorum-2026", "quorum", (2, 5)),
        ("admission-vote-pass", "majority", (2, 5)),
        ("admission-vote-pass-2026", "majority", (2, 3)),
        ("election-quorum-four-fifths", "quorum", (3, 4)),
        ("election-quorum-four-fifths-1990", "quorum", (3, 4)),
        ("election-margin-twenty-percent", "margin", (1, 6)),
        ("election-elected-majority-present", "majority", (2, 5)),
        ("election-representative-meeting-500", "members_min", 501),
        ("election-notice-ahead", "months_ahead", 3),
    ],
)
def test_a_mistyped_figure_is_noticed(norm_id: str, key: str, figure: Figure) -> None:
    with another_figure(norm_id, key, figure):
        problems = [worked_answer_problem(worked) for worked in WORKED if worked.norm_id == norm_id]
    assert any(problems)


def test_every_figure_of_these_norms_is_guarded_by_an_example() -> None:
    """One boundary case above and one below: each reckoning has at least two outcomes and one before its first day."""
    for norm_id in {worked.norm_id for worked in WORKED}:
        answers = [worked for worked in WORKED if worked.norm_id == norm_id]
        assert any(worked.on < norms.norm(norm_id).span.from_on for worked in answers), norm_id
        assert len({(worked.status, str(worked.expect)) for worked in answers}) > 1, norm_id


def test_the_page_of_a_rule_shows_its_worked_answers_and_what_replaced_it() -> None:
    page = describe("election-quorum-four-fifths-1990")
    assert [worked.name_zh for worked in page.worked_answers][:2] == ["应到10人，到9人", "应到10人，到8人"]
    assert page.replaced_by is not None
    assert page.replaced_by.id == "election-quorum-four-fifths"
