"""Lists and searches of members at size: the real page, the real query, the real roll-up."""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from zhibu.base.actor import Actor, Grant, Role
from zhibu.base.paths import SEPARATOR, code
from zhibu.checkup.counting import MEMBERS, member_from, members_of
from zhibu.checkup.models import Count
from zhibu.member.models import Member
from zhibu.member.names import initials, sort_key
from zhibu.member.paging import ROWS, RosterPages
from zhibu.member.queries import listing, search, visible_to
from zhibu.org.models import Organisation, OrganisationKind, Placement

PER_BRANCH, FANOUT, BATCH = 15, 40, 20_000
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆"
)
GIVEN = "建国伟志强军勇海涛俊杰鹏飞晓明宏斌立新东升永刚文博振华子轩浩然成林玉龙长青秀英丽娟敏静雪梅婷兰燕霞红艳春芳佳慧"


def write_members(count: int, today: date) -> tuple[Organisation, list[Organisation]]:
    """A committee with general branches and branches of fifteen members each. Gives back the top and the branches."""
    draw = random.Random(3)  # noqa: S311 - repeatable, not secret
    top = _organisation(1, None, OrganisationKind.PRIMARY_COMMITTEE)
    top.save(force_insert=True)
    number, branches, general = 1, [], None
    made: list[Organisation] = []
    for index in range((count + PER_BRANCH - 1) // PER_BRANCH):
        if index % FANOUT == 0:
            number += 1
            general = _organisation(number, top, OrganisationKind.GENERAL_BRANCH)
            made.append(general)
        number += 1
        branches.append(_organisation(number, general, OrganisationKind.BRANCH))
    Organisation.objects.bulk_create([*made, *branches], batch_size=1000)
    _place(top, [*made, *branches])
    names = [(name, sort_key(name), initials(name)) for name in (_name(draw) for _ in range(20_000))]
    rows = (_member(branch, draw.choice(names)) for branch in branches for _ in range(PER_BRANCH))
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            Member.objects.bulk_create(batch, batch_size=1000)
    _roll_up(top, [*made, *branches])
    return top, branches


def _organisation(number: int, parent: Organisation | None, kind: OrganisationKind) -> Organisation:
    path = (parent.path if parent else "") + code(number) + SEPARATOR
    made = Organisation(number=number, kind=kind, name=f"测试{number:06d}", path=path, founded_on=date(2015, 1, 1))
    made.root = parent.root if parent else made.pk
    return made


def _place(top: Organisation, others: list[Organisation]) -> None:
    by_path = {row.path: row for row in (top, *others)}
    Placement.objects.bulk_create(
        (
            Placement(
                root=row.root, organisation=row, parent=by_path[row.path[: -len(code(1)) - len(SEPARATOR)]],
                since=date(2015, 1, 1), recorded_at=datetime(2015, 1, 1, tzinfo=UTC), recorded_by=row.pk,
            )
            for row in others
        ),
        batch_size=1000,
    )  # fmt: skip


def _name(draw: random.Random) -> str:
    return draw.choice(SURNAMES) + "".join(draw.choice(GIVEN) for _ in range(draw.choice((1, 2, 2, 2))))


def _member(branch: Organisation, named: tuple[str, str, str]) -> Member:
    name, key, letters = named
    return Member(
        root=branch.root, name=name, sort_key=key, initials=letters, branch=branch, path=branch.path,
        joined_on=date(2010, 7, 1), full_on=date(2011, 7, 1),
    )  # fmt: skip


def _roll_up(top: Organisation, others: list[Organisation]) -> None:
    """What the writes of years would have left behind, folded."""
    amounts: dict[UUID, int] = {top.pk: 0}
    by_path = {row.path: row.pk for row in others}
    step = len(code(1)) + len(SEPARATOR)
    for row in others:
        if row.kind != OrganisationKind.BRANCH:
            continue
        for key in (top.pk, by_path[row.path[: 2 * step]], row.pk):
            amounts[key] = amounts.get(key, 0) + PER_BRANCH
    Count.objects.bulk_create(
        (Count(organisation_id=key, state=MEMBERS, amount=amount) for key, amount in amounts.items()), batch_size=1000
    )


def organiser_of(place: Organisation) -> Actor:
    grant = Grant(uuid4(), Role.ORGANISER, place.pk, place.name, place.kind, place.root, place.path)
    return Actor(uuid4(), "测试", grants=(grant,), acting=grant)


def list_page(place: Organisation, today: date, number: int = 1) -> None:
    """What the roster page of a subtree reads: its count from the roll-up, fifty members with all that a line shows."""
    pages = RosterPages(visible_to(organiser_of(place)), members_of(place.pk), partial(member_from, place.path))
    listing(list(pages.page(number)), today)


def search_page(place: Organisation, text: str, today: date) -> None:
    """A search by initials: how many there are, and the first fifty."""
    pages = RosterPages(search(organiser_of(place), text))
    listing(list(pages.page(1)), today)


def timed(act: Callable[[], Any], tries: int = 9) -> str:
    """Median of several tries; in brackets the processor's time, which other work on the machine does not lengthen."""
    act()
    passed, worked = [], []
    for _ in range(tries):
        started, busy = time.perf_counter(), time.process_time()
        act()
        passed.append((time.perf_counter() - started) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    middle = tries // 2
    return f"{sorted(passed)[middle]:.1f} ms（计算 {sorted(worked)[middle]:.1f} ms）"


def measure(count: int, today: date) -> list[tuple[str, str, str]]:
    """Label, figure and goal of each measurement."""
    top, branches = write_members(count, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    middle = branches[len(branches) // 2]
    general = Organisation.objects.get(path=middle.path[: -len(code(1)) - len(SEPARATOR)])
    return [
        (f"{count} 名党员，全体名册第一页", timed(lambda: list_page(top, today)), "≤ 50 ms"),
        ("一个总支的名册第一页", timed(lambda: list_page(general, today)), "≤ 50 ms"),
        ("一个支部的名册", timed(lambda: list_page(middle, today)), "≤ 50 ms"),
        ("全体名册翻到正中间", timed(lambda: list_page(top, today, count // ROWS // 2)), "≤ 50 ms"),
        ("全体里按首字母找（lxm）", timed(lambda: search_page(top, "lxm", today)), "≤ 100 ms"),
        ("全体里按首字母找（wx）", timed(lambda: search_page(top, "wx", today)), "≤ 100 ms"),
        ("全体里按首字母找（w）", timed(lambda: search_page(top, "w", today)), "≤ 100 ms"),
        ("一个总支里按首字母找（lxm）", timed(lambda: search_page(general, "lxm", today)), "≤ 100 ms"),
        ("全体人数（汇总）", timed(lambda: members_of(top.pk)), "≤ 5 ms"),
    ]
