"""换届 in three conditions: candidates to be put up, candidates that wait for the superior, a result that does."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhibu.base.actor import Right
from zhibu.demo.life import Branch
from zhibu.election import actions
from zhibu.election.actions import NewRound, NewVotes
from zhibu.election.models import Election, Office, RoundKind, StepKind
from zhibu.election.queries import in_stroke_order, superiors_of
from zhibu.flows import elections as flow
from zhibu.flows.write import perform
from zhibu.member.models import Member
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import terms_of

ASKED, WAITING, DONE = "机械租赁党支部", "工程技术党支部", "沥青拌合站党支部"


class Elections:
    def __init__(self, branches: Sequence[Branch], today: date, now: datetime) -> None:
        self.by_name = {branch.story.name: branch for branch in branches}
        self.today, self.now = today, now

    def write(self) -> None:
        """Through the same flows as everybody uses."""
        asked = self._begin(self.by_name[ASKED])
        self._step(asked, StepKind.REQUESTED, 26)
        self._answer(asked, StepKind.REPLIED, 12, "江建党〔2026〕31号")
        waiting = self._begin(self.by_name[WAITING])
        self._step(waiting, StepKind.REQUESTED, 30)
        self._answer(waiting, StepKind.REPLIED, 20, "江建党〔2026〕28号")
        self._nominate(waiting, Office.COMMITTEE, self._full(WAITING)[:4])
        self._step(waiting, StepKind.CANDIDATES_SENT, 6)
        self._held()

    def _held(self) -> None:
        """From the request to the count; the result has been reported and waits for approval."""
        branch = self.by_name[DONE]
        election = self._begin(branch)
        self._step(election, StepKind.REQUESTED, 60)
        self._answer(election, StepKind.REPLIED, 50, "江建党〔2026〕22号")
        people = self._full(DONE)
        candidates = people[:4]
        self._nominate(election, Office.COMMITTEE, candidates)
        self._step(election, StepKind.CANDIDATES_SENT, 40)
        self._answer(election, StepKind.CANDIDATES_REPLIED, 30, "江建党〔2026〕25号")
        due, present = len(people), len(people) - 1
        favour = [present, present - 1, present - 1, 2]
        self._count(election, Office.COMMITTEE, 3, 8, due, present, list(zip(candidates, favour, strict=True)))
        self._nominate(election, Office.SECRETARY, candidates[:1])
        self._count(election, Office.SECRETARY, 1, 8, 3, 3, [(candidates[0], 3)])
        self._step(election, StepKind.REPORTED, 5)

    def _full(self, name: str) -> list[Member]:
        branch = self.by_name[name]
        return [member for member in branch.members if member.pk not in branch.probationary]

    def _do(self, writer: Branch, act: Any, **arguments: Any) -> Any:
        return perform(writer.actor, act, right=Right.RECORD, today=self.today, now=self.now, **arguments).result

    def _begin(self, branch: Branch) -> Election:
        term = next(iter(terms_of(branch.organisation)))
        election: Election = self._do(
            branch, actions.begin, branch=branch.organisation, ordinal=(term.ordinal or 3) + 1,
            has_committee=True, seats=3, deputies=0, term_ends_on=term.ends_on, planned_on=None,
        )  # fmt: skip
        return election

    def _of(self, election: Election) -> Branch:
        return self.by_name[election.branch.name]

    def _day(self, back: int) -> date:
        return self.today - timedelta(days=back)

    def _step(self, election: Election, kind: StepKind, back: int) -> None:
        self._do(self._of(election), actions.note_step, election=election, kind=kind, happened_on=self._day(back))

    def _answer(self, election: Election, kind: StepKind, back: int, number: str) -> None:
        above = superiors_of(election.branch)
        body = next(row for row in above if row.kind == OrganisationKind.PRIMARY_COMMITTEE)
        self._do(
            self._of(election), actions.note_step, election=election, kind=kind, happened_on=self._day(back),
            agreed=True, body=body, number=number,
        )  # fmt: skip

    def _nominate(self, election: Election, office: Office, members: Sequence[Member]) -> None:
        self._do(
            self._of(election), actions.nominate, election=election, office=office, members=in_stroke_order(members)
        )

    def _count(
        self, election: Election, office: Office, seats: int, back: int, due: int, present: int,
        votes: Sequence[tuple[Member, int]],
    ) -> None:  # fmt: skip
        new = NewRound(
            office, RoundKind.FIRST, self._day(back), seats, due, present, present, present,
            votes=[NewVotes(member.name, number, present - number, 0, member) for member, number in votes],
        )  # fmt: skip
        self._do(self._of(election), flow.count, election=election, new=new)
