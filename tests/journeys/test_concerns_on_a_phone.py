"""Six concerns go their ways side by side, in a real Chromium at phone width with JavaScript switched off.

One without a name and one with a name, from phone to solved; one unsolved, up and back; one about the secretary; one
about those at the unit's desk; one written on paper in a round. After every morning and every act each of them is read
by its raiser with the receipt, by those at its desk, and by nobody else who has a log-in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.concern.clock import Clock
from tests.concern.unit import Unit
from tests.looking import SPILLS, TOO_SMALL
from tests.personas import PASSWORD
from tests.web.sending import send, text_of
from zhibu.base import clock
from zhibu.concern.models import Concern, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_waiting")]
EVERYBODY = ("zhou", "li", "kong", "he", "secretary", "leader", "member", "clerk", "organiser", "keeper", "outsider")
UNIT_DESK, SECOND_DESK, BRANCH_DESK = {"zhou", "li"}, {"kong", "he"}, {"secretary"}


def fits(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0, page.url
    assert page.evaluate(TOO_SMALL, 44) == [], page.url


@dataclass
class Raiser:
    """Somebody with a phone and a receipt. `seen`: who must read the concern now, and nobody else."""

    page: Page
    words: str
    receipt: str = ""
    seen: set[str] = field(default_factory=set)

    def says(self, unit: Unit, *, desk: str = "", tick: str = "", called: str = "", handler: str = "") -> None:
        self.page.goto(unit.address)
        fits(self.page)
        self.page.get_by_label("什么事").fill(self.words)
        if desk:
            self.page.get_by_label(desk).check()
        if tick or called:
            self.page.get_by_text("牵涉受理人、附图、留名").click()
        if tick:
            self.page.get_by_label(tick).check()
        if called:
            self.page.get_by_label("怎么称呼你").fill(called)
            self.page.get_by_label("只让谁知道").select_option(label=handler)
        fits(self.page)
        self.page.get_by_role("button", name="交上去").click()
        self.receipt = self.page.locator(".receipt").inner_text()
        fits(self.page)

    def looks(self) -> str:
        self.page.goto("/say/receipt/")
        self.page.get_by_label("凭条").fill(self.receipt)
        self.page.get_by_role("button", name="看进度").click()
        fits(self.page)
        return self.page.locator("main").inner_text()

    def answers(self, button: str, words: str = "") -> None:
        self.looks()
        if words:
            self.page.get_by_label("想说的").fill(words)
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_text("明天早上交给受理人").first).to_be_visible()

    @property
    def concern(self) -> Concern:
        return next(row for row in Concern.objects.all() if row.words == self.words)


class World:
    def __init__(self, chromium: Browser, address: str, day: Clock) -> None:
        self.chromium, self.address, self.day = chromium, address, day
        self.unit = Unit()
        self.contexts: list[BrowserContext] = []
        self.handlers: dict[str, Page] = {}
        self.clients = {who: self.unit.browser(who) for who in EVERYBODY}
        assert Client().get(self.unit.address).status_code == 200  # the first look reads all addresses of the program

    def phone(self) -> Page:
        context = self.chromium.new_context(
            base_url=self.address, viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN"
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    def handler(self, who: str) -> Page:
        """On a phone of their own, logged in by the form."""
        if who not in self.handlers:
            page = self.handlers[who] = self.phone()
            page.goto("/log-in/")
            page.get_by_label("登录名").fill(who)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
        return self.handlers[who]

    def opens(self, who: str, raiser: Raiser) -> Page:
        """From the inbox, as a handler comes to a concern."""
        page = self.handler(who)
        page.goto("/concerns/inbox/")
        fits(page)
        page.get_by_role("link", name=raiser.words[:10]).click()
        fits(page)
        return page

    def plans(self, who: str, raiser: Raiser, words: str) -> None:
        page = self.opens(who, raiser)
        page.get_by_role("link", name="写打算").click()
        fits(page)
        page.get_by_label("能做到哪一步").fill(words)
        page.get_by_label("哪天再告诉本人").fill("12月10日")
        page.get_by_role("button", name="告诉本人").click()
        expect(page.get_by_text("本人凭凭条就能看到打算")).to_be_visible()

    def says_done(self, who: str, raiser: Raiser, words: str) -> None:
        page = self.opens(who, raiser)
        page.get_by_text("别的办法").click()
        page.get_by_role("link", name="办了，请本人确认").click()
        page.get_by_label("办成了什么").fill(words)
        page.get_by_role("button", name="请本人确认").click()
        fits(page)

    def hands_back(self, who: str, raiser: Raiser, place: str, words: str) -> None:
        page = self.opens(who, raiser)
        page.get_by_text("别的办法").click()
        page.get_by_role("link", name="转给别的台").click()
        page.get_by_label(place).check()
        page.get_by_label("为什么转").fill(words)
        page.get_by_role("button", name="转过去").click()
        expect(page).to_have_url(f"{self.address}/concerns/inbox/")

    def everybody_sees_what_they_must(self, raisers: list[Raiser], *, wholly: bool = False) -> None:
        """`wholly`: also every other page on which something might stand, and each concern by its address."""
        lists = {}
        pages = [
            "/concerns/inbox/",
            "/concerns/inbox/?show=ended",
            *(["/", "/concerns/board/quarter/"] if wholly else []),
        ]
        for who, client in self.clients.items():
            lists[who] = "".join(text_of(client.get(page)) for page in pages)
        for raiser in raisers:
            assert {who for who, text in lists.items() if raiser.words[:20] in text} == raiser.seen, raiser.words
            address = f"/concerns/inbox/{raiser.concern.pk}/"
            asked = self.clients if wholly else sorted(raiser.seen)
            assert {who for who in asked if self.clients[who].get(address).status_code == 200} == raiser.seen
            shown = text_of(Client().post("/say/receipt/", {"receipt": raiser.receipt}))
            others = [row.words for row in raisers if row is not raiser]
            assert raiser.words in shown and not any(words in shown for words in others)

    def worked_on(self, who: str, raiser: Raiser, plan: str, done: str) -> None:
        """Plan and done, sent without a phone: the handler's pages are walked with two of the six."""
        address = f"/concerns/inbox/{raiser.concern.pk}/"
        for page, fields in (("plan", {"can_do": plan, "next_on": "2026-12-10"}), ("done", {"words": done})):
            assert send(self.clients[who], f"{address}{page}/", **fields).status_code == 302


@pytest.fixture
def world(chromium: Browser, live_server: LiveServer, transactional_db: None, day: Clock) -> Iterator[World]:
    made = World(chromium, live_server.url, day)
    yield made
    for context in made.contexts:
        context.close()


def on_paper(world: World) -> Raiser:
    """In a round: the group leader prints slips, somebody writes on one, keeps the receipt, and it is typed in."""
    page = world.handler("leader")
    page.goto("/concerns/heard/")
    fits(page)
    page.get_by_role("button", name="打印一页纸条").click()
    slip = page.locator(".slip").first
    receipt = slip.locator(".receipt").inner_text()
    code = slip.locator("p", has_text="录入号").inner_text().split()[-1]
    raiser = Raiser(world.phone(), "二号楼饮水机坏了两周没人修", receipt)
    page.goto("/concerns/heard/")
    page.get_by_label("听到什么事").fill(raiser.words)
    page.get_by_label("纸条上的录入号").fill(code)
    page.get_by_label("本人同意交上去").check()
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("纸条的事录好了")).to_be_visible()
    assert receipt not in page.content()
    fits(page)
    return raiser


def test_six_concerns_from_phone_and_paper_to_their_ends(world: World) -> None:
    unit, day = world.unit, world.day
    nameless = Raiser(world.phone(), "夜班的人到凌晨吃不上热饭，只有冷馒头")
    named = Raiser(world.phone(), "孩子要上小学了，外地户口手续不知道找谁")
    unsolved = Raiser(world.phone(), "更衣室一直没有暖气，早上换衣服冻手")
    about_secretary = Raiser(world.phone(), "王玉兰分活不公平，轻活总给那几个人")
    about_superior = Raiser(world.phone(), "诉求台收了意见一个月没有下文")
    nameless.says(unit)
    named.says(unit, called="郭守田", handler="李受理")
    unsolved.says(unit, desk="一车间党支部")
    about_secretary.says(unit, desk="一车间党支部")
    expect(about_secretary.page.get_by_text("改交单位诉求台")).to_be_visible()
    about_superior.says(unit, tick="这个台的人都不要看")
    expect(about_superior.page.get_by_text("改交工会和纪检")).to_be_visible()
    paper = on_paper(world)
    raisers = [nameless, named, unsolved, about_secretary, about_superior, paper]
    for raiser in raisers:
        assert "等着明天早上交出去" in raiser.looks()
    assert not Concern.objects.exists(), "before the morning nobody reads anything"

    day.pass_days()
    nameless.seen = named.seen = about_secretary.seen = paper.seen = UNIT_DESK
    unsolved.seen, about_superior.seen = BRANCH_DESK, SECOND_DESK
    world.everybody_sees_what_they_must(raisers, wholly=True)
    assert all("收到，等打算" in raiser.looks() for raiser in raisers)
    address = f"/concerns/inbox/{named.concern.pk}/"
    assert [who for who in sorted(UNIT_DESK) if "郭守田" in text_of(world.clients[who].get(address))] == ["li"]

    for who, raiser in (("zhou", nameless), ("secretary", unsolved)):
        world.plans(who, raiser, "这周去看，下周给准信")
        seen = raiser.looks()
        assert "有了打算，在办" in seen and "这周去看，下周给准信" in seen
        world.says_done(who, raiser, "办好了，去看看")
    for who, raiser in (("li", named), ("zhou", about_secretary), ("kong", about_superior), ("zhou", paper)):
        world.worked_on(who, raiser, "这周去看，下周给准信", "办好了，去看看")
    assert all("办了，等你说" in raiser.looks() for raiser in raisers)
    world.everybody_sees_what_they_must(raisers)

    nameless.answers("解决了", "吃上了")
    named.answers("解决了")
    unsolved.answers("没有解决", "还是冷")
    about_secretary.answers("没有解决", "一点没变")
    about_superior.answers("没有解决", "还是没下文")
    paper.answers("解决一部分", "只修好一台")
    day.pass_days()
    unsolved.seen = UNIT_DESK  # one level up, away from the branch
    world.everybody_sees_what_they_must(raisers)
    assert nameless.concern.state == named.concern.state == State.SOLVED
    assert "解决了" in nameless.looks() and "有没有因此受到不好的对待" in nameless.looks()
    assert "交给上一级" in unsolved.looks() and "解决一部分，接着办" in paper.looks()

    world.plans("zhou", unsolved, "钱批了，装电暖气")
    world.hands_back("zhou", unsolved, "一车间党支部", "钱批了，请支部装上")
    unsolved.seen = BRANCH_DESK
    world.everybody_sees_what_they_must(raisers)
    world.plans("secretary", unsolved, "周五装好")
    world.says_done("secretary", unsolved, "装好了")
    for who, raiser in (("zhou", about_secretary), ("kong", about_superior), ("zhou", paper)):
        world.worked_on(who, raiser, "换个办法再办", "这回办成了")
    for raiser in raisers[2:]:
        raiser.answers("解决了")
    day.pass_days()
    assert all(raiser.concern.state == State.SOLVED for raiser in raisers)
    world.everybody_sees_what_they_must(raisers, wholly=True)
    nameless.looks()
    nameless.page.get_by_role("button", name="没有", exact=True).click()
    day.pass_days()
    assert "你说没有受到不好的对待" in nameless.looks()
    assert clock.now() == day.now
