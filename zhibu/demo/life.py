"""A year of organisational life of one demo branch: gatherings, talks and what it said to its findings."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.clock import CHINA
from zhibu.base.touched import Done, SheetKind
from zhibu.checkup.actions import answer_finding
from zhibu.checkup.models import AnswerKind
from zhibu.demo.minutes import MINUTES
from zhibu.demo.people import Person
from zhibu.demo.stories import Story
from zhibu.flows.decisions import record_gathering
from zhibu.meeting.actions import NewGathering, NewGrades, NewItem, NewTally, note_talk
from zhibu.meeting.models import ItemKind, Presence, Stage
from zhibu.member.caring import note_course
from zhibu.member.models import Member
from zhibu.org.models import Organisation, PartyGroup


@dataclass
class Branch:
    """A branch on its way into the records."""

    story: Story
    organisation: Organisation
    actor: Actor
    first: Person  # the secretary
    members: list[Member] = field(default_factory=list)
    groups: list[PartyGroup] = field(default_factory=list)
    group_of: dict[Any, PartyGroup] = field(default_factory=dict)
    committee: list[Member] = field(default_factory=list)
    leaders: list[Member] = field(default_factory=list)
    probationary: set[Any] = field(default_factory=set)
    frail: set[Any] = field(default_factory=set)


class Life:
    def __init__(self, today: date, now: datetime) -> None:
        self.today, self.now = today, now
        self.random = random.Random(20)  # noqa: S311 - a believable pattern, not a secret

    def gatherings(self, branch: Branch) -> Iterable[Done]:
        for back in range(12, -1, -1):
            month = month_back(self.today, back)
            for gathering in self._month(branch, month, back):
                if gathering.happened_on <= self.today:
                    yield record_gathering(
                        branch.actor,
                        new=gathering,
                        today=self.today,
                        now=self._written(branch.story, gathering.happened_on, back),
                    )
        yield from self._plans(branch)

    def _plans(self, branch: Branch) -> Iterable[Done]:
        if branch.story.skips.get(ItemKind.THEME_DAY, frozenset()) >= {0, 1, 2}:
            return
        yield record_gathering(
            branch.actor,
            new=NewGathering(
                branch=branch.organisation,
                happened_on=self.today + timedelta(days=3),
                items=[NewItem(ItemKind.THEME_DAY, "主题党日：检查冬季用电")],
                starts=time(19, 0),
                place="三楼会议室",
            ),
            today=self.today,
            now=self.now,
            stage=Stage.PLANNED,
        )

    def _month(self, branch: Branch, month: date, back: int) -> Iterable[NewGathering]:
        skips = branch.story.skips
        quarter_month = (month.month - 1) % 3

        def is_held(kind: ItemKind) -> bool:
            return back not in skips.get(kind, frozenset())

        if branch.story.seats and is_held(ItemKind.COMMITTEE_MEETING):
            yield self._gathering(branch, month, 5, [ItemKind.COMMITTEE_MEETING], back, branch.committee)
        if is_held(ItemKind.THEME_DAY):
            kinds = [ItemKind.THEME_DAY]
            if quarter_month == 1 and is_held(ItemKind.PARTY_LESSON):
                kinds.append(ItemKind.PARTY_LESSON)
            if quarter_month == 2 and is_held(ItemKind.GENERAL_MEETING):
                kinds.insert(0, ItemKind.GENERAL_MEETING)
            yield self._gathering(branch, month, 12, kinds, back, branch.members)
        if is_held(ItemKind.GROUP_MEETING):
            for number, group in enumerate(branch.groups):
                people = [member for member in branch.members if branch.group_of[member.pk] == group]
                yield self._gathering(branch, month, 18 + number, [ItemKind.GROUP_MEETING], back, people, group)
        if month.month == 12 and is_held(ItemKind.ORGANISATIONAL_LIFE_MEETING):
            kinds = [ItemKind.ORGANISATIONAL_LIFE_MEETING, ItemKind.DEMOCRATIC_APPRAISAL]
            yield self._gathering(branch, month, 22, kinds, back, branch.members)

    def _gathering(
        self,
        branch: Branch,
        month: date,
        day: int,
        kinds: list[ItemKind],
        back: int,
        people: list[Member],
        group: PartyGroup | None = None,
    ) -> NewGathering:
        held_on = _weekday(month.replace(day=day))
        attendance = {member.pk: self._presence(branch, member) for member in people if member.pk not in branch.frail}
        items = [self._item(branch, kind, back, attendance, held_on) for kind in kinds]
        minutes = 12 if branch.story.unanimous else 55 + 20 * len(kinds)
        starts = datetime.combine(held_on, time(17, 30) if group else time(19, 0))
        recorder = branch.committee[1].name if len(branch.committee) > 1 else branch.members[1].name
        return NewGathering(
            branch=branch.organisation,
            happened_on=held_on,
            items=items,
            title=items[0].topic,
            group=group,
            starts=starts.time(),
            ends=(starts + timedelta(minutes=minutes)).time(),
            place="班组学习室" if group else self.random.choice(["三楼会议室", "项目部会议室", "职工之家"]),
            host=branch.members[0].name,
            recorder=recorder,
            due=len(attendance),
            present=sum(1 for presence in attendance.values() if presence == Presence.PRESENT),
            attendance=attendance,
        )

    def _presence(self, branch: Branch, member: Member) -> str:
        if branch.story.unanimous or self.random.random() < 0.87:
            return Presence.PRESENT
        return self.random.choice([Presence.LEAVE_WORK, Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.ABSENT])

    def _item(self, branch: Branch, kind: ItemKind, back: int, attendance: dict[Any, str], held_on: date) -> NewItem:
        entries = MINUTES[kind]
        topic, points, decision = entries[(12 - back + len(branch.organisation.name)) % len(entries)]
        if not branch.story.has_points:
            points = ""
        return NewItem(
            kind,
            topic,
            points,
            decision,
            **self._charge(branch, decision, back, held_on),
            tally=self._tally(branch, attendance) if kind == ItemKind.GENERAL_MEETING else None,
            grades=self._grades(branch) if kind == ItemKind.DEMOCRATIC_APPRAISAL else None,
        )

    def _charge(self, branch: Branch, decision: str, back: int, held_on: date) -> dict[str, Any]:
        """Somebody in charge and a day, except where a branch hardly writes anything down."""
        if not decision or not branch.story.has_points:
            return {}
        owners = branch.committee or branch.members
        return {"owner": owners[back % len(owners)].pk, "due_on": held_on + timedelta(days=14)}

    def _tally(self, branch: Branch, attendance: dict[Any, str]) -> NewTally:
        entitled = [pk for pk in attendance if pk not in branch.probationary]
        due = len(branch.members) - len(branch.probationary)
        present = sum(1 for pk in entitled if attendance[pk] == Presence.PRESENT)
        against = 0 if branch.story.unanimous else self.random.choice([0, 0, 1])
        abstained = 0 if branch.story.unanimous else self.random.choice([0, 1])
        in_favour = max(0, present - against - abstained)
        return NewTally(due, present, in_favour, against, abstained, said_passed=in_favour * 2 > due)

    def _grades(self, branch: Branch) -> NewGrades:
        graded = len(branch.members) - len(branch.probationary)
        excellent = graded // 3
        return NewGrades(excellent, graded - excellent)

    def talks(self, branch: Branch) -> Iterable[Done]:
        """Each member meets somebody of the committee, committee members each other, members their neighbour."""
        others = [member for member in branch.members if member not in branch.committee]
        pairs = [(one, two) for one, two in zip(branch.committee, branch.committee[1:], strict=False)]
        leads = branch.committee or branch.members[:1]
        pairs += [(leads[number % len(leads)], member) for number, member in enumerate(others) if member not in leads]
        pairs += [*zip(others[::2], others[1::2], strict=False), (others[-1], others[0])]
        first = date(self.today.year, 1, 8)
        days = max((self.today - first).days, 1)
        for number, (talker, partner) in enumerate(pairs):
            if self.random.random() > branch.story.talks or talker == partner:
                continue
            happened_on = first + timedelta(days=number * 7 % days)
            yield note_talk(
                branch.actor,
                branch=branch.organisation,
                talker=talker,
                partner=partner,
                happened_on=happened_on,
                today=self.today,
                now=self._written(branch.story, happened_on, back=0),
            )

    def courses(self, branch: Branch) -> Iterable[Done]:
        """The committee of a branch that writes things down has been to the superior's course of the year."""
        if not branch.story.has_points or not branch.committee:
            return
        yield note_course(
            branch.actor,
            members=branch.committee,
            title="公司党委支部书记、委员培训班",
            happened_on=max(date(self.today.year, 1, 2), self.today - timedelta(days=70)),
            minutes=16 * 60,
            is_centralised=True,
            now=self.now,
            today=self.today,
        )

    def answers(self, branch: Branch) -> Iterable[Done]:
        for norm, back in branch.story.said_not_held:
            month = month_back(self.today, back)
            yield answer_finding(
                branch.actor,
                branch=branch.organisation,
                sheet=SheetKind.BRANCH_YEAR,
                norm=norm,
                subject=branch.organisation.pk,
                year=month.year,
                periods=1 << (month.month - 1),
                kind=AnswerKind.NOT_HELD,
                reason="那个月抢工期，没有开成",
                now=self.now,
            )

    def _written(self, story: Story, held_on: date, back: int) -> datetime:
        """Typed up within days; or all in one evening."""
        if story.writes_late_on is not None and back > story.writes_late_on:
            day = self.today - timedelta(days=10)
        else:
            day = min(held_on + timedelta(days=self.random.choice([0, 1, 1, 2, 4])), self.today)
        return datetime.combine(day, time(20, self.random.randint(0, 59)), CHINA)


def month_back(today: date, back: int) -> date:
    """The first day of the month that many months ago."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
