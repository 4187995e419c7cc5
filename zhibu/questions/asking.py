"""Asking and answering: find the question, read the facts, reckon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer, LayerError
from zhibu.questions import (
    admission,
    appraisal,
    cadence,
    concern,
    dues,
    election,
    funds,
    meeting,
    member_contact,
    member_procedure,
    request,
    secretary,
    set_up,
    set_up_forms,
    standing,
    term,
    term_length,
    training,
    transfer,
    vote,
)
from zhibu.questions.model import TYPES, Answer, Ask, Question, QuestionError
from zhibu.questions.reading import read_fact, read_facts
from zhibu.rules.said import joined, said

_QUESTIONS: Mapping[str, Question] = {
    question.name: question
    for family in (
        vote,
        election,
        appraisal,
        set_up,
        set_up_forms,
        term,
        term_length,
        cadence,
        dues,
        transfer,
        member_contact,
        member_procedure,
        standing,
        admission,
        training,
        secretary,
        meeting,
        concern,
        request,
        funds,
    )
    for question in family.QUESTIONS
}
_ON = Ask("on", "day", "哪一天", "2026-05-20")


def list_questions() -> tuple[Question, ...]:
    """Every question with its facts and answer fields."""
    return tuple(_QUESTIONS.values())


def questions_using(norm_id: str) -> tuple[Question, ...]:
    """The questions that answer by this norm."""
    return tuple(question for question in _QUESTIONS.values() if norm_id in question.norm_ids)


def question_named(name: str) -> Question:
    """The question of this name. Raises QuestionError."""
    if name not in _QUESTIONS:
        raise QuestionError(
            "question",
            said("没有“{name}”这个问题。可以问的有：{QUESTIONS}。", name=name, QUESTIONS=joined(_QUESTIONS)),
            "vote.ordinary",
        )
    return _QUESTIONS[name]


def answer(question: str, on: date, facts: Mapping[str, Any], layers: Sequence[Layer] = ()) -> Answer:
    """Answer a question by the law of the day ``on``. Raises QuestionError naming the field that cannot be used."""
    asked = question_named(question)
    try:
        return asked.reckon(read_facts(asked, facts), on, layers)
    except LayerError as error:
        raise QuestionError("layers", str(error)) from error


def answer_json(request: Any, today: date) -> dict[str, Any]:
    """One line of `zhibu ask`: {"question", "on", "facts"} in, the answer or an error out. ``on`` missing = today."""
    try:
        if not isinstance(request, Mapping):
            raise QuestionError("question", '每行要写成 {"question": …, "facts": {…}}。', "vote.ordinary")
        unknown = set(request) - {"question", "on", "facts"}
        if unknown:
            raise QuestionError(sorted(map(str, unknown))[0], "这一行只能有 question、on、facts。", "on")
        on = read_fact(_ON, request.get("on") or today)
        return answer(str(request.get("question", "")), on, request.get("facts", {})).as_json()
    except QuestionError as error:
        return error.as_json()


def list_json() -> list[dict[str, Any]]:
    """What `zhibu ask --list` prints: enough to use every question without reading anything else."""
    return [
        {
            "question": question.name,
            "title": question.title_zh,
            "facts": [_fact_json(ask) for ask in question.asks],
            "answer": [{"name": told.name, "label": told.label_zh, "unit": told.unit_zh} for told in question.tells],
            "example": example_of(question),
            "norms": list(question.norm_ids),
        }
        for question in _QUESTIONS.values()
    ]


def example_of(question: Question) -> dict[str, Any]:
    """A line that can be asked as it stands: the required facts with their examples."""
    facts: dict[str, str] = {}
    codes: dict[str, Any] = {}
    for ask in question.asks:
        if ask.required and ask.applies(codes):
            facts[ask.name] = ask.example
            codes[ask.name] = read_fact(ask, ask.example)
    return {"question": question.name, "on": _ON.example, "facts": facts}


def _fact_json(ask: Ask) -> dict[str, Any]:
    """One fact of the list; the cells of a row have the same shape."""
    shown = {
        "name": ask.name,
        "kind": ask.kind,
        "type": TYPES[ask.kind],
        "unit": ask.unit_zh,
        "label": ask.label_zh,
        "required": ask.required,
        "choices": dict(ask.choices),
        "example": ask.example,
        "help": ask.help_zh,
        "when": {name: list(codes) for name, codes in ask.when.items()},
    }
    return shown | {"columns": [_fact_json(column) for column in ask.columns]} if ask.columns else shown
