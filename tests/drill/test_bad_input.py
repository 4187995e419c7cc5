"""Every form that pages show, sent with what nobody should send: a sentence or a whole write, no crash and no half.

A few dozen in `make test`; in the drill every form of four people many times over. The chance is seeded: what fails
once fails again.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.drill import figures
from tests.drill.people import Fields, Form, forms_of, links_of
from tests.web.canary.addresses import filled
from tests.web.canary.planting import Planter
from tests.web.test_every_page import pages_of
from tests.web.workshop import Workshop
from zhibu.base.models import LogEntry, Posted
from zhibu.base.records import Record
from zhibu.meeting.models import ItemKind, Stage
from zhibu.web.forms import Form as ProductForm

pytestmark = pytest.mark.django_db
IS_DRILL = os.environ.get("HYPOTHESIS_PROFILE") == "drill"
PEOPLE = ("secretary", "organiser", "keeper", "member") if IS_DRILL else ("secretary",)
EACH = int(os.environ.get("DRILL_EACH", "9")) if IS_DRILL else 1  # sendings of one form; of one address a ninth
MOST_FORMS = 10_000 if IS_DRILL else 45
LEFT_ALONE = ("/log-out/", "/log-in/", "/password")  # afterwards nobody would be there any more
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"

BAD = (
    "", " ", "\u3000", "\0", "a\0b", "长" * 30_000, "-1", "0", "1e9", "NaN", "Infinity", "9" * 40, "１２３", "١٢٣",
    "1,5", "true",
    "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7*7 }}", "%s%n%(x)s", "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "2026年13月45日", "9999年12月31日", "0001-01-01", "1月0日", "2026-02-30", "明天", "25:99", "24:00",
    "\ud7ff\uffff", "\u202eabc",
    "👩‍👩‍👧‍👦" * 50, "a\r\nSet-Cookie: x=1", "00000000-0000-0000-0000-000000000000", "on", "None", "[]", "{}",
)  # fmt: skip


def changed(form: Form, chance: random.Random) -> Fields:
    """The form with some fields spoilt, left out, sent twice, or slipped in."""
    fields = [(name, value) for name, value in form.fields if name != "csrfmiddlewaretoken"]
    names = sorted({*form.kinds, *(name for name, _value in fields)} - {"csrfmiddlewaretoken"})
    for _ in range(chance.choice([1, 1, 2, 5])):
        if not names:
            break
        name = chance.choice(names)
        way = chance.randrange(10)
        if way == 0:
            fields = [field for field in fields if field[0] != name]
        elif way == 1:
            fields.append((name, chance.choice(BAD)))
        elif way == 2:
            fields.append((name, str(uuid4())))
        else:
            fields = [field for field in fields if field[0] != name] + [(name, chance.choice(BAD))]
    if chance.random() < 0.05:
        fields.append((chance.choice(["item-TOTAL_FORMS", "form-TOTAL_FORMS"]), chance.choice(["99999", "-1", "x"])))
    return fields


def tables() -> list[type]:
    return [LogEntry, Posted, *(model for model in apps.get_models() if issubclass(model, Record))]


def state() -> list[tuple[str, int]]:
    """How many rows each kind of record has, all versions, in one question."""
    names = [model._meta.db_table for model in tables()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names))
        return sorted(cursor.fetchall())


def shown_forms(browser: Client) -> Iterator[tuple[str, Form]]:
    """Each form once, by where it goes and what it asks: of the pages without a key, and of those that they lead to."""
    seen: set[tuple[str, ...]] = set()
    pages = {address: content.decode() for address, content in pages_of(browser)}
    followed = {link.partition("#")[0] for text in pages.values() for link in links_of(text)}
    inner = [link for link in sorted(followed - pages.keys()) if link.startswith("/") and not link.startswith("/say")]
    shapes: set[str] = set()
    for link in inner:
        shape = "/".join(part if not any(map(str.isdigit, part)) else "#" for part in urlsplit(link).path.split("/"))
        if shape in shapes or (len(shapes) >= 12 and not IS_DRILL):
            continue
        shapes.add(shape)
        answer = browser.get(link)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages[link] = answer.content.decode()
    for address, text in pages.items():
        for form in forms_of(text):
            goal = form.action or address
            key = (urlsplit(goal).path, *sorted(form.kinds))
            if form.method == "post" and key not in seen and not any(part in goal for part in LEFT_ALONE):
                seen.add(key)
                yield goal, form


def words_of_forms() -> list[str]:
    """What forms of the product call their fields, whichever page they belong to."""
    found: set[str] = {"key", "confirmed", "back", "next"}
    waiting: list[type[forms.Form]] = [ProductForm]
    while waiting:
        kind = waiting.pop()
        found |= set(kind.base_fields)
        waiting += kind.__subclasses__()
    return sorted(found)


def bodies(names: list[str], chance: random.Random) -> Iterator[tuple[bytes, str]]:
    """Nothing, fields of any form with anything in them, and what is no form at all."""
    yield b"", FORM
    noise = [(name, chance.choice(BAD)) for name in chance.sample(names, 12)]
    yield urlencode([*noise, ("key", str(uuid4()))], errors="surrogatepass").encode(), FORM
    if IS_DRILL:
        yield chance.randbytes(300), FORM
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK', MULTIPART
        yield b'{"key": [null]}', "application/json"


def test_every_address_that_takes_a_post_takes_anything(workshop: Workshop) -> None:
    """From the URL configuration, with the keys of one record of every kind: also what no page shows now."""
    person, users = workshop.members[2], workshop.enterprise.users
    workshop.held(date(2026, 10, 15), ItemKind.PARTY_LESSON, starts=time(19), place="三楼会议室")
    Planter(person, workshop.branch, workshop.groups[0], users["secretary"]).plant()
    known = {"member_id": [person.pk], "user_id": [users["member"].pk], "copy_out.key": [person.pk]}
    known |= {"branch_id": [workshop.branch.pk], "organisation_id": [workshop.branch.pk]}
    pages = filled(known, "POST")
    assert len(pages) > 240
    addresses = [address for found in pages.values() for address in found]
    chance, statuses, names = random.Random(24), Counter[int](), words_of_forms()
    addresses = addresses if IS_DRILL else chance.sample(addresses, 60)
    for who in PEOPLE:
        browser = workshop.browser(who)
        for address in addresses:
            if any(part in address for part in LEFT_ALONE):
                continue
            for _ in range(max(EACH // 9, 1)):
                for body, kind in bodies(names, chance):
                    statuses[posted(browser, address, body, kind)] += 1
    figures.note(
        "every address that takes a post",
        connection.vendor,
        f"{len(addresses)} addresses of {len(pages)} pages, {statuses.total()} sendings, {dict(statuses)}",
        "no half records",
    )


def test_every_form_takes_anything(workshop: Workshop) -> None:
    workshop.held(date(2026, 11, 26), ItemKind.THEME_DAY, starts=time(19), place="三楼会议室", stage=Stage.PLANNED)
    workshop.held(date(2026, 10, 15), ItemKind.PARTY_LESSON, starts=time(19), place="三楼会议室")
    chance, statuses, number = random.Random(23), Counter[int](), 0
    for who in PEOPLE:
        browser = workshop.browser(who)
        found = list(shown_forms(browser))
        chosen = chance.sample(found, min(MOST_FORMS, len(found)))
        for goal, form in chosen:
            number += 1
            for _ in range(EACH):
                statuses[sent(browser, goal, form, chance)] += 1
    assert number > (100 if IS_DRILL else 30), number
    figures.note(
        "forms with spoilt values",
        connection.vendor,
        f"{number} forms, {statuses.total()} sendings, {dict(statuses)}",
        "no half records",
    )


def sent(browser: Client, goal: str, form: Form, chance: random.Random) -> int:
    """One sending; what it wrote is taken back, so that the next one finds everything as it was."""
    fields = changed(form, chance)
    return posted(browser, goal, urlencode(fields, errors="surrogatepass").encode(), FORM)


def posted(browser: Client, goal: str, body: bytes, kind: str) -> int:
    with transaction.atomic():
        before = state()
        answer = browser.post(goal, body, content_type=kind)
        after = state()
        assert answer.status_code < 500, (goal, body)
        assert "Set-Cookie: x=1" not in str(answer.headers)
        if answer.status_code not in (200, 301, 302, 303):
            assert after == before, (goal, body)
        if dict(after) != dict(before):
            assert dict(after)["base_logentry"] > dict(before)["base_logentry"], (goal, body)
        transaction.set_rollback(True)
    return int(answer.status_code)


class Careless(Client):
    """Whatever it is sent to does what `posted` has to notice."""

    def __init__(self, status: int, write: Callable[[], object]) -> None:
        super().__init__()
        self.status, self.write = status, write

    def post(self, *_address: Any, **_body: Any) -> Any:
        self.write()
        return HttpResponse(status=self.status)


def half() -> None:
    Posted.objects.create(key=uuid4(), actor=uuid4(), act="half", at=timezone.now())


PLANTED = {
    "a page that falls over": Careless(500, lambda: None),
    "a refusal that kept something": Careless(422, half),
    "a write without a log row": Careless(302, half),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_careless_page_is_noticed(fault: str, workshop: Workshop) -> None:
    with pytest.raises(AssertionError):
        posted(PLANTED[fault], "/", b"", FORM)
    figures.note(f"PLANTED: {fault}", connection.vendor, "found", "no half records")
