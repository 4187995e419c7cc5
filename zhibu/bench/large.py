"""What only size shows: the night run beside its size, month ends, subtrees, growth, and 100,000 edits drawn again."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from zhibu.base.actor import Right
from zhibu.base.errors import Foreseen
from zhibu.base.touched import SheetKind, Touch
from zhibu.bench.measures import secretary_of, timed
from zhibu.bench.members import organiser_of
from zhibu.checkup import columns, refresh
from zhibu.checkup.counting import fold
from zhibu.checkup.models import BranchYearSheet, Count
from zhibu.checkup.rebuilding import Rebuilt, rebuild
from zhibu.flows import night, redrawing, restructuring
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering, undo_gathering
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member import facts
from zhibu.member.queries import visible_to
from zhibu.org.models import Organisation, OrganisationKind

Say = Callable[[str], None]
ROWS = 50
DRAWN_AGAIN = 5000  # branches
MONTH_END_SAMPLE = 20_000  # branches; of more the end of a month is reckoned from so many
MOVE_EVERY, UNDO_EVERY = 200, 5


def size_in_bytes() -> int:
    """Of the whole database."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def nights(branches: Sequence[Organisation], today: date, now: datetime, due: Sequence[int]) -> dict[int, float]:
    """Seconds of a night in which so many branches are due; 0: nobody is. The first run of all does not count."""
    draw = random.Random(6)  # noqa: S311 - repeatable, not secret
    night.run(today, now)
    found = {}
    for number in due:
        chosen = [row.pk for row in draw.sample(branches, min(number, len(branches)))]
        for start in range(0, len(chosen), ROWS):
            rows = BranchYearSheet.objects.filter(branch__in=chosen[start : start + ROWS], year=today.year)
            rows.update(wakes=today.toordinal())
        found[len(chosen)] = timed(lambda: night.run(today, now))
    return found


def month_end(branches: Sequence[Organisation], today: date) -> tuple[int, float]:
    """The first night of the next month: every sheet of the year wakes. How many branches, and seconds."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    chosen = branches[:MONTH_END_SAMPLE]
    waking = {Touch(kind, branch.pk, today.year) for branch in chosen for kind in night.YEARLY}
    with transaction.atomic():
        seconds = timed(lambda: night.turn(waking, first))
        transaction.set_rollback(True)  # measured, not kept: the lines after this one are of today
    return len(chosen), seconds


def read_to_changed(branches: Sequence[Organisation], today: date, changed: int) -> tuple[float, int]:
    """All branch-year sheets read, judged, compared with the findings kept, and what differs written. Seconds."""
    draw = random.Random(7)  # noqa: S311 - repeatable, not secret
    spoilt = draw.sample(branches, min(changed, len(branches)))
    for branch in spoilt:
        BranchYearSheet.objects.filter(branch=branch, year=today.year).update(theme_day_held=1)
    started = time.perf_counter()
    found = columns.differing(columns.read_years(today.year), today)
    BranchYearSheet.objects.filter(branch__in=found, year=today.year).update(wakes=today.toordinal())
    night.turn({Touch(SheetKind.BRANCH_YEAR, branch, today.year) for branch in found}, today)
    seconds = time.perf_counter() - started
    for start in range(0, len(spoilt), night.BATCH):
        with transaction.atomic():
            refresh.redraw_kind(SheetKind.BRANCH_YEAR, spoilt[start : start + night.BATCH], today.year, today)
    return seconds, len(found)


def member_sheets(branches: Sequence[Organisation], today: date) -> tuple[int, float]:
    """What sheets say of members (who belongs, who is reached) drawn from the records: people, and seconds."""
    people, seconds = 0, 0.0
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    for start in range(0, min(len(branches), 2000), night.BATCH):
        keys = [row.pk for row in branches[start : start + night.BATCH]]
        began = time.perf_counter()
        facts.belongings(keys, first, last)
        found = facts.reached(keys, today)
        seconds += time.perf_counter() - began
        people += sum(len(rows) for rows in found.values())
    return people, seconds


def in_database(rows: QuerySet[Any]) -> float:
    """Seconds from sending the question until the last row is there; building it and making objects do not count."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql, params)
        cursor.fetchall()
        return time.perf_counter() - started


def subtrees(top: Organisation, branches: Sequence[Organisation]) -> list[tuple[str, float, float]]:
    """Label, seconds in the database for fifty members in order, and for the counts of the subtree."""
    draw = random.Random(8)  # noqa: S311 - repeatable, not secret
    branch = draw.choice(branches)
    step = len(branch.path) - len(branch.path.rstrip("/").rpartition("/")[0]) - 1
    places = [
        top,
        *(Organisation.objects.get(path=branch.path[: -step * up] if up else branch.path) for up in (2, 1, 0)),
    ]
    found = []
    for label, place in zip(("全部", "一个党委", "一个总支", "一个支部"), places, strict=True):
        actor = organiser_of(place)
        rows, counts = [], []
        for _try in range(9):
            rows.append(
                in_database(visible_to(actor).order_by("path", "sort_key", "id").values_list("pk", "name")[:ROWS])
            )
            sums = Count.objects.filter(organisation_id=place.pk).values_list("state").order_by()
            counts.append(in_database(sums.annotate(total=Sum("amount"))))
        found.append((label, statistics.median(rows), statistics.median(counts)))
    return found


def edit_at_random(branches: Sequence[Organisation], times: int, today: date, now: datetime, say: Say) -> Counter[str]:
    """Gatherings saved and taken back, branches moved to other general branches, through the one way of writing."""
    draw = random.Random(9)  # noqa: S311 - repeatable, not secret
    top = Organisation.objects.get(path=branches[0].path[:7])
    generals: list[UUID] = list(
        Organisation.objects.filter(kind=OrganisationKind.GENERAL_BRANCH).order_by("path").values_list("pk", flat=True)
    )
    done: Counter[str] = Counter()
    last: list[UUID] = []
    for number in range(1, times + 1):
        moment = now + timedelta(milliseconds=number)
        branch = draw.choice(branches)
        branch.refresh_from_db()
        try:
            if number % MOVE_EVERY == 0:
                parent = Organisation.objects.get(pk=draw.choice(generals))
                perform(
                    organiser_of(top), restructuring.move, right=Right.SET_UP, today=today, now=moment,
                    organisation=branch, parent=parent, day=today,
                )  # fmt: skip
                done["moved"] += 1
            elif number % UNDO_EVERY == 0 and last:
                gathering = Gathering.objects.select_related("branch").get(pk=last.pop(draw.randrange(len(last))))
                perform(
                    secretary_of(gathering.branch), undo_gathering, right=Right.RECORD, today=today, now=moment,
                    gathering=gathering,
                )  # fmt: skip
                done["taken back"] += 1
            else:
                kind = draw.choice([ItemKind.THEME_DAY, ItemKind.GENERAL_MEETING, ItemKind.PARTY_LESSON])
                new = NewGathering(
                    branch, today - timedelta(days=draw.randint(0, 300)), [NewItem(kind, "测试")], due=14, present=13
                )
                saved = perform(
                    secretary_of(branch), record_gathering, right=Right.RECORD, today=today, now=moment, new=new,
                    key=uuid4(),
                )  # fmt: skip
                last.append(saved.result.pk)
                done["saved"] += 1
        except Foreseen:
            done["refused"] += 1
        if number % 5000 == 0:
            fold()
            say(f"  改动 {number}/{times}")
    redrawing.run_pending(today, now + timedelta(days=1))
    return done


def draw_again(branches: int, today: date, say: Say) -> tuple[Rebuilt, float]:
    """Everything of up to some thousand branches; of more a part as large, taken from all over the tree."""
    found: list[Rebuilt] = []

    def told(done: int, total: int) -> None:
        if done % 5000 == 0:
            say(f"  重算 {done}/{total}")

    seconds = timed(lambda: found.append(rebuild(today, told, one_in=max(branches // DRAWN_AGAIN, 1))))
    return found[0], seconds
