"""机构调整: the tree becomes another, and everything is where an officer looks for it, at once and at every level."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.personas import NOW, TODAY, acting, found
from tests.remembering import remembered
from zhibu.account.actions import grant_role, open_account
from zhibu.account.models import RoleGrant, User
from zhibu.account.queries import actor_of
from zhibu.admission.actions import enter_candidate
from zhibu.admission.models import Candidate
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import Foreseen, Refused
from zhibu.checkup.counting import counts_of, members_of
from zhibu.checkup.models import BranchSheet, BranchState
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows import redrawing, restructuring
from zhibu.flows.assigning import send_assignment
from zhibu.flows.mending import start_measure
from zhibu.flows.settings import set_figures
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.member import identity
from zhibu.member.actions import enter_member, take_post
from zhibu.member.models import Details, Member, Membership, PostHolding, PostKind
from zhibu.member.queries import visible_to as members_visible
from zhibu.org.models import Organisation, OrganisationKind, Placement, Restructuring
from zhibu.org.queries import visible_to
from zhibu.target.actions.helping import NewPlan, open_help
from zhibu.target.models import HelpPlan
from zhibu.work.actions import NewTask, adapt, create_task
from zhibu.work.assigning import NewAssignment
from zhibu.work.assigning import counts_of as counts_of_sent
from zhibu.work.models import FoundIn, Initiative, Mend, SubmissionKind, Task, TaskOwner, TaskState
from zhibu.work.together import shared_practices
from zhibu.work.upward import NewSubmission, Submission, send

pytestmark = pytest.mark.django_db
Kind = OrganisationKind


@dataclass
class Country:
    """Six levels: 省 – 市 – 县 – 党委 – 总支 – 支部, with two of most."""

    top: Organisation
    cities: list[Organisation]
    counties: list[Organisation]
    committees: list[Organisation]
    generals: list[Organisation]
    branches: list[Organisation]
    moment: datetime = field(default=NOW)

    def now(self) -> datetime:
        """Each act at its own moment, as with any clock."""
        self.moment += timedelta(seconds=1)
        return self.moment

    @property
    def officer(self) -> Actor:
        return acting(Organisation.objects.get(pk=self.top.pk), Role.ORGANISER)

    def do(
        self, action: Callable[..., Any], right: Right = Right.SET_UP, actor: Actor | None = None, **given: Any
    ) -> Any:
        given = {
            name: Organisation.objects.get(pk=value.pk) if isinstance(value, Organisation) else value
            for name, value in given.items()
        }
        done = perform(actor or self.officer, action, right=right, today=TODAY, now=self.now(), **given)
        redrawing.run_pending(TODAY, self.now())
        return done.result

    def enter(self, branch: Organisation, name: str) -> Member:
        actor = acting(branch, Role.SECRETARY)
        since = date(2016, 1, 1)
        result: Member = self.do(enter_member, Right.RECORD, actor, branch=branch, since=since, name=name)
        return result


def build() -> Country:
    top = found(None, Kind.HIGHER, "省委组织部")
    cities = [found(top, Kind.HIGHER, f"{name}市委") for name in ("东", "西")]
    counties = [found(city, Kind.HIGHER, f"{city.name[:1]}县委") for city in cities]
    committees = [found(county, Kind.PRIMARY_COMMITTEE, f"{county.name[:1]}厂党委") for county in counties]
    generals = [found(committees[n // 2], Kind.GENERAL_BRANCH, f"{'甲乙丙丁'[n]}总支") for n in range(4)]
    branches = [found(generals[n // 2], Kind.BRANCH, f"第{n}支部") for n in range(7)]
    made = Country(top, cities, counties, committees, generals, branches)
    for number, branch in enumerate(branches):
        for place in range(number % 3 + 1):
            made.enter(branch, "王李张"[place] + "一二三四五六七"[number])
    return made


@pytest.fixture
def country() -> Country:
    return remembered("country", build)


def adds_up() -> None:
    """Kept equals drawn again, and the roll-up of every organisation equals what its branches say."""
    standing = {row.branch_id: row for row in BranchState.objects.exclude(state="")}
    everybody = list(Organisation.objects.all())
    for place in everybody:
        inside = [row for row in everybody if row.path.startswith(place.path) and row.pk in standing]
        states = Counter(standing[row.pk].state for row in inside)
        assert {str(state): number for state, number in counts_of(place.pk).items() if number} == dict(states)
        people = Member.objects.filter(path__startswith=place.path, branch__isnull=False).count()
        assert members_of(place.pk) == sum(standing[row.pk].members for row in inside) == people
    assert all(row.path == row.branch.path for row in Member.objects.filter(branch__isnull=False))
    for row in Organisation.objects.filter(dissolved_on__isnull=True):
        above = Placement.objects.get(organisation=row, until__isnull=True).parent
        assert row.path[:-7] == (above.path if above else "")
    assert not +rebuild(TODAY).differences


def test_a_branch_moved_is_seen_by_whom_it_hangs_below_now_and_by_nobody_else(country: Country) -> None:
    branch, here, there = country.branches[0], country.generals[0], country.generals[1]
    old, new = acting(here, Role.ORGANISER), acting(there, Role.ORGANISER)
    assert visible_to(old).filter(pk=branch.pk).exists()

    country.do(restructuring.move, organisation=branch, parent=there, day=TODAY)

    assert not visible_to(old).filter(pk=branch.pk).exists()
    assert not members_visible(old).filter(branch=branch).exists()
    assert visible_to(new).filter(pk=branch.pk).exists()
    assert members_visible(new).filter(branch=branch).count() == 1
    assert members_of(here.pk) == 2
    assert members_of(there.pk) == 3 + 1 + 1
    adds_up()


def test_a_subtree_moved_to_another_committee_takes_everything_along(country: Country) -> None:
    general, there = country.generals[0], country.committees[1]
    branch = country.branches[0]
    secretary = acting(branch, Role.SECRETARY)
    waiting = NewSubmission(
        branch,
        SubmissionKind.REQUEST,
        "买药箱",
        TODAY,
        to=Organisation.objects.get(pk=country.committees[0].pk),
        body="缺药",
    )
    country.do(send, Right.RECORD, secretary, new=waiting)
    country.do(
        set_figures, organisation=there, norm="party-lesson-regularly",
        values={"times": 1, "months_per_period": 3}, source_document="年度学习安排", since=date(2026, 1, 1),
    )  # fmt: skip

    country.do(restructuring.move, organisation=general, parent=there, day=TODAY, document="东厂党〔2026〕9号")

    branch.refresh_from_db()
    assert branch.root == Organisation.objects.get(pk=general.pk).root == there.pk
    assert set(Member.objects.filter(branch=branch).values_list("root", flat=True)) == {there.pk}
    assert BranchSheet.objects.get(branch=branch).profile != ""
    assert Submission.objects.get().to == there
    assert Restructuring.objects.get().document == "东厂党〔2026〕9号"
    assert [row.parent_id for row in Placement.objects.filter(organisation=general).order_by("since")] == [
        country.committees[0].pk, there.pk,
    ]  # fmt: skip
    adds_up()


@pytest.mark.parametrize(
    ("what", "where", "word"),
    [("branches", "committees", ""), ("generals", "cities", "不能直接放"), ("cities", "counties", "自己的下级")],
)
def test_what_may_hang_where(country: Country, what: str, where: str, word: str) -> None:
    subject, parent = getattr(country, what)[0], getattr(country, where)[0]
    if not word:
        country.do(restructuring.move, organisation=subject, parent=parent, day=TODAY)
        return
    with pytest.raises(Refused, match=word):
        country.do(restructuring.move, organisation=subject, parent=parent, day=TODAY)


def test_days_to_come_and_days_before_the_last_move_are_refused(country: Country) -> None:
    for day in (TODAY + timedelta(days=1), date(2015, 12, 31)):
        with pytest.raises(Refused):
            country.do(restructuring.move, organisation=country.branches[0], parent=country.generals[1], day=day)


def member_with_log_in(country: Country, member: Member, branch: Organisation, role: Role) -> User:
    keeper = acting(country.committees[0], Role.ADMINISTRATOR)
    user: User = country.do(
        open_account, Right.ACCOUNTS, keeper,
        username=f"u{member.pk.hex[:8]}", display_name=member.name, password="kept-only-in-tests-41", member=member,
    )  # fmt: skip
    country.do(grant_role, Right.ACCOUNTS, keeper, user=user, organisation=branch, role=role, since=date(2026, 1, 1))
    return user


def open_plan(country: Country, member: Member) -> None:
    helper = Member.objects.exclude(pk=member.pk).order_by("sort_key", "pk")[0]
    plan = NewPlan(helper, "每周陪他一起去一次", "每周去看一户", [TODAY + timedelta(days=days) for days in (14, 28)])
    assert member.branch
    country.do(open_help, Right.RECORD, acting(member.branch, Role.SECRETARY), member=member, plan=plan)


def filled(country: Country) -> tuple[Organisation, Organisation, Member, User]:
    """A branch with a secretary who has a log-in, a task, help, something to mend and a case; and the one beside it."""
    branch, beside = country.branches[0], country.branches[1]
    head = Member.objects.get(branch=branch)
    secretary = acting(branch, Role.SECRETARY)
    country.do(
        take_post, Right.RECORD, secretary,
        member=head, organisation=branch, post=PostKind.SECRETARY, since=date(2024, 3, 1),
    )  # fmt: skip
    user = member_with_log_in(country, head, branch, Role.SECRETARY)
    new = NewTask(branch, "修便道", owners=[head], due_on=TODAY + timedelta(days=9))
    country.do(create_task, Right.RECORD, secretary, new=new)
    country.do(start_measure, Right.RECORD, secretary, branch=branch, fact="两个月没有党课", measure="请老党员讲一次")
    open_plan(country, head)
    country.do(
        enter_candidate,
        Right.KEEP_ADMISSION,
        secretary,
        branch=branch,
        name="周青",
        born_on=None,
        applied_on=date(2026, 3, 1),
    )
    return branch, beside, head, user


def as_it_stands() -> Any:
    """What people see of the tree, in a form that does not depend on keys of versions."""
    return (
        sorted(Organisation.objects.filter(dissolved_on__isnull=True).values_list("path", "root")),
        sorted(Member.objects.values_list("pk", "path", "root")),
        sorted(Candidate.objects.values_list("pk", "path", "root")),
        sorted(Membership.objects.filter(until__isnull=True).values_list("member_id", "branch_id")),
        sorted(PostHolding.objects.filter(until__isnull=True).values_list("member_id", "organisation_id", "post")),
        sorted(RoleGrant.objects.filter(until__isnull=True).values_list("user_id", "organisation_id", "role")),
        sorted(Task.objects.values_list("thread", "branch_id", "state")),
        sorted(TaskOwner.objects.filter(until__isnull=True).values_list("task", "branch_id")),
        sorted(Submission.objects.values_list("thread", "to_id")),
        sorted(HelpPlan.objects.values_list("thread", "branch_id", "root")),
        sorted(Mend.objects.values_list("thread", "branch_id", "root")),
        {row.pk: (counts_of(row.pk), members_of(row.pk)) for row in Organisation.objects.filter(dissolved_on=None)},
    )


def test_merged_people_work_cases_and_log_ins_are_in_the_other_branch(country: Country) -> None:
    branch, into, head, user = filled(country)

    country.do(restructuring.merge, organisation=branch, into=into, day=TODAY)

    branch.refresh_from_db()
    assert branch.dissolved_on == TODAY
    assert Member.objects.get(pk=head.pk).branch == into
    assert not PostHolding.objects.filter(organisation=branch, until__isnull=True).exists()
    task = Task.objects.get(title="修便道")
    assert (task.branch, task.state) == (into, TaskState.TAKEN_OVER)
    assert Task.objects.get(title="请老党员讲一次").branch == Mend.objects.get().branch == into
    assert (HelpPlan.objects.get().branch, HelpPlan.objects.get().member) == (into, head)
    assert TaskOwner.objects.get(until__isnull=True).branch == into
    assert Candidate.objects.get().branch == into
    actor = actor_of(User.objects.get(pk=user.pk), TODAY)
    assert [(grant.role, grant.organisation_id) for grant in actor.grants] == [(Role.MEMBER, into.pk)]
    adds_up()


def test_a_general_branch_merged_brings_its_branches(country: Country) -> None:
    one, other = country.generals[0], country.generals[1]
    country.do(restructuring.merge, organisation=one, into=other, day=TODAY)
    other.refresh_from_db()
    assert all(Organisation.objects.get(pk=row.pk).path.startswith(other.path) for row in country.branches[:4])
    adds_up()


def test_split_takes_the_chosen_people_and_their_work(country: Country) -> None:
    branch = country.branches[2]
    going = list(Member.objects.filter(branch=branch).order_by("sort_key"))[:2]
    new = NewTask(branch, "画板报", owners=[going[0]])
    both = NewTask(
        branch, "扫雪", owners=[going[0], Member.objects.filter(branch=branch).exclude(pk__in=[m.pk for m in going])[0]]
    )
    for one in (new, both):
        country.do(create_task, Right.RECORD, acting(branch, Role.SECRETARY), new=one)
    act = country.do(restructuring.split, organisation=branch, name="新支部", members=going, day=TODAY)
    assert {row.branch for row in Member.objects.filter(pk__in=[m.pk for m in going])} == {act.other}
    assert dict(Task.objects.values_list("title", "branch")) == {"画板报": act.other.pk, "扫雪": branch.pk}
    adds_up()


def test_after_a_move_what_is_asked_of_a_committee_finds_what_was_written_under_the_other(country: Country) -> None:
    branch, beside, _head, _user = filled(country)
    member = Member.objects.get(branch=branch)
    Details.versions.filter(member=member).update(identity_digest=identity.digest_of("11010519491231002X"))
    written = {"root": branch.root, "recorded_at": NOW, "recorded_by": country.committees[0].pk}
    Initiative(
        branch=branch, task=Task.objects.filter(branch=branch)[0].thread, found_in=FoundIn.values[0], shared_on=TODAY,
        **written,
    ).save(force_insert=True)  # fmt: skip
    country.do(restructuring.move, organisation=branch, parent=country.generals[3], day=TODAY)
    branch.refresh_from_db()
    assert branch.root != beside.root
    there = country.branches[6]
    assert there.root == branch.root
    assert shared_practices(acting(there, Role.SECRETARY)).count() == 1
    assert shared_practices(acting(beside, Role.SECRETARY)).count() == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "identity_kept_at", lambda *_args: "文件")
        other = Member.objects.filter(branch=there)[0]
        with pytest.raises(Refused, match="另一名党员"):
            identity.checked_columns(other, "11010519491231002X", TODAY)


def test_split_leaves_what_came_from_above_with_the_branch_that_got_it(country: Country) -> None:
    branch, sender = country.branches[2], acting(country.committees[0], Role.ORGANISER)
    going = Member.objects.filter(branch=branch).order_by("sort_key")[0]
    new = NewAssignment(country.committees[0], "查用电", "过冬安全", TODAY + timedelta(days=9), receivers=[branch])
    sent = country.do(send_assignment, Right.ASSIGN, sender, new=new)
    task = Task.objects.get(source_key=sent.thread)
    secretary = acting(branch, Role.SECRETARY)
    country.do(adapt, Right.RECORD, secretary, task=task, how="两个人看一遍电闸", owners=[going])
    before = as_it_stands()
    assert restructuring.preview_people(branch, [going]).tasks == 0
    act = country.do(restructuring.split, organisation=branch, name="新支部", members=[going], day=TODAY)
    assert Task.objects.get(thread=task.thread).branch == branch
    assert counts_of_sent(sent, sender.path, TODAY)["adapted"] == 1
    country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))
    assert as_it_stands() == before


def test_split_takes_help_with_its_member_and_what_is_to_be_mended_with_its_work(country: Country) -> None:
    branch = country.branches[2]
    going, staying = Member.objects.filter(branch=branch).order_by("sort_key")[:2]
    for member in (going, staying):
        open_plan(country, member)
        country.do(
            start_measure, Right.RECORD, acting(branch, Role.SECRETARY),
            branch=branch, fact="党课少", measure=f"{member.name}讲一次", owners=[member],
        )  # fmt: skip
    act = country.do(restructuring.split, organisation=branch, name="新支部", members=[going], day=TODAY)
    assert dict(HelpPlan.objects.values_list("member", "branch")) == {going.pk: act.other.pk, staying.pk: branch.pk}
    measures = dict(Mend.objects.values_list("measure", "branch"))
    assert measures == {f"{going.name}讲一次": act.other.pk, f"{staying.name}讲一次": branch.pk}
    country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))
    assert set(HelpPlan.objects.values_list("branch", flat=True)) == {branch.pk}
    assert set(Mend.objects.values_list("branch", flat=True)) == {branch.pk}


def test_help_opened_after_a_merger_goes_back_with_its_member(country: Country) -> None:
    branch, into = country.branches[0], country.branches[1]
    member = Member.objects.get(branch=branch)
    act = country.do(restructuring.merge, organisation=branch, into=into, day=TODAY)
    open_plan(country, Member.objects.select_related("branch").get(pk=member.pk))
    country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))
    assert HelpPlan.objects.get().branch == branch


def test_what_was_sent_to_both_is_done_once_and_counted_once(country: Country) -> None:
    branch, into, _head, _user = filled(country)
    sender = acting(country.committees[0], Role.ORGANISER)
    new = NewAssignment(
        country.committees[0], "查一次用电", "过冬安全", TODAY + timedelta(days=9), receivers=[country.committees[0]]
    )
    sent = country.do(send_assignment, Right.ASSIGN, sender, new=new)
    assert (sent.total, counts_of_sent(sent, sender.path, TODAY)["sent"]) == (4, 4)
    before = as_it_stands()
    act = country.do(restructuring.merge, organisation=branch, into=into, day=TODAY)
    counts = counts_of_sent(sent, sender.path, TODAY)
    assert {state: number for state, number in counts.items() if number} == {"sent": 3}
    country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))
    assert as_it_stands() == before
    country.do(restructuring.move, organisation=into, parent=country.generals[3], day=TODAY)
    assert counts_of_sent(sent, sender.path, TODAY)["sent"] == 3


def test_nobody_is_left_behind_when_it_is_dissolved(country: Country) -> None:
    with pytest.raises(Refused, match="还有 3 名党员"):
        country.do(restructuring.dissolve_whole, organisation=country.generals[0], day=TODAY)
    country.do(restructuring.merge, organisation=country.branches[0], into=country.branches[2], day=TODAY)
    country.do(restructuring.merge, organisation=country.branches[1], into=country.branches[2], day=TODAY)
    country.do(restructuring.dissolve_whole, organisation=country.generals[0], day=TODAY)
    assert Organisation.objects.get(pk=country.generals[0].pk).dissolved_on == TODAY
    adds_up()


@pytest.mark.parametrize("act", ["move", "merge", "split", "dissolve_whole", "merge_general"])
def test_taken_back_within_ten_minutes_everything_is_as_before(country: Country, act: str) -> None:
    branch, beside, _head, _user = filled(country)
    before = as_it_stands()
    arguments: dict[str, Any] = {
        "move": {"organisation": branch, "parent": country.generals[3]},
        "merge": {"organisation": branch, "into": beside},
        "split": {"organisation": country.branches[2], "name": "新支部",
                  "members": [Member.objects.filter(branch=country.branches[2]).first()]},
        "dissolve_whole": {"organisation": country.generals[3]},
        "merge_general": {"organisation": country.generals[0], "into": country.generals[1]},
    }[act]  # fmt: skip
    if act == "dissolve_whole":
        country.do(
            restructuring.merge, organisation=country.branches[6], into=country.branches[5], day=date(2026, 11, 1)
        )
        before = as_it_stands()
    made = country.do(getattr(restructuring, act.removesuffix("_general")), **arguments, day=TODAY)
    assert as_it_stands() != before
    country.do(restructuring.take_back, act=Restructuring.objects.get(pk=made.pk))
    assert as_it_stands() == before
    adds_up()


def test_what_was_changed_since_is_not_taken_back(country: Country) -> None:
    branch, into, head, _user = filled(country)
    act = country.do(restructuring.merge, organisation=branch, into=into, day=date(2026, 11, 1))
    country.do(restructuring.split, organisation=into, name="新支部", members=[head], day=TODAY)
    with pytest.raises(Refused, match="又有人改过"):
        country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))


def test_a_split_is_not_taken_back_once_the_new_branch_has_something_of_its_own(country: Country) -> None:
    branch = country.branches[2]
    going = list(Member.objects.filter(branch=branch))[:1]
    act = country.do(restructuring.split, organisation=branch, name="新支部", members=going, day=TODAY)
    country.enter(act.other, "孙海")
    before = as_it_stands()
    with pytest.raises(Refused, match="新支部已经有了自己的记录"):
        country.do(restructuring.take_back, act=Restructuring.objects.get(pk=act.pk))
    assert as_it_stands() == before
    adds_up()


class Officer:
    """Acts at random; what is refused changes nothing."""

    def __init__(self, country: Country, seed: int) -> None:
        self.country, self.random = country, random.Random(seed)
        self.acts: list[Callable[[], Any]] = [
            self.move, self.move, self.merge, self.split, self.dissolve, self.back, self.enter, self.hold, self.help,
        ]  # fmt: skip

    def work(self, times: int) -> int:
        done = 0
        for act in self.random.choices(self.acts, k=times):
            try:
                act()
            except Foreseen:
                continue
            done += 1
        return done

    def one(self, *kinds: Kind) -> Organisation:
        rows = Organisation.objects.filter(kind__in=kinds, dissolved_on__isnull=True).order_by("name")
        return self.random.choice(list(rows))

    def day(self) -> date:
        return TODAY - timedelta(days=self.random.randint(0, 3))

    def move(self) -> None:
        subject = self.one(*Kind)
        self.country.do(restructuring.move, organisation=subject, parent=self.one(*Kind), day=self.day())

    def merge(self) -> None:
        kind = self.random.choice([Kind.BRANCH, Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.PRIMARY_COMMITTEE])
        self.country.do(restructuring.merge, organisation=self.one(kind), into=self.one(kind), day=self.day())

    def split(self) -> None:
        branch = self.one(Kind.BRANCH)
        people = list(Member.objects.filter(branch=branch).order_by("name", "pk"))
        self.country.do(
            restructuring.split, organisation=branch, name=f"分{self.random.random():.6f}", members=people[1:],
            day=self.day(),
        )  # fmt: skip

    def dissolve(self) -> None:
        subject = self.one(Kind.BRANCH, Kind.GENERAL_BRANCH)
        self.country.do(restructuring.dissolve_whole, organisation=subject, day=self.day())

    def back(self) -> None:
        act = Restructuring.objects.order_by("-recorded_at").first()
        if act is not None:
            self.country.do(restructuring.take_back, act=act)

    def enter(self) -> None:
        self.country.enter(self.one(Kind.BRANCH), "孙" + self.random.choice("海山林"))

    def help(self) -> None:
        people = Member.objects.filter(branch__isnull=False).order_by("name", "pk")
        open_plan(self.country, self.random.choice(list(people.select_related("branch"))))

    def hold(self) -> None:
        branch = self.one(Kind.BRANCH)
        new = NewGathering(branch, self.day(), [NewItem(ItemKind.THEME_DAY, "修便道")], due=3, present=3)
        self.country.do(record_gathering, Right.RECORD, acting(branch, Role.SECRETARY), new=new)


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_acts_leaves_what_drawing_again_finds(country: Country, seed: int) -> None:
    assert Officer(country, seed).work(30) >= 8
    assert all(plan.branch_id == plan.member.branch_id for plan in HelpPlan.objects.select_related("member"))
    adds_up()
