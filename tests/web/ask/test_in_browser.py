"""In a real Chromium: a question answered without scripts, the link copied, widths, targets, accessibility."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/ask/",
    "/ask/dues.base/",
    "/ask/dues.amount/?kind=enterprise&base=5000.01",
    "/ask/vote.ordinary/?due_to_vote=15&present=12&in_favour=9",
    "/ask/vote.ordinary/?due_to_vote=15&present=many",
    "/ask/admission.timeline/?applied_on=2023-03-01&talked_on=2023-03-20&activist_on=2023-09-04",
    "/ask/vote.who_counts/",
]


def opened(
    chromium: Browser, live_server: LiveServer, width: int, *, scripts: bool = True, large: bool = False
) -> Page:
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=scripts
    )
    if large:
        context.add_cookies([{"name": "large_print", "value": "1", "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def test_from_the_list_to_the_answer_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, live_server, 390, scripts=False)
    page.goto("/ask/")
    page.get_by_role("link", name="每月交多少党费").first.click()
    page.get_by_role("link", name="企业，按月领工资").click()
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_role("heading", name="有 1 处要改")).to_be_visible()
    page.get_by_label("基数（元）").fill("５０００．０１元")
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_role("heading", name="每月交 75.00 元。")).to_be_visible()
    address = page.locator("#link").input_value()
    page.goto(address)
    expect(page.get_by_role("heading", name="每月交 75.00 元。")).to_be_visible()
    page.get_by_role("link", name="关于中国共产党党费收缴、使用和管理的规定").first.click()
    page.get_by_role("link", name="每月交多少党费").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("每月交多少党费")
    assert [cookie["name"] for cookie in page.context.cookies()] in ([], ["csrftoken"])


def test_one_press_copies_the_link(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, live_server, 390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/ask/vote.committee/?committee_members=5&present=3")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#link").input_value()
    assert "committee_members=5&present=3&on=" in copied


def test_paper_shows_what_was_filled_in_and_no_form(chromium: Browser, live_server: LiveServer) -> None:
    page = opened(chromium, live_server, 800)
    page.goto("/ask/vote.committee/?committee_members=5&present=3")
    expect(page.get_by_text("填的是")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("填的是")).to_be_visible()
    expect(page.get_by_role("button", name="算一算")).to_be_hidden()


@pytest.mark.parametrize(("width", "large"), [(320, False), (390, True), (1280, False), (1280, True)])
def test_nothing_spills_targets_are_large_and_axe_is_content(
    chromium: Browser, live_server: LiveServer, width: int, large: bool
) -> None:
    page = opened(chromium, live_server, width, large=large)
    for address in PAGES:
        page.goto(address)
        for summary in page.locator("main details > summary").all():
            if not summary.evaluate("part => part.parentElement.open"):
                summary.click()
        assert page.evaluate(SPILLS) <= 0, address
        assert page.evaluate(f"({TOO_SMALL})(44)") == [], address
        problems = [(rule["id"], rule["nodes"][0]["html"][:90]) for rule in Axe().run(page).response["violations"]]
        assert problems == [], address
