"""What is kept is what the records say: after any writes, drawing everything again finds nothing different."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import NOW, TODAY, Enterprise, acting, build_anew, build_enterprise, do
from tests.remembering import remembered
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Foreseen
from zhibu.base.touched import SheetKind
from zhibu.checkup.actions import answer_finding, confirm_month, open_month_again, take_back_answer
from zhibu.checkup.models import (
    Answer,
    AnswerKind,
    BranchSheet,
    BranchState,
    BranchYearSheet,
    Confirmation,
    Count,
    Finding,
)
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows import night
from zhibu.flows.assigning import send_assignment
from zhibu.flows.settings import set_figures
from zhibu.meeting.actions import (
    NewGathering,
    NewGrades,
    NewItem,
    NewTally,
    note_talk,
    record_gathering,
    undo_gathering,
    undo_talk,
)
from zhibu.meeting.models import Gathering, ItemKind, Talk
from zhibu.member.actions import (
    correct_details,
    enter_member,
    leave_branch,
    leave_post,
    move_member,
    set_condition,
    take_post,
)
from zhibu.member.models import Category, ConditionKind, Details, Member, PostHolding, PostKind
from zhibu.org.actions import (
    add_group,
    cover_unit,
    describe_organisation,
    describe_unit,
    end_group,
    record_term,
    set_records_from,
    take_back_term,
)
from zhibu.org.models import BranchKind, Domain, Organisation, PartyGroup, Term, Unit
from zhibu.target.actions.books import NewLine, write_book
from zhibu.target.actions.looks import NewLook, SeenLine, close_quarter, look_at
from zhibu.target.actions.talks import arrange_talks
from zhibu.target.models import Book, Outcome
from zhibu.work.actions import NewTask, create_task, drop, finish, undo_task
from zhibu.work.assigning import NewAssignment
from zhibu.work.goals import note_day, set_goal
from zhibu.work.models import DayKind, Goal, SubmissionKind, Task, TaskSource
from zhibu.work.prior import Matter, record_matter, switch_on
from zhibu.work.upward import NewSubmission, send

pytestmark = pytest.mark.django_db
WRITES = 55


class Writer:
    """Writes at random through the one way of writing. What is refused changes nothing and counts as a write."""

    def __init__(self, enterprise: Enterprise, seed: int) -> None:
        self.enterprise, self.random = enterprise, random.Random(seed)
        self.acts: list[Callable[[], Any]] = [
            self.hold, self.hold, self.hold, self.undo, self.talk, self.untalk, self.enter, self.correct, self.move,
            self.leave, self.take, self.give_up, self.circumstance, self.term, self.no_term, self.group, self.no_group,
            self.describe, self.begin_at, self.unit, self.unit_changes, self.answer, self.unanswer, self.confirm,
            self.reopen, self.setting, self.agree, self.look, self.put_away, self.arrange, self.give_task,
            self.move_task, self.order, self.goal, self.unit_day, self.request, self.matter,
        ]  # fmt: skip

    def write(self, times: int) -> None:
        for _number in range(times):
            act = self.random.choice(self.acts)
            try:
                act()
            except Foreseen:
                continue

    def branch(self) -> Organisation:
        chosen = self.random.choice([self.enterprise.first, self.enterprise.second])
        return Organisation.objects.get(pk=chosen.pk)

    def day(self, back: int = 700) -> date:
        return TODAY - timedelta(days=self.random.randint(0, back))

    def one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        if not found:
            raise Foreseen
        return self.random.choice(found)

    def secretary(self, action: Any, place: Organisation, right: Right = Right.RECORD, /, **arguments: Any) -> Any:
        return do(acting(place, Role.SECRETARY), action, right, **arguments)

    def superior(self, action: Any, **arguments: Any) -> Any:
        return do(acting(self.enterprise.company, Role.ORGANISER), action, Right.SET_UP, **arguments)

    def hold(self) -> Any:
        branch = self.branch()
        items = []
        for kind in self.random.sample(list(ItemKind), k=self.random.randint(1, 2)):
            due = self.random.randint(2, 9)
            tally = NewTally(due, due - self.random.randint(0, 2), self.random.randint(0, due - 2), said_passed=True)
            grades = NewGrades(2, 5) if kind == ItemKind.DEMOCRATIC_APPRAISAL else None
            items.append(NewItem(kind, tally=tally if self.random.random() < 0.5 else None, grades=grades))
        new = NewGathering(branch=branch, happened_on=self.day(), items=items)
        if self.random.random() < 0.2:
            standing = self.one(Gathering.objects.filter(branch=branch))
            return self.secretary(record_gathering, branch, new=new, standing=standing)
        return self.secretary(record_gathering, branch, new=new)

    def undo(self) -> Any:
        gathering = self.one(Gathering.objects.all())
        return self.secretary(undo_gathering, gathering.branch, gathering=gathering)

    def talk(self) -> Any:
        branch = self.branch()
        talker, partner = (self.one(Member.objects.filter(branch=branch)) for _side in range(2))
        return self.secretary(
            note_talk, branch, branch=branch, talker=talker, partner=partner, happened_on=self.day(400)
        )

    def untalk(self) -> Any:
        talk = self.one(Talk.objects.all())
        return self.secretary(undo_talk, talk.branch, talk=talk)

    def enter(self) -> Any:
        branch = self.branch()
        joined = self.day(1500)
        columns: dict[str, Any] = self.random.choice(
            [{}, {"joined_on": joined}, {"joined_on": joined, "full_on": min(joined + timedelta(days=365), TODAY)},
             {"category": self.random.choice(list(Category))}]
        )  # fmt: skip
        return self.secretary(enter_member, branch, branch=branch, since=self.day(), name="赵青", **columns)

    def correct(self) -> Any:
        details = self.one(Details.objects.filter(member__branch__isnull=False))
        full_on = self.random.choice([None, self.day()])
        return self.secretary(correct_details, details.member.branch, details=details, full_on=full_on, joined_on=None)

    def move(self) -> Any:
        member = self.one(Member.objects.filter(branch__isnull=False))
        return self.secretary(move_member, member.branch, member=member, branch=self.branch(), since=self.day(200))

    def leave(self) -> Any:
        member = self.one(Member.objects.filter(branch__isnull=False))
        return self.secretary(leave_branch, member.branch, member=member, until=self.day(200))

    def take(self) -> Any:
        branch = self.branch()
        member = self.one(Member.objects.filter(branch=branch))
        post = self.random.choice(list(PostKind))
        return self.secretary(take_post, branch, member=member, organisation=branch, post=post, since=self.day())

    def give_up(self) -> Any:
        holding = self.one(PostHolding.objects.filter(until__isnull=True))
        return self.secretary(leave_post, holding.organisation, holding=holding, until=self.day(300))

    def circumstance(self) -> Any:
        member = self.one(Member.objects.filter(branch__isnull=False))
        kind = self.random.choice(list(ConditionKind))
        return self.secretary(set_condition, member.branch, member=member, kind=kind, since=self.day(), until=None)

    def term(self) -> Any:
        branch = self.branch()
        elected_on = self.day(1500)
        ends_on = self.random.choice([None, elected_on + timedelta(days=1095)])
        return self.secretary(
            record_term, branch, organisation=branch, elected_on=elected_on, ends_on=ends_on,
            has_committee=self.random.random() < 0.7, seats=self.random.choice([None, 3, 5, 9]),
        )  # fmt: skip

    def no_term(self) -> Any:
        term = self.one(Term.objects.all())
        return self.secretary(take_back_term, term.organisation, term=term)

    def group(self) -> Any:
        branch = self.branch()
        name = self.random.choice(["第一党小组", "第二党小组", "第三党小组"])
        return self.secretary(add_group, branch, branch=branch, name=name, since=self.day())

    def no_group(self) -> Any:
        group = self.one(PartyGroup.objects.filter(until__isnull=True))
        return self.secretary(end_group, group.branch, group=group, until=self.day(300))

    def describe(self) -> Any:
        branch = self.branch()
        return self.superior(
            describe_organisation, organisation=branch, since=self.day(), name=branch.name,
            branch_kind=self.random.choice(list(BranchKind)), domain=self.random.choice(list(Domain)),
        )  # fmt: skip

    def begin_at(self) -> Any:
        return self.superior(set_records_from, organisation=self.branch(), day=self.day())

    def unit(self) -> Any:
        return self.superior(
            cover_unit, organisation=self.enterprise.company, name=f"项目{self.random.random()}", since=self.day(),
            branch=self.random.choice([None, self.branch()]), full_members=self.random.choice([None, 1, 3, 5]),
            is_project=self.random.random() < 0.5, project_from=self.day(), conditions_met=True,
        )  # fmt: skip

    def unit_changes(self) -> Any:
        unit = self.one(Unit.objects.filter(until__isnull=True))
        return self.superior(describe_unit, unit=unit, since=self.day(200), branch=self.branch())

    def answer(self) -> Any:
        branch = self.branch()
        norm, periods = self.random.choice([("theme-day-monthly", 12), ("general-meeting-quarterly", 4)])
        return self.secretary(
            answer_finding, branch, Right.CONFIRM, branch=branch, sheet=SheetKind.BRANCH_YEAR, norm=norm,
            subject=branch.pk, year=self.random.choice([2025, 2026]), periods=1 << self.random.randrange(periods),
            kind=self.random.choice(list(AnswerKind)), reason="并入党员大会",
        )  # fmt: skip

    def unanswer(self) -> Any:
        answer = self.one(Answer.objects.all())
        return self.secretary(
            take_back_answer, answer.branch, Right.CONFIRM, answer=answer, sheet=SheetKind.BRANCH_YEAR
        )

    def confirm(self) -> Any:
        branch = self.branch()
        return self.secretary(confirm_month, branch, Right.CONFIRM, branch=branch, month=self.day())

    def reopen(self) -> Any:
        confirmation = self.one(Confirmation.objects.all())
        return self.secretary(open_month_again, confirmation.branch, Right.CONFIRM, confirmation=confirmation)

    def setting(self) -> Any:
        figures = self.random.choice([{"times": 1, "months_per_period": 3}, {"times": 1, "months_per_period": 6}])
        return self.superior(
            set_figures, organisation=self.enterprise.company, norm="party-lesson-regularly", values=figures,
            source_document="年度学习安排", since=self.day(300),
        )  # fmt: skip

    def agree(self) -> Any:
        branch = self.branch()
        member, year = self.one(Member.objects.filter(branch=branch)), self.random.choice([2025, 2026])
        standing = Book.objects.filter(member=member, year=year).first()
        lines = [NewLine("带徒一人", "出师", date(year, 12, 20)) for _number in range(3)]
        return self.secretary(
            write_book, branch, Right.SEE_TARGETS, member=member, year=year, lines=lines, source_note="夹子",
            signed_on=self.random.choice([None, self.day(300)]), standing=standing.pk if standing else None,
        )  # fmt: skip

    def look(self) -> Any:
        book = self.one(Book.objects.filter(member_agreed_on__isnull=False, branch_agreed_on__isnull=False))
        outcome = self.random.choice(list(Outcome))
        lines = [SeenLine(line.thread, outcome, "活紧") for line in book.lines.all()]
        return self.secretary(
            look_at, book.branch, Right.SEE_TARGETS, branch=book.branch, year=book.year,
            quarter=self.random.randint(1, 4), looks=[NewLook(book.member, lines)], happened_on=self.day(60),
        )  # fmt: skip

    def put_away(self) -> Any:
        branch, year = self.branch(), self.random.choice([2025, 2026])
        quarter = self.random.randint(1, 4)
        return self.secretary(close_quarter, branch, Right.SEE_TARGETS, branch=branch, year=year, quarter=quarter)

    def arrange(self) -> Any:
        branch = self.branch()
        talker, partner = (self.one(Member.objects.filter(branch=branch)) for _side in range(2))
        return self.secretary(
            arrange_talks, branch, branch=branch, talker=talker, partners=[partner],
            planned_on=TODAY + timedelta(days=self.random.randint(0, 60)),
        )  # fmt: skip

    def give_task(self) -> Any:
        branch = self.branch()
        goal = self.random.choice([None, *Goal.objects.order_by("pk").values_list("thread", flat=True)])
        new = NewTask(
            branch=branch, title="查冬季用电", owners=[self.one(Member.objects.filter(branch=branch))], goal=goal,
            source=self.random.choice([TaskSource.OWN, TaskSource.INITIATIVE, TaskSource.DECISION]),
        )  # fmt: skip
        return self.secretary(create_task, branch, new=new)

    def move_task(self) -> Any:
        task = self.one(Task.objects.all())
        if self.random.random() < 0.3:
            return self.secretary(undo_task, task.branch, task=task)
        act, given = self.random.choice(
            [(finish, {"result": "查了", "happened_on": self.day(60)}), (drop, {"reason": "不用"})]
        )
        return self.secretary(act, task.branch, task=task, **given)

    def order(self) -> Any:
        new = NewAssignment(
            sender=self.enterprise.company, title="报冬季用电", aim="消掉火险", due_on=TODAY + timedelta(days=9),
            receivers=[self.branch()],
        )  # fmt: skip
        return do(acting(self.enterprise.company, Role.ORGANISER), send_assignment, Right.ASSIGN, new=new)

    def goal(self) -> Any:
        company, year = self.enterprise.company, self.random.choice([2025, 2026])
        officer = acting(company, Role.ORGANISER)
        return do(officer, set_goal, Right.ASSIGN, organisation=company, year=year, title="停机减一半")

    def unit_day(self) -> Any:
        branch, goal = self.branch(), self.one(Goal.objects.all())
        return self.secretary(
            note_day, branch, organisation=branch, kind=DayKind.GOOD, title="接了大单", happened_on=self.day(),
            goal=goal.thread,
        )  # fmt: skip

    def request(self) -> Any:
        branch = self.branch()
        new = NewSubmission(
            organisation=branch, kind=SubmissionKind.ORAL, matter="热饭炉", happened_on=self.day(), to_name="老林"
        )
        return self.secretary(send, branch, new=new)

    def matter(self) -> Any:
        branch = self.branch()
        if self.random.random() < 0.5:
            officer = acting(self.enterprise.company, Role.ORGANISER)
            return do(officer, switch_on, Right.ASSIGN, organisation=branch, document="公司文件", since=self.day())
        trail = Matter("换设备", discussed_on=self.day(), decided_on=self.day(), decided_by="经理会")
        return self.secretary(record_matter, branch, organisation=branch, matter=trail)


@contextmanager
def seeded_keys(seed: int | str) -> Iterator[None]:
    """Keys follow from the seed, so that a seed always makes the same writes: what failed once fails again."""
    draw = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", draw.randbytes)
        yield


def written_at_random(seed: int) -> None:
    with seeded_keys("enterprise"):
        enterprise = remembered("enterprise with seeded keys", build_anew)
    with seeded_keys(seed):
        Writer(enterprise, seed).write(WRITES)


@pytest.mark.parametrize("seed", range(4))
def test_after_random_writes_nothing_differs(seed: int) -> None:
    written_at_random(seed)
    assert not +rebuild(TODAY).differences


@pytest.mark.parametrize("days", [1, 40, 400])
def test_after_random_writes_the_nights_bring_everything_to_a_later_day(days: int) -> None:
    written_at_random(days)
    later = TODAY + timedelta(days=days)
    night.run(later, NOW + timedelta(days=days))
    assert not +rebuild(later).differences


def test_a_correction_is_seen_where_the_member_was_before() -> None:
    """The branch that somebody has left is still asked on which day it had seven full members."""
    enterprise = build_enterprise()
    secretary = acting(enterprise.first, Role.SECRETARY)
    one, other = enterprise.members[:2]
    for member in (one, other):
        moved = {"member": member, "branch": enterprise.second, "since": date(2026, 3, 1)}
        do(secretary, move_member, Right.RECORD, **moved)
    do(secretary, leave_branch, Right.RECORD, member=other, until=date(2026, 5, 1))
    for member in (one, other):
        details = Details.objects.get(member=member)
        do(secretary, correct_details, Right.RECORD, details=details, full_on=date(2021, 7, 1))
    suspended = {"member": one, "kind": ConditionKind.RIGHTS_SUSPENDED, "since": date(2025, 5, 1), "until": None}
    do(secretary, set_condition, Right.RECORD, **suspended)
    assert not +rebuild(TODAY).differences


def test_what_was_spoilt_is_counted_by_kind_and_repaired() -> None:
    enterprise = build_enterprise()
    assert rebuild(TODAY).total == 0

    branch = enterprise.first
    BranchYearSheet.objects.filter(branch=branch).update(theme_day_held=0b111)
    BranchSheet.objects.filter(branch=enterprise.second).delete()
    Finding.objects.filter(branch=branch, norm="branch-committee-monthly").delete()
    BranchState.objects.filter(branch=branch).update(state="help")
    Count.objects.create(organisation=enterprise.company, state="fine", amount=3)

    found = rebuild(TODAY)
    spoilt = {kind for kind, number in found.differences.items() if number}
    assert spoilt >= {"sheet_branch_year", "sheet_branch", "findings", "states", "counts"}
    assert found.organisations == 3
    assert rebuild(TODAY).total == 0


def test_progress_is_told() -> None:
    build_enterprise()
    told: list[tuple[int, int]] = []
    rebuild(TODAY, lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]
