"""The five promises, each a function that gives back what breaks it. Run on whatever database the environment names:

    python -m tests.drill.invariants < what-was-acknowledged.json

Every fault is followed by all five, and every one of them has been seen to fail on a planted fault (`test_seeds.py`).
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
django.setup()

from django.db import connection  # noqa: E402 (Django has to be ready before its models)

from zhibu.base import clock, sealing  # noqa: E402
from zhibu.base.models import LogEntry, Outgoing, Posted  # noqa: E402
from zhibu.checkup.rebuilding import rebuild  # noqa: E402
from zhibu.meeting.models import Gathering, Item  # noqa: E402
from zhibu.notice.models import Message, State  # noqa: E402
from zhibu.work.models import Task  # noqa: E402

Told = dict[str, Any]


def acknowledged_writes_stand(told: Told) -> list[str]:
    """(a) What somebody was told was kept is there, once; a form whose answer got lost was kept once or not at all."""
    acknowledged, unknown = dict(told["acknowledged"]), dict(told["unknown"])
    found = Counter(Gathering.objects.filter(title__in=[*acknowledged, *unknown]).values_list("title", flat=True))
    lost = [f"acknowledged and gone: {title}" for title in acknowledged if not found[title]]
    return lost + [f"{number} times: {title}" for title, number in found.items() if number > 1]


def no_half_records(told: Told) -> list[str]:
    """(b) Each write is whole: the gathering with its item and the task of its decision, its log row, its form's key;
    and neither a key nor a log row without them. No relation leads nowhere."""
    titles = [title for title, _key in (*told["acknowledged"], *told["unknown"])]
    rows = dict(Gathering.objects.filter(title__in=titles).values_list("pk", "title"))
    items = Counter(Item.objects.filter(gathering__in=rows).values_list("gathering_id", flat=True))
    logged = Counter(LogEntry.objects.filter(subject__in=rows).values_list("subject", flat=True))
    posted = Counter(Posted.objects.filter(subject__in=rows).values_list("subject", flat=True))
    decided = Item.objects.filter(gathering__in=rows).exclude(decision="").values_list("thread", "gathering_id")
    of_item = Counter(
        Task.objects.filter(source_key__in=[thread for thread, _pk in decided]).values_list("source_key", flat=True)
    )
    tasks = Counter({gathering: of_item[thread] for thread, gathering in decided})
    faults = [
        f"{title}: {items[pk]} items, {tasks[pk]} tasks, {logged[pk]} log rows, {posted[pk]} keys"
        for pk, title in rows.items()
        if (items[pk], tasks[pk], logged[pk], posted[pk]) != (1, 1, 1, 1)
    ]
    keys = [key for _title, key in (*told["acknowledged"], *told["unknown"])]
    faults += [
        f"a key without a result: {key}"
        for key in Posted.objects.filter(key__in=keys, subject=None).values_list("key", flat=True)
    ]
    one_by_one = not told.get("in_bulk")  # what was written in bulk has one log row for all of it
    return faults + (_without_log() if one_by_one else []) + _broken_relations()


def _without_log() -> list[str]:
    """Gatherings of any origin that no log row speaks of: a record came without what has to follow."""
    known = LogEntry.objects.values("subject")
    return [
        f"a gathering without a log row: {pk}"
        for pk in Gathering.versions.exclude(pk__in=known).values_list("pk", flat=True)
    ]


def _broken_relations() -> list[str]:
    try:
        connection.check_constraints()
    except Exception as error:
        return [f"a relation leads nowhere: {error}"]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return []
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall()]
    return [] if said == ["ok"] else [f"the file is damaged: {said[:3]}"]


def sheets_equal_records(told: Told) -> list[str]:
    """(c) Kept sheets, findings, states and counts are exactly what the records say: drawn again, nothing differs."""
    found = rebuild(clock.today())
    return [f"{number} rows of {kind} differ" for kind, number in found.differences.items() if number]


def outbox_delivered_once(told: Told) -> list[str]:
    """(d) Everybody got as many messages as say that they were sent; what broke off while it was being sent says that
    nobody knows (`unsure`) and is never sent again. Work of the outbox is done once and does not stay.

    `arrived`: by log-in (or `robot`) how many messages came there; `drained`: the clock has run since.
    """
    faults = []
    for receiver, number in told.get("arrived", {}).items():
        to = {"robot__isnull": False} if receiver == "robot" else {"user__username": receiver}
        rows = Counter(Message.objects.filter(**to).values_list("state", flat=True))
        if not rows[State.SENT] <= number <= rows[State.SENT] + rows[State.UNSURE]:
            faults.append(f"{receiver}: {number} arrived, {rows[State.SENT]} sent, {rows[State.UNSURE]} unsure")
    if told.get("drained"):
        waiting = Counter(Outgoing.objects.filter(taken_at__isnull=True).values_list("kind", flat=True))
        faults += [f"{number} of {kind} still wait" for kind, number in waiting.items()]
    return faults


def log_chain_valid(told: Told) -> list[str]:
    """(e) The log in its sealed blocks: nothing changed, dropped, moved or slipped in."""
    return [f"block {fault.block}: {fault.what}" for fault in sealing.verify(told.get("heads", ())).faults]


PROMISES: dict[str, Callable[[Told], list[str]]] = {
    "acknowledged writes stand": acknowledged_writes_stand,
    "no half records": no_half_records,
    "sheets equal records": sheets_equal_records,
    "outbox delivered once": outbox_delivered_once,
    "log chain valid": log_chain_valid,
}


if __name__ == "__main__":
    given = json.loads(sys.stdin.read() or "{}")
    given = {"acknowledged": [], "unknown": [], **given}
    sealing.seal(clock.now())
    sys.stdout.write(json.dumps({name: check(given) for name, check in PROMISES.items()}, ensure_ascii=False) + "\n")
