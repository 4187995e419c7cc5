"""On a phone, in a real Chromium: what was found leads to a measure, the measure to a task, the task to the mend, which
somebody else accepts."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import NOW, PASSWORD, START, TODAY, acting, build_enterprise, do
from zhibu.account.actions import grant_role, open_account
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.work.models import Mend

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(chromium: Browser, address: str, name: str) -> Page:
    page = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    page.goto("/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def fits(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0
    assert page.evaluate(TOO_SMALL, 44) == []


def test_from_a_finding_to_the_mend(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    enterprise = build_enterprise()
    secretary = enterprise.actor("secretary")
    for month in (1, 3, 5, 7):  # all four written down today
        new = NewGathering(
            branch=enterprise.first, happened_on=date(2026, month, 5), items=[NewItem(ItemKind.THEME_DAY)]
        )
        do(secretary, record_gathering, Right.RECORD_GROUP, new=new)
    keeper, discipline = acting(enterprise.company, Role.ADMINISTRATOR), enterprise.members[3]
    other = do(
        keeper, open_account, Right.ACCOUNTS, username="jijian", display_name=discipline.name, password=PASSWORD,
        member=discipline,
    )  # fmt: skip
    do(
        keeper, grant_role, Right.ACCOUNTS, user=other, organisation=enterprise.first, role=Role.DISCIPLINE_MEMBER,
        since=START,
    )  # fmt: skip

    page = log_in(chromium, live_server.url, "secretary")
    page.goto("/checkup/weaknesses/")
    fits(page)
    page.get_by_role("link", name="被动应付").click()
    expect(page.get_by_text("一天里补记了好几次会").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="把下季度的会排匀").click()
    page.get_by_label("谁负责").select_option(label="王玉兰")
    page.get_by_label("哪天前办好").fill("12月20日")
    page.get_by_role("button", name="开始办").click()
    expect(page.get_by_text("已列入整改台账和任务")).to_be_visible()
    page.goto("/checkup/mending/")
    expect(page.get_by_text("在改")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="把下季度的会排匀").click()
    page.get_by_role("link", name="办好了").click()
    page.get_by_label("办成了什么").fill("每月第二周定一次，三个月都定好了")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("三个月都定好了")).to_be_visible()
    page.goto("/checkup/mending/")
    page.get_by_role("link", name="验收").click()
    page.get_by_label("你看到了什么").fill("自己看自己")
    page.get_by_role("button", name="验收").click()
    expect(page.get_by_text("验收要由没有参与办的党员来做").first).to_be_visible()

    page = log_in(chromium, live_server.url, "jijian")
    page.goto("/checkup/mending/")
    page.get_by_role("link", name="验收").click()
    page.get_by_label("你看到了什么").fill("看了计划，每月都有一次，不再攒到一起")
    page.get_by_role("button", name="验收").click()
    expect(page.get_by_text("已验收，看两个季度")).to_be_visible()
    fits(page)
    mend = Mend.objects.get()
    assert (mend.accepted_on, mend.weakness) == (TODAY, "orders")
