"""For which days a branch can be asked in a year, and whether at all. Exemptions go before marks."""

from __future__ import annotations

from zhibu.rules.bits import Whole, between_mask, larger
from zhibu.rules.cadence import open_end
from zhibu.rules.judgement import Sheet, Values
from zhibu.rules.state import not_temporary


def asked_from(sheet: Sheet) -> Whole:
    """The first day: when the branch was set up, or its 启用日 when that is later."""
    return larger(sheet.existed_from, sheet.records_from)


def asked_to(sheet: Sheet) -> Whole:
    """The last day of the branch; far away while it exists."""
    return open_end(sheet.existed_to_known, sheet.existed_to)


def asks(sheet: Sheet) -> Whole:
    """A mask that lets every period through, or none for a temporary branch."""
    return -not_temporary(sheet)


def whole_year_asked(sheet: Sheet, values: Values, shift: int = 0) -> Whole:
    """1 when the branch can be asked for the whole year and the text was in force throughout."""
    lawful = between_mask(sheet.year, values.settled_from, values.settled_to, 12, shift)
    return between_mask(sheet.year, asked_from(sheet), asked_to(sheet), 12, shift) & lawful & not_temporary(sheet)
