"""What is measured: each function does the real thing and returns seconds, one figure a try."""

import random
import resource
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.checkup.columns import judge_years, read_years
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.org.models import Organisation


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def secretary_of(branch: Organisation) -> Actor:
    grant = Grant(uuid4(), Role.SECRETARY, branch.pk, branch.name, branch.kind, branch.root, branch.path)
    return Actor(uuid4(), "测试", grants=(grant,), acting=grant)


def save_gatherings(branches: list[Organisation], tries: int, today: date, now: datetime) -> list[float]:
    """One gathering with one item saved and its branch judged again, in random branches; seconds each."""
    draw = random.Random(2)  # noqa: S311 - repeatable, not secret
    found = []
    for _ in range(tries):
        branch = draw.choice(branches)
        held_on = today - timedelta(days=draw.randint(0, 200))
        new = NewGathering(
            branch=branch,
            happened_on=held_on,
            items=[NewItem(ItemKind.THEME_DAY, "测试", "要点", "决定")],
            due=14,
            present=13,
        )
        actor = secretary_of(branch)
        found.append(
            timed(
                lambda actor=actor, new=new: perform(  # type: ignore[misc]
                    actor, record_gathering, right=Right.RECORD, today=today, now=now, new=new, key=uuid4()
                )
            )
        )
    return found


def judge_all(today: date) -> tuple[float, float, int]:
    """All branch-year sheets: seconds to read them as columns, seconds to judge them, and how many there are."""
    started = time.perf_counter()
    groups = read_years(today.year)
    read = time.perf_counter()
    for _group, _norm, _marks in judge_years(groups, today):
        pass
    return read - started, time.perf_counter() - read, sum(len(group) for group in groups)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def peak_memory() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
