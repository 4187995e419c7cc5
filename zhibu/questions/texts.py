"""Which text a day belongs to: a rule and the rules that replaced it are one row in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import TypeAlias

from zhibu import norms
from zhibu.norms import Layer

Figures: TypeAlias = SimpleNamespace
"""The figures of a norm on a day, by their keys."""


@lru_cache(maxsize=1)
def _successors() -> Mapping[str, str]:
    return {norm.replaces: norm.id for norm in norms.library().norms.values() if norm.replaces}


def texts_of(norm_id: str) -> tuple[str, ...]:
    """The rule and all that replaced it, oldest first."""
    found = [norm_id]
    while found[-1] in _successors():
        found.append(_successors()[found[-1]])
    return tuple(found)


def text_on(norm_id: str, on: date, layers: Sequence[Layer] = ()) -> str | None:
    """The rule in force on the day: ``norm_id`` or what replaced it; None before the first text.

    A rule of a province is in force only where its layer is among ``layers``.
    """
    for text in texts_of(norm_id):
        found = norms.norm(text)
        if found.span.holds(on):
            local = norms.library().regulations[found.regulation].jurisdiction
            return text if not local or norms.stands_locally(text, on, layers) else None
    return None


def figures(norm_id: str, on: date, layers: Sequence[Layer] = ()) -> Figures:
    """The figures of a rule on a day, with the layers of the place."""
    return norms.resolve(norm_id, on, layers).values


def title(norm_id: str) -> str:
    """The name of the regulation that a rule stands in."""
    return norms.library().regulations[norms.norm(norm_id).regulation].title_zh
