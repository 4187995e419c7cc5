"""Every page that needs no key, for who uses it: small, narrow, at twice the size, in both languages, by axe."""

import gzip
from collections.abc import Iterator
from datetime import date, time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.looking import SPILLS
from tests.personas import NOW
from tests.web.workshop import BACKEND, Workshop
from zhibu.base import clock
from zhibu.meeting.models import ItemKind, Stage

MOST_BYTES = 60_000
WHO = ("secretary", "member", "organiser", "keeper")  # of each page the first who has it; a member's are all looked at
NARROW, TWICE = 320, "document.documentElement.style.fontSize = '34px'"
NO_PAGES = {"log_in", "feed"}  # the door is looked at without a log-in; a calendar is no page


def names(patterns: list[object]) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


def pages_of(browser: Client) -> Iterator[tuple[str, bytes]]:
    """Addresses without a key that show this person a page, with what it says."""
    for name in dict.fromkeys(names(get_resolver("zhibu.config.urls").url_patterns)):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if name in NO_PAGES or address.startswith("/say/"):
            continue
        answer = browser.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield address, answer.content


def filled() -> Workshop:
    workshop = Workshop()
    for day, stage in ((date(2026, 11, 26), Stage.PLANNED), (date(2026, 10, 15), Stage.HELD)):
        workshop.held(day, ItemKind.THEME_DAY, ItemKind.PARTY_LESSON, starts=time(19), place="三楼会议室", stage=stage)
    return workshop


@pytest.mark.django_db
def test_every_page_is_small_beside_the_style_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    workshop = filled()
    found: dict[str, int] = {}
    for who in WHO[:2]:
        for address, content in pages_of(workshop.browser(who)):
            found[address] = max(found.get(address, 0), len(gzip.compress(content)))
    assert len(found) > 50
    assert {address: size for address, size in found.items() if size > MOST_BYTES} == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_page_is_usable_narrow_at_twice_the_size_in_both_languages(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One browser, and each page once: every other one in English."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    workshop = filled()
    context = chromium.new_context(base_url=live_server.url, viewport={"width": NARROW, "height": 700}, locale="zh-CN")
    page, axe, wrong, seen = context.new_page(), Axe(), [], set[str]()
    number = 0
    page.set_default_timeout(15_000)
    for who in WHO:
        client = Client()
        client.force_login(workshop.enterprise.users[who], backend=BACKEND)
        session = client.cookies["sessionid"].value
        for address, _content in pages_of(client):
            if address in seen and who != "member" and address != "/":
                continue
            seen.add(address)
            number += 1
            language = "en" if number % 2 else "zh-hans"
            context.add_cookies(
                [
                    {"name": "sessionid", "value": session, "url": live_server.url},
                    {"name": "django_language", "value": language, "url": live_server.url},
                ]
            )
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
            found = axe.run(page).response["violations"]
            wrong += [f"{who} {language} {address}: {one['id']} {one['nodes'][0]['html'][:90]}" for one in found]
            if page.evaluate(SPILLS) > 0:
                wrong.append(f"{who} {language} {address}: wider than {NARROW} px")
            page.evaluate(TWICE)
            if page.evaluate(SPILLS) > 0:
                wrong.append(f"{who} {language} {address}: wider than {NARROW} px at twice the size")
    context.close()
    assert len(seen) > 80
    assert wrong == []
