"""The term that runs now, as the fact sheets tell it."""

from datetime import date

from zhibu import norms
from zhibu.base.touched import SheetKind
from zhibu.checkup.judging import plain_layers
from zhibu.checkup.looking import Looked
from zhibu.rules.terms import election_deadline, has_terms

ON_TIME = "term-election-on-time"


def standing_term_ends_on(looked: Looked, today: date) -> date | None:
    """The last day for the next election, reckoned as the norm does; None where no committee's term is recorded."""
    resolved = norms.resolve(ON_TIME, today, plain_layers(looked.layers))
    days = [
        election_deadline(sheet, resolved.values)
        for kind, sheet in looked.sheets
        if kind == SheetKind.TERM and has_terms(sheet) and not sheet.next_elected_on_known
    ]
    return date.fromordinal(max(days)) if days and max(days) else None
