"""What a ledger is: columns and rows drawn from records for one branch. It owns nothing and keeps nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

from zhibu.base.actor import Right
from zhibu.org.models import Organisation

Text = str | Promise
Value = str | int | date | None


class Kind(StrEnum):
    TEXT = "text"
    MAIN = "main"  # heads its row on a phone
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """width: in characters of the default font, for the workbook; a Chinese character takes two."""

    label: Text
    width: int
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Row:
    """One line. `gathering` leads to the record that it was drawn from, where there is one."""

    cells: tuple[Value, ...]
    gathering: UUID | None = None
    search: str = ""  # further words by which the line is found (pinyin)


@dataclass(frozen=True)
class Wanted:
    """What is asked of a ledger. The caller has found `branch` through `branch_for`, so it is visible."""

    branch: Organisation
    today: date
    year: int | None = None
    kind: str = ""
    text: str = ""
    masked: bool = False  # for a superior: telephone numbers are covered
    for_program: bool = False  # without what came from a concern or a help plan


@dataclass(frozen=True)
class Ledger:
    """says: one plain sentence for the list of ledgers; kinds: what can be filtered by; draw: one branch's rows."""

    key: str
    title: Text
    says: Text
    columns: Sequence[Column]
    draw: Callable[[Wanted], list[Row]]
    kinds: Sequence[tuple[str, Text]] = ()
    years: Callable[[Organisation], list[int]] | None = None  # None: as of today, not by year
    right: Right | None = None  # who may read it, where seeing the branch is not enough


@dataclass(frozen=True)
class Drawn:
    """A ledger of one branch, ready to be shown, printed or written to a workbook."""

    ledger: Ledger
    wanted: Wanted
    rows: Sequence[Row] = field(default_factory=list)


def draw(ledger: Ledger, wanted: Wanted) -> Drawn:
    """Draw the rows, then keep those in which the text occurs."""
    rows = ledger.draw(wanted)
    text = wanted.text.strip().lower()
    if text:
        rows = [row for row in rows if text in said_in(row)]
    return Drawn(ledger, wanted, rows)


def said_in(row: Row) -> str:
    return " ".join([*(str(cell) for cell in row.cells if cell is not None), row.search]).lower()
