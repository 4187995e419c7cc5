"""The first day of a secretary, in a real Chromium: last year's files in, the check-up read, the article opened, a
finding answered, the ledger printed. On a phone and on a desktop.
"""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.flows.files import LEDGER_HEADER, ROSTER_HEADER, workbook
from tests.looking import SPILLS
from tests.personas import PASSWORD, build_enterprise
from zhibu.base import clock
from zhibu.meeting.models import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YEAR = clock.today().year
ROSTER = [
    ("二车间党支部党员花名册",),
    (f"填报日期：{YEAR}年1月5日",),
    ROSTER_HEADER,
    (1, "何 田", "男", "01 汉族", "1980.5", "2010年7月1日", "2011.7.1", "", "书记", "", "13912345678"),
    (2, "陆梅", "女", "汉", "1988-11-11", "2012/7/1", "2013/7/1", "", "", "", ""),
    (3, "丁一", "男", "汉族", "1990-02-03", "2015-06-30", "2016-06-30", "", "", "", ""),
    ("合计", "3人"),
]
LEDGER = [
    (f"{YEAR}年三会一课台账",),
    LEDGER_HEADER,
    (
        f"{YEAR}.1.8", "党员大会暨主题党日", "年度计划", "二楼", "何田", "陆梅", 3, 3, "何田、陆梅、丁一",
        "讨论了全年安排", "同意",
    ),
    ("", "", "", "", "", "", "", "", "", "", ""),
    ("制表人：陆梅",),
]  # fmt: skip


@pytest.fixture
def files(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    place = tmp_path / "去年和今年的表.xlsx"
    place.write_bytes(workbook(("花名册", ROSTER), ("台账", LEDGER)))
    return place


def log_in(chromium: Browser, address: str, width: int) -> Page:
    context = chromium.new_context(base_url=address, viewport={"width": width, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/")
    page.get_by_label("登录名").fill("outsider")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="今天要办的事")).to_be_visible()
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_from_old_spreadsheets_to_an_answered_finding_and_a_ledger(
    chromium: Browser, live_server: LiveServer, files: Path, width: int
) -> None:
    build_enterprise()
    page = log_in(chromium, live_server.url, width)

    page.goto("/files/")
    page.get_by_role("link", name=re.compile("导入")).first.click()
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="往下").click()
    page.get_by_role("button", name="看每一行").click()
    page.get_by_role("button", name=re.compile("写进去")).click()
    expect(page.get_by_role("heading", name="写进去了")).to_be_visible()
    assert Gathering.objects.get(branch__name="二车间党支部").items.count() == 2

    page.goto("/checkup/")
    assert page.evaluate(SPILLS) <= 0
    question = page.locator("article.finding", has_text="有的月份没有主题党日的记录")
    expect(question).not_to_contain_text("1月、")  # January was in the file
    question.get_by_role("link", name="中国共产党支部工作条例").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("主题党日每月一次")

    page.goto("/checkup/")
    question.get_by_role("link", name="没开展").click()
    page.get_by_label("2月").check()
    page.get_by_label("没开", exact=True).check()
    page.get_by_role("button", name="记下说明").click()
    expect(page.get_by_text("已记下你的说明。")).to_be_visible()
    late = page.locator("article.finding", has_text="有的月份没开展主题党日")
    expect(late).to_contain_text("2月没有开展主题党日")

    page.goto("/files/")
    page.get_by_role("link", name=re.compile("三会一课")).first.click()
    expect(page.get_by_text("年度计划").first).to_be_visible()
    assert page.evaluate(SPILLS) <= 0
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Excel")).first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
