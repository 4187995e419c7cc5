"""What is measured: each function does the real thing and returns seconds, one figure a try."""

import random
import resource
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.test import Client

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Actor, Grant, Right, Role
from zhibu.checkup.columns import judge_years, read_years
from zhibu.flows import decisions
from zhibu.flows.write import perform
from zhibu.flows.year_plan import propose, usual_wishes
from zhibu.meeting.actions import NewGathering, NewItem, NewTally, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.member.batches import NewMember, draft_members, enter_members
from zhibu.member.models import Membership
from zhibu.org.models import Organisation


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def secretary_of(branch: Organisation) -> Actor:
    grant = Grant(uuid4(), Role.SECRETARY, branch.pk, branch.name, branch.kind, branch.root, branch.path)
    return Actor(uuid4(), "测试", grants=(grant,), acting=grant)


def save_gatherings(branches: Sequence[Organisation], tries: int, today: date, now: datetime) -> list[float]:
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


FULL_HOUSE, LARGE_BRANCHES = 50, 20


def enlarge(branches: Sequence[Organisation], today: date, now: datetime) -> list[tuple[Organisation, list[UUID]]]:
    """Some branches filled up to fifty members, with the keys of all their members."""
    found = []
    for branch in branches[:LARGE_BRANCHES]:
        there = list(Membership.objects.on(today).filter(branch=branch).values_list("member_id", flat=True))
        names = (f"测试{number}" for number in range(FULL_HOUSE - len(there)))
        entries = [NewMember(branch, date(2020, 1, 1), {"name": name}) for name in names]
        perform(
            secretary_of(branch),
            lambda actor, today, now, entries=entries: enter_members(
                actor, drafted=draft_members(actor, entries=entries, today=today, now=now), today=today
            ),
            right=Right.RECORD,
            today=today,
            now=now,
        )
        found.append(
            (branch, list(Membership.objects.on(today).filter(branch=branch).values_list("member_id", flat=True)))
        )
    return found


def save_full_gatherings(
    houses: list[tuple[Organisation, list[UUID]]], tries: int, today: date, now: datetime
) -> list[float]:
    """Fifty people and five items, two of them voted on and three with somebody in charge; seconds each."""
    draw = random.Random(3)  # noqa: S311 - repeatable, not secret
    found = []
    for _ in range(tries):
        branch, members = draw.choice(houses)
        vote = NewTally(len(members), len(members) - 6, len(members) - 8, 1, 1, said_passed=True)
        items = [
            NewItem(
                ItemKind.GENERAL_MEETING if number < 4 else ItemKind.THEME_DAY,
                f"议题{number}",
                "李：先试一个月。\n王（不同意见）：先看预算。",
                "照办",
                owner=members[number] if number < 3 else None,
                due_on=today + timedelta(days=14),
                tally=vote if number < 2 else None,
            )
            for number in range(5)
        ]
        new = NewGathering(
            branch=branch,
            happened_on=today - timedelta(days=draw.randint(0, 200)),
            items=items,
            due=len(members),
            present=len(members) - 6,
            attendance={key: "leave_work" if place < 6 else "present" for place, key in enumerate(members)},
        )
        actor = secretary_of(branch)
        found.append(
            timed(
                lambda actor=actor, new=new: perform(  # type: ignore[misc]
                    actor, decisions.record_gathering, right=Right.RECORD, today=today, now=now, new=new, key=uuid4()
                )
            )
        )
    return found


def propose_years(branches: Sequence[Organisation], tries: int, today: date) -> list[float]:
    """A year plan proposed for random branches; seconds each."""
    draw = random.Random(4)  # noqa: S311 - repeatable, not secret
    found = []
    for _ in range(tries):
        branch = draw.choice(branches)
        found.append(
            timed(lambda branch=branch: propose(branch, today.year + 1, today, usual_wishes(branch, today)))  # type: ignore[misc]
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


MAP = (
    ("第一页", "/checkup/"),
    ("最后一页", "/checkup/?page=last"),
    ("只看需要帮助的", "/checkup/?state=help"),
    ("只看换届有事的", "/checkup/?about=term"),
    ("树形", "/checkup/tree/"),
    ("照照自己", "/checkup/mirror/"),
)


def open_map(top: Organisation, tries: int, today: date, now: datetime) -> list[tuple[str, list[float]]]:
    """The superior's map as the server answers it, log-in, queries and template included; seconds each, by page."""
    browser = browser_of_superior(top, today, now)
    found = []
    for label, address in MAP:
        browser.get(address)  # what is read once in a process does not count
        found.append((label, [timed(lambda address=address: browser.get(address)) for _ in range(tries)]))  # type: ignore[misc]
    return found


def browser_of_superior(top: Organisation, today: date, now: datetime) -> Client:
    """Somebody who answers for all branches, logged in."""
    user = User.objects.create_user(f"bench-{uuid4().hex[:8]}", None, "测试")
    user.password_is_given = False
    user.save()
    RoleGrant(
        root=top.root, user=user, organisation=top, role=Role.ORGANISER.value, since=top.founded_on or today,
        recorded_at=now, recorded_by=user.pk,
    ).save(force_insert=True)  # fmt: skip
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def peak_memory() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
