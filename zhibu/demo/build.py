"""Writes the demo organisation through the same flows as everybody does."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F

from zhibu.account.actions import grant_role, link_member, open_account
from zhibu.account.models import User
from zhibu.admission.actions import set_plan
from zhibu.admission.models import Candidate
from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.base.records import Source
from zhibu.base.touched import Done
from zhibu.checkup import counting
from zhibu.checkup.judging import NEVER
from zhibu.checkup.models import Finding
from zhibu.demo import PASSWORD, concerns, gatherings, life_meeting, work
from zhibu.demo.admission import Cases
from zhibu.demo.dues import year_of_dues
from zhibu.demo.elections import Elections
from zhibu.demo.life import Branch, Life, month_back
from zhibu.demo.people import Crowd, Person
from zhibu.demo.stories import COMPANY, GENERAL_BRANCHES, STORIES, Story
from zhibu.demo.target import year_of_targets
from zhibu.flows.admission import give_log_in
from zhibu.flows.write import perform, perform_all
from zhibu.member.actions import enter_member, leave_post, set_condition, take_post
from zhibu.member.models import Category, ConditionKind, Member, PostKind
from zhibu.org.actions import add_group, cover_unit, describe_organisation, found_organisation, record_term, set_value
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
LOG_INS = {"机械租赁党支部": "demo-shuji", "房建一公司党支部": "demo-shuji2"}
"""Secretaries whose log-ins are shown; the others have accounts too, so that every record names its writer."""
WITH_TARGETS = frozenset({*LOG_INS, "综合管理党支部"})
Say = Callable[[str], None]


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
    Elections(branches, today, now).write()
    gatherings.write(company, branches, builder.organiser, today, now)
    work.write(branches, builder.organiser, today, now)
    life_meeting.write(branches, today, now)
    builder.admission(company, branches)
    builder.concerns(company, branches)
    settle(today)


def settle(today: date) -> None:
    """The demo has been in use for a year: what has lasted longer than the grace period has long gone up."""
    Finding.objects.filter(since__lt=F("first_seen_on")).update(first_seen_on=F("since"))
    grace = timedelta(days=14)
    for finding in Finding.objects.exclude(first_seen_on=today).filter(goes_up_on__lt=NEVER):
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
        self.life = Life(today, now)
        self.crowd = Crowd(7)
        self.first_month = month_back(today, 12)

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
        self.admin = actor_for(company, Role.ADMINISTRATOR, "初始化")
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
        if story.name in LOG_INS:
            self._do(
                self.organiser, describe_organisation, organisation=organisation, since=FOUNDED, name=story.name,
                full_name=f"中共{COMPANY.removesuffix('党委')}{story.name.removesuffix('党支部')}支部委员会",
                branch_kind=story.kind, domain=Domain.STATE_OWNED_ENTERPRISE,
            )  # fmt: skip
        first = self.crowd.person(self.today)
        login = LOG_INS.get(story.name, f"zhibu-{organisation.number:02d}")
        user = self._account(login, first.name, None)
        branch = Branch(story, organisation, actor_for(organisation, Role.SECRETARY, first.name, user.pk), first)
        self._all(branch, "demo_members", lambda: list(self._people(branch)))
        self._all(branch, "demo_posts", lambda: list(self._posts(branch)))
        self._all(branch, "demo_life", lambda: self._year(branch))
        if story.kind != BranchKind.TEMPORARY:
            self._all(branch, "demo_dues", lambda: list(self._dues(branch)))
        if story.name in WITH_TARGETS:
            is_whole = story.name in LOG_INS
            self._all(branch, "demo_targets", lambda: list(year_of_targets(branch, self.today, is_whole=is_whole)))
        return branch

    def _year(self, branch: Branch) -> list[Done]:
        life = self.life
        return [*life.gatherings(branch), *life.talks(branch), *life.courses(branch), *life.answers(branch)]

    def _dues(self, branch: Branch) -> Iterable[Done]:
        return year_of_dues(branch.actor, branch.organisation, branch.members, self.today, self.now)

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
            person = branch.first
            if number:
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
        others = branch.members[len(POSTS_BY_SEATS[story.seats]) :]
        for group in branch.groups:
            branch.leaders.append(next(member for member in others if branch.group_of[member.pk] == group))
            yield take_post(
                branch.actor,
                member=branch.leaders[-1],
                organisation=branch.organisation,
                post=PostKind.GROUP_LEADER,
                since=max(elected_on, FOUNDED),
                today=self.today,
                now=self.now,
            )

    def _leave(self, branch: Branch, holding: Any) -> Done:
        until = month_back(self.today, branch.story.vacant_post_months or 1) + timedelta(days=9)
        branch.committee.pop()
        return leave_post(branch.actor, holding=holding, until=until, today=self.today, now=self.now)

    # --- units and log-ins ----------------------------------------------------------------------------------

    def units(self, company: Organisation) -> None:
        by_name = {row.name: row for row in Organisation.objects.filter(kind=OrganisationKind.BRANCH)}
        for story in STORIES:
            for name, full_members in story.units:
                self._unit(company, name, full_members=full_members, headcount=18, branch=by_name[story.name])
        self._unit(company, "海外事业部", full_members=4, headcount=26)
        self._unit(company, "预制构件厂", full_members=2, headcount=61)
        self._unit(company, "试验检测中心", full_members=1, headcount=22)
        self._unit(
            company,
            "滨江隧道项目部",
            full_members=5,
            headcount=140,
            is_project=True,
            project_from=self.today - timedelta(days=80),
            project_until=self.today + timedelta(days=400),
            conditions_met=True,
            contract_workers=85,
            contract_members=3,
        )

    def _unit(self, company: Organisation, name: str, **columns: Any) -> None:
        self._do(self.organiser, cover_unit, organisation=company, name=name, since=self.first_month, **columns)

    def accounts(self, company: Organisation, branches: list[Branch]) -> None:
        """Every secretary has an account; the log-ins to try are those that begin with demo-."""
        for branch in branches:
            user = User.objects.get(pk=branch.actor.user_id)
            self._as_admin(link_member, user=user, member=branch.members[0])
            self._role(user, branch.organisation, Role.SECRETARY)
            self._role(user, branch.organisation, Role.MEMBER)
        main = next(branch for branch in branches if branch.story.name == "机械租赁党支部")
        secretary = User.objects.get(pk=main.actor.user_id)
        for login, member, role in (
            ("demo-zuzhi", main.members[1], Role.ORGANISATION_MEMBER),
            ("demo-zuzhang", main.leaders[0], Role.GROUP_LEADER),
            ("demo-dangyuan", main.members[-2], Role.MEMBER),
        ):
            self._role(self._account(login, member.name, member), main.organisation, role)
        self._role(self._account("demo-daiban", "方代办", None), main.organisation, Role.CLERK, for_user=secretary)
        self._role(self._account("demo-zuzhiyuan", "林组织员", None), company, Role.ORGANISER)
        self._role(self._account("demo-guanli", "系统管理员", None), company, Role.ADMINISTRATOR)

    def admission(self, company: Organisation, branches: list[Branch]) -> None:
        """Five people under way in one branch; the first has a log-in of the own."""
        main = next(branch for branch in branches if branch.story.name == "机械租赁党支部")
        Cases(main, self.organiser, self.today, self.now).write()
        applicant = Candidate.objects.get(name="沈一鸣")
        user = self._account("demo-shenqing", applicant.name, None)
        self._role(user, main.organisation, Role.APPLICANT)
        self._as_admin(give_log_in, candidate=applicant, user=user)
        self._do(self.organiser, set_plan, branch=main.organisation, year=self.today.year, number=2)

    def concerns(self, company: Organisation, branches: list[Branch]) -> None:
        """The two desks of the unit with their people, and what came to them."""
        main = next(branch for branch in branches if branch.story.name == "机械租赁党支部")
        people = {}
        for part, login, name, role in (
            ("first", "demo-shouli", "周晓岚", Role.CONCERN_HANDLER),
            ("second", "shouli-2", "梁静秋", Role.CONCERN_HANDLER),
            ("union", "demo-gonghui", "孔祥禾", Role.INDEPENDENT_HANDLER),
            ("discipline", "shouli-3", "何敏之", Role.INDEPENDENT_HANDLER),
        ):
            user = self._account(login, name, None)
            people[part] = (user, actor_for(company, role, name, user.pk))
        secretary = User.objects.get(pk=main.actor.user_id)
        seat = actor_for(main.organisation, Role.CONCERN_HANDLER, main.first.name, secretary.pk)
        people["secretary"] = (secretary, seat)
        concerns.write(company, branches, self.organiser, people, self.today, self.now)

    def _account(self, login: str, name: str, member: Member | None) -> Any:
        return self._as_admin(open_account, username=login, display_name=name, password=PASSWORD, member=member)

    def _as_admin(self, action: Callable[..., Done], **arguments: Any) -> Any:
        done = perform(self.admin, action, right=Right.ACCOUNTS, today=self.today, now=self.now, **arguments)
        return done.result

    def _role(self, user: Any, place: Organisation, role: Role, for_user: Any = None) -> None:
        self._as_admin(grant_role, user=user, organisation=place, role=role, since=self.first_month, for_user=for_user)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
