"""Writes the demo organisation through the same flows as everybody does."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F

from zhibu.account.actions import grant_role, open_account
from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.base.clock import CHINA
from zhibu.base.records import Source
from zhibu.base.touched import Done, SheetKind
from zhibu.checkup import counting
from zhibu.checkup.actions import answer_finding
from zhibu.checkup.models import AnswerKind, Finding
from zhibu.demo import PASSWORD
from zhibu.demo.minutes import MINUTES
from zhibu.demo.people import Crowd, Person
from zhibu.demo.stories import COMPANY, GENERAL_BRANCHES, STORIES, Story
from zhibu.flows.write import perform, perform_all
from zhibu.meeting.actions import NewGathering, NewGrades, NewItem, NewTally, note_talk, record_gathering
from zhibu.meeting.models import ItemKind, Presence, Stage
from zhibu.member.actions import enter_member, leave_post, set_condition, take_post
from zhibu.member.models import Category, ConditionKind, Member, PostKind
from zhibu.org.actions import add_group, cover_unit, found_organisation, record_term, set_value
from zhibu.org.models import BranchKind, Domain, Organisation, OrganisationKind, PartyGroup

FOUNDED = date(2016, 3, 1)
POSTS_BY_SEATS: dict[int | None, tuple[tuple[PostKind, ...], ...]] = {
    None: ((PostKind.SECRETARY,),),
    3: (
        (PostKind.SECRETARY,),
        (PostKind.ORGANISATION_MEMBER, PostKind.PUBLICITY_MEMBER),
        (PostKind.DISCIPLINE_MEMBER,),
    ),
    5: (
        (PostKind.SECRETARY,),
        (PostKind.DEPUTY_SECRETARY,),
        (PostKind.ORGANISATION_MEMBER,),
        (PostKind.DISCIPLINE_MEMBER,),
        (PostKind.PUBLICITY_MEMBER,),
    ),
}
"""Who holds which posts, person by person: with three seats one person holds two."""
Say = Callable[[str], None]


@dataclass
class Branch:
    """A branch on its way into the records."""

    story: Story
    organisation: Organisation
    actor: Actor
    members: list[Member] = field(default_factory=list)
    groups: list[PartyGroup] = field(default_factory=list)
    group_of: dict[Any, PartyGroup] = field(default_factory=dict)
    committee: list[Member] = field(default_factory=list)
    probationary: set[Any] = field(default_factory=set)
    frail: set[Any] = field(default_factory=set)


def build(today: date, now: datetime, say: Say) -> None:
    """Everything, from nothing. About a year of records, relative to today."""
    builder = Builder(today, now)
    company = builder.company()
    parents = {name: builder.general_branch(company, name) for name in GENERAL_BRANCHES}
    branches = []
    for number, story in enumerate(STORIES, start=1):
        say(f"示例支部 {number}/{len(STORIES)}：{story.name}")
        branches.append(builder.branch(parents[story.parent], story))
    builder.units(company)
    builder.accounts(company, branches)
    settle(today)


def settle(today: date) -> None:
    """The demo has been in use for a year: what has lasted longer than the grace period has long gone up."""
    Finding.objects.filter(since__lt=F("first_seen_on")).update(first_seen_on=F("since"))
    grace = timedelta(days=14)
    for finding in Finding.objects.exclude(first_seen_on=today):
        if finding.goes_up_on > finding.first_seen_on + grace:
            Finding.objects.filter(pk=finding.pk).update(goes_up_on=finding.first_seen_on + grace)
    counting.recount(list(Organisation.objects.filter(kind=OrganisationKind.BRANCH)), today)


def actor_for(organisation: Organisation | None, role: Role, name: str, user_id: Any = None) -> Actor:
    grant = Grant(
        id=uuid4(),
        role=role,
        organisation_id=organisation.pk if organisation else uuid4(),
        organisation_name=organisation.name if organisation else "",
        organisation_kind=organisation.kind if organisation else "",
        root=organisation.root if organisation else uuid4(),
        path=organisation.path if organisation else "",
    )
    return Actor(user_id=user_id or uuid4(), name=name, grants=(grant,), acting=grant)


class Builder:
    def __init__(self, today: date, now: datetime) -> None:
        self.today, self.now = today, now
        self.random = random.Random(20)  # noqa: S311 - a believable pattern, not a secret
        self.crowd = Crowd(7)
        self.first_month = _month_back(today, 12)

    # --- the organisation -----------------------------------------------------------------------------------

    def company(self) -> Organisation:
        top = actor_for(None, Role.ORGANISER, "初始化")
        company = self._do(
            top,
            found_organisation,
            parent=None,
            kind=OrganisationKind.PRIMARY_COMMITTEE,
            name=COMPANY,
            founded_on=FOUNDED,
        )
        self.organiser = actor_for(company, Role.ORGANISER, "林组织员")
        self._do(
            self.organiser,
            set_value,
            organisation=company,
            norm="party-lesson-regularly",
            values={"times": 1},
            source_document="江远党发〔2025〕18号《党员教育培训安排》",
            since=self.first_month,
        )
        return company

    def general_branch(self, company: Organisation, name: str) -> Organisation:
        return self._do(
            self.organiser,
            found_organisation,
            parent=company,
            kind=OrganisationKind.GENERAL_BRANCH,
            name=name,
            founded_on=FOUNDED,
            domain=Domain.STATE_OWNED_ENTERPRISE,
        )

    def _do(self, actor: Actor, action: Callable[..., Done], **arguments: Any) -> Any:
        return perform(actor, action, right=Right.SET_UP, today=self.today, now=self.now, **arguments).result

    def branch(self, parent: Organisation, story: Story) -> Branch:
        organisation = self._do(
            self.organiser,
            found_organisation,
            parent=parent,
            kind=OrganisationKind.BRANCH,
            name=story.name,
            founded_on=self.first_month - timedelta(days=60) if story.kind == BranchKind.TEMPORARY else FOUNDED,
            branch_kind=story.kind,
            domain=Domain.STATE_OWNED_ENTERPRISE,
            records_from=self.first_month,
        )
        branch = Branch(story, organisation, actor_for(organisation, Role.SECRETARY, "书记"))
        self._all(branch, "demo_members", lambda: list(self._people(branch)))
        self._all(branch, "demo_posts", lambda: list(self._posts(branch)))
        self._all(branch, "demo_life", lambda: [*self._life(branch), *self._talks(branch), *self._answers(branch)])
        return branch

    def _all(self, branch: Branch, act: str, dones: Callable[[], list[Done]]) -> None:
        perform_all(branch.actor, act, dones, right=Right.RECORD, today=self.today, now=self.now)

    # --- people and posts -----------------------------------------------------------------------------------

    def _people(self, branch: Branch) -> Iterable[Done]:
        story, organisation = branch.story, branch.organisation
        since = max(organisation.founded_on or FOUNDED, FOUNDED)
        for number in range(story.groups):
            done = add_group(
                branch.actor, branch=organisation, name=f"第{'一二三四'[number]}党小组", since=since, now=self.now
            )
            branch.groups.append(done.result)
            yield done
        for number in range(story.members):
            is_probationary = number >= story.members - story.probationary
            is_retired = story.seats is not None and 5 <= number < 5 + story.retired
            person = self.crowd.person(self.today, probationary=is_probationary, retired=is_retired)
            group = branch.groups[number % len(branch.groups)] if branch.groups else None
            done = self._enter(branch, person, group, since)
            if group:
                branch.group_of[done.result.pk] = group
            if is_probationary:
                branch.probationary.add(done.result.pk)
            yield done
            if is_retired and number % 4 == 1:
                branch.frail.add(done.result.pk)
                yield set_condition(
                    branch.actor,
                    member=done.result,
                    kind=ConditionKind.FRAIL,
                    since=self.first_month,
                    until=None,
                    today=self.today,
                    now=self.now,
                )

    def _enter(self, branch: Branch, person: Person, group: PartyGroup | None, since: date) -> Done:
        done = enter_member(
            branch.actor,
            branch=branch.organisation,
            group=group,
            since=max(since, person.joined_on),
            today=self.today,
            now=self.now,
            source=Source.IMPORT,
            source_note="党员花名册.xlsx",
            category=Category.FULL if person.full_on else Category.PROBATIONARY,
            ethnicity="汉族",
            **vars(person),
        )
        branch.members.append(done.result)
        return done

    def _posts(self, branch: Branch) -> Iterable[Done]:
        story = branch.story
        ends_on = self.today + timedelta(days=story.term_days_left)
        elected_on = _years_before(ends_on, 3)
        if story.kind == BranchKind.TEMPORARY:
            elected_on = branch.organisation.founded_on or FOUNDED
        else:
            yield record_term(
                branch.actor,
                organisation=branch.organisation,
                elected_on=elected_on,
                ends_on=ends_on,
                has_committee=story.seats is not None,
                seats=story.seats,
                reminded_on=_years_before(ends_on, 0) - timedelta(days=190) if story.reminded else None,
                today=self.today,
                now=self.now,
            )
        since = max(elected_on, branch.organisation.founded_on or FOUNDED)
        for posts, member in zip(POSTS_BY_SEATS[story.seats], branch.members, strict=False):
            branch.committee.append(member)
            for post in posts:
                done = take_post(
                    branch.actor,
                    member=member,
                    organisation=branch.organisation,
                    post=post,
                    since=since,
                    today=self.today,
                    now=self.now,
                )
                yield done
        if story.vacant_post_months:
            yield self._leave(branch, done.result)
        for number, group in enumerate(branch.groups):
            yield take_post(
                branch.actor,
                member=next(m for m in branch.members[number:] if branch.group_of[m.pk] == group),
                organisation=branch.organisation,
                post=PostKind.GROUP_LEADER,
                since=max(elected_on, FOUNDED),
                today=self.today,
                now=self.now,
            )

    def _leave(self, branch: Branch, holding: Any) -> Done:
        until = _month_back(self.today, branch.story.vacant_post_months or 1) + timedelta(days=9)
        branch.committee.pop()
        return leave_post(branch.actor, holding=holding, until=until, today=self.today, now=self.now)

    # --- a year of organisational life ----------------------------------------------------------------------

    def _life(self, branch: Branch) -> Iterable[Done]:
        for back in range(12, -1, -1):
            month = _month_back(self.today, back)
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
        items = [self._item(branch, kind, back, attendance) for kind in kinds]
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

    def _item(self, branch: Branch, kind: ItemKind, back: int, attendance: dict[Any, str]) -> NewItem:
        entries = MINUTES[kind]
        topic, points, decision = entries[(12 - back + len(branch.organisation.name)) % len(entries)]
        if not branch.story.has_points:
            points = ""
        return NewItem(
            kind,
            topic,
            points,
            decision,
            tally=self._tally(branch, attendance) if kind == ItemKind.GENERAL_MEETING else None,
            grades=self._grades(branch) if kind == ItemKind.DEMOCRATIC_APPRAISAL else None,
        )

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

    def _talks(self, branch: Branch) -> Iterable[Done]:
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
            yield note_talk(
                branch.actor,
                branch=branch.organisation,
                talker=talker,
                partner=partner,
                happened_on=first + timedelta(days=number * 7 % days),
                today=self.today,
                now=self.now,
            )

    def _answers(self, branch: Branch) -> Iterable[Done]:
        for norm, back in branch.story.said_not_held:
            month = _month_back(self.today, back)
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

    # --- units and log-ins ----------------------------------------------------------------------------------

    def units(self, company: Organisation) -> None:
        by_name = {row.name: row for row in Organisation.objects.filter(kind=OrganisationKind.BRANCH)}
        for story in STORIES:
            for name, full_members in story.units:
                self._unit(company, name, full_members=full_members, headcount=18, branch=by_name[story.name])
        self._unit(company, "海外事业部", full_members=4, headcount=26)
        self._unit(company, "预制构件厂", full_members=2, headcount=61)
        self._unit(
            company,
            "滨江隧道项目部",
            full_members=5,
            headcount=140,
            is_project=True,
            project_from=self.today - timedelta(days=80),
            project_until=self.today + timedelta(days=400),
            conditions_met=True,
        )

    def _unit(self, company: Organisation, name: str, **columns: Any) -> None:
        self._do(self.organiser, cover_unit, organisation=company, name=name, since=self.first_month, **columns)

    def accounts(self, company: Organisation, branches: list[Branch]) -> None:
        admin = actor_for(company, Role.ADMINISTRATOR, "初始化")
        main = next(branch for branch in branches if branch.story.name == "机械租赁党支部")
        good = next(branch for branch in branches if branch.story.name == "房建一公司党支部")
        secretary = self._log_in(admin, "demo-shuji", main.members[0], main.organisation, Role.SECRETARY)
        self._role(admin, secretary, main.organisation, Role.MEMBER)
        self._log_in(admin, "demo-shuji2", good.members[0], good.organisation, Role.SECRETARY)
        self._log_in(admin, "demo-zuzhi", main.members[1], main.organisation, Role.ORGANISATION_MEMBER)
        self._log_in(admin, "demo-zuzhang", self._leader(main), main.organisation, Role.GROUP_LEADER)
        self._log_in(admin, "demo-dangyuan", main.members[-2], main.organisation, Role.MEMBER)
        clerk = self._account(admin, "demo-daiban", "方代办", None)
        self._role(admin, clerk, main.organisation, Role.CLERK, for_user=secretary)
        officer = self._account(admin, "demo-zuzhiyuan", "林组织员", None)
        self._role(admin, officer, company, Role.ORGANISER)
        keeper = self._account(admin, "demo-guanli", "系统管理员", None)
        self._role(admin, keeper, company, Role.ADMINISTRATOR)

    def _leader(self, branch: Branch) -> Member:
        return next(member for member in branch.members if member not in branch.committee)

    def _log_in(self, admin: Actor, username: str, member: Member, place: Organisation, role: Role) -> Any:
        user = self._account(admin, username, member.name, member)
        self._role(admin, user, place, role)
        return user

    def _account(self, admin: Actor, username: str, name: str, member: Member | None) -> Any:
        return perform(
            admin,
            open_account,
            right=Right.ACCOUNTS,
            today=self.today,
            now=self.now,
            username=username,
            display_name=name,
            password=PASSWORD,
            member=member,
        ).result

    def _role(self, admin: Actor, user: Any, place: Organisation, role: Role, for_user: Any = None) -> None:
        perform(
            admin,
            grant_role,
            right=Right.ACCOUNTS,
            today=self.today,
            now=self.now,
            user=user,
            organisation=place,
            role=role,
            since=self.first_month,
            for_user=for_user,
        )


def _month_back(today: date, back: int) -> date:
    """The first day of the month that many months ago."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
