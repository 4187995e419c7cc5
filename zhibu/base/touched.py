"""What an action gives back: its result, and which fact sheets must be drawn again from the records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from zhibu.base.parts import Models


class SheetKind(StrEnum):
    BRANCH_YEAR = "branch_year"
    BRANCH = "branch"
    TERM = "term"
    RESOLUTION = "resolution"
    UNIT = "unit"
    CANDIDATE = "candidate"
    CONDUCT = "conduct"

    @property
    def is_yearly(self) -> bool:
        """One sheet for each branch and year; the others say how things stand now."""
        return self in (SheetKind.BRANCH_YEAR, SheetKind.CONDUCT)


@dataclass(frozen=True)
class Touch:
    """The sheets of one kind and one branch, named before they are drawn. `year` is 0 where a sheet has none.

    `wrote`: all kinds of records that were written, so that only what follows from them is drawn again. None is always
    right and costs more: the whole sheet is drawn.
    """

    kind: SheetKind
    branch: UUID
    year: int = 0
    wrote: Models | None = None


def yearly(branch: UUID, years: Iterable[int], wrote: Models | None = None) -> set[Touch]:
    """All sheets of a branch that there are for each year."""
    return {Touch(kind, branch, year, wrote) for kind in SheetKind if kind.is_yearly for year in years}


def conduct(branch: UUID, *years: int, wrote: Models | None = None) -> set[Touch]:
    """The sheets of how a branch went about its work in these years."""
    return {Touch(SheetKind.CONDUCT, branch, year, wrote) for year in years}


@dataclass
class Done:
    """result: what the action made; touched: sheets to draw again; organisation: whose log it stands in."""

    result: Any
    touched: set[Touch] = field(default_factory=set)
    organisation: Any = None
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    is_repeated: bool = False  # the same form was carried out before; `result` is then the key of what it made
