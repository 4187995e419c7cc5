"""Targets on a phone, in a real Chromium: the member agrees and writes a sentence; the secretary looks at everybody on
one page and changes the one exception."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import PASSWORD, build_enterprise, do
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.target.actions.books import NewLine, agree, write_book
from zhibu.target.models import Book, LookLine, Word
from zhibu.target.quarters import latest_finished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(chromium: Browser, address: str, name: str) -> Page:
    page = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    page.set_default_timeout(15_000)
    page.goto("/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def fits(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0
    assert page.evaluate(TOO_SMALL, 44) == []


def test_from_agreement_to_look(chromium: Browser, live_server: LiveServer) -> None:
    enterprise = build_enterprise()
    today, now = clock.today(), clock.now()
    year, quarter = latest_finished(today)
    secretary, person = enterprise.actor("secretary", today), enterprise.members[2]
    lines = [
        NewLine(content, "有记录可看", date(year, 12, 31))
        for content in ("带一名新工人独立上岗", "设备零误停", "写一页操作提示")
    ]
    do(secretary, write_book, Right.SEE_TARGETS, today, now, member=person, year=year, lines=lines)

    page = log_in(chromium, live_server.url, "member")
    if year == today.year:
        page.get_by_role("link", name="看一看").first.click()
        page.get_by_role("button", name="同意这样约定").click()
        expect(page.get_by_text("双方都同意了").first).to_be_visible()
        fits(page)
        page.get_by_role("link", name="写一句进展").first.click()
        page.get_by_label("写一句进展").fill("徒弟九月上岗")
        page.get_by_role("button", name="记下").click()
        expect(page.get_by_text("徒弟九月上岗")).to_be_visible()
        assert Word.objects.get().words == "徒弟九月上岗"
    else:  # in January the quarter to look at is last year's: its book is agreed beforehand
        do(enterprise.actor("member", today), agree, Right.SEE_OWN, today, now, book=Book.objects.get())

    page = log_in(chromium, live_server.url, "secretary")
    page.goto(f"/members/targets/quarter/{year}/{quarter}/")
    fits(page)
    missed = page.get_by_role("group", name="设备零误停")
    missed.get_by_label("没达到").check()
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("有 1 处要改")).to_be_visible()  # no cause yet: told at the field, nothing is lost
    expect(missed.get_by_label("没达到")).to_be_checked()
    page.get_by_label("原因（两个人一起写）").nth(1).fill("配件到得晚")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("已记下 1 人的回看")).to_be_visible()
    fits(page)
    assert sorted(LookLine.objects.values_list("outcome", flat=True)) == ["not_reached", "reached", "reached"]
