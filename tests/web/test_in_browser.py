"""In a real Chromium: accessibility, widths, targets, and the small comforts of the script."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.web.conftest import Entering

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("with_gallery"),
]
PAGES = ["/", "/gallery/", "/gallery/form/", "/gallery/confirm/", "/gallery/refused/", "/search/?q=会", "/keys/"]


Opening = Callable[..., Page]


@pytest.fixture
def open_as(chromium: Browser, live_server: LiveServer, as_role: Entering) -> Iterator[Opening]:
    """open_as("secretary", width=390): a page of a browser in which such a person is logged in."""
    contexts: list[BrowserContext] = []

    def enter(role: str = "secretary", width: int = 390, large: bool = False, **options: bool) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 844}, locale="zh-CN", **options
        )
        contexts.append(context)
        client: Client = as_role(role)
        if large:
            client.post("/print/", {"large": "1"})
        cookies = [
            {"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()
        ]
        context.add_cookies(cookies)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield enter
    for context in contexts:
        context.close()


def complaints(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:80] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize(("width", "large"), [(390, False), (1280, False), (390, True), (1280, True)])
def test_every_page_can_be_used_by_everybody(open_as: Opening, width: int, large: bool) -> None:
    page = open_as(width=width, large=large)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
        assert complaints(page) == [], address
        assert page.evaluate(SPILLS) <= 0, address
        assert page.evaluate(TOO_SMALL, 60 if large else 44) == [], address
    assert [text for text in said if "422" not in text] == []


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_cut_on_a_narrow_phone_even_at_twice_the_size(open_as: Opening, percent: int) -> None:
    page = open_as(width=320)
    for address in PAGES:
        page.goto(address)
        page.evaluate(f"document.documentElement.style.fontSize = '{17 * percent // 100}px'")
        assert page.evaluate(SPILLS) <= 0, address


def test_errors_take_the_attention_and_lead_to_their_fields(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    page.get_by_label("会议名称").fill("四季度党员大会")
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^有误："))
    expect(page.get_by_label("会议名称")).to_have_value("四季度党员大会")
    assert complaints(page) == []
    page.get_by_role("link", name="“到会人数”还没填。").click()
    expect(page.get_by_label("到会人数")).to_be_focused()


def test_without_javascript_everything_still_goes(open_as: Opening) -> None:
    page = open_as(java_script_enabled=False)
    page.goto("/gallery/form/")
    page.locator(".bar summary").click()
    page.locator(".bar").get_by_role("link", name="计划").click()
    expect(page).to_have_url(re.compile("/plan/$"))
    page.get_by_role("button", name="大字版").click()
    assert page.locator("html.large").count() == 1
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.locator("h1")).to_have_text("登录")


def test_keys_lead_to_the_places_but_not_while_typing(open_as: Opening) -> None:
    page = open_as(width=1280)
    page.goto("/")
    page.keyboard.type("gh")
    expect(page).to_have_url(re.compile("/meetings/$"))
    page.wait_for_load_state()  # the address changes before the script of the new page listens
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("gd?")
    expect(page.locator("#search")).to_have_value("gd?")
    page.locator("main").focus()
    page.keyboard.press("?")
    window = page.get_by_role("dialog")
    expect(window).to_be_visible()
    window.get_by_label("不用快捷键").check()
    page.keyboard.press("Escape")
    page.keyboard.type("gd")
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile("/meetings/$"))


def test_enter_that_ends_a_composition_does_not_send(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    prevented = page.evaluate(
        """composing => { const event = new KeyboardEvent('keydown',
            { key: 'Enter', bubbles: true, cancelable: true, isComposing: composing });
            document.querySelector('[name=title]').dispatchEvent(event); return event.defaultPrevented; }""",
        True,
    )
    assert prevented
    page.get_by_label("会议名称").press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()


def test_a_draft_is_offered_again_and_forgotten_when_it_was_sent(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    page.get_by_label("会议名称").fill("写了一半")
    page.get_by_label("支委会").check()
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    page.goto("/")
    page.goto("/gallery/form/")
    expect(page.get_by_label("会议名称")).to_have_value("")
    page.get_by_role("button", name="用草稿").click()
    expect(page.get_by_label("会议名称")).to_have_value("写了一半")
    expect(page.get_by_label("支委会")).to_be_checked()
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.goto("/gallery/?say=1")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_logging_out_takes_the_drafts_along(open_as: Opening) -> None:
    page = open_as(width=1280)
    page.goto("/gallery/form/")
    page.get_by_label("会议名称").fill("写了一半")
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.locator("h1")).to_have_text("登录")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_private_forms_leave_nothing_on_the_device(open_as: Opening) -> None:
    page = open_as()
    page.route(
        "**/gallery/form/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()), body=answer.text().replace('data-draft="', 'data-private data-draft="')
        ),
    )
    page.goto("/gallery/form/")
    page.get_by_label("会议名称").fill("别人的事")
    page.wait_for_timeout(800)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_without_network_the_form_stays_and_says_so(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    page.get_by_label("会议名称").fill("四季度党员大会")
    page.context.set_offline(True)
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("没发出去，内容还在。")).to_be_visible()
    expect(page.get_by_label("会议名称")).to_have_value("四季度党员大会")
    page.context.set_offline(False)
    page.get_by_role("button", name="记下").click()
    expect(page.locator(".error-summary")).to_be_visible()


def test_a_second_press_sends_nothing_more(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    sent: list[str] = []
    page.route("**/gallery/form/", lambda route: sent.append(route.request.method))
    page.evaluate("const press = document.querySelector('main .button.primary'); press.click(); press.click();")
    page.wait_for_timeout(500)
    assert sent == ["POST"]


def test_today_is_one_press_away(open_as: Opening) -> None:
    page = open_as()
    page.goto("/gallery/form/")
    page.locator(".day-picks").first.get_by_role("button", name="今天").click()
    assert re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", page.get_by_label("哪一天开的").input_value())
