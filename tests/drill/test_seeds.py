"""Each promise is broken on purpose, and the check of that promise says so: checks that never fail prove nothing."""

import copy
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F

from tests.drill import figures
from tests.drill.invariants import PROMISES, Told
from tests.drill.test_soak import has_grown
from tests.personas import NOW, TODAY, Enterprise, build_enterprise
from zhibu.account.models import User
from zhibu.base import sealing
from zhibu.base.actor import Right
from zhibu.base.models import LogEntry, Outgoing, Posted
from zhibu.checkup.models import TABLES, BranchState, Count, Finding
from zhibu.flows.decisions import record_gathering
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem
from zhibu.meeting.models import Gathering, Item, ItemKind
from zhibu.notice.models import Kind, Message, State
from zhibu.work.models import Task

pytestmark = pytest.mark.django_db
TITLES = ("第一次", "第二次", "第三次")


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    """Three acknowledged meetings, one message that arrived, the log sealed: and every promise holds."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("zhibu.base.clock.now", lambda: NOW)
        yield written()
        transaction.set_rollback(True)


@pytest.fixture
def told(whole: Told, db: None, monkeypatch: pytest.MonkeyPatch) -> Told:
    """A copy for each fault; what it does to the database is undone after it."""
    monkeypatch.setattr("zhibu.base.clock.now", lambda: NOW)
    return copy.deepcopy(whole)


def written() -> Told:
    enterprise: Enterprise = build_enterprise()
    keys = [str(uuid4()) for _title in TITLES]
    for number, (title, key) in enumerate(zip(TITLES, keys, strict=True)):
        item = NewItem(ItemKind.PARTY_LESSON, decision="查一遍", due_on=TODAY)
        new = NewGathering(
            branch=enterprise.first, happened_on=TODAY.replace(day=3 + number), items=[item], title=title
        )
        perform(
            enterprise.actor("secretary"), record_gathering, right=Right.RECORD, today=TODAY, now=NOW, key=key, new=new
        )
    secretary = User.objects.get(username="secretary")
    Message.objects.create(day=TODAY, kind=Kind.DIGEST, user=secretary, text="有 2 件事", next_at=NOW, state=State.SENT)
    sealing.seal(NOW)
    given = {
        "acknowledged": list(zip(TITLES, keys, strict=True)),
        "unknown": [],
        "arrived": {"secretary": 1},
        "drained": True,
    }
    assert {name: check(given) for name, check in PROMISES.items()} == {name: [] for name in PROMISES}
    return given


def first() -> Any:
    return Gathering.objects.filter(title=TITLES[0])


def change_a_sheet(told: Told) -> None:
    table = next(table for table in TABLES.values() if table.objects.exists())
    table.objects.filter(pk=table.objects.first().pk).update(profile="0" * 8)


def lose_a_key(told: Told) -> None:
    Posted.objects.filter(key=told["acknowledged"][0][1]).delete()


def key_without_result(told: Told) -> None:
    Posted.objects.filter(key=told["acknowledged"][0][1]).update(subject=None)


def arrive_twice(told: Told) -> None:
    told["arrived"]["secretary"] = 2


def never_arrive(told: Told) -> None:
    told["arrived"]["secretary"] = 0


SEEDS: dict[str, tuple[str, Callable[[Told], object]]] = {
    "a meeting is gone": ("acknowledged writes stand", lambda told: first().update(revoked_at=NOW)),
    "one is there twice": ("acknowledged writes stand", lambda told: first().update(title=TITLES[1])),
    "its item is gone": ("no half records", lambda told: Item.objects.filter(gathering__in=first()).delete()),
    "its task is gone": (
        "no half records",
        lambda told: Task.objects.filter(title__contains="查一遍").update(revoked_at=NOW),
    ),
    "its log row is gone": (
        "no half records",
        lambda told: LogEntry.objects.filter(subject__in=first().values("pk")).delete(),
    ),
    "its form's key is gone": ("no half records", lose_a_key),
    "a key without a result": ("no half records", key_without_result),
    "a sheet says something else": ("sheets equal records", change_a_sheet),
    "a finding is missing": ("sheets equal records", lambda told: Finding.objects.all()[:1].get().delete()),
    "a branch's state is another": (
        "sheets equal records",
        lambda told: BranchState.objects.update(members=F("members") + 1),
    ),
    "a sum above is one too many": ("sheets equal records", lambda told: Count.objects.update(amount=F("amount") + 1)),
    "a message arrived twice": ("outbox delivered once", arrive_twice),
    "a sent one never arrived": ("outbox delivered once", never_arrive),
    "work was left lying": ("outbox delivered once", lambda told: Outgoing.objects.create(kind="redraw", made_at=NOW)),
    "a log row was changed": (
        "log chain valid",
        lambda told: LogEntry.objects.filter(subject__in=first().values("pk")).update(act="x"),
    ),
    "a log row was dropped": (
        "log chain valid",
        lambda told: LogEntry.objects.filter(subject__in=first().values("pk")).delete(),
    ),
}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_fault_is_found_by_the_check_of_its_promise(seed: str, told: Told) -> None:
    promise, harm = SEEDS[seed]
    harm(told)
    found = PROMISES[promise](told)
    figures.note(f"PLANTED: {seed}", "this database", found[0] if found else "not found", promise, is_kept=bool(found))
    assert found


WARM = {"MB": 400, "files": 100, "processes": 5, "connections": 12}
GROWTH = {
    "memory": {"MB": 461},
    "open files": {"files": 121},
    "processes": {"processes": 8},
    "lines": {"connections": 23},
}


@pytest.mark.parametrize("what", GROWTH)
def test_growth_during_a_soak_is_found(what: str) -> None:
    found = has_grown(WARM, WARM | GROWTH[what])
    figures.note(f"PLANTED: more and more {what}", "soak", "found" if found else "not found", "no growth", found)
    assert found
    assert not has_grown(WARM, WARM | {name: number - 1 for name, number in GROWTH[what].items()})


def test_every_promise_is_broken_at_least_once() -> None:
    assert {promise for promise, _harm in SEEDS.values()} == set(PROMISES)
