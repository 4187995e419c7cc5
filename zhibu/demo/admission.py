"""Admission in the demo: five people at five places of the chart, written through the same flows, relative to today."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from zhibu.admission import actions
from zhibu.admission.models import Candidate, LetterAbout, Matter, Paper, StepKind
from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Done
from zhibu.demo.life import Branch, month_back
from zhibu.flows import admission as flow
from zhibu.flows.write import perform_all
from zhibu.member.models import Member

K = StepKind


class Cases:
    """Writes the cases of one branch."""

    def __init__(self, branch: Branch, superior: Actor, today: date, now: datetime) -> None:
        self.branch, self.superior, self.today, self.now = branch, superior, today, now
        self.actor = branch.actor

    def write(self) -> None:
        perform_all(self.actor, "demo_admission", self._all, right=Right.KEEP_ADMISSION, today=self.today, now=self.now)

    def _all(self) -> list[Done]:
        return [
            *self._applicant(),
            *self._activist(),
            *self._target(),
            *self._sent_up(),
            *self._probationer(),
        ]

    def _applicant(self) -> list[Done]:
        """The application lies here for 24 days; nobody has talked yet."""
        return [self._enter("沈一鸣", date(2001, 4, 9), self.today - timedelta(days=24))]

    def _activist(self) -> list[Done]:
        done = self._enter("卢晓雯", date(1999, 11, 2), month_back(self.today, 20))
        talked = month_back(self.today, 20) + timedelta(days=17)
        return [done, *self._steps(done.result, {K.TALKED: talked, **self._as_activist(month_back(self.today, 14))})]

    def _target(self) -> list[Done]:
        done = self._enter("苗志成", date(1997, 6, 18), month_back(self.today, 30))
        named = month_back(self.today, 3)
        talked = month_back(self.today, 30) + timedelta(days=8)
        steps = {K.TALKED: talked, **self._as_activist(month_back(self.today, 24)), **self._as_target(named)}
        found = [done, *self._steps(done.result, steps)]
        for whom, sent, returned in (
            (LetterAbout.MOTHER, self.today - timedelta(days=46), self.today - timedelta(days=20)),
            (LetterAbout.FATHER, self.today - timedelta(days=46), None),
        ):
            letter = self._do(
                actions.send_letter, candidate=done.result, about_whom=whom, by_visit=False, sent_on=sent,
                today=self.today,
            )  # fmt: skip
            found.append(letter)
            if returned:
                found.append(
                    self._do(actions.letter_back, letter=letter.result, returned_on=returned, today=self.today)
                )
        return found

    def _sent_up(self) -> list[Done]:
        done = self._enter("白若溪", date(1998, 2, 27), month_back(self.today, 34))
        named = month_back(self.today, 5)
        steps = {
            K.TALKED: month_back(self.today, 34) + timedelta(days=21),
            **self._as_activist(month_back(self.today, 28)),
            **self._as_target(named),
            K.TRAINING_ENDED: named + timedelta(days=40),
            K.POLITICAL_REVIEW: named + timedelta(days=75),
            K.EXAMINED: self.today - timedelta(days=12),
        }
        sent = self._do(
            actions.send_up, candidate=done.result, matter=Matter.PRE_REVIEW, sent_on=self.today - timedelta(days=9),
            today=self.today,
        )  # fmt: skip
        return [done, *self._steps(done.result, steps), sent]

    def _probationer(self) -> list[Done]:
        """A probationary member of the roster, whose year is nearly over."""
        keys = self.branch.probationary
        member = Member.objects.filter(pk__in=keys, joined_on__isnull=False).order_by("joined_on").first()
        if member is None or member.joined_on is None:
            return []
        met = member.joined_on
        done = self._enter(member.name, None, None, member=member)
        steps = {
            K.APPLIED: month_back(met, 26),
            K.TALKED: month_back(met, 26) + timedelta(days=11),
            K.ACTIVIST: month_back(met, 19),
            K.TARGET: month_back(met, 4),
            K.ADMISSION_MEETING: met,
            K.REPORTED: met + timedelta(days=4),
            K.APPROVED: met + timedelta(days=52),
            K.OATH: met + timedelta(days=66),
        }
        return [done, *self._steps(done.result, {kind: day for kind, day in steps.items() if day <= self.today})]

    def _as_activist(self, named: date) -> Mapping[StepKind, date]:
        return {
            K.RECOMMENDED: named - timedelta(days=12),
            K.ACTIVIST: named,
            K.ACTIVIST_FILED: named + timedelta(days=6),
            K.CONTACTS_ASSIGNED: named + timedelta(days=9),
        }

    def _as_target(self, named: date) -> Mapping[StepKind, date]:
        return {
            K.OPINIONS: named - timedelta(days=50),
            K.TARGET_DISCUSSED: named - timedelta(days=45),
            K.CONSENTED: named - timedelta(days=30),
            K.NOTICE_POSTED: named - timedelta(days=21),
            K.NOTICE_ENDED: named - timedelta(days=7),
            K.TARGET: named,
            K.INTRODUCERS: named + timedelta(days=5),
        }

    def _enter(self, name: str, born_on: date | None, applied_on: date | None, member: Member | None = None) -> Done:
        return self._do(
            actions.enter_candidate, branch=self.branch.organisation, name=name, born_on=born_on,
            applied_on=applied_on, member=member, since=month_back(self.today, 40) if member else None,
            today=self.today,
        )  # fmt: skip

    def _steps(self, candidate: Candidate, days: Mapping[StepKind, date]) -> list[Done]:
        found = [self._step(candidate, kind, day) for kind, day in days.items()]
        named = days[K.ACTIVIST]
        until = days.get(K.TARGET, self.today)
        for number in range(1, 6):
            review = month_back(named, -6 * number) - timedelta(days=8 + number)
            if review < min(until, self.today):
                found.append(self._step(candidate, K.REVIEW, review))
        return found

    def _step(self, candidate: Candidate, kind: StepKind, day: date) -> Done:
        people = self.branch.committee[1:2] + self.branch.leaders[:1]
        columns: dict[str, Any] = {}
        if kind in (K.CONTACTS_ASSIGNED, K.INTRODUCERS):
            columns["people"] = people
        if kind == K.TRAINING_ENDED:
            columns |= {"number": 3, "class_hours": 24}
        if kind == K.ADMISSION_MEETING:
            columns["ballot"] = {
                "due_to_vote": 18, "present": 15, "in_favour": 14, "against": 0, "abstained": 1,
                "written_in_favour": 2, "written_other": 0,
            }  # fmt: skip
        paper = Paper.UNSAID if day > self.today - timedelta(days=60) else Paper.SEEN
        return self._do(
            flow.note_step, candidate=candidate, kind=kind, happened_on=day, today=self.today, paper=paper,
            source="paper", source_note="发展党员档案", **columns,
        )  # fmt: skip

    def _do(self, action: Callable[..., Done], **arguments: Any) -> Done:
        return action(self.actor, now=self.now, **arguments)
