"""People at their phones in a real Chromium: logged in with their own name, each page looked at."""

from playwright.sync_api import Browser, Page, expect

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import PASSWORD


def log_in(chromium: Browser, address: str, name: str, width: int = 390) -> Page:
    page = chromium.new_context(base_url=address, viewport={"width": width, "height": 844}, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    page.goto("/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def fits(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0
    assert page.evaluate(TOO_SMALL, 44) == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
