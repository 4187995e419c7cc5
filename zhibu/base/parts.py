"""A part of a fact sheet: columns that follow from the same records. Each room declares its parts beside its facts.

A write says which kinds of records it wrote (`Touch.wrote`). Only the parts that read one of them are drawn again, each
whole; the other columns stand as they were kept. What a part reads is proved in `tests/checkup/test_parts.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

Models = frozenset[type[Model]]


@dataclass(frozen=True)
class Part:
    """`only_with`: rows of this kind carry the figures, the others say when and where; so a write without any of them
    changes nothing here. (Grades hang on an item of a gathering: most gatherings have none.)

    `turns`: has a day come on which a column is another one though nothing was recorded? Told from the kept sheet. None
    where only records change it, or spells that begin and end (the night knows those).
    """

    columns: frozenset[str]
    reads: Models
    only_with: type[Model] | None = None
    turns: Callable[[Any, date], bool] | None = None

    def may_change_with(self, wrote: Models | None) -> bool:
        """Can writing these kinds of records change a column of this part? None: nobody said what was written."""
        if wrote is None:
            return True
        return self.only_with in wrote if self.only_with else not self.reads.isdisjoint(wrote)


def part(
    *columns: str,
    reads: Iterable[type[Model]],
    only_with: type[Model] | None = None,
    turns: Callable[[Any, date], bool] | None = None,
) -> Part:
    return Part(frozenset(columns), frozenset(reads), only_with, turns)
