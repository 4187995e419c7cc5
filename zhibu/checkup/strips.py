"""The year at a glance: for each norm that asks at regular times, twelve months with what was held and what is open."""

from dataclasses import dataclass
from datetime import date

from zhibu import norms
from zhibu.base.touched import SheetKind
from zhibu.checkup import wording
from zhibu.checkup.drawing import ANSWERABLE
from zhibu.checkup.judging import marks_of, plain_layers
from zhibu.checkup.looking import Looked
from zhibu.norms.model import Colour
from zhibu.rules.sheets import CAMPAIGNS
from zhibu.rules.status import Status

SPOKEN = (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN)


@dataclass(frozen=True)
class MonthCell:
    """One month: was it held then, and the status of its period; `is_last` in the last month of a period."""

    number: int
    is_held: bool
    status: Status
    colour: Colour
    is_last: bool


@dataclass(frozen=True)
class Strip:
    """One norm over a calendar year. `kind` is the kind of gathering that it counts, `every` the months of a period."""

    norm: str
    name: str
    kind: str
    every: int
    cells: tuple[MonthCell, ...]

    @property
    def is_asked(self) -> bool:
        return any(cell.status is not Status.NOT_APPLICABLE or cell.is_held for cell in self.cells)


def strips_of(looked: Looked, year: int, today: date) -> list[Strip]:
    """One for each norm that is asked of this branch in this year. No query."""
    sheet = looked.year_sheet(year)
    if sheet is None:
        return []
    found = []
    for norm_id, (kind, _months) in ANSWERABLE.items():
        excused = looked.excused.get((sheet.subject, norm_id, year), 0)
        resolved, marks = marks_of(SheetKind.BRANCH_YEAR, norm_id, sheet, looked.layers, today, excused)
        every = wording.period_months(norm_id, resolved.values)
        held = getattr(sheet, f"{kind}_held")
        layers = plain_layers(looked.layers)
        cells = []
        for month in range(12):
            status = marks.status(month // every)
            colour = norms.colour(norm_id, status, resolved.on, layers)
            is_last = month % every == every - 1
            cells.append(MonthCell(month + 1, bool(held >> month & 1), status, colour, is_last))
        strip = Strip(norm_id, wording.NAMES[kind], kind, every, tuple(cells))
        # A campaign that closes in the next year has its own twelve months; here only what was held in this one counts.
        if strip.is_asked or (kind in CAMPAIGNS and held):
            found.append(strip)
    return found
