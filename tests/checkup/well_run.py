"""Random well-run branches written in bulk: eighteen months of life, and a door to spoil exactly one thing.

A `Plan` is what a branch did, as plain data; a test changes it before it is written. What is written is judged through
the same sheets as any record. Nothing here reads a norm: how a well-run branch lives is known from the articles.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from tests.personas import found
from zhibu.base.clock import CHINA
from zhibu.base.paths import SEPARATOR, code
from zhibu.checkup import counting, refresh
from zhibu.checkup.looking import look, years_of
from zhibu.checkup.models import TABLES, Confirmation
from zhibu.checkup.showing import Shown, check_up
from zhibu.meeting.models import Attendance, Gathering, Grades, Item, ItemKind, Presence, Stage, Talk, Tally
from zhibu.member.models import Course, Details, Member, Membership, PostHolding, PostKind
from zhibu.org.models import Domain, Organisation, OrganisationKind, PartyGroup, Profile, Term
from zhibu.target.models import Book, ClosedQuarter
from zhibu.target.quarters import QUARTERS, last_day
from zhibu.work.models import Goal, Submission, SubmissionKind, Task, TaskOwner, TaskSource

K = ItemKind
SEATS = {
    3: [[PostKind.SECRETARY], [PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER], [PostKind.DISCIPLINE_MEMBER]],
    5: [[kind] for kind in (
        PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER,
        PostKind.DISCIPLINE_MEMBER,
    )],
}  # fmt: skip
SAID = (
    "换证",
    "排班",
    "巡查",
    "工期",
    "培训",
    "食堂",
    "更衣室",
    "护栏",
    "吊装",
    "图纸",
    "回访",
    "宿舍",
    "照明",
    "药箱",
)


@dataclass
class Meeting:
    day: date
    kinds: list[ItemKind]
    people: list[int]
    group: int | None = None
    minutes: int = 70
    written_after: int = 1
    is_held: bool = True
    away: set[int] = field(default_factory=set)
    words: str = ""
    topic: str = "讨论本月的事"
    decision: str = ""
    papers_before: int | None = 3
    votes: tuple[int, int] | None = None  # due to vote, present
    with_numbers: bool = True


@dataclass
class Plan:
    people: int
    seats: int | None
    posts: list[list[PostKind]]
    groups: int
    elected_on: date
    meetings: list[Meeting]
    talks: list[tuple[int, int, date]]
    confirmed: list[date] = field(default_factory=list)
    without_targets: int = 0  # people
    unseen: set[tuple[int, int]] = field(default_factory=set)  # year and quarter at which nobody looked
    without_task_since: date | None = None  # of the last of them
    work: list[TaskSource] = field(default_factory=lambda: [TaskSource.OWN])
    is_tied: bool = True  # to a goal of the unit
    has_asked: bool = False
    today: date = date(2026, 11, 23)
    trained: bool = True

    def held(self, kind: ItemKind, year: int = 2026) -> list[Meeting]:
        return [row for row in self.meetings if kind in row.kinds and row.day.year == year]


def well_run(seed: int, today: date) -> Plan:
    """A branch of five to thirty with everything in order from July of the year before."""
    chance = random.Random(seed)
    people = chance.randint(5, 30)
    seats = None if people < 7 else (3 if people < 15 else 5)
    posts = SEATS[seats] if seats else [[PostKind.SECRETARY]]
    groups = 0 if people < 12 else chance.randint(2, 3)
    elected_on = today - timedelta(days=chance.randint(520, 900))
    plan = Plan(people, seats, posts, groups, elected_on, [], [], today=today)
    month = date(today.year - 1, 7, 1)
    while month <= today:
        _live(plan, month, chance)
        month = (month + timedelta(days=32)).replace(day=1)
    plan.meetings = [row for row in plan.meetings if row.day <= today]
    _talk(plan, chance)
    return plan


def _live(plan: Plan, month: date, chance: random.Random) -> None:
    everybody = list(range(plan.people))

    def on(first: int, last: int) -> date:
        return month.replace(day=chance.randint(first, last))

    def meet(day: date, kinds: list[ItemKind], people: list[int], **columns: Any) -> Meeting:
        row = Meeting(
            day, kinds, people, minutes=chance.randint(40, 150), written_after=chance.choice([0, 1, 2, 5, 7, 12]),
            away={person for person in people[1:] if chance.random() < 0.12}, words=_words(chance),
            papers_before=chance.choice([None, 1, 3, 5]), **columns,
        )  # fmt: skip
        plan.meetings.append(row)
        return row

    if plan.seats:
        row = meet(on(2, 6), [K.COMMITTEE_MEETING], list(range(plan.seats)), decision="按议定的办")
        row.away = set(list(row.away)[:1])  # one of three, one of five: still more than half
    kinds = [K.THEME_DAY]
    if month.month % 3 == 2:
        kinds.append(K.PARTY_LESSON)
    row = meet(on(8, 14), kinds, everybody)
    if month.month % 3 == 0:
        row = meet(on(15, 18), [K.GENERAL_MEETING], everybody, decision="通过")
        present = len(everybody) - len(row.away)
        if present * 2 > plan.people:
            row.votes = (plan.people, present)
    for group in range(plan.groups):
        members = [person for person in everybody if person % plan.groups == group]
        meet(on(19, 24), [K.GROUP_MEETING], members, group=group)
    if month.month == 12:
        meet(on(25, 28), [K.ORGANISATIONAL_LIFE_MEETING, K.DEMOCRATIC_APPRAISAL], everybody)


def _words(chance: random.Random) -> str:
    """Two sentences that nobody has said before."""
    numbers = [chance.choice(SAID) + chance.choice(SAID) + chance.choice(SAID) for _sentence in range(12)]
    return f"甲说{''.join(numbers[:6])}要先定下来再动手。乙说{''.join(numbers[6:])}还可以放一放，先看看再说。"


def _talk(plan: Plan, chance: random.Random) -> None:
    leads = list(range(plan.seats or 1))
    others = [person for person in range(plan.people) if person not in leads]
    pairs = [*pairwise(leads)]
    pairs += [(leads[number % len(leads)], person) for number, person in enumerate(others)]
    pairs += [*pairwise(others), (others[-1], others[0])]
    for year in (plan.today.year - 1, plan.today.year):
        first = date(year, 8 if year < plan.today.year else 1, 5)
        days = (min(plan.today, date(year, 12, 20)) - first).days
        plan.talks += [(one, two, first + timedelta(days=chance.randint(0, days))) for one, two in pairs if one != two]


# --- writing ------------------------------------------------------------------------------------------------------


MODELS: tuple[type[Any], ...] = (
    Organisation, Profile, PartyGroup, Term, Member, Details, Membership, Course, PostHolding, Gathering, Item, Tally,
    Grades, Attendance, Talk, Confirmation, Book, ClosedQuarter, Task, TaskOwner, Goal, Submission,
)  # fmt: skip


class Writer:
    """Writes plans below one committee, in bulk."""

    def __init__(self) -> None:
        self.committee = found(None, OrganisationKind.PRIMARY_COMMITTEE, "青山机械厂党委")
        self.rows: dict[type[Any], list[Any]] = {model: [] for model in MODELS}
        self.branches: list[Organisation] = []

    def add(self, plan: Plan) -> Organisation:
        records_from = date(plan.today.year - 1, 7, 1)
        writer = uuid4()
        stamp = {"root": self.committee.root, "recorded_by": writer, "recorded_at": _at(records_from)}
        branch = self._branch(records_from, stamp)
        groups = [
            PartyGroup(branch=branch, name=f"第{number + 1}党小组", since=date(2016, 1, 1), **stamp)
            for number in range(plan.groups)
        ]
        self.rows[PartyGroup] += groups
        self.rows[Term].append(
            Term(
                organisation=branch, happened_on=plan.elected_on, ends_on=plan.elected_on + timedelta(days=1095),
                reminded_on=plan.elected_on + timedelta(days=1095 - 200),
                has_committee=plan.seats is not None, seats=plan.seats, **stamp,
            )
        )  # fmt: skip
        members = self._people(branch, plan, groups, stamp)
        for row in plan.meetings:
            self._meeting(branch, row, members, groups, {"root": branch.root, "recorded_by": writer}, plan)
        self.rows[Talk] += [
            Talk(branch=branch, talker=members[one], partner=members[two], happened_on=day, **stamp)
            for one, two, day in plan.talks
        ]
        self._targets(branch, plan, members, stamp)
        self._work(branch, plan, members, stamp)
        self.rows[Confirmation] += [Confirmation(branch=branch, month=month, **stamp) for month in plan.confirmed]
        return branch

    def _branch(self, records_from: date, stamp: Any) -> Organisation:
        number = self.committee.number + len(self.branches) + 1
        branch = Organisation(
            root=self.committee.root, number=number, kind=OrganisationKind.BRANCH, name=f"第{number}党支部",
            path=self.committee.path + code(number) + SEPARATOR, domain=Domain.STATE_OWNED_ENTERPRISE,
            founded_on=date(2016, 1, 1), records_from=records_from,
        )  # fmt: skip
        self.branches.append(branch)
        self.rows[Organisation].append(branch)
        self.rows[Profile].append(Profile(organisation=branch, name=branch.name, since=date(2016, 1, 1), **stamp))
        return branch

    def _people(self, branch: Organisation, plan: Plan, groups: list[PartyGroup], stamp: Any) -> list[Member]:
        dates = {"joined_on": date(2010, 7, 1), "full_on": date(2011, 7, 1)}
        members = []
        for number in range(plan.people):
            member = Member(
                root=branch.root, name=f"成员{number:02d}", sort_key=f"{number:02d}", initials="cy", branch=branch,
                path=branch.path, **dates,
            )  # fmt: skip
            members.append(member)
            group = groups[number % len(groups)] if groups else None
            self.rows[Member].append(member)
            self.rows[Details].append(Details(member=member, name=member.name, **dates, **stamp))
            self.rows[Membership].append(
                Membership(member=member, branch=branch, group=group, since=date(2016, 1, 1), **stamp)
            )
        for member, kinds in zip(members, plan.posts, strict=False):
            self.rows[Course] += [
                Course(member=member, title="支部书记、委员培训班", happened_on=date(year, 4, 20), minutes=960, **stamp)
                for year in ((plan.today.year - 1, plan.today.year) if plan.trained else ())
                if date(year, 4, 20) <= plan.today
            ]
            self.rows[PostHolding] += [
                PostHolding(member=member, organisation=branch, post=kind, since=plan.elected_on, **stamp)
                for kind in kinds
            ]
        return members

    def _targets(self, branch: Organisation, plan: Plan, members: list[Member], stamp: Any) -> None:
        """Everybody agreed in the first month, and every quarter that is over was looked at."""
        sides = ("branch_agreed_on", "member_agreed_on")
        for year, day in ((plan.today.year - 1, date(plan.today.year - 1, 7, 20)), (plan.today.year, None)):
            agreed_on = day or date(year, 1, 20)
            with_targets = members[: len(members) - plan.without_targets] if year == plan.today.year else members
            self.rows[Book] += [
                Book(branch=branch, member=one, year=year, **dict.fromkeys(sides, agreed_on), **stamp)
                for one in with_targets
                if agreed_on <= plan.today
            ]
            self.rows[ClosedQuarter] += [
                ClosedQuarter(branch=branch, year=year, quarter=quarter, **stamp)
                for quarter in QUARTERS
                if agreed_on < last_day(year, quarter) < plan.today and (year, quarter) not in plan.unseen
            ]

    def _work(self, branch: Organisation, plan: Plan, members: list[Member], stamp: Any) -> None:
        """One responsibility area that everybody has a part in; what else there is, is the plan's."""
        begun = {**stamp, "recorded_at": _at(date(plan.today.year, 1, 5))}
        goal = Goal(organisation=branch, year=plan.today.year, title="停机减一半", **stamp)
        tied = goal.thread if plan.is_tied else None
        tasks = [Task(branch=branch, title="责任区", source=source, goal=tied, **begun) for source in plan.work]
        self.rows[Goal].append(goal)
        self.rows[Task] += tasks
        self.rows[TaskOwner] += [
            TaskOwner(
                task=tasks[0].thread, branch=branch, member=member, since=date(2025, 7, 1),
                until=plan.without_task_since if number == len(members) - 1 else None, **stamp,
            )
            for number, member in enumerate(members)
        ]  # fmt: skip
        if plan.has_asked:
            self.rows[Submission].append(
                Submission(
                    organisation=branch, kind=SubmissionKind.ORAL, to_name="老林", matter="热饭炉",
                    happened_on=date(plan.today.year, 1, 9), **stamp,
                )
            )  # fmt: skip

    def _meeting(
        self,
        branch: Organisation,
        row: Meeting,
        members: list[Member],
        groups: list[PartyGroup],
        stamp: Any,
        plan: Plan,
    ) -> None:
        starts = datetime.combine(row.day, time(18, 30))
        written_on = min(row.day + timedelta(days=row.written_after), plan.today)
        gathering = Gathering(
            branch=branch, group=groups[row.group] if row.group is not None else None, happened_on=row.day,
            stage=Stage.HELD if row.is_held else Stage.PLANNED, title=row.topic, starts=starts.time(),
            ends=(starts + timedelta(minutes=row.minutes)).time(), recorded_at=_at(written_on),
            due=len(row.people) if row.is_held and row.with_numbers else None,
            present=len(row.people) - len(row.away) if row.is_held and row.with_numbers else None, **stamp,
        )  # fmt: skip
        self.rows[Gathering].append(gathering)
        if not row.is_held:
            self.rows[Item].append(Item(gathering=gathering, root=branch.root, order=0, kind=row.kinds[0]))
            return
        papers = row.day - timedelta(days=row.papers_before) if row.papers_before is not None else None
        for order, kind in enumerate(row.kinds):
            item = Item(
                gathering=gathering, root=branch.root, order=order, kind=kind, topic=row.topic, points=row.words,
                decision=row.decision, papers_sent_on=papers if row.decision else None,
            )  # fmt: skip
            self.rows[Item].append(item)
            if row.votes and kind == K.GENERAL_MEETING:
                due, present = row.votes
                self.rows[Tally].append(
                    Tally(
                        item=item,
                        root=branch.root,
                        due_to_vote=due,
                        present=present,
                        in_favour=present,
                        said_passed=True,
                    )
                )
            if kind == K.DEMOCRATIC_APPRAISAL:
                best = plan.people // 3
                self.rows[Grades].append(
                    Grades(item=item, root=branch.root, excellent=best, qualified=plan.people - best)
                )
        self.rows[Attendance] += [
            Attendance(
                gathering=gathering, root=branch.root, member=members[person],
                presence=Presence.LEAVE_WORK if person in row.away else Presence.PRESENT,
            )
            for person in row.people
        ]  # fmt: skip

    def judge(self, today: date) -> dict[UUID, list[Shown]]:
        """Write all, draw the sheets, and look as the branch's own people do."""
        for model, made in self.rows.items():
            model._base_manager.bulk_create(made, batch_size=500)
        for kind in TABLES:
            for year in years_of(today) if kind.is_yearly else (0,):
                refresh.redraw_kind(kind, self.branches, year, today)
        counting.recount(self.branches, today)
        return {looked.branch.pk: check_up(looked, today).findings for looked in look(self.branches, today)}


def _at(day: date) -> datetime:
    return datetime.combine(day, time(20, 0), CHINA)


Spoil = Callable[[Plan], None]
