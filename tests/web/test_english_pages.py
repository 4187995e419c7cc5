"""Every page in English, for each kind of person: no Chinese but what people wrote and what is marked as Chinese."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.personas import NOW, TODAY
from tests.web.everywhere import Seen, walk
from tests.web.own_words import CHINESE, written_by_people
from tests.web.workshop import BACKEND, Workshop
from zhibu.account.models import User
from zhibu.base import clock
from zhibu.base.own_words import TERMS
from zhibu.demo.build import build

WHO = ("secretary", "member", "organiser", "keeper")
READ_OUT = ("aria-label", "title", "placeholder", "alt", "data-label", "data-copied")
AS_IT_IS = {
    "支部工作台": "the keyword of a group's robot, as it has to be typed",
    "应当及时": "the same",
    "应当": "quoted: the wording of a regulation is what decides the colour",
    "一般": "the same",
    "原则上": "the same",
    "必须": "the same",
    "不得": "the same",
    "可以": "the same",
    "中文": "the language names itself",
} | {
    words: "what a unit may call otherwise, in Chinese only" for term in TERMS for words in (term.examples, term.usual)
}


class Reading(HTMLParser):
    """What somebody reads or hears of a page, without what is marked as Chinese."""

    EMPTY = frozenset(
        ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle")
    )

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = [("", False)]
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang")
        is_left_out = (
            tag in ("script", "style") or (lang or "").startswith("zh") or (self.stack[-1][1] and lang is None)
        )
        if not is_left_out:
            self.texts += [given[name] or "" for name in READ_OUT if name in given]
        if tag not in self.EMPTY:
            self.stack.append((tag, is_left_out))

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.stack[-1][1]:
            self.texts.append(data)


def chinese_on(seen: Seen, own: list[str]) -> list[str]:
    reading = Reading()
    reading.feed(seen.content)
    wrong = []
    for text in dict.fromkeys(text.strip() for text in reading.texts if CHINESE.search(text)):
        left = text
        for words in [*own, *AS_IT_IS]:
            if words in left:
                left = left.replace(words, "")
        if re.search("[\u4e00-\u9fff]", left) or CHINESE.search(left):
            wrong.append(f"{seen.name} {seen.address}: {text[:100]}")
    return wrong


def english(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.django_db
def test_pages_of_a_workshop_say_nothing_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    workshop = Workshop()
    own = written_by_people()
    wrong: list[str] = []
    met: set[str] = set()
    for who in WHO:
        for seen in walk(english(workshop.enterprise.users[who]), known=frozenset(met - {"today"})):
            met.add(seen.name)
            wrong += chinese_on(seen, own)
    assert len(met) > 100
    assert not wrong, "\n".join(wrong)


@pytest.mark.drill
@pytest.mark.django_db
def test_pages_of_a_whole_organisation_say_nothing_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    build(TODAY, NOW, lambda _line: None)
    own = written_by_people()
    wrong: list[str] = []
    met: set[str] = set()
    for user in User.objects.filter(username__startswith="demo-").order_by("-username"):
        for seen in walk(english(user), known=frozenset(met - {"today"})):
            met.add(seen.name)
            wrong += chinese_on(seen, own)
    assert len(met) > 200
    assert not wrong, "\n".join(wrong)
