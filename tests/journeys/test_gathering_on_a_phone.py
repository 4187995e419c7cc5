"""Year plan, notice, 接龙, minutes, vote, closing and ledger on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import NOW
from tests.web.workshop import Workshop
from zhibu.base import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RELAY = "#接龙\n1. 王玉兰\n2. 李小明 出差\n3. 单雪\n4. 赵志强\n5. 钱文博\n6. 孙春芳\n7. 周海涛"


@pytest.fixture
def phone(
    chromium: Browser, live_server: LiveServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    shop = Workshop()
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844})
    cookies = shop.browser("secretary").cookies.items()
    context.add_cookies([{"name": name, "value": item.value, "url": live_server.url} for name, item in cookies])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def looks_right(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0, page.url
    assert page.evaluate(TOO_SMALL, 44) == [], page.url


def test_plan_notice_relay_minutes_vote_closing_and_ledger(phone: Page) -> None:
    page = phone
    page.goto("/meetings/year/")
    looks_right(page)
    page.get_by_role("button", name="一键排全年").click()
    expect(page.get_by_text("排好了", exact=False).first).to_be_visible()
    page.get_by_role("link", name="支部党员大会").first.click()

    assert "【通知】支部党员大会" in page.get_by_label("群通知").input_value()
    looks_right(page)
    page.get_by_role("link", name="粘贴接龙、逐个点").click()
    page.get_by_text("粘贴接龙", exact=True).click()
    page.get_by_label("群里的接龙").fill(RELAY)
    page.get_by_role("button", name="对一对名单").click()
    expect(page.get_by_text("对上了 6 人")).to_be_visible()
    looks_right(page)
    page.get_by_label("“李小明 出差”").select_option(label="是李晓明（第一党小组）")
    page.get_by_role("button", name="再对一次").click()
    expect(page.get_by_text("对上了 7 人")).to_be_visible()
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("请假 1 人（出差、值班 1）")).to_be_visible()

    page.get_by_role("link", name="记下来").first.click()
    page.get_by_label("主题 可不填").fill("夜班就餐")
    page.get_by_label("说了什么").first.fill("赵志强：先试一个月")
    page.get_by_label("决定 可不填").first.fill("供热餐一个月")
    page.get_by_label("谁负责").first.fill("赵志强")
    page.get_by_label("哪天前办好").first.fill("12月31日")
    page.get_by_text("有表决", exact=True).click()
    page.get_by_label("其中到会").first.fill("7")
    page.get_by_role("textbox", name=re.compile("^赞成")).first.fill("6")
    expect(page.get_by_text("通过：要 5 票，赞成 6 票。")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("赵志强负责，2026年12月31日前办好")).to_be_visible()
    looks_right(page)
    for part in ("主持人", "记录人"):
        page.get_by_role("link", name=f"{part}确认").click()
        looks_right(page)
        page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("heading", name="已归档")).to_be_visible()
    page.get_by_text("这次自动进入").click()
    page.get_by_role("link", name="决议台账").click()
    expect(page.get_by_text("供热餐一个月").first).to_be_visible()
