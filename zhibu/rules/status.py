"""The six statuses, and the marks of one judgement: which periods have which status, and when that can change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhibu.rules.bits import Whole, is_column


class Status(StrEnum):
    """What a judgement says about one period (or about the one thing judged)."""

    MET = "met"
    DUE = "due"
    OVERDUE = "overdue"
    BREACHED = "breached"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label_zh(self) -> str:
        """The word shown to users."""
        return _LABELS[self]


_LABELS = {
    Status.MET: "已办",
    Status.DUE: "快到期",
    Status.OVERDUE: "逾期",
    Status.BREACHED: "对不上规定",
    Status.UNKNOWN: "没有记录",
    Status.NOT_APPLICABLE: "不涉及",
}

WORST_FIRST = (Status.BREACHED, Status.OVERDUE, Status.DUE, Status.UNKNOWN, Status.MET, Status.NOT_APPLICABLE)
"""Order in which one status stands for several periods."""


@dataclass(frozen=True, slots=True)
class Marks:
    """For each status a bit mask of periods; bit 0 is the first period of the year, or the only thing judged.

    Every field is an int, or every field is an int64 column of the same length. Each period bit is in exactly one
    mask. ``wakes`` is the number of the next day on which a status can change although no fact changes; 0 = never.
    """

    met: Whole
    due: Whole
    overdue: Whole
    breached: Whole
    unknown: Whole
    not_applicable: Whole
    wakes: Whole

    def mask(self, status: Status) -> Whole:
        """The periods with this status."""
        return getattr(self, status.value)

    def status(self, bit: int = 0) -> Status:
        """Status of one period (one sheet only)."""
        for status in Status:
            if self.mask(status) >> bit & 1:
                return status
        raise IndexError(f"no period {bit}")

    def worst(self) -> Status:
        """The status that stands for all periods (one sheet only)."""
        return next(status for status in WORST_FIRST if self.mask(status))

    def periods(self, status: Status) -> tuple[int, ...]:
        """The period numbers with this status, from 0 (one sheet only)."""
        mask = self.mask(status)
        return tuple(bit for bit in range(mask.bit_length()) if mask >> bit & 1)

    def row(self, index: int) -> Marks:
        """The marks of one row of columns, as ints."""
        return Marks(*(int(getattr(self, name)[index]) for name in self.__slots__))


def sort_out(periods: int, wakes: Whole, *cases: tuple[Status, Whole], rest: Status) -> Marks:
    """Put every bit of ``periods`` into the first case whose mask holds it; what is left gets ``rest``.

    A mask may be a truth value where there is only one period.
    """
    left: Whole = periods
    masks: dict[Status, Whole] = dict.fromkeys(Status, 0)
    for status, mask in cases:
        taken = left & mask
        masks[status] = masks[status] | taken
        left = left ^ taken
    masks[rest] = masks[rest] | left
    return _same_length(*masks.values(), wakes)


def _same_length(*fields: Whole) -> Marks:
    column = next((field for field in fields if is_column(field)), None)
    if column is None:
        return Marks(*fields)
    zeros = column * 0
    return Marks(*(field if is_column(field) else zeros + field for field in fields))


def spread(marks: Marks, column: Whole) -> Marks:
    """The same marks for every row of ``column``, when the judgement needed nothing of the single row."""
    if is_column(marks.met):
        return marks
    zeros = column * 0
    return Marks(*(zeros + getattr(marks, name) for name in marks.__slots__))


def overlay(marks: Marks, excused: Whole) -> Marks:
    """Move the excused periods (the branch said 不适用 or 已并入) from due, overdue, breached and unknown to not
    applicable.

    ``wakes`` stays: it may then come early, never late.
    """
    open_bits = marks.due | marks.overdue | marks.breached | marks.unknown
    moved = open_bits & excused
    return Marks(
        met=marks.met,
        due=marks.due & ~moved,
        overdue=marks.overdue & ~moved,
        breached=marks.breached & ~moved,
        unknown=marks.unknown & ~moved,
        not_applicable=marks.not_applicable | moved,
        wakes=marks.wakes,
    )
