"""记一次会 in a real Chromium: with the script, without it, and two people at once."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS
from tests.personas import NOW
from tests.web.workshop import Workshop
from zhibu.base import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opening = Callable[..., Page]
UNFOLD = "document.querySelectorAll('main details').forEach(part => { part.open = true; })"


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Workshop()


@pytest.fixture
def open_as(chromium: Browser, live_server: LiveServer, shop: Workshop) -> Iterator[Opening]:
    contexts: list[BrowserContext] = []

    def enter(who: str = "secretary", width: int = 390, **options: bool) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        cookies = shop.browser(who).cookies.items()
        context.add_cookies([{"name": name, "value": item.value, "url": live_server.url} for name, item in cookies])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield enter
    for context in contexts:
        context.close()


def test_recorded_once_on_a_phone_it_stands_in_the_ledgers(open_as: Opening) -> None:
    page = open_as()
    page.goto("/meetings/")
    page.get_by_role("link", name="记一次会").first.click()
    page.get_by_label("支部党员大会").check()
    page.get_by_label("主题党日").check()
    page.get_by_label("主题 可不填").fill("夜班就餐")
    page.get_by_label("决定 可不填").fill("供热餐一个月")
    expect(page.locator("[data-counted]")).to_have_text("应到 7 人，实到 7 人")
    page.get_by_label("孙春芳").select_option("没到")
    expect(page.locator("[data-counted]")).to_have_text("应到 7 人，实到 6 人")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("已记下。")).to_be_visible()
    page.get_by_text("这次自动进入 3 本台账").click()
    page.get_by_role("link", name="三会一课台账").click()
    expect(page.get_by_role("link", name="夜班就餐")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="撤销").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("台账里不再有它")).to_be_visible()


def test_the_roster_follows_the_kind_of_meeting_and_the_article_answers_at_once(open_as: Opening) -> None:
    page = open_as(width=1280)
    page.goto("/meetings/new/?kind=committee_meeting")
    expect(page.locator(".person:visible")).to_have_count(3)
    page.get_by_label("党小组会", exact=True).check()
    page.get_by_label("支委会", exact=True).uncheck()
    page.get_by_label("哪个党小组").select_option("第二党小组")
    expect(page.locator(".person:visible")).to_have_count(4)
    page.get_by_label("支部党员大会").check()
    page.get_by_text("有表决", exact=True).click()
    for label, number in (("应到会有表决权", "4"), ("其中到会", "2")):
        page.get_by_label(label).fill(number)
    expect(page.get_by_text("到会的人全部赞成也不够 3 票")).to_be_visible()


def test_without_a_script_everything_works(open_as: Opening) -> None:
    page = open_as(java_script_enabled=False)
    page.goto("/meetings/new/?kind=general_meeting")
    page.get_by_label("主题 可不填").fill("没有脚本")
    page.get_by_text("还有别的议题").click()
    page.get_by_role("button", name="加一项议题").click()
    assert page.get_by_label("主题 可不填").input_value() == "没有脚本"
    page.locator("[name=item-0-topic]").fill("第二项")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("没有脚本")
    expect(page.get_by_text("第二项")).to_be_visible()


def test_two_people_at_once_see_both_versions(open_as: Opening) -> None:
    mine, theirs = open_as(), open_as("clerk", width=1280)
    mine.goto("/meetings/new/?kind=general_meeting")
    mine.get_by_role("button", name="记下").click()
    mine.get_by_role("link", name="更正").click()
    theirs.goto(mine.url)
    theirs.get_by_label("决定 可不填").fill("对方的决定")
    theirs.get_by_role("button", name="记下").click()
    mine.get_by_label("说了什么 可不填").fill("我写的要点")
    mine.get_by_role("button", name="记下").click()
    expect(mine.get_by_text("对方的决定")).to_be_visible()
    assert mine.get_by_label("说了什么 可不填").input_value() == "我写的要点"
    mine.get_by_role("button", name="留我写的").click()
    expect(mine.get_by_text("我写的要点")).to_be_visible()


def test_a_draft_comes_back_without_names_or_reasons(open_as: Opening) -> None:
    page = open_as(width=1280)
    page.goto("/meetings/new/?kind=general_meeting")
    page.get_by_label("主题 可不填").fill("写到一半")
    page.get_by_label("孙春芳").select_option("leave_ill")
    page.wait_for_timeout(800)  # the script waits for a pause in typing
    kept = page.evaluate("Object.values(localStorage).join()")
    assert "写到一半" in kept
    assert "leave_ill" not in kept
    assert "王玉兰" not in kept
    page.reload()
    page.get_by_role("button", name="用草稿").click()
    assert page.get_by_label("主题 可不填").input_value() == "写到一半"


PAGES = [
    "/meetings/", "/meetings/new/?kind=general_meeting", "/meetings/plan/?kind=theme_day", "/files/",
    "/files/ledgers/meetings/", "/files/ledgers/roster/", "/files/ledgers/decisions/", "ONE", "ONEpaper/",
    "ONEcorrect/",
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_spills_over_and_everybody_can_use_it(open_as: Opening, width: int) -> None:
    page = open_as(width=width)
    page.goto("/meetings/new/?kind=general_meeting")
    page.get_by_role("button", name="记下").click()
    one = page.url
    for address in PAGES:
        page.goto(address.replace("ONE", one))
        page.evaluate(UNFOLD)
        assert page.evaluate(SPILLS) <= 0, address
        found = Axe().run(page).response["violations"]
        assert not found, (address, [(rule["id"], rule["nodes"][0]["html"]) for rule in found])
