"""A month of dues on two phones: the member says 我已交, the secretary confirms, pastes the rest, takes a mistake back,
hands up and publishes; the member reads what was published.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS, TOO_SMALL
from tests.personas import NOW
from tests.web.dues.keeping import fixed
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.dues.models import Claim, Collection, HandingUp, Payment, Publication

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RELAY = "#接龙 11月党费\n1. 王玉兰 已交\n2. 李晓明 40元\n3. 赵志强 下月补\n4. 钱文博 交了"


@pytest.fixture
def phone_of(
    chromium: Browser, live_server: LiveServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Page]]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    shop = fixed(Workshop())
    contexts = []

    def phone(who: str) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
        contexts.append(context)
        cookies = shop.browser(who).cookies.items()
        context.add_cookies([{"name": name, "value": item.value, "url": live_server.url} for name, item in cookies])
        page = context.new_page()
        page.set_default_timeout(30_000)
        return page

    yield phone
    for context in contexts:
        context.close()


def looks_right(page: Page) -> None:
    assert page.evaluate(SPILLS) <= 0, page.url
    assert page.evaluate(TOO_SMALL, 44) == [], page.url


def test_a_month_on_two_phones(phone_of: Callable[[str], Page]) -> None:
    own, keeper = phone_of("member"), phone_of("secretary")
    own.goto("/")
    own.get_by_role("button", name="我已交").click()
    expect(own.get_by_text("等支部核对")).to_be_visible()
    looks_right(own)

    keeper.goto("/members/dues/")
    expect(keeper.get_by_text("本人说已经交了的")).to_be_visible()
    looks_right(keeper)
    keeper.get_by_role("button", name="收到了").click()
    expect(keeper.get_by_text("已记下：单雪 交了 114.81 元")).to_be_visible()
    assert not Claim.objects.filter(state="waiting").exists()

    keeper.locator("summary").filter(has_text="从群里粘贴接龙").click()
    keeper.locator("#id_relay").fill(RELAY)
    keeper.get_by_role("button", name="认名字").click()
    expect(keeper.get_by_text("认出 3 个交了的，已打勾")).to_be_visible()
    looks_right(keeper)
    keeper.get_by_role("button", name="记下：打勾的都交了").click()
    expect(keeper.get_by_text("4 人交了，共 234.81 元")).to_be_visible()
    looks_right(keeper)
    assert Collection.objects.get().people == 3

    row = keeper.locator("tr").filter(has_text="赵志强")
    row.get_by_role("button", name="现在交了").click()
    expect(keeper.get_by_text("已记下：赵志强 交了 40.00 元")).to_be_visible()
    keeper.locator("tr").filter(has_text="赵志强").get_by_role("link", name="赵志强").click()
    keeper.get_by_role("link", name="冲正").click()
    keeper.get_by_label("冲掉多少").fill("40")
    keeper.get_by_label("为什么").fill("记错了人")
    keeper.get_by_role("button", name="记下冲正").click()
    expect(keeper.get_by_text("已冲正 40.00 元")).to_be_visible()
    looks_right(keeper)
    assert sum(Payment.objects.values_list("fen", flat=True)) == 11481

    keeper.goto("/members/dues/hand-up/")
    looks_right(keeper)
    keeper.get_by_role("button", name="记下上缴").click()
    expect(keeper.get_by_text("234.81").first).to_be_visible()
    assert HandingUp.objects.get().fen == 23481
    keeper.goto("/members/dues/publish/")
    looks_right(keeper)
    keeper.get_by_role("button", name="公示").first.click()
    expect(keeper.get_by_role("heading", level=1)).to_be_visible()
    assert Publication.objects.exists()

    own.goto("/members/dues/")
    own.get_by_role("link", name="2026年").last.click()
    expect(own.get_by_text("114.81")).to_be_visible()
    looks_right(own)
