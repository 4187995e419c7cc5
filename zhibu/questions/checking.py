"""Proving the reckonings: every worked answer of the norms is asked, and what comes back must be what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibu import norms
from zhibu.norms import Library, NormsError, WorkedAnswer
from zhibu.questions.asking import answer, question_named
from zhibu.questions.model import QuestionError
from zhibu.rules.said import said


def check(library: Library | None = None) -> list[str]:
    """Problems of the norms and of their worked answers, each one Chinese sentence; empty when all is well."""
    problems = norms.check(library)
    if problems and library is None:
        return problems
    found = library or norms.library()
    return problems + [problem for problem in map(worked_answer_problem, _worked_answers(found)) if problem]


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A whole library looked over: its problems, and how much was looked at (nothing where it does not load)."""

    problems: tuple[str, ...]
    regulations: int = 0
    norms: int = 0
    cases: int = 0


def look_over(folder: Path | None = None) -> LookedOver:
    """Load the library, or the one in ``folder``, and check all of it."""
    try:
        found = norms.load(folder.resolve()) if folder else norms.library()
    except NormsError as refused:
        return LookedOver((str(refused),))
    cases = [*found.cases.values(), *found.worked_answers.values()]
    # The questions answer by the library of this package, so a foreign folder is checked without its worked answers.
    problems = norms.check(found) if folder else check(found)
    return LookedOver(tuple(problems), len(found.regulations), len(found.norms), sum(len(several) for several in cases))


def worked_answer_problem(worked: WorkedAnswer) -> str:
    """What differs from the expectation, in a sentence; empty when nothing."""
    place = said("{place} 算例“{name_zh}”", place=worked.place, name_zh=worked.name_zh)
    try:
        if worked.norm_id not in question_named(worked.question).norm_ids:
            return said("{place}：{question} 没有列出这条规定。", place=place, question=worked.question)
        told = answer(worked.question, worked.on, worked.facts, worked.layers)
    except QuestionError as error:
        return said("{place}：{sentence}", place=place, sentence=error.sentence)
    if told.status is not worked.status:
        return said("{place} 应是 {wanted}，算出来是 {got}。", place=place, wanted=worked.status, got=told.status)
    got = told.as_json()["answer"]
    for field, expected in worked.expect.items():
        if field not in got:
            return said(
                "{place}：{question} 的回答里没有 {field}。", place=place, question=worked.question, field=field
            )
        if got[field] != _plain(expected):
            return said(
                "{place} 的 {field} 应是 {expected}，算出来是 {got}。",
                place=place,
                field=field,
                expected=expected,
                got=got[field],
            )
    return ""


def _worked_answers(found: Library) -> Iterator[WorkedAnswer]:
    for worked in found.worked_answers.values():
        yield from worked


def _plain(expected: object) -> Any:
    """Days that YAML read as dates are written out as JSON shows them, inside lists and mappings too."""
    if isinstance(expected, dict):
        return {name: _plain(item) for name, item in expected.items()}
    if isinstance(expected, list):
        return [_plain(item) for item in expected]
    return expected.isoformat() if hasattr(expected, "isoformat") else expected
