"""Reads of term elections, and how far one has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from zhibu import questions
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import ancestors, below
from zhibu.election.models import Election, ElectionStep, Nominee, Office, Round, Setup, StepKind
from zhibu.election.outcome import Layers, Outcome, outcome_of
from zhibu.meeting.expected import Person, people_of
from zhibu.member.models import Member
from zhibu.member.strokes import stroke_key
from zhibu.org.models import Organisation, OrganisationKind

COMMITTEES = (OrganisationKind.PRIMARY_COMMITTEE, OrganisationKind.HIGHER)


class Part(StrEnum):
    """The parts of the way, in their order."""

    REQUEST = "request"
    REPLY = "reply"
    CANDIDATES = "candidates"
    CANDIDATES_SENT = "candidates_sent"
    CANDIDATES_REPLY = "candidates_reply"
    MEETING = "meeting"
    OFFICERS = "officers"
    REPORT = "report"
    REVIEW = "review"
    APPROVAL = "approval"


STEP_OF = {
    Part.REQUEST: StepKind.REQUESTED,
    Part.REPLY: StepKind.REPLIED,
    Part.CANDIDATES_SENT: StepKind.CANDIDATES_SENT,
    Part.CANDIDATES_REPLY: StepKind.CANDIDATES_REPLIED,
    Part.REPORT: StepKind.REPORTED,
    Part.REVIEW: StepKind.REVIEWED,
    Part.APPROVAL: StepKind.APPROVED,
}
ASKED_BY = {  # an answer answers what was sent last
    Part.REPLY: Part.REQUEST,
    Part.CANDIDATES_REPLY: Part.CANDIDATES_SENT,
    Part.REVIEW: Part.REPORT,
    Part.APPROVAL: Part.REPORT,
}


@dataclass
class Standing:
    """One election as it stands: its records, its outcomes, and the part that comes next."""

    election: Election
    setup: Setup
    steps: list[ElectionStep]
    nominees: dict[Office, list[Member]]
    outcomes: dict[Office, Outcome]
    reviewer: Organisation | None  # the general branch in between
    approver: Organisation | None

    def step(self, kind: StepKind) -> ElectionStep | None:
        return next((row for row in reversed(self.steps) if row.kind == kind), None)

    @property
    def parts(self) -> list[Part]:
        """Those that this election has."""
        without = set()
        by_meeting = self.setup.by_the_meeting
        if not by_meeting:
            without.add(Part.MEETING)
        if by_meeting == self.setup.offices:
            without.add(Part.OFFICERS)
        if self.reviewer is None:
            without.add(Part.REVIEW)
        return [part for part in Part if part not in without]

    def done_on(self, part: Part) -> date | None:
        """When this part was done; an answer that did not agree leaves it open."""
        if part == Part.CANDIDATES:
            return self._nominated_on()
        if part in (Part.MEETING, Part.OFFICERS):
            return self._elected_on(part)
        row = self.step(STEP_OF[part])
        if row is None or row.agreed is False:
            return None
        if part in ASKED_BY.values():
            answer = next((p for p, asked in ASKED_BY.items() if asked == part), None)
            said = self.step(STEP_OF[answer]) if answer else None
            if said and said.agreed is False and _moment(said) >= _moment(row):
                return None  # sent back: to be sent again
        return row.happened_on

    def _nominated_on(self) -> date | None:
        offices = self.setup.put_up_first
        return self.setup.recorded_at.date() if all(self.nominees.get(office) for office in offices) else None

    def _elected_on(self, part: Part) -> date | None:
        by_meeting = self.setup.by_the_meeting
        offices = [one for one in self.setup.offices if (one in by_meeting) == (part == Part.MEETING)]
        outcomes = [self.outcomes[office] for office in offices]
        days = [outcome.held_on for outcome in outcomes if outcome.is_complete and outcome.held_on]
        return max(days) if days and len(days) == len(outcomes) else None

    @property
    def next_part(self) -> Part | None:
        if self.election.is_closed:
            return None
        return next((part for part in self.parts if self.done_on(part) is None), None)

    @property
    def refused(self) -> ElectionStep | None:
        """The last answer, where it did not agree and nothing was sent again since."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.agreed is False else None

    @property
    def elected_on(self) -> date | None:
        """The day of the general meeting that elected; of the committee, where only officers are elected."""
        return self.done_on(Part.MEETING if self.setup.by_the_meeting else Part.OFFICERS)

    @property
    def is_elected(self) -> bool:
        """Everything that was to be elected is."""
        return all(self.done_on(part) for part in (Part.MEETING, Part.OFFICERS) if part in self.parts)


def _moment(step: ElectionStep) -> tuple[date, datetime]:
    return step.happened_on, step.recorded_at


def visible_to(actor: Actor) -> QuerySet[Election]:
    """Of the branch for its committee, of everything below for a superior."""
    rows = Election.objects.filter(below(actor.path, "branch__path")).select_related("branch")
    return rows if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW) else rows.none()


def election_for(actor: Actor, election_id: UUID | str) -> Election:
    found: Election | None = visible_to(actor).filter(pk=election_id).first()
    if found is None:
        raise NotFound
    return found


def open_election(branch: Organisation) -> Election | None:
    return Election.objects.filter(branch=branch, is_closed=False).select_related("branch").first()


def elections_of(branch: Organisation) -> list[Election]:
    """The latest first."""
    rows = Election.objects.filter(branch=branch).select_related("branch")
    return sorted(rows, key=lambda row: setup_of(row).recorded_at, reverse=True)


def step_for(actor: Actor, step_id: UUID | str) -> ElectionStep:
    rows = ElectionStep.objects.filter(pk=step_id, election__in=visible_to(actor))
    found: ElectionStep | None = rows.select_related("election__branch", "body").first()
    if found is None:
        raise NotFound
    return found


def round_for(actor: Actor, round_id: UUID | str) -> Round:
    rows = Round.objects.filter(pk=round_id, election__in=visible_to(actor)).select_related("election__branch")
    found: Round | None = rows.prefetch_related("votes").first()
    if found is None:
        raise NotFound
    return found


def setup_of(election: Election) -> Setup:
    return Setup.objects.get(election=election)


def superiors_of(branch: Organisation) -> list[Organisation]:
    """The organisations above, the nearest first."""
    rows = Organisation.objects.filter(path__in=ancestors(branch.path)[:-1])
    return sorted(rows, key=lambda row: len(row.path), reverse=True)


def electors_of(branch: Organisation, on: date) -> list[Person]:
    """Who has the right to vote, to elect and to be elected, that day."""
    return [person for person in people_of(branch, on) if person.may_vote]


def in_stroke_order(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda member: stroke_key(member.name))


def standing_of(election: Election, layers: Layers) -> Standing:
    """Everything of one election. Five queries."""
    setup = setup_of(election)
    steps = list(
        ElectionStep.objects.filter(election=election).select_related("body").order_by("happened_on", "recorded_at")
    )
    rounds = list(
        Round.objects.filter(election=election).prefetch_related("votes").order_by("happened_on", "recorded_at")
    )
    rows = Nominee.objects.filter(election=election).select_related("member")
    nominees = {
        office: in_stroke_order([row.member for row in rows if row.office == office]) for office in setup.offices
    }
    reduced = {row.office for row in steps if row.kind == StepKind.SEATS_REDUCED}
    above = superiors_of(election.branch)
    return Standing(
        election,
        setup,
        steps,
        nominees,
        {
            office: outcome_of(
                office,
                setup.seats_of(office),
                [row for row in rounds if row.office == office],
                is_reduced=office in reduced,
                layers=layers,
            )
            for office in setup.offices
        },
        reviewer=above[0] if above and above[0].kind == OrganisationKind.GENERAL_BRANCH else None,
        approver=next((row for row in above if row.kind in COMMITTEES), None),
    )


def may_approve(body: Organisation, on: date, layers: Layers, *, is_authorised: bool = False) -> questions.Answer:
    """Whether this organisation answers and approves, or only reviews."""
    level = "general_branch" if body.kind == OrganisationKind.GENERAL_BRANCH else "committee"
    facts = {"body": level, "authorised": is_authorised}
    return questions.answer("election.approver", on, facts, layers)


def counted_at(gathering_thread: UUID) -> list[Round]:
    """The counts that were taken at one gathering."""
    rows = Round.objects.filter(gathering=gathering_thread).select_related("election")
    return list(rows.prefetch_related(Prefetch("votes")).order_by("recorded_at"))


def waiting_below(actor: Actor) -> list[Election]:
    """Open elections of the subtree: a superior sees which of them wait for an answer."""
    return list(visible_to(actor).filter(is_closed=False).order_by("branch__path"))
