"""How a concern stands, from its steps in order. Nothing else decides it; the columns of `Concern` only repeat it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from zhibu.concern.models import Concern, ConcernStep, End, State
from zhibu.concern.promises import ANSWER_DAYS, Promises
from zhibu.org.models import Organisation

ENDS = {
    End.WHEN_RIPE: State.WAITING,
    End.UNLAWFUL: State.ENDED,
    End.NOT_A_CONCERN: State.ENDED,
    End.RESERVED: State.RESERVED,
}


@dataclass(frozen=True)
class Standing:
    """The columns of a concern that its steps decide."""

    desk_at_id: UUID
    desk_line: str
    state: str
    state_on: date
    owner: UUID | None = None
    second: UUID | None = None
    owner_by: date | None = None
    plan_by: date | None = None
    news_by: date | None = None
    answer_by: date | None = None
    review_on: date | None = None
    group: UUID | None = None


class Folding:
    """Folds steps; `organisations` gives those that desks stand at, for their own promises."""

    def __init__(self, concern: Concern, promises: Promises, organisations: dict[UUID, Organisation]) -> None:
        self.promises, self.organisations, self.unit = promises, organisations, concern.unit
        self.now = self._received(
            Standing(concern.first_desk_at_id, concern.first_desk_line, State.RECEIVED, concern.released_on),
            concern.released_on,
        )
        self.before: Standing | None = None

    def fold(self, steps: Iterable[ConcernStep]) -> Standing:
        for step in steps:
            self.now = getattr(self, f"_{step.act}", self._unchanged)(step)
        return self.now

    def _organisation(self, standing: Standing) -> Organisation:
        return self.organisations.get(standing.desk_at_id, self.unit)

    def _received(self, standing: Standing, on: date) -> Standing:
        """From here on the desk owes an owner (where there is none) and a plan."""
        promise = self.promises.at(self._organisation(standing), on)
        return replace(
            standing,
            state=State.RECEIVED,
            state_on=on,
            owner_by=None if standing.owner else promise.owner_by,
            plan_by=promise.plan_by,
            news_by=None,
            answer_by=None,
            review_on=None,
        )

    def _unchanged(self, step: ConcernStep) -> Standing:
        return self.now

    def _taken(self, step: ConcernStep) -> Standing:
        return replace(self.now, owner=UUID(step.details["owner"]), owner_by=None)

    def _planned(self, step: ConcernStep) -> Standing:
        return replace(
            self.now,
            state=State.PLANNED,
            state_on=step.on,
            plan_by=None,
            owner_by=None,
            answer_by=None,
            review_on=None,
            news_by=self._news_by(step),
        )

    def _news(self, step: ConcernStep) -> Standing:
        """News says when the next word comes; what is put off, or was answered at the top, has its next review."""
        if self.now.state in {State.WAITING, State.RESERVED}:
            return replace(self.now, review_on=_day(step.details.get("next_on")) or self.now.review_on)
        return replace(self.now, news_by=self._news_by(step))

    def _news_by(self, step: ConcernStep) -> date:
        return self.promises.news_by(self._organisation(self.now), step.on, _day(step.details.get("next_on")))

    def _done(self, step: ConcernStep) -> Standing:
        answer_by = step.on + timedelta(days=ANSWER_DAYS)
        return replace(self.now, state=State.DONE, state_on=step.on, news_by=None, plan_by=None, answer_by=answer_by)

    def _solved(self, step: ConcernStep) -> Standing:
        return self._closed(State.SOLVED, step.on)

    def _unanswered(self, step: ConcernStep) -> Standing:
        return self._closed(State.UNCONFIRMED, step.on)

    def _closed(self, state: str, on: date) -> Standing:
        return replace(
            self.now, state=state, state_on=on, owner_by=None, plan_by=None, news_by=None, answer_by=None,
            review_on=None,
        )  # fmt: skip

    def _partly(self, step: ConcernStep) -> Standing:
        return replace(self._received(self.now, step.on), state=State.PARTLY)

    def _unsolved(self, step: ConcernStep) -> Standing:
        """At the top nobody is above: the same desk goes on. Otherwise `escalated` follows at once."""
        return self._received(self.now, step.on)

    _contested = _unsolved
    _reopened = _unsolved

    def _escalated(self, step: ConcernStep) -> Standing:
        at = UUID(step.details["desk_at"])
        moved = replace(self.now, desk_at_id=at, desk_line=step.details["desk_line"], owner=None, group=None)
        return self._received(moved, step.on)

    _handed_on = _escalated

    def _end_proposed(self, step: ConcernStep) -> Standing:
        self.before = self.now
        return replace(self.now, state=State.CHECKING, state_on=step.on, second=UUID(step.details["second"]))

    def _end_agreed(self, step: ConcernStep) -> Standing:
        closed = self._closed(ENDS[End(step.details["end"])], step.on)
        return replace(closed, second=None, review_on=_day(step.details.get("review_on")))

    def _end_refused(self, step: ConcernStep) -> Standing:
        assert self.before is not None
        return replace(self.before, state_on=step.on)

    def _joined(self, step: ConcernStep) -> Standing:
        return replace(self.now, group=UUID(step.details["group"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def settle(concern: Concern, promises: Promises | None = None) -> Concern:
    """Write into the concern's columns how its standing steps leave it."""
    steps = list(ConcernStep.objects.filter(concern=concern).order_by("number"))
    keys = {concern.first_desk_at_id} | {UUID(s.details["desk_at"]) for s in steps if "desk_at" in s.details}
    organisations = Organisation.objects.in_bulk(keys)
    standing = Folding(concern, promises or Promises(), organisations).fold(steps)
    columns: dict[str, Any] = vars(standing)
    Concern.objects.filter(pk=concern.pk).update(**columns)
    for name, value in columns.items():
        setattr(concern, name, value)
    return concern
