"""Subtrees are moved while others write in them: on a database that several connections share, as in use."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.flows.test_restructuring import Country, adds_up, build
from tests.personas import TODAY, acting
from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import Foreseen
from zhibu.config.environment import sqlite
from zhibu.flows import redrawing, restructuring
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member.actions import enter_member
from zhibu.member.models import Member
from zhibu.org.models import Organisation, Restructuring

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    made = build()
    if connection.vendor != "sqlite":
        yield made
        return
    import sqlite3

    file = tmp_path / "shared.sqlite3"
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    before, kept = connections["default"], dict(connections.settings["default"])
    connections.settings["default"].update(sqlite(file))
    del connections["default"]
    yield made
    connections["default"].close()
    connections.settings["default"].update(kept)
    connections["default"] = before


def now() -> datetime:
    return datetime.now(UTC)


def act(actor: Actor, action: Callable[..., Any], right: Right, **given: Any) -> int:
    """1 when it was written, 0 when it was refused in plain words, as when two wait for each other."""
    try:
        perform(actor, action, right=right, today=TODAY, now=now(), **given)
    except Foreseen:
        return 0
    return 1


def again(row: Organisation) -> Organisation:
    return Organisation.objects.get(pk=row.pk)


def test_nothing_is_lost_and_counts_are_right_while_others_write(country: Country) -> None:
    general, other = country.generals[0], country.generals[1]
    written: list[str] = []
    troubles: list[BaseException] = []

    def meet(branch: Organisation, number: int) -> None:
        for turn in range(ROUNDS):
            place = again(branch)
            day = TODAY - timedelta(days=turn + 20 * number)
            new = NewGathering(place, day, [NewItem(ItemKind.THEME_DAY, "修便道")], due=3, present=3)
            written.extend(["meeting"] * act(acting(place, Role.SECRETARY), record_gathering, Right.RECORD, new=new))

    def enter(branch: Organisation, number: int) -> None:
        for turn in range(ROUNDS):
            place = again(branch)
            given = {"branch": place, "since": TODAY, "name": "孙" + "一二三四五六"[turn]}
            written.extend(["member"] * act(acting(place, Role.SECRETARY), enter_member, Right.RECORD, **given))

    def move(subject: Organisation, number: int) -> None:
        for turn in range(ROUNDS):
            to = (country.committees[1], country.committees[0])[turn % 2]
            given = {"organisation": again(subject), "parent": again(to), "day": TODAY}
            written.extend(["move"] * act(country.officer, restructuring.move, Right.SET_UP, **given))

    def guarded(work: Callable[[Organisation, int], None], subject: Organisation, number: int) -> None:
        try:
            work(subject, number)
        except BaseException as error:
            troubles.append(error)
        finally:
            connections.close_all()

    jobs = [(meet, country.branches[0], 0), (meet, country.branches[0], 1), (meet, country.branches[3], 0),
            (enter, country.branches[1], 0), (move, general, 0), (move, other, 0)]  # fmt: skip
    threads = [threading.Thread(target=guarded, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not troubles
    assert written.count("move") == Restructuring.objects.count() >= 2
    assert written.count("meeting") == Gathering.objects.count() >= ROUNDS
    assert written.count("member") == Member.objects.filter(name__startswith="孙").count() >= 1
    redrawing.run_pending(TODAY, now())
    adds_up()
