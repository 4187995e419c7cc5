"""When a term ends by the text in force, proposed when a term is entered; and the day for the reminder."""

from dataclasses import dataclass
from datetime import date

from zhibu import norms
from zhibu.org.models import Domain, Organisation
from zhibu.rules.days import add_months, add_years

VILLAGES = {Domain.VILLAGE, Domain.COMMUNITY}


@dataclass(frozen=True)
class TermDates:
    """`years` of the term, its last day, and from when the superior reminds; with the article."""

    years: int
    ends_on: date
    remind_from: date
    regulation_zh: str
    article: str


def term_dates(organisation: Organisation, elected_on: date) -> TermDates:
    """By the text in force on the day of the election."""
    is_village = organisation.domain in VILLAGES
    norm_id = "term-village-community" if is_village else "term-other-branches"
    resolved = norms.resolve(norm_id, elected_on)
    years = resolved.values.years_village if is_village else resolved.values.years_other
    ends_on = add_years(elected_on.toordinal(), years)
    months = norms.resolve("term-reminder-six-months", date.fromordinal(ends_on)).values.months_before
    return TermDates(
        years=years,
        ends_on=date.fromordinal(ends_on),
        remind_from=date.fromordinal(add_months(ends_on, -months)),
        regulation_zh=norms.library().regulations[resolved.norm.regulation].title_zh,
        article=resolved.norm.article or "",
    )
