"""An ugly table of dues on a phone: brought in, one cell mended in place, a month pasted from the chat group looked at,
and the whole import taken back as if it had never been.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.intake.building import xlsx
from tests.looking import SPILLS, TOO_SMALL
from tests.personas import NOW
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.dues.models import Assessment, Collection, MemberYear, Payment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONTHS = [f"{month}月" for month in range(1, 13)]
NINE, BLANK = ["√"] * 9, [None] * 3
TABLE: list[list[Any]] = [
    ["北山机械厂一车间党支部"],
    ["2026年度党费收缴台账（单位：元）"],
    ["单位：一车间", None, None, None, "制表日期：2026.11.20"],
    ["序号", "姓 名", "核定", None, "交纳情况", *[None] * 11, "合计", "签名"],
    [None, None, "基数", "月应交", *MONTHS],
    [1, "王玉兰", 6000, 60, *NINE, *BLANK, 540],
    [2, "李晓明", "5,000.00", "50元", *NINE[:8], "×", *BLANK, 400],
    [3, "单 雪", 4000, 20, *NINE[:8], "二十元整x", *BLANK, 180],
    ["合计", None, None, 130, *[130] * 9, None, None, None, 1120],
    ["书记：", None, None, None, "经办人："],
]
MERGED = ["A1:R1", "A2:R2", "A4:A5", "B4:B5", "C4:D4", "E4:P4", "Q4:Q5", "R4:R5"]
RELAY = "#接龙 10月党费\n1. 王玉兰 已交\n2. 李晓明 50元\n3. 单雪 下月补"


@pytest.fixture
def phone(
    chromium: Browser,
    live_server: LiveServer,
    settings: LazySettings,
    tmp_path: Path,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Page]:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    cookies = Workshop().browser("secretary").cookies.items()
    context.add_cookies([{"name": name, "value": item.value, "url": live_server.url} for name, item in cookies])
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def looks_right(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0, page.url
    assert page.evaluate(TOO_SMALL, 44) == [], page.url


def test_an_ugly_table_of_dues_on_a_phone(phone: Page, tmp_path: Path) -> None:
    file = tmp_path / "党费台账.xlsx"
    file.write_bytes(xlsx(TABLE, merged=MERGED))
    phone.goto("/files/import/")
    phone.set_input_files("input[type=file]", file)
    phone.get_by_role("button", name="往下").click()

    expect(phone.get_by_role("heading", name="看一眼每一列")).to_be_visible(timeout=20_000)
    expect(phone.get_by_text("后面 11 列也这样认")).to_be_visible()
    looks_right(phone)
    phone.get_by_role("button", name="看每一行").click()
    expect(phone.get_by_text("“二十元整x”看不出是多少钱")).to_be_visible()
    looks_right(phone)
    phone.get_by_label("交纳情况/9月").fill("20元")
    phone.get_by_role("button", name="改好了，再看一遍").click()
    phone.get_by_role("button", name="写进去（3 行）").click()
    expect(phone.get_by_text("3 行，在“党费”里")).to_be_visible(timeout=20_000)
    looks_right(phone)
    assert Assessment.objects.count() == 3

    phone.goto("/members/dues/?month=2026-10")
    phone.locator("summary").filter(has_text="从群里粘贴接龙").click()
    phone.locator("#id_relay").fill(RELAY)
    phone.get_by_role("button", name="认名字").click()
    expect(phone.get_by_text("认出 2 个交了的，已打勾")).to_be_visible()
    looks_right(phone)
    assert not Collection.objects.filter(month="2026-10-01").exists()  # nothing is kept before a look

    phone.goto("/files/import/")
    phone.get_by_role("link", name="党费台账.xlsx").click()
    phone.get_by_role("link", name="撤销这次导入").click()
    phone.locator("main form button.primary").click()
    expect(phone.get_by_role("heading", name="已撤销")).to_be_visible(timeout=20_000)
    left = [model.objects.count() for model in (Assessment, Collection, MemberYear, Payment)]
    assert left == [0, 0, 0, 0]
