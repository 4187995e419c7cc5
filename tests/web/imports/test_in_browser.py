"""The way in, walked in a real Chromium: usable by everybody at every width, and with JavaScript off."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.flows.files import LEDGER_HEADER, ROSTER_HEADER, workbook
from tests.looking import SPILLS, TOO_SMALL
from tests.personas import build_enterprise
from zhibu.member.models import Member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "django.contrib.auth.backends.ModelBackend"
Opening = Callable[..., Page]
PEOPLE = [
    ("党员花名册",),
    (*ROSTER_HEADER, "积分"),
    (1, "何田", "男", "汉族", "1980.5", "2010-07-01", "2011-07-01", "第一小组", "书记", "", "13912345678", 9),
    (2, "丁一", "男", "汉族", "1988-11-11", "2012-07-01", "2012-10-01", "第一小组", "", "", "", 8),
    (3, "姚远", "男", "汉族", "1980-01-05", "1979-07-01", "", "", "", "", "", 7),
    ("合计", "3人"),
]
MEETINGS = [LEDGER_HEADER, ("2025-03-05", "主题党日", "清理便道", "厂区", "", "", 3, 3, "何田、丁一、姚远", "", "")]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, settings: LazySettings, tmp_path: Path) -> Iterator[Opening]:
    """open_page(width=390): 二车间's secretary at the first page of the way in."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    enterprise = build_enterprise()
    contexts: list[BrowserContext] = []

    def enter(width: int = 390, large: bool = False, **options: bool) -> Page:
        client = Client()
        client.force_login(enterprise.users["outsider"], backend=BACKEND)
        if large:
            client.post("/print/", {"large": "1"})
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 844}, locale="zh-CN", **options
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto("/files/import/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "去年的表.xlsx"
    place.write_bytes(workbook(("花名册", PEOPLE), ("2025年台账", MEETINGS)))
    return place


def look(page: Page, large: bool = False) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
    complaints = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in complaints] == []
    assert page.evaluate(SPILLS) <= 0
    assert page.evaluate(TOO_SMALL, 60 if large else 44) == []


@pytest.mark.parametrize(("width", "large"), [(390, False), (1280, False), (390, True), (1280, True)])
def test_every_step_can_be_used_by_everybody(open_page: Opening, file: Path, width: int, large: bool) -> None:
    page = open_page(width, large)
    look(page, large)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="往下").click()
    look(page, large)
    page.get_by_role("button", name="看每一行").click()
    for group in ("要看一眼", "不能导入", "可导入"):
        page.get_by_role("link", name=group).click()
        look(page, large)
    page.get_by_role("button", name="写进去").click()
    look(page, large)


def test_nothing_is_cut_on_a_narrow_phone(open_page: Opening, file: Path) -> None:
    page = open_page(320)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="往下").click()
    assert page.evaluate(SPILLS) <= 0
    page.get_by_role("button", name="看每一行").click()
    page.evaluate("document.documentElement.style.fontSize = '34px'")
    assert page.evaluate(SPILLS) <= 0


def test_the_whole_way_without_javascript(open_page: Opening, file: Path) -> None:
    page = open_page(390, java_script_enabled=False)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="往下").click()
    page.get_by_role("button", name="看每一行").click()
    page.get_by_role("link", name="不能导入").click()
    page.get_by_label("入党日期").fill("2005-07-01")
    page.get_by_role("button", name="改好了").click()
    page.get_by_role("link", name="要看一眼").click()
    page.get_by_role("button", name=re.compile("按这样导入.*丁一")).click()
    page.get_by_role("button", name="写进去（4 行）").click()
    expect(page.get_by_role("heading", name="写进去了")).to_be_visible()
    assert Member.objects.filter(name__in=["何田", "丁一", "姚远"], branch__name="二车间党支部").count() == 3

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("heading", name="已撤销")).to_be_visible()
    assert not Member.objects.filter(name="何田", branch__isnull=False).exists()
