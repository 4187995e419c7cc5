"""`zhibu check`: the findings of one branch or of all, for today or any other day; or everything drawn again."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from zhibu.base import clock
from zhibu.base.errors import Refused
from zhibu.checkup.looking import Looked, look, look_on
from zhibu.checkup.rebuilding import rebuild
from zhibu.checkup.showing import CheckUp, Shown, check_up
from zhibu.cli.answers import say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.status import Status

SOMETHING_FOUND = 1
BATCH = 100
SHAPES = {Status.OVERDUE: "■", Status.BREACHED: "✕", Status.DUE: "▲", Status.UNKNOWN: "○"}
KINDS = {
    "sheet_branch_year": "支部的一年",
    "sheet_branch": "支部现状",
    "sheet_term": "届期",
    "sheet_resolution": "表决",
    "sheet_unit": "单位",
    "findings": "体检结果",
    "states": "支部情况",
    "counts": "上级合计",
}


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--on", type=_day, metavar="日期", help="按这一天看，写成 2026-11-23；不写就是今天")
    parser.add_argument("--branch", metavar="名称或编号", help="只看这个支部；不写就看全部")
    parser.add_argument("--json", action="store_true", help="每个支部一行 JSON")
    parser.add_argument("--rebuild", action="store_true", help="从记录重算全部事实表，报出不同的行并改正")
    parser.epilog = "退出码：0 没有要办的；1 有逾期的、对不上规定的，或者重算有不同；2 参数有误。"


def carry_out(arguments: Arguments) -> int:
    today = clock.today()
    if arguments.rebuild:
        if arguments.on or arguments.branch or arguments.json:
            raise Refused("--rebuild 要单独用。", "重算总是按今天、算全部。")
        return _rebuild(today)
    on = arguments.on or today
    branches = [_branch_named(arguments.branch)] if arguments.branch else _all_branches(on)
    worst = 0
    for looked in _look_at(branches, on, today):
        found = check_up(looked, on)
        if arguments.json:
            say(json.dumps(_plain(found, on), ensure_ascii=False))
        else:
            _tell(found)
        if found.mendable:
            worst = SOMETHING_FOUND
    return worst


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"看不懂日期“{text}”，写成 2026-11-23 这样") from error


def _branch_named(text: str) -> Organisation:
    """By key, by its whole name, or by a part that only one branch has."""
    rows = Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("path")
    try:
        found = list(rows.filter(pk=UUID(text)))
    except ValueError:
        found = list(rows.filter(name=text)[:2]) or list(rows.filter(name__contains=text)[:6])
    if not found:
        raise Refused(f"没有叫“{text}”的支部。", "写支部的全名，或名称里的一段。", "branch")
    if len(found) > 1:
        names = "、".join(row.name for row in found[:5])
        raise Refused(f"“{text}”可以指几个支部：{names}。", "写全名，或者写编号。", "branch")
    return found[0]


def _all_branches(on: date) -> Iterable[Organisation]:
    rows = Organisation.objects.filter(kind=OrganisationKind.BRANCH).exclude(dissolved_on__lte=on)
    return rows.exclude(founded_on__gt=on).order_by("path").iterator(chunk_size=BATCH)


def _look_at(branches: Iterable[Organisation], on: date, today: date) -> Iterator[Looked]:
    """The kept sheets for today; for any other day sheets drawn for that day."""
    left = iter(branches)
    while batch := list(islice(left, BATCH)):
        yield from look(batch, today) if on == today else look_on(batch, on)


def _tell(found: CheckUp) -> None:
    late, due, asked = (len(rows) for rows in (found.mendable, found.of(Status.DUE), found.of(Status.UNKNOWN)))
    say(f"{found.looked.branch.name}  要办 {late} · 留意 {due} · 没有记录 {asked} · 正常 {found.in_order_count}")
    for shown in found.findings:
        about = f"：{shown.about or shown.period_words}" if shown.about or shown.periods else ""
        say(f"  {SHAPES[shown.status]} {shown.status.label_zh}  {shown.title}{about}")
        say(f"    看到：{shown.sentence}")
        say(f"    依据：{shown.source.label}（{shown.source.strength}）")
        say(f"    下一步：{'；'.join(step.say_zh for step in shown.steps)}")
    say()


def _plain(found: CheckUp, on: date) -> dict[str, Any]:
    """One branch as plain data; days as ISO texts."""
    branch = found.looked.branch
    return {
        "branch": {"id": str(branch.pk), "name": branch.name},
        "on": on.isoformat(),
        "findings": [_plain_finding(shown) for shown in found.findings],
        "in_order": sorted({row.norm for row in found.in_order}),
    }


def _plain_finding(shown: Shown) -> dict[str, Any]:
    return {
        "norm": shown.norm,
        "status": shown.status.value,
        "colour": shown.colour.value,
        "family": shown.family,
        "year": shown.year or None,
        "periods": [name for _bit, name in shown.periods],
        "about": shown.about,
        "title": shown.title,
        "seen": shown.sentence,
        "since": shown.since.isoformat() if shown.since else None,
        "due_on": shown.due_on.isoformat() if shown.due_on else None,
        "cite": {
            "title": shown.source.title,
            "article": shown.source.article,
            "strength": shown.source.strength,
            "needs_checking": shown.source.needs_checking,
            "document": shown.source.document,
        },
        "facts": [{"label": fact.label_zh, "value": fact.value, "unit": fact.unit} for fact in shown.facts],
        "next_steps": [{"say": step.say_zh, "action": step.action, "argument": step.argument} for step in shown.steps],
        "goes_up_on": shown.goes_up_on.isoformat(),
    }


def _rebuild(today: date) -> int:
    rebuilt = rebuild(today, _progress if sys.stderr.isatty() else lambda done, total: None)
    say(f"重算了 {rebuilt.organisations} 个组织，不同的有 {rebuilt.total} 处。")
    for kind, number in rebuilt.differences.items():
        if number:
            say(f"  {KINDS[kind]} {number} 处，已改正")
    return SOMETHING_FOUND if rebuilt.total else 0


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
    sys.stderr.flush()
