"""Writes of every kind at random, through the one way of writing: what rebuilding and drawing by parts are tried on.

While it writes it looks whether each action says all that it wrote, as far as sheets read it.
"""

import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model

from tests.personas import TODAY, Enterprise, acting, build_anew, do
from tests.remembering import remembered
from zhibu.admission.actions import enter_candidate, move_case, pause_case, send_letter, send_up
from zhibu.admission.models import Candidate, LetterAbout, Matter, StepKind
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Foreseen
from zhibu.base.touched import SheetKind, Touch
from zhibu.checkup import drawing, refresh
from zhibu.checkup.actions import answer_finding, confirm_month, open_month_again, take_back_answer
from zhibu.checkup.models import (
    Answer,
    AnswerKind,
    Confirmation,
)
from zhibu.dues.actions import (
    Fixing,
    arrange,
    collect_month,
    fix_year,
    publish,
    record_payment,
    remind,
    take_back_arrangement,
    undo_collection,
    undo_payment,
    undo_publication,
)
from zhibu.dues.models import Arrangement, ArrangementKind, Assessment, Collection, Payment, Publication
from zhibu.flows import decisions
from zhibu.flows.admission import note_step
from zhibu.flows.assigning import send_assignment
from zhibu.flows.settings import set_figures
from zhibu.meeting.actions import (
    NewGathering,
    NewGrades,
    NewItem,
    NewTally,
    call_off,
    note_talk,
    record_gathering,
    undo_gathering,
    undo_talk,
)
from zhibu.meeting.batches import plan_year
from zhibu.meeting.models import Gathering, ItemKind, Stage, Talk
from zhibu.member.actions import (
    correct_details,
    enter_member,
    leave_branch,
    leave_post,
    move_member,
    set_condition,
    take_post,
)
from zhibu.member.caring import note_course, undo_course
from zhibu.member.models import Category, ConditionKind, Course, Details, Member, PostHolding, PostKind
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
from zhibu.target.actions.helping import NewCriticism, NewPlan, open_help, undo_help
from zhibu.target.actions.looks import NewLook, SeenLine, close_quarter, look_at
from zhibu.target.actions.talks import arrange_talks
from zhibu.target.models import Book, HelpPlan, Outcome
from zhibu.target.models import Duty as DutyKind
from zhibu.work.actions import NewTask, create_task, drop, finish, undo_task
from zhibu.work.assigning import NewAssignment
from zhibu.work.goals import link_gathering, note_day, set_goal
from zhibu.work.models import DayKind, Goal, SubmissionKind, Task, TaskSource
from zhibu.work.prior import Matter as MajorMatter
from zhibu.work.prior import norm_for, record_matter, switch_on
from zhibu.work.upward import NewSubmission, send

WRITES = 60
MOST_ROUNDS = 12  # of every act once


@contextmanager
def tables_in(pattern: str, found: set[str]) -> Iterator[set[str]]:
    """The tables that statements inside name behind these words are put into `found`."""
    table = re.compile(rf'(?:{pattern}) "(\w+)"')

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.update(table.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def tables_of(models: Iterable[type[Model]]) -> set[str]:
    return {model._meta.db_table for model in models}


@contextmanager
def watched(written: set[str]) -> Iterator[None]:
    """Inside, `written` gathers all tables written to; an action that does not name one of them that a sheet it touched
    reads from is found out."""
    of_this_act: set[str] = set()
    redraw = refresh.redraw

    def look_and_redraw(touched: set[Touch], today: date) -> None:
        written.update(of_this_act)
        said: dict[Any, set[type[Model]] | None] = {}
        for touch in touched:
            key = touch.kind, touch.branch, touch.year
            before = said.get(key, set())
            said[key] = None if before is None or touch.wrote is None else before | touch.wrote
        for (kind, _branch, _year), wrote in said.items():
            for part in drawing.parts_of(kind) if wrote is not None else ():
                read = tables_of([part.only_with] if part.only_with else part.reads)
                left_out = read & of_this_act - tables_of(wrote or ())
                assert not left_out, f"{kind}: written but not said: {left_out}"
        redraw(touched, today)
        of_this_act.clear()

    with pytest.MonkeyPatch.context() as patch, tables_in("INTO|UPDATE|DELETE FROM", of_this_act):
        patch.setattr(refresh, "redraw", look_and_redraw)
        yield


class Writer:
    """Writes at random through the one way of writing. What is refused changes nothing and counts as a write."""

    def __init__(self, enterprise: Enterprise, seed: int) -> None:
        self.enterprise, self.random = enterprise, random.Random(seed)
        self.acts: list[Callable[[], Any]] = [
            self.hold, self.hold, self.hold, self.appraise, self.undo,
            self.talk, self.untalk, self.enter, self.correct, self.move,
            self.leave, self.take, self.give_up, self.circumstance, self.term, self.no_term, self.group, self.no_group,
            self.describe, self.begin_at, self.unit, self.unit_changes, self.answer, self.unanswer, self.confirm,
            self.reopen, self.setting, self.agree, self.look, self.put_away, self.arrange, self.give_task,
            self.move_task, self.order, self.goal, self.unit_day, self.request, self.matter, self.plan, self.set_time,
            self.hold_planned, self.course, self.help, self.for_goal, self.fix_dues, self.fix_dues, self.collect,
            self.pay, self.reduce_dues, self.remind_of_dues, self.publish_dues, self.apply, self.apply,
            self.case_moves, self.case_moves, self.case_moves, self.case_moves, self.matter, self.fix_dues,
        ]  # fmt: skip

    def write(self, times: int, each: int = 0) -> None:
        """So many acts at random; with `each`, every act so often instead, round by round."""
        acts = [act for _round in range(each) for act in self.random.sample(self.acts, k=len(self.acts))]
        for act in acts or self.random.choices(self.acts, k=times):
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

    def appraise(self) -> Any:
        branch = self.branch()
        items = [NewItem(ItemKind.DEMOCRATIC_APPRAISAL, grades=NewGrades(self.random.randint(1, 4), 5))]
        return self.secretary(record_gathering, branch, new=NewGathering(branch, self.day(), items))

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
        if not norm_for(branch, TODAY):
            officer = acting(self.enterprise.company, Role.ORGANISER)
            return do(officer, switch_on, Right.ASSIGN, organisation=branch, document="公司文件", since=self.day())
        trail = MajorMatter("换设备", discussed_on=self.day(), decided_on=self.day(), decided_by="经理会")
        return self.secretary(record_matter, branch, organisation=branch, matter=trail)

    def plan(self) -> Any:
        branch = self.branch()
        days = [TODAY + timedelta(days=self.random.randint(1, 60)) for _number in range(2)]
        entries = [NewGathering(branch, day, [NewItem(ItemKind.THEME_DAY)], is_proposed=True) for day in days]
        dropped = list(Gathering.objects.filter(branch=branch, is_proposed=True, stage=Stage.PLANNED).order_by("pk"))
        return self.secretary(plan_year, branch, branch=branch, entries=entries, dropped=dropped, batch=uuid4())

    def set_time(self) -> Any:
        branch = self.branch()
        items = [NewItem(self.random.choice(list(ItemKind)))]
        new = NewGathering(branch, TODAY + timedelta(days=self.random.randint(0, 40)), items)
        return self.secretary(record_gathering, branch, new=new, stage=Stage.PLANNED)

    def hold_planned(self) -> Any:
        """A plan is called off, or becomes a record with everybody's attendance on its day."""
        gathering = self.one(Gathering.objects.filter(stage=Stage.PLANNED))
        if self.random.random() < 0.4:
            return self.secretary(call_off, gathering.branch, gathering=gathering)
        members = Member.objects.filter(branch=gathering.branch).order_by("pk").values_list("pk", flat=True)
        new = NewGathering(
            gathering.branch, self.day(40), [NewItem(ItemKind.GENERAL_MEETING, decision="照办")],
            due=len(members), present=len(members), attendance=dict.fromkeys(members, "present"),
        )  # fmt: skip
        return self.secretary(decisions.record_gathering, gathering.branch, new=new, standing=gathering)

    def course(self) -> Any:
        member = self.one(Member.objects.filter(branch__isnull=False))
        if self.random.random() < 0.3:
            course = self.one(Course.objects.all())
            return self.secretary(undo_course, member.branch, course=course)
        return self.secretary(
            note_course, member.branch, members=[member], title="任职培训", happened_on=self.day(), minutes=240,
            is_centralised=True,
        )  # fmt: skip

    def help(self) -> Any:
        branch = self.branch()
        helped, helper = (self.one(Member.objects.filter(branch=branch)) for _side in range(2))
        if self.random.random() < 0.3:
            plan = self.one(HelpPlan.objects.filter(closed_on__isnull=True))
            return self.secretary(undo_help, plan.branch, plan=plan)
        days = [TODAY + timedelta(days=number) for number in (20, 50)]
        criticism = NewCriticism(by=helper, happened_on=self.day(300), duty=DutyKind.values[0])
        return self.secretary(
            open_help, branch, member=helped, plan=NewPlan(helper, "结对", "每周到岗", days), criticism=criticism
        )

    def for_goal(self) -> Any:
        gathering, goal = self.one(Gathering.objects.all()), self.one(Goal.objects.all())
        return self.secretary(
            link_gathering, gathering.branch, goal=goal, branch=gathering.branch, gathering=gathering.thread
        )

    def fix_dues(self) -> Any:
        branch, year = self.branch(), self.random.choice([2025, 2026, 2026])
        member = self.one(Member.objects.filter(branch=branch))
        lines = [Fixing(member, "enterprise", Decimal(self.random.choice([4000, 6000])))]
        return self.secretary(fix_year, branch, branch=branch, year=year, lines=lines, fixed_on=self.day(300))

    def collect(self) -> Any:
        if self.random.random() < 0.2:
            collection = self.one(Collection.objects.all())
            return self.secretary(undo_collection, collection.branch, collection=collection)
        branch, day = self.branch(), self.day(300)
        unpaid = set(Member.objects.filter(branch=branch).order_by("pk").values_list("pk", flat=True)[:2])
        return self.secretary(collect_month, branch, branch=branch, month=day, happened_on=day, unpaid=unpaid)

    def pay(self) -> Any:
        if self.random.random() < 0.2:
            payment = self.one(Payment.objects.all())
            return self.secretary(undo_payment, payment.branch, payment=payment)
        owing = self.one(Assessment.objects.filter(member__branch__isnull=False))
        return self.secretary(
            record_payment, owing.member.branch, branch=owing.member.branch, member=owing.member, fen=4000,
            happened_on=TODAY, first_month=self.day(300), is_extra_voluntary=True,
        )  # fmt: skip

    def reduce_dues(self) -> Any:
        if self.random.random() < 0.3:
            arrangement = self.one(Arrangement.objects.all())
            return self.secretary(take_back_arrangement, arrangement.branch, arrangement=arrangement)
        member, since = self.one(Member.objects.filter(branch__isnull=False)), self.day(200)
        return self.secretary(
            arrange, member.branch, branch=member.branch, member=member, kind=ArrangementKind.REDUCED, since=since,
            until=since + timedelta(days=100), discussed_on=since, approved_on=since, monthly_fen=100,
        )  # fmt: skip

    def remind_of_dues(self) -> Any:
        member, day = self.one(Member.objects.filter(branch__isnull=False)), self.day(300)
        return self.secretary(
            remind, member.branch, branch=member.branch, member=member, happened_on=day, make_up_by=day
        )

    def publish_dues(self) -> Any:
        if self.random.random() < 0.3:
            publication = self.one(Publication.objects.all())
            return self.secretary(undo_publication, publication.branch, publication=publication)
        branch, month = self.branch(), self.day(400)
        return self.secretary(publish, branch, branch=branch, first_month=month, last_month=month, happened_on=TODAY)

    def apply(self) -> Any:
        branch, day = self.branch(), self.day(500)
        name = "冯" + self.random.choice("安宁和顺平康") + self.random.choice("春夏秋冬")
        return self.secretary(enter_candidate, branch, branch=branch, name=name, born_on=None, applied_on=day)

    def case_moves(self) -> Any:
        candidate = self.one(Candidate.objects.filter(is_closed=False))
        given = {"candidate": candidate}
        helpers = list(Member.objects.filter(branch=candidate.branch).order_by("pk")[:2])
        ballot = {"due_to_vote": 5, "present": 5, "in_favour": 5, "against": 0, "abstained": 0}
        ballot |= {"written_in_favour": 0, "written_other": 0}
        step = self.random.choice(
            [
                {"kind": StepKind.ACTIVIST},
                {"kind": StepKind.CONTACTS_ASSIGNED, "people": helpers},
                {"kind": StepKind.ADMISSION_MEETING, "ballot": ballot},
                {"kind": StepKind.APPROVED},
                {"kind": StepKind.CONVERSION_APPROVED},
            ]
        )
        acts: list[tuple[Any, dict[str, Any]]] = [
            *[(note_step, {**step, "happened_on": self.day(400)})] * 3,
            (pause_case, {"since": self.day(100)}),
            (move_case, {"branch": self.branch(), "since": self.day(100)}),
            (send_letter, {"about_whom": LetterAbout.values[0], "by_visit": False, "sent_on": self.day(100)}),
            (send_up, {"matter": self.random.choice(list(Matter)), "sent_on": self.day(100)}),
        ]
        act, more = self.random.choice(acts)
        return self.secretary(act, candidate.branch, **given, **more)


@contextmanager
def seeded_keys(seed: int | str) -> Iterator[None]:
    """Keys follow from the seed, so that a seed always makes the same writes: what failed once fails again."""
    draw = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", draw.randbytes)
        yield


def written_at_random(seed: int, times: int = WRITES, until: frozenset[str] = frozenset()) -> set[str]:
    """The tables that were written to. With `until`: rounds of every act, until all of these are among them."""
    written: set[str] = set()
    with seeded_keys("enterprise"):
        enterprise = remembered("enterprise with seeded keys", build_anew)
    with seeded_keys(seed), watched(written):
        writer = Writer(enterprise, seed)
        if not until:
            writer.write(times)
        for _round in range(MOST_ROUNDS):
            if until <= written:
                break
            writer.write(0, each=1)
    return written
