"""What a reader of a cell hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from zhibu.intake.result import Level, Problem

T = TypeVar("T")

# How a cell says “nothing here”. These count as blank, not as a mistake.
_WAYS_TO_SAY_NOTHING = "- -- --- — —— / \\ 无 暂无 没有 空 不详 未知 不明 N/A n/a NA null NULL None nan"
_NOTHING = frozenset(_WAYS_TO_SAY_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """A value, a problem, or both (a value that wants a look). Neither: the cell is blank."""

    value: T | None
    problem: Problem | None = None


def is_nothing(text: str) -> bool:
    """Whether a stripped text says that there is nothing to say."""
    return not text or text in _NOTHING


def look(code: str, sentence: str, right: str) -> Problem:
    return Problem(code, sentence, right, Level.LOOK)


def note(code: str, sentence: str, right: str = "") -> Problem:
    return Problem(code, sentence, right, Level.NOTE)


def refused(code: str, sentence: str, right: str) -> Problem:
    return Problem(code, sentence, right, Level.REFUSED)
