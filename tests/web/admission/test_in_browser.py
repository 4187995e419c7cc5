"""Admission on a phone, in a real Chromium: an application, a late talk kept as it was, a vote that is read back."""

from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS
from tests.personas import NOW, TODAY, do
from tests.web.workshop import Workshop
from zhibu.admission.models import Candidate, Step, StepKind
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.flows.admission import note_step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Workshop()


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, shop: Workshop) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    cookies = shop.browser("secretary").cookies.items()
    context.add_cookies([{"name": name, "value": item.value, "url": live_server.url} for name, item in cookies])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def calm(page: Page) -> None:
    """Nothing sticks out, and nothing that a reader for the blind would stumble over."""
    assert page.evaluate(SPILLS) <= 0, page.url
    serious = [rule for rule in Axe().run(page).response["violations"] if rule["impact"] in ("serious", "critical")]
    assert not serious, (page.url, [(rule["id"], rule["nodes"][0]["html"]) for rule in serious])


def test_from_the_application_to_the_vote(phone: Page, shop: Workshop) -> None:
    phone.goto("/members/admission/")
    calm(phone)
    phone.get_by_role("link", name="收到一份申请书").first.click()
    phone.get_by_label("姓名").fill("何田田")
    phone.get_by_label("哪天收到入党申请书").fill("10月20日")
    phone.get_by_role("button", name="建档").click()
    expect(phone.get_by_role("heading", name="何田田", exact=True)).to_be_visible()
    calm(phone)

    phone.get_by_role("link", name="记：派人谈话").first.click()
    phone.get_by_label("哪一天").fill("2026.11.21")
    phone.get_by_role("button", name="记下").click()
    expect(phone.get_by_role("heading", name="记以前先看一眼")).to_be_visible()
    expect(phone.get_by_text("晚1天")).to_be_visible()
    expect(phone.get_by_label("哪一天")).to_have_value("2026.11.21")  # as it was typed
    calm(phone)
    phone.get_by_label("日期没有写错，照实记下").check()
    phone.get_by_role("button", name="照实记下").click()
    expect(phone.get_by_role("heading", name="对不上规定的")).to_be_visible()
    assert Step.objects.get(kind=StepKind.TALKED).happened_on == date(2026, 11, 21)

    candidate = Candidate.objects.get()
    for kind in (StepKind.ACTIVIST, StepKind.TARGET, StepKind.EXAMINED, StepKind.PRE_REVIEWED, StepKind.FORM_FILLED):
        do(
            shop.actor("secretary"), note_step, Right.KEEP_ADMISSION, TODAY, NOW, candidate=candidate, kind=kind,
            happened_on=date(2026, 11, 21),
        )  # fmt: skip
    phone.goto(f"/members/admission/{candidate.pk}/")
    phone.get_by_role("link", name="记：支部大会讨论接收").first.click()
    phone.get_by_label("哪一天").fill("今天")
    phone.get_by_role("button", name="下一页").click()
    for label, number in (("应到会有表决权的党员", 8), ("到会有表决权的党员", 7)):
        phone.get_by_label(label, exact=True).fill(str(number))
    phone.get_by_label("赞成", exact=True).fill("6")
    phone.get_by_role("textbox", name="弃权 可不填", exact=True).fill("1")
    phone.get_by_role("radio", name="通过", exact=True).check()
    calm(phone)
    phone.get_by_role("button", name="下一页").click()
    phone.get_by_role("button", name="下一页").click()
    expect(phone.get_by_text("第 4 页，共 4 页：核对")).to_be_visible()
    calm(phone)
    phone.get_by_role("button", name="照实记下").click()
    expect(phone.get_by_role("heading", name="何田田", exact=True)).to_be_visible()
    calm(phone)
    assert Step.objects.get(kind=StepKind.ADMISSION_MEETING).ballot.in_favour == 6
    phone.goto(f"/files/papers/admission-journal/{candidate.pk}/")
    calm(phone)
