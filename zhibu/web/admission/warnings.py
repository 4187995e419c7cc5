"""What is said before a step is kept: contradictions with the texts, what is missing before it, the wrong body."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhibu import questions
from zhibu.admission.case import FACTS, Case, Layers, Point, trial
from zhibu.admission.models import StepKind
from zhibu.admission.steps import about


def warned(case: Case, kind: StepKind, columns: Mapping[str, Any], layers: Layers, today: date) -> list[Point]:
    """What the texts would say of this step, newly."""
    if columns.get("passed") is False:
        return []
    changes = changes_of(kind, columns)
    on = max(today, columns["happened_on"])
    return [*trial(case, changes, on, layers), *wrong_body(kind, columns, layers)] if changes else []


def changes_of(kind: StepKind, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that this step would add."""
    day = columns["happened_on"]
    if kind == StepKind.EXTENSION:
        return {"extension_decided_on": day, "extended_to": columns.get("until_on")}
    fact = about(kind).fact
    found: dict[str, Any] = {fact: day} if fact in FACTS else {}
    number = len(columns["people"]) if columns.get("people") else columns.get("number")
    if kind == StepKind.CONTACTS_ASSIGNED:
        found["contacts"] = number
    if kind == StepKind.INTRODUCERS:
        found["introducers"] = number
    if kind == StepKind.TRAINING_ENDED:
        found |= {"training_days": columns.get("number"), "training_class_hours": columns.get("class_hours")}
    if columns.get("has_special_reason"):
        found["special_reason"] = True
    return {name: value for name, value in found.items() if value is not None}


def wrong_body(kind: StepKind, columns: Mapping[str, Any], layers: Layers) -> list[Point]:
    """An approval by a body that may not give it."""
    body = columns.get("body")
    if "approver" not in about(kind).asks or not body:
        return []
    day = columns["happened_on"]
    answer = questions.answer("admission.approver", day, {"body": body}, layers)
    if answer.status.value != "breached":
        return []
    cite = answer.cites[0] if answer.cites else None
    return [
        Point(about(kind).number, cite.norm_id if cite else "", answer.status, sentence, "amber", cite=cite)
        for sentence in answer.because[:1]
    ]
