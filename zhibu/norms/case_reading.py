"""From ``cases.yaml`` to worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhibu.norms.model import Case, Figure, Layer, Norm, WorkedAnswer
from zhibu.norms.reading import Reader
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Status

Cases = dict[str, tuple[Case, ...]]
WorkedAnswers = dict[str, tuple[WorkedAnswer, ...]]


def read_cases(reader: Reader, norms: Mapping[str, Norm]) -> tuple[Cases, WorkedAnswers]:
    """The cases of one file, norm by norm, and the worked answers of its reckonings.

    ``common`` holds facts that all cases of a kind of sheet share.
    """
    common = reader.take("common", {})
    by_norm, answers = reader.inner("cases", {}), reader.inner("answers", {})
    reader.done()
    cases, worked_answers = {}, {}
    for norm_id in by_norm.names():
        norm = _norm_of(norm_id, by_norm, norms)
        if not norm.sheet:
            raise by_norm.refusal(f"{norm_id} 不按事实表判断，算例要写在 answers 里")
        shared = common.get(norm.sheet, {}) if isinstance(common, dict) else {}
        cases[norm_id] = tuple(_case(norm, item, shared) for item in by_norm.items(norm_id))
    for norm_id in answers.names():
        norm = _norm_of(norm_id, answers, norms)
        worked_answers[norm_id] = tuple(_worked_answer(norm, item) for item in answers.items(norm_id))
    return cases, worked_answers


def _norm_of(norm_id: str, reader: Reader, norms: Mapping[str, Norm]) -> Norm:
    if norm_id not in norms:
        raise reader.refusal(f"有 {norm_id} 的算例，却没有这条规定")
    return norms[norm_id]


def _worked_answer(norm: Norm, reader: Reader) -> WorkedAnswer:
    answer = WorkedAnswer(
        norm_id=norm.id,
        name_zh=reader.text("name"),
        on=reader.day("on"),
        question=reader.text("question"),
        facts=dict(reader.take("facts")),
        expect=dict(reader.take("expect", {})),
        status=Status(reader.choice("status", [status.value for status in Status])),
        because_zh=reader.text("because"),
        layers=tuple(_layer(norm, item) for item in reader.items("layers", [])),
        place=f"{reader.file} 的“{norm.id}”",
    )
    reader.done()
    return answer


def _case(norm: Norm, reader: Reader, shared: Mapping[str, Any]) -> Case:
    case = Case(
        norm_id=norm.id,
        name_zh=reader.text("name"),
        on=reader.day("on"),
        facts=_facts(norm, reader, shared),
        expect=_expect(reader),
        because_zh=reader.text("because"),
        layers=tuple(_layer(norm, item) for item in reader.items("layers", [])),
        wakes_on=reader.day_or_none("wakes"),
        place=f"{reader.file} 的“{norm.id}”",
    )
    reader.done()
    return case


def _facts(norm: Norm, reader: Reader, shared: Mapping[str, Any]) -> dict[str, Any]:
    facts = {**shared, **reader.take("facts", {})}
    try:
        SHEETS[norm.sheet].make(**facts)
    except (KeyError, TypeError) as error:
        raise reader.refusal(str(error.args[0])) from None
    return facts


def _expect(reader: Reader) -> dict[int, Status]:
    """One status for the only period, or {period number: status}."""
    content = reader.take("expect")
    pairs = content if isinstance(content, dict) else {1: content}
    try:
        return {int(number): Status(status) for number, status in pairs.items()}
    except (ValueError, TypeError):
        raise reader.refusal(f"expect 要写状态，或“第几段: 状态”，现在是 {content!r}") from None


def _layer(norm: Norm, reader: Reader) -> Layer:
    figure: Figure = reader.whole("figure")
    layer = Layer(
        level=reader.choice("level", ("provincial", "unit")),
        norm_id=reader.text("norm", norm.id),
        key=reader.text("key"),
        figure=figure,
        from_on=reader.day("from"),
        to_on=reader.day_or_none("to"),
        document_zh=reader.text("document_zh"),
        article=reader.text("article", ""),
    )
    reader.done()
    return layer
