"""Rows as JSON and back: days, times and amounts keep their kind."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from zhibu.intake.result import Problem
from zhibu.rules.said import Said, kept, reopened


def packed(value: Any) -> Any:
    match value:
        case dict():
            return {key: packed(one) for key, one in value.items()}
        case list() | tuple():
            return [packed(one) for one in value]
        case datetime():
            return {"~day": value.date().isoformat()}
        case date():
            return {"~day": value.isoformat()}
        case time():
            return {"~time": value.isoformat("minutes")}
        case Decimal():
            return {"~number": str(value)}
        case _:
            return value


def unpacked(value: Any) -> Any:
    match value:
        case {"~day": text}:
            return date.fromisoformat(text)
        case {"~time": text}:
            return time.fromisoformat(text)
        case {"~number": text}:
            return Decimal(text)
        case dict():
            return {key: unpacked(one) for key, one in value.items()}
        case list():
            return [unpacked(one) for one in value]
        case _:
            return value


def packed_problem(problem: Problem) -> dict[str, Any]:
    """What the page and the command show of a problem. `found` was masked by the reader where it must be."""
    return {
        "code": problem.code,
        "sentence": problem.sentence,
        "right": problem.right,
        "level": problem.level.value,
        "field": problem.field or "",
        "column": problem.column or "",
        "header": problem.header or "",
        "found": problem.found,
        "place": problem.place,
        "made": made_of(problem.sentence, problem.right),
    }


def made_of(*texts: str) -> dict[str, Any]:
    """How sentences were made, each by its text: kept beside them for who reads them in another language."""
    return {str(text): kept(text) for text in texts if isinstance(text, Said)}


def remade(text: str, made: Mapping[str, Any]) -> str:
    """A sentence that was kept, as it was made; from before this was kept, its text."""
    again: str = reopened(made.get(text, text))
    return again
