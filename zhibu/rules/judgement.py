"""How a rule registers: a pure function bound to a norm and a kind of sheet, and the function that explains it.

A judgement ``(sheet, values, on) -> Marks`` uses operators and the named helpers of this package only, so that it
runs on one sheet and on columns. An explanation runs on one sheet, and only for what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeAlias

from zhibu.rules.bits import is_column
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, spread

Sheet: TypeAlias = Any
"""Any object with the attributes of a sheet kind: a row, a namespace of ints, or a namespace of columns."""

Values: TypeAlias = SimpleNamespace
"""The numbers in force (ints), with lawful_from and lawful_to (day numbers) of the text they come from."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that was used: Chinese label, value as shown, unit word (may be empty)."""

    label_zh: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was seen, in one Chinese sentence, with the facts used; ``since`` and ``due`` are day numbers."""

    facts: tuple[Fact, ...]
    sentence_zh: str
    since: int | None = None
    due: int | None = None


JudgeFunction: TypeAlias = Callable[[Sheet, Values, int], Marks]
ExplainFunction: TypeAlias = Callable[[Sheet, Values, int, Marks], Explanation]


class Judgement:
    """The judgement of one norm on one kind of sheet. Made by :func:`judgement`."""

    def __init__(self, norm_id: str, sheet: str, function: JudgeFunction, months: int = 0) -> None:
        if sheet not in SHEETS:
            raise ValueError(f"no sheet kind named {sheet}")
        self.norm_id = norm_id
        self.sheet = sheet
        self.months = months
        self._function = function
        self._explain: ExplainFunction | None = None
        self._row_field = SHEETS[sheet].row_field

    def __call__(self, sheet: Sheet, values: Values, on: int) -> Marks:
        """Marks for one sheet, or columns of marks for columns of sheets. ``on`` is a day number."""
        marks = self._function(sheet, values, on)
        row = getattr(sheet, self._row_field)
        return spread(marks, row) if is_column(row) else marks

    @property
    def is_explained(self) -> bool:
        """Has an explanation been bound?"""
        return self._explain is not None

    def explained(self, function: ExplainFunction) -> ExplainFunction:
        """Decorator: bind the explanation."""
        self._explain = function
        return function

    def explain(self, sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
        """Explain the marks of one sheet."""
        if self._explain is None:
            raise LookupError(f"{self.norm_id} has no explanation")
        return self._explain(sheet, values, on, marks)


def judgement(norm_id: str, *, sheet: str, months: int = 0) -> Callable[[JudgeFunction], Judgement]:
    """Decorator: this function judges ``norm_id`` on sheets of this kind.

    months: length of a period where the marks have one bit for each period of a year; 0 = one thing, one bit.
    """

    def bind(function: JudgeFunction) -> Judgement:
        return Judgement(norm_id, sheet, function, months)

    return bind
