"""Every page by axe, in both languages and widths: a sample in the ordinary run, a whole organisation in the drill.

Django's own client draws the pages; Chromium gets them, and the files they name, without a server in between.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from tests.looking import SPILLS
from tests.personas import NOW, TODAY
from tests.web.everywhere import Seen, walk, without_key
from tests.web.workshop import BACKEND, Workshop
from zhibu.account.models import User
from zhibu.base import clock
from zhibu.demo.build import build

SITE = "http://zhibu.test"
PHONE, DESK = 390, 1280
TALL = 6000
"""So tall that bars which stay at the edge cover nothing: else what they half hide is complained of by chance."""
LANGUAGES = ("zh-hans", "en")
OPEN_ALL = "document.querySelectorAll('main details').forEach(part => { part.open = true })"
COMPLAINTS = """options => axe.run({resultTypes: ['violations'], ...options})
    .then(found => found.violations.map(one => one.id + ' ' + one.nodes[0].html.slice(0, 150)))"""
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}}}
"""Contrast takes five sixths of the time and depends neither on the language nor on the width."""


class Screen:
    """Chromium with the pages that were drawn for it."""

    def __init__(self, page: Page) -> None:
        self.page, self.drawn = page, Seen("", "/", "")
        self.axe = Axe().axe_script
        page.route("**/*", self._serve)

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.resource_type == "document":
            route.fulfill(body=self.drawn.content, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=Path(str(found)))
        else:
            route.fulfill(status=404)

    def complaints(self, seen: Seen, width: int, *, colours: bool = True) -> list[str]:
        """What axe says at this width; and whether the page is wider than either."""
        self.drawn = seen
        self.page.set_viewport_size({"width": width, "height": TALL})
        self.page.goto(SITE + urlsplit(seen.address).path)
        self.page.evaluate(OPEN_ALL)
        self.page.evaluate(self.axe)
        wrong = [f"{line} at {width}" for line in self.page.evaluate(COMPLAINTS, {} if colours else BUT_COLOURS)]
        for wide in (PHONE, DESK):
            self.page.set_viewport_size({"width": wide, "height": TALL})
            if self.page.evaluate(SPILLS) > 0:
                wrong.append(f"wider than {wide}")
        return [f"{seen.name} {seen.address} {line}" for line in wrong]


@pytest.fixture
def screen(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Screen(page)
    context.close()


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def every_page(users: list[User]) -> Iterator[tuple[Client, Seen]]:
    """Each kind of page once, with the client of the first person who reaches it; 今天 for everybody."""
    met: set[str] = set()
    for user in users:
        client = entered(user)
        for seen in walk(client, known=frozenset(met - {"today"})):
            met.add(seen.name)
            yield client, seen


def spoken(client: Client, seen: Seen, language: str) -> Seen:
    client.cookies["django_language"] = language
    content = client.get(seen.address).content.decode()
    client.cookies.pop("django_language")
    return replace(seen, content=content)


@pytest.mark.browser
@pytest.mark.django_db
def test_axe_finds_nothing_on_a_sample_of_pages(screen: Screen) -> None:
    """Width and language take turns: a page is seen in one of both."""
    client = entered(Workshop().enterprise.users["secretary"])
    wrong, shown = [], 0
    for number, address in enumerate(list(without_key())[::6]):
        seen = spoken(client, Seen(address, address, ""), LANGUAGES[number % 2])
        if "<main" in seen.content:
            shown += 1
            wrong += screen.complaints(seen, DESK if number % 4 > 1 else PHONE)
    assert shown > 12
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_a_page_that_is_wrong_is_found(screen: Screen) -> None:
    """That the sheet is really applied, and that axe and the widths really look."""
    head = '<html lang="zh"><title>页</title><link rel="stylesheet" href="/static/web/zhibu.css"><main><h1>页</h1>'
    assert screen.complaints(Seen("good", "/good/", f"<!doctype html>{head}<p>字</p></main>"), PHONE) == []
    assert screen.page.evaluate("getComputedStyle(document.body).lineHeight") != "normal"
    pale = '<p style="color: #bbb">灰色的字看不清</p><p style="width: 900px">宽</p><img src="/static/web/nothing.png">'
    bad = Seen("bad", "/bad/", f"<!doctype html>{head}{pale}</main>")
    assert [line.split()[2] for line in screen.complaints(bad, DESK)] == ["color-contrast", "image-alt", "wider"]
    assert [line.split()[2] for line in screen.complaints(bad, PHONE, colours=False)] == ["image-alt", "wider"]


@pytest.mark.drill
@pytest.mark.django_db
def test_axe_finds_nothing_on_any_page_of_a_whole_organisation(screen: Screen) -> None:
    """Each kind of page in both languages, one of them as on a phone and the other as on a desk, in turns."""
    build(TODAY, NOW, lambda _line: None)
    wrong, kinds = [], set()
    for client, seen in every_page(list(User.objects.filter(username__startswith="demo-").order_by("-username"))):
        kinds.add(seen.name)
        widths = (PHONE, DESK) if len(kinds) % 2 else (DESK, PHONE)
        for language, width in zip(LANGUAGES, widths, strict=True):
            wrong += screen.complaints(spoken(client, seen, language), width, colours=language != "en")
    assert len(kinds) > 200
    assert not wrong, "\n".join(wrong)
