"""Every page that needs no key is small beside the style sheet, so that a slow network shows it."""

import gzip
from collections.abc import Iterator
from datetime import date, time

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.personas import NOW
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.meeting.models import ItemKind, Stage

MOST_BYTES = 60_000
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
    pages = pages_of(workshop.browser("secretary"))
    found = {address: len(gzip.compress(content)) for address, content in pages}
    assert len(found) > 50
    assert {address: size for address, size in found.items() if size > MOST_BYTES} == {}
