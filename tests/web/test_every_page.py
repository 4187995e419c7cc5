"""Every page that needs no key is small beside the style sheet, so that a slow network shows it, and reads no large
table from end to end, so that a province is as quick as a branch."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.personas import NOW
from tests.web.workshop import Workshop
from zhibu.base import clock
from zhibu.meeting.models import ItemKind, Stage

MOST_BYTES = 60_000
GROW = {
    "meeting_gathering", "meeting_item", "meeting_attendance", "member_member", "member_details", "member_membership",
    "base_logentry", "work_task", "dues_payment", "checkup_finding", "checkup_branchyearsheet", "checkup_branchsheet",
    "checkup_termsheet", "checkup_resolutionsheet", "checkup_conductsheet",
}  # fmt: skip
"""Tables with rows of every branch and every year: what is asked of them has to be found by an index."""
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


def _as_it_is(execute: Callable[..., Any], *asked: Any) -> Any:
    return execute(*asked)


class Plans:
    """How SQLite finds what is asked, one plan for each question: the large tables that it reads from end to end."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.read_whole: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        question = re.sub(r"\(%s(, %s)*\)", "(…)", sql)
        if question not in self.known and sql.startswith("SELECT"):
            self.known.add(question)
            self.read_whole += self._tables(sql, params)
        return execute(sql, params, many, context)

    def _tables(self, sql: str, params: Any) -> list[str]:
        names = re.findall(r'"(\w+)" ([A-Z]\d+)\b', sql)
        values = [value.hex if isinstance(value, UUID) else value for value in params or ()]
        plan = connection.connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?").replace("%%", "%"), values)
        scans = re.findall(r"SCAN (\w+)", "\n".join(row[3] for row in plan))
        tables = {table for table, short in names if short in scans} | set(scans)
        return [f"{table}: {sql}" for table in tables & GROW]


@pytest.mark.django_db
def test_every_page_is_small_and_reads_no_large_table_from_end_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    workshop, plans = filled(), Plans()
    with connection.execute_wrapper(plans if connection.vendor == "sqlite" else _as_it_is):
        found = {a: len(gzip.compress(content)) for a, content in pages_of(workshop.browser("secretary"))}
        assert len(list(pages_of(workshop.browser("member")))) > 20
    assert plans.read_whole == []
    assert len(found) > 50
    assert {address: size for address, size in found.items() if size > MOST_BYTES} == {}
