"""A case of admission as it is looked at, and what is remarked on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.admission.events import EVENTS, days_of
from zhibu.questions.texts import Figures, figures, text_on
from zhibu.rules.status import Status


@dataclass(frozen=True, slots=True)
class Remark:
    """One point of a case: which step, by which rule on which day, how it stands.

    ``days``: how many days late, or too early. ``ask_higher``: how a case under way at the revision is treated was not
    seen; no breach, somebody asks. ``absent``: the event that is missing, where that is the point.
    """

    step: int
    rule: str
    law_on: date
    status: Status
    sentence_zh: str
    earliest: date | None = None
    latest: date | None = None
    days: int = 0
    ask_higher: bool = False
    absent: str = ""


class Course:
    """The facts of one case, on a day, with the layers of its place."""

    def __init__(self, facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> None:
        self.facts = facts
        self.on = on
        self.layers = layers
        self.days = days_of(facts)

    @property
    def is_complete(self) -> bool:
        """Has the branch said that every day it has is here?"""
        return bool(self.facts["complete"])

    def day(self, event: str) -> date | None:
        """The day of an event; None where it is not known."""
        return self.days.get(event)

    def text(self, rule: str, on: date) -> str | None:
        """The rule in force on the day, here."""
        return text_on(rule, on, self.layers)

    def figures(self, rule: str, on: date) -> Figures:
        """Its figures on the day."""
        return figures(rule, on, self.layers)

    @property
    def refused_on(self) -> date | None:
        """The day on which the committee refused; None where it has approved since."""
        return None if self.day("approved_on") else self.day("refused_on")

    def missing(self) -> Status:
        """What a missing day means: overdue once the branch has said that all is here, a question before."""
        return Status.OVERDUE if self.is_complete else Status.UNKNOWN


def did(event: str) -> str:
    """The words for an event in a sentence."""
    return EVENTS[event].did_zh


def colour_of(remark: Remark, layers: Sequence[Layer]) -> str:
    """The colour that the wording and the source of the rule allow."""
    return norms.colour(remark.rule, remark.status, remark.law_on, layers).value
