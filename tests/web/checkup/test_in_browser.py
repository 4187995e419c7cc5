"""In a real Chromium, without scripts: log in, read the check-up, open an article, answer a finding, take it back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import PASSWORD, build_enterprise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/checkup/", "/checkup/months/", "/plan/", "/rules/", "/rules/theme-day-monthly/"]


def logged_in(chromium: Browser, live_server: LiveServer, width: int, scripts: bool) -> Page:
    build_enterprise()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=scripts
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/log-in/")
    page.fill("input[name=username]", "secretary")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.get_by_role("heading", name="今天要办的事")).to_be_visible()
    return page


def test_from_the_list_to_the_article_and_an_answer_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    page = logged_in(chromium, live_server, 390, scripts=False)
    page.goto("/checkup/")
    card = page.locator("article.finding", has_text="有的月份没有主题党日的记录")
    card.get_by_role("link", name="中国共产党支部工作条例").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("主题党日每月一次")
    expect(page.get_by_text("原文已读")).to_be_visible()

    page.goto("/checkup/")
    page.locator("article.finding", has_text="有的月份没有主题党日的记录").get_by_role("link", name="没开展").click()
    page.get_by_role("button", name="记下说明").click()
    expect(page.get_by_role("heading", name="有 2 处要改")).to_be_visible()
    page.get_by_label("8月").check()
    page.get_by_label("没开", exact=True).check()
    page.get_by_role("button", name="记下说明").click()
    expect(page.get_by_text("已记下你的说明。")).to_be_visible()
    expect(page.get_by_role("heading", name="有的月份没开展主题党日：8月")).to_be_visible()

    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已收回那条说明。")).to_be_visible()
    expect(page.get_by_role("heading", name="有的月份没开展主题党日：8月")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_spills_targets_are_large_and_axe_is_content(
    chromium: Browser, live_server: LiveServer, width: int
) -> None:
    page = logged_in(chromium, live_server, width, scripts=True)
    for address in PAGES:
        page.goto(address)
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert page.evaluate(SPILLS) <= 0, address
        assert page.evaluate(f"({TOO_SMALL})(44)") == [], address
        problems = [(rule["id"], rule["nodes"][0]["html"][:90]) for rule in Axe().run(page).response["violations"]]
        assert problems == [], address
