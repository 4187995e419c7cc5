"""One case with everything kept of it, as the facts of the question `admission.timeline`; what its answer says.

The law stands in `zhibu.questions`. Here facts are gathered and the answer is laid out; nothing is reckoned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from zhibu import questions
from zhibu.admission.models import (
    Candidate,
    Origin,
    Pause,
    Place,
    ReviewLetter,
    SentUp,
    Step,
    StepKind,
)
from zhibu.admission.steps import about, stage_of
from zhibu.questions import Cite, Layer
from zhibu.rules.status import Status

Layers = Sequence[Layer]
_OPEN = (Status.BREACHED, Status.UNKNOWN, Status.OVERDUE)


@dataclass(frozen=True)
class Point:
    """One remark of the law on a step: the sentence, how it stands, the rule it comes from."""

    step: int
    rule: str
    status: Status
    sentence: str
    colour: str
    earliest: date | None = None
    latest: date | None = None
    ask_higher: bool = False
    cite: Cite | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Line:
    """One of the twenty-five steps in this case. `status` is None where its time has not come."""

    number: int
    stage: str
    name: str
    done_on: date | None
    status: Status | None
    earliest: date | None
    latest: date | None
    colour: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Timeline:
    """The answer for one case on one day."""

    on: date
    reached: int
    lines: tuple[Line, ...]
    next_number: int | None
    ask_higher: tuple[str, ...]

    @property
    def stage(self) -> int:
        return stage_of(self.reached)

    @property
    def next(self) -> Line | None:
        return self.lines[self.next_number - 1] if self.next_number else None

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for line in self.lines for point in line.points)

    @property
    def contradictions(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.status is Status.BREACHED)

    @property
    def deadline(self) -> date | None:
        """The first day that something still open must be done by."""
        return min(
            (point.latest for point in self.points if point.latest and point.status in (Status.DUE, Status.OVERDUE)),
            default=None,
        )


@dataclass
class Case:
    """All that is kept of one person's case, fetched together with others."""

    candidate: Candidate
    steps: list[Step] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    letters: list[ReviewLetter] = field(default_factory=list)
    submissions: list[SentUp] = field(default_factory=list)

    @cached_property
    def passed(self) -> dict[str, Step]:
        """By kind, the one step that was taken and not answered with no."""
        return {step.kind: step for step in self.steps if step.passed}

    def day(self, kind: StepKind) -> date | None:
        step = self.passed.get(kind)
        return step.happened_on if step else None

    def of(self, kind: StepKind) -> list[Step]:
        return [step for step in self.steps if step.kind == kind]

    def is_paused(self, on: date) -> bool:
        return any(row.since <= on and (row.until is None or row.until > on) for row in self.pauses)

    @property
    def is_over(self) -> bool:
        """Ended by a deed: refused, cancelled, ended, or archived."""
        ends = (StepKind.CANCELLED, StepKind.ENDED, StepKind.ARCHIVED)
        is_refused = StepKind.REFUSED in self.passed and StepKind.APPROVED not in self.passed
        return is_refused or any(kind in self.passed for kind in ends)

    def waiting(self) -> list[SentUp]:
        return [row for row in self.submissions if not row.outcome]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The facts of `admission.timeline`; what was not recorded is left out."""
        found: dict[str, Any] = {"born_on": self.candidate.born_on}
        for kind, step in self.passed.items():
            if kind == StepKind.EXTENSION:
                found |= {"extension_decided_on": step.happened_on, "extended_to": step.until_on}
            elif kind == StepKind.TRAINING_ENDED:
                found |= {"training_days": step.number, "training_class_hours": step.class_hours}
            elif kind == StepKind.CONTACTS_ASSIGNED:
                found["contacts"] = step.number
            elif kind == StepKind.INTRODUCERS:
                found["introducers"] = step.number
            if about(kind).fact in FACTS:
                found[about(kind).fact] = step.happened_on
        found["review_dates"] = [step.happened_on for step in self.of(StepKind.REVIEW)] or None
        found["probation_review_dates"] = [step.happened_on for step in self.of(StepKind.PROBATION_REVIEW)] or None
        found["special_reason"] = any(step.has_special_reason for step in self.steps) or None
        found["transferred_in_on"] = self._came_in_probation()
        return {name: value for name, value in found.items() if value is not None}

    def _came_in_probation(self) -> date | None:
        began = self.day(StepKind.ADMISSION_MEETING)
        came = [row.since for row in self.places if row.origin != Origin.HERE]
        return max((day for day in came if began and day > began), default=None)

    def timeline(self, on: date, layers: Layers = (), changes: Mapping[str, Any] | None = None) -> Timeline:
        """How the law of each day sees this case on a day. `changes`: facts laid over those recorded, for a trial."""
        answer = questions.answer("admission.timeline", on, {**self.facts, **(changes or {})}, layers)
        cites = {cite.norm_id: cite for cite in answer.cites}
        told = answer.answer
        return Timeline(
            on,
            told["reached"],
            tuple(_line(row, cites) for row in told["steps"]),
            told["next"]["step"] if told["next"] and not self.is_over else None,
            tuple(told["ask_higher"]),
        )


FACTS = frozenset(ask.name for ask in questions.question_named("admission.timeline").asks)


def _line(row: Mapping[str, Any], cites: Mapping[str, Cite]) -> Line:
    points = tuple(
        Point(
            row["step"],
            said["rule"],
            Status(said["status"]),
            said["sentence"],
            said["colour"],
            said["earliest"],
            said["latest"],
            said["ask_higher"],
            cites.get(said["rule"]),
        )
        for said in row["remarks"]
    )
    return Line(
        row["step"],
        row["stage"],
        row["name"],
        row["done_on"],
        Status(row["status"]) if row["status"] else None,
        row["earliest"],
        row["latest"],
        row["colour"] or "",
        points,
    )


def load(candidates: Iterable[Candidate]) -> list[Case]:
    """Cases in the order given. Five queries, however many there are."""
    cases = {candidate.pk: Case(candidate) for candidate in candidates}
    steps = Step.objects.filter(candidate__in=cases).order_by("happened_on", "recorded_at")
    for step in steps.select_related("ballot").prefetch_related("people__member"):
        cases[step.candidate_id].steps.append(step)
    if not cases:
        return []
    for name, model, order in (
        ("places", Place, "since"),
        ("pauses", Pause, "since"),
        ("letters", ReviewLetter, "sent_on"),
        ("submissions", SentUp, "happened_on"),
    ):
        rows: dict[UUID, list[Any]] = defaultdict(list)
        for row in model.objects.filter(candidate__in=cases).order_by(order, "recorded_at"):
            rows[row.candidate_id].append(row)
        for key, case in cases.items():
            getattr(case, name).extend(rows[key])
    return list(cases.values())


def trial(case: Case, changes: Mapping[str, Any], on: date, layers: Layers = ()) -> list[Point]:
    """What the law would newly say if these facts were so: contradictions, and what is missing before them."""
    known = {(point.rule, point.sentence) for point in case.timeline(on, layers).points}
    return [
        point
        for point in case.timeline(on, layers, changes).points
        if point.status in _OPEN and (point.rule, point.sentence) not in known
    ]


@dataclass(frozen=True)
class Gate:
    """Whether the next step may be taken on a day: what is missing, and the earliest day as far as days decide it."""

    kind: StepKind
    missing: tuple[Point, ...]
    earliest: date | None

    @property
    def is_open(self) -> bool:
        return not self.missing and self.earliest is None


def gate(case: Case, kind: StepKind, today: date, layers: Layers = ()) -> Gate:
    """Try the step today; where a day is too early, try the day that the law names, until none is named."""
    fact = about(kind).fact
    if fact not in FACTS:
        return Gate(kind, (), None)
    day = today
    points: list[Point] = []
    for _turn in range(4):
        points = trial(case, {fact: day}, day, layers)
        later = max((p.earliest for p in points if p.status is Status.BREACHED and p.earliest), default=day)
        if later <= day:
            break
        day = later
    return Gate(kind, tuple(points), day if day > today else None)
