"""By when: asked of the law, with what the unit itself promises more strictly."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhibu import questions
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.questions.layering import plain_layers

ANSWER_DAYS = 14  # no answer from the raiser: ended as not confirmed, never as satisfied
REVIEW_MONTHS = 6  # 条件成熟再办 is looked at again within half a year


@dataclass(frozen=True)
class Promise:
    owner_by: date
    plan_by: date
    news_days: int
    outer_limit: date
    cites: tuple[questions.Cite, ...]


class Promises:
    """Of one organisation, asked once for each day."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, date], Promise] = {}

    def at(self, organisation: Organisation, received_on: date) -> Promise:
        key = (organisation.path, received_on)
        if key not in self.known:
            layers = plain_layers(layers_by_path([organisation.path], received_on)[organisation.path])
            told = questions.answer("concern.limits", received_on, {"received_on": received_on}, layers)
            said = told.answer
            self.known[key] = Promise(
                said["owner_by"], said["plan_by"], said["news_days"], said["tell_by"], tuple(told.cites)
            )
        return self.known[key]

    def news_by(self, organisation: Organisation, on: date, next_on: date | None) -> date:
        """The day named by the handler, but never later than promised."""
        latest = on + timedelta(days=self.at(organisation, on).news_days)
        return min(next_on, latest) if next_on else latest


def half_a_year_after(day: date) -> date:
    """The same day six months later, or the last of that month."""
    month = day.month + REVIEW_MONTHS
    year, month = (day.year + 1, month - 12) if month > 12 else (day.year, month)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
