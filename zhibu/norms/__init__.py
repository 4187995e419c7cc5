"""The regulations as data: one folder each, read once per process, refused when a citation is missing.

Pick by the date of the event: a text judges only what happened while it was in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhibu.norms import resolving
from zhibu.norms.checking import check
from zhibu.norms.colours import colour as colour_of
from zhibu.norms.colours import is_presumed, may_be_red, needs_checking
from zhibu.norms.loader import library, load
from zhibu.norms.model import Case, Colour, Layer, Library, NextStep, Norm, Regulation, WorkedAnswer
from zhibu.norms.provinces import jurisdictions, provincial_layers, stands_locally
from zhibu.norms.reading import NormsError
from zhibu.norms.resolving import LayerError, Resolved, check_new_layer
from zhibu.rules.judgement import Explanation, Sheet
from zhibu.rules.sheets import SheetKind
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import period_name

__all__ = [
    "Case",
    "Colour",
    "Explanation",
    "Layer",
    "LayerError",
    "Library",
    "Marks",
    "NextStep",
    "Norm",
    "NormsError",
    "Regulation",
    "Resolved",
    "WorkedAnswer",
    "check",
    "check_new_layer",
    "colour",
    "explain",
    "for_sheet",
    "is_presumed",
    "judge",
    "jurisdictions",
    "library",
    "load",
    "may_be_red",
    "needs_checking",
    "norm",
    "period_label",
    "period_months",
    "provincial_layers",
    "resolve",
    "stands_locally",
]


def norm(norm_id: str) -> Norm:
    """The norm of this id. Raises KeyError."""
    return library().norms[norm_id]


def for_sheet(kind: SheetKind | str) -> tuple[Norm, ...]:
    """The norms that are judged on this kind of fact sheet."""
    return library().for_sheet(kind)


def resolve(norm_id: str, on: date, layers: Sequence[Layer] = ()) -> Resolved:
    """The figures of a norm on a day, with provincial and unit layers; a unit's that cannot stand gives way."""
    return resolving.resolve(norm(norm_id), on, layers)


def judge(resolved: Resolved, sheet: Sheet, on: date | int) -> Marks:
    """Judge one sheet, or columns of sheets, with figures resolved beforehand (resolve once for a whole group)."""
    day = on if isinstance(on, int) else on.toordinal()
    return library().judgements[resolved.norm.id](sheet, resolved.values, day)


def explain(resolved: Resolved, sheet: Sheet, on: date | int, marks: Marks) -> Explanation:
    """Explain the marks of one sheet: facts used, one sentence, since when, until when."""
    day = on if isinstance(on, int) else on.toordinal()
    return library().judgements[resolved.norm.id].explain(sheet, resolved.values, day, marks)


def period_months(resolved: Resolved) -> int:
    """Length of the periods of the marks in months; 0 where one thing is judged and not a year."""
    judged: int = library().judgements[resolved.norm.id].months
    months: int = getattr(resolved.values, "months_per_period", judged)
    return months


def period_label(resolved: Resolved, year: int, bit: int) -> str:
    """10月, 一季度 or 2026年 for a bit of the marks; empty where one thing is judged and not a year."""
    months = period_months(resolved)
    shift: int = getattr(resolved.values, "closes_after_months", 0)
    return period_name(year, bit, months, shift) if months else ""


def colour(norm_id: str, status: Status, on: date, layers: Sequence[Layer] = ()) -> Colour:
    """The colour of a finding of this norm on the day."""
    return colour_of(norm(norm_id), status, on, layers)
