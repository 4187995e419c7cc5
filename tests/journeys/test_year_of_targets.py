"""A branch of fourteen runs a year through its pages, one quarter of it on paper: targets, four looks, praise, two help
plans (one turns, one needs another way), talks complete, appraisal."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.personas import PASSWORD, acting, do, found
from tests.web.sending import send, text_of, typed
from tests.web.workshop import BACKEND
from zhibu.account.actions import grant_role, open_account
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import BranchYearSheet
from zhibu.flows import night
from zhibu.jobs import housekeeping
from zhibu.meeting.actions import NewGathering, NewGrades, NewItem, record_gathering
from zhibu.meeting.facts import talks_missing_in
from zhibu.meeting.models import ItemKind
from zhibu.member.actions import enter_member, take_post
from zhibu.member.models import Member, PostKind
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.target.models import Book, Criticism, HelpLook, HelpPlan, Look, LookLine
from zhibu.target.queries import past_help

pytestmark = pytest.mark.django_db
NAMES = ["岳清", "梅远", "柳真", "郝文", "沙鸥", "焦阳", "池田", "乐天", "米兰", "元白", "古月", "安然", "云舒", "卓群"]
FIRST = date(2026, 1, 5)
LINES = (("带一名新工人独立上岗", "通过上岗考核"), ("设备零误停", "全年没有误停"), ("写一页操作提示", "贴在机台旁"))


class Branch:
    """Fourteen members; the first three are the committee, the first is the secretary."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.on(FIRST)
        company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "北山机械厂党委")
        self.place: Organisation = found(company, OrganisationKind.BRANCH, "三车间党支部")
        secretary = acting(self.place, Role.SECRETARY)
        self.people: list[Member] = [
            do(
                secretary, enter_member, Right.RECORD, FIRST, self.now, branch=self.place, since=date(2016, 1, 1),
                name=name, joined_on=date(2010, 7, 1), full_on=date(2011, 7, 1),
            )
            for name in NAMES
        ]  # fmt: skip
        posts = (PostKind.SECRETARY, PostKind.ORGANISATION_MEMBER, PostKind.DISCIPLINE_MEMBER)
        for member, post in zip(self.people, posts, strict=False):
            do(
                secretary, take_post, Right.RECORD, FIRST, self.now, member=member, organisation=self.place, post=post,
                since=date(2024, 1, 1),
            )  # fmt: skip
        self.secretary = self._browser(company, 0, Role.SECRETARY)
        self.helper = self._browser(company, 3, Role.MEMBER)
        self.person = self._browser(company, 13, Role.MEMBER)

    def on(self, day: date) -> None:
        """From now on it is this day."""
        self.today, self.now = day, datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        self.monkeypatch.setattr(clock, "now", lambda: self.now)

    def _browser(self, company: Organisation, number: int, role: Role) -> Client:
        keeper = acting(company, Role.ADMINISTRATOR)
        user = do(
            keeper, open_account, Right.ACCOUNTS, FIRST, self.now, username=f"journey{number}",
            display_name=NAMES[number], password=PASSWORD, member=self.people[number],
        )  # fmt: skip
        do(
            keeper, grant_role, Right.ACCOUNTS, FIRST, self.now, user=user, organisation=self.place, role=role,
            since=FIRST, for_user=None,
        )  # fmt: skip
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    def sent(self, browser: Client, address: str, **given: Any) -> str:
        page = send(browser, address, **given)
        assert page.status_code == 302, page.context["form"].errors
        return page.headers["Location"]


def agree(branch: Branch) -> None:
    """January: thirteen sign on paper; the last one agrees on her phone."""
    lines = {}
    for number in range(1, 6):
        content, mark = LINES[number - 1] if number <= len(LINES) else ("", "")
        due = "2026-12-20" if content else ""
        lines |= {f"content_{number}": content, f"done_when_{number}": mark, f"due_on_{number}": due}
    for member in branch.people[1:13]:
        branch.sent(branch.secretary, f"/members/targets/{member.pk}/book/", **lines, signed_on="2026-01-05")
    last = branch.people[13].pk
    branch.sent(branch.secretary, f"/members/targets/{last}/book/", **lines)
    assert "同意这样约定" in text_of(branch.person.get("/members/targets/"))
    assert branch.person.post(f"/members/targets/{last}/book/2026/agree/").status_code == 302
    assert Book.objects.filter(branch_agreed_on__isnull=False, member_agreed_on__isnull=False).count() == 13


def look(branch: Branch, quarter: int, change: Callable[[dict[str, Any]], None] | None = None) -> None:
    """One page for everybody: open it, change the exceptions, send it, put the quarter away."""
    address = f"/members/targets/quarter/2026/{quarter}/"
    assert text_of(branch.secretary.get(f"{address}paper/")).count("□达到") == 39
    page = branch.secretary.get(address)
    given = typed(page)
    touched = dict(given)
    if change:
        change(touched)
    assert len({name for name in touched if touched[name] != given.get(name)}) <= 6
    assert branch.secretary.post(address, touched).status_code == 302
    assert branch.secretary.post(f"{address}close/").status_code == 302


def line_of(branch: Branch, number: int, order: int) -> Any:
    return Book.objects.get(member=branch.people[number]).lines.get(order=order).thread


def help_plan(branch: Branch, number: int, **changes: str) -> HelpPlan:
    given = {
        "happened_on": branch.today.isoformat(),
        "duty": "task",
        "branch_does": "排两天跟岗",
        "member_does": "过一遍操作单",
        "helper": str(branch.people[3].pk),
        **changes,
    }
    branch.sent(branch.secretary, f"/members/targets/{branch.people[number].pk}/criticise/", **given)
    return HelpPlan.objects.get(member=branch.people[number], closed_on__isnull=True)


def see(branch: Branch, plan: HelpPlan, words: str) -> None:
    """Whoever stands by finds it on 今天 and notes what was seen."""
    following = HelpLook.objects.filter(plan=plan.thread, seen_on__isnull=True).order_by("due_on")[0]
    address = f"/members/targets/help/looks/{following.pk}/"
    assert address in text_of(branch.helper.get("/"))
    branch.sent(branch.helper, address, seen=words)


def talk_with_everybody(branch: Branch) -> None:
    """Arranged in one step, held, noted; until nobody is left in any relation."""
    missing = talks_missing_in(branch.place.pk, branch.today)
    assert len(set().union(*missing.values())) == 14
    everybody = [str(member.pk) for member in branch.people[1:]]
    arrange = {"talker": str(branch.people[0].pk), "partners": everybody, "planned_on": "2026-11-20"}
    branch.sent(branch.secretary, "/concerns/talks/arrange/", **arrange)
    assert "约好要谈的" in text_of(branch.secretary.get("/concerns/"))
    branch.on(date(2026, 11, 20))
    pairs = [(0, everybody), (1, [str(branch.people[2].pk)])]
    pairs += [(number, [str(branch.people[number + 1].pk)]) for number in range(3, 13, 2)]
    pairs.append((13, [str(branch.people[3].pk)]))
    for talker, partners in pairs:
        given = {
            "talker": str(branch.people[talker].pk),
            "partners": partners,
            "kind": "before_meeting",
            "on_paper": "on",
        }
        branch.sent(branch.secretary, "/concerns/talks/new/", **given)
    assert talks_missing_in(branch.place.pk, branch.today) == {
        "within_committee": set(), "with_committee": set(), "between_members": set()
    }  # fmt: skip
    assert "约好要谈的" not in text_of(branch.secretary.get("/concerns/"))


def test_a_year_with_its_members(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = Branch(monkeypatch)
    agree(branch)

    branch.on(date(2026, 4, 8))  # the first quarter was looked at on paper

    def from_paper(given: dict[str, Any]) -> None:
        missed = line_of(branch, 12, 1)
        given |= {f"outcome_{missed}": "partly", f"cause_{missed}": "配件到得晚", "happened_on": "2026-04-02"}
        given |= {"on_paper": "on", "source_note": "季度表夹"}

    look(branch, 1, from_paper)
    assert {one.source for one in Look.objects.all()} == {"paper"}

    branch.on(date(2026, 5, 6))
    deed = {"member": str(branch.people[5].pk), "deed": "替班 6 次让同事住院陪护", "happened_on": "2026-05-02"}
    branch.sent(branch.secretary, "/members/targets/praise/new/", **deed, has_consent="on")
    assert "替班 6 次" in text_of(branch.person.get("/members/targets/praise/"))

    branch.on(date(2026, 7, 6))

    def two_missed(given: dict[str, Any]) -> None:
        for number in (12, 13):
            missed = line_of(branch, number, 0)
            given |= {f"outcome_{missed}": "not_reached", f"cause_{missed}": "新线培训没跟上"}

    look(branch, 2, two_missed)
    first = help_plan(branch, 12, look_1="2026-07-20", look_2="2026-08-10")
    second = help_plan(branch, 13, look_1="2026-07-20", look_2="2026-08-20")
    assert Criticism.objects.count() == 2

    branch.on(date(2026, 7, 20))
    see(branch, first, "跟岗两天都到了")
    see(branch, second, "来了半天，家里有事")
    branch.on(date(2026, 8, 20))
    end = f"/members/targets/help/{first.thread}/end/"
    assert branch.secretary.post(end, {"end": "turned"}).status_code == 302
    another = f"/members/targets/help/{second.thread}/another/"
    way = {"branch_does": "调到白班一个月", "member_does": "每天记一条", "look_1": "2026-09-01", "look_2": "2026-09-20"}
    branch.sent(branch.secretary, another, **way)
    third = HelpPlan.objects.get(closed_on__isnull=True)
    assert "调到白班一个月" in text_of(branch.person.get(f"/members/targets/help/{third.thread}/"))
    branch.on(date(2026, 9, 1))
    see(branch, third, "白班顺了，单独操作一次")
    branch.secretary.post(f"/members/targets/help/{third.thread}/end/", {"end": "turned"})
    assert not HelpPlan.objects.filter(closed_on__isnull=True).exists()
    assert past_help(branch.place, 2026) == {"turned": 2, "another_way": 1, "superior": 0}
    assert NAMES[13] not in text_of(branch.secretary.get("/members/targets/help/"))

    branch.on(date(2026, 10, 9))
    look(branch, 3)
    branch.on(date(2026, 11, 10))
    talk_with_everybody(branch)

    branch.on(date(2026, 12, 28))
    look(branch, 4)
    assert Look.objects.count() == 13 * 4
    assert LookLine.objects.exclude(outcome="reached").count() == 3
    appraisal = [NewItem(ItemKind.DEMOCRATIC_APPRAISAL, grades=NewGrades(4, 10))]
    do(
        acting(branch.place, Role.SECRETARY), record_gathering, Right.RECORD_GROUP, branch.today, branch.now,
        new=NewGathering(branch=branch.place, happened_on=branch.today, items=appraisal),
    )  # fmt: skip
    assert BranchYearSheet.objects.get(branch=branch.place, year=2026).appraisal_excellent == 4
    book = branch.secretary.get("/files/ledgers/targets/?year=2026")
    assert len(book.context["rows"]) == 39

    branch.on(date(2027, 9, 2))
    night.run(branch.today, branch.now)
    housekeeping.run(branch.today, branch.now)
    assert not HelpPlan.versions.exists() and not Criticism.versions.exists() and not HelpLook.versions.exists()
    assert past_help(branch.place, 2026)["turned"] == 2
