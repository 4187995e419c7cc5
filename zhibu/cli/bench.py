"""`zhibu bench`: speed and size on this machine, in a throw-away database beside the real one."""

import gc
import tempfile
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from zhibu.base import clock
from zhibu.bench import measures, members, ways, work
from zhibu.bench.generator import Generator
from zhibu.bench.imports import import_roster
from zhibu.checkup import counting
from zhibu.checkup.columns import read_years
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.tables import make_ready
from zhibu.config.environment import sqlite
from zhibu.org.models import Organisation

BRANCHES_OF_IMPORT = 400
BRANCHES_OF_FORM = 60
MAP_TRIES = 10
Rows = list[tuple[str, str, str]]  # what was measured, the figure, the goal


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--branches", type=int, default=5000, help="支部数（默认 5000）")
    parser.add_argument("--tries", type=int, default=400, help="存会议的次数（默认 400）")
    parser.add_argument("--rows", type=int, default=20_000, help="导入花名册的行数（默认 20000，0 不测）")
    parser.add_argument("--members", type=int, metavar="人数", help="只量名册：造这么多党员，量翻页、查找和人数")
    parser.add_argument("--here", action="store_true", help="名册量在配置的数据库里（必须是空的；用来量 PostgreSQL）")


def carry_out(arguments: Arguments) -> int:
    if arguments.members and arguments.here:
        return _measure_members_here(arguments.members)
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        if arguments.rows and not arguments.members:
            _use_sqlite(Path(folder) / "import.sqlite3")
            _measure_import(arguments.rows, Path(folder))
        _use_sqlite(Path(folder) / "bench.sqlite3")
        if arguments.members:
            _measure_members(arguments.members)
        else:
            _measure(arguments.branches, arguments.tries, Path(folder))
        connections.close_all()
    return 0


def _measure_members_here(count: int) -> int:
    """In the configured database, which has to be an empty one: nothing is written beside real records."""
    make_ready()
    if Organisation.objects.exists():
        complain("这个数据库里已经有记录。换一个空的数据库再量。")
        return 1
    _measure_members(count)
    return 0


def _measure_members(count: int) -> None:
    say(f"造 {count} 名党员，每个支部 {members.PER_BRANCH} 名")
    for label, figure, goal in members.measure(count, clock.today()):
        say(f"{label}  {figure}  {goal}".rstrip())


def _use_sqlite(file: Path) -> None:
    """Point the default connection at a fresh file, whatever the deployment uses."""
    connections.close_all()
    connections.settings["default"].update(sqlite(file))
    del connections["default"]
    make_ready()


def _measure_import(rows: int, folder: Path) -> None:
    """First of all, so that the peak of the memory is the import's own."""
    settings.DATA = folder
    now = clock.now()
    today = clock.day_of(now)
    made = Generator(BRANCHES_OF_IMPORT, today).write(lambda _line: None)
    figures = import_roster(made, rows, today, now)
    waited = figures.others
    for label, figure, goal in (
        (f"导入花名册 {figures.rows} 行：读、核对、分三组", f"{figures.staged:.1f} s", "≤ 15 s"),
        ("  写之前的准备（不锁库）", f"{figures.prepared:.1f} s", ""),
        ("  最后一次写", f"{figures.committed:.1f} s", "≤ 5 s"),
        (f"  同时别人存了 {len(waited)} 次会，等得最久的一次", f"{max(waited, default=0):.1f} s", ""),
        ("  内存峰值", f"{figures.memory:.0f} MB", "≤ 400 MB"),
    ):
        say(f"{label}  {figure}  {goal}".rstrip())


def _measure_work(top: Organisation, branches: list[Organisation], today: date, now: datetime) -> Rows:
    assignment, seconds = work.send_to_all(top, today, now)
    pages = work.open_status(measures.browser_of_superior(top, today, now), assignment, MAP_TRIES)
    some = branches[:BRANCHES_OF_FORM]
    return [
        (f"一件任务派给 {len(branches)} 个支部，到最后一个支部收到", f"{seconds:.1f} s", "≤ 5 s"),
        ("  打开这件任务的进度页，最慢一次", f"{max(pages) * 1000:.0f} ms", "≤ 200 ms"),
        (f"上级的空表给 {len(some)} 个支部填好", f"{work.fill_form(top, some, today, now):.1f} s", "≤ 10 s"),
    ]


def _other_ways(branches: list[Organisation], today: date, ours: float) -> Rows:
    """Reading and judging beside two loops (reckoned from a sample) and the floor; `ours` in seconds."""
    sample = ways.sample_of(branches)
    larger = len(branches) / len(sample)
    floor = ways.floor(read_years(today.year))
    found = [
        (
            f"  {label}（{len(sample)} 个支部推算）",
            f"{seconds * larger:.1f} s，是上面两行的 {seconds * larger / ours:.0f} 倍",
            "",
        )
        for label, seconds in (
            ("每种会每个月问一次库", ways.naive(sample, today.year)),
            ("每个支部问一次库", ways.tidy(sample, today.year)),
        )
    ]
    return [*found, ("  只在内存里把各列看一遍", f"{floor * 1000:.2f} ms，上面两行是它的 {ours / floor:.0f} 倍", "")]


def _measure(branches: int, tries: int, folder: Path) -> None:
    now = clock.now()
    today = clock.day_of(now)
    say(f"造数据：{branches} 个支部，每个约 14 名党员、一年约 45 次会")
    made: list[object] = []
    generator = Generator(branches, today)
    seconds = measures.timed(lambda: made.extend(generator.write(lambda _line: None)))
    say(f"  用了 {seconds:.1f} 秒")
    counting.fold()
    gc.collect()
    gc.freeze()  # as a process of the server does before its first answer
    settings.STATIC_ROOT = folder / "static"  # the map is a page with its stylesheet
    call_command("collectstatic", interactive=False, verbosity=0)
    maps = measures.open_map(generator.top, MAP_TRIES, today, now)
    saved = measures.save_gatherings(made, tries, today, now)  # type: ignore[arg-type]
    rows = [
        ("存一次会并重新体检该支部，中位数", f"{measures.percentile(saved, 0.5) * 1000:.1f} ms", "≤ 20 ms"),
        ("存一次会并重新体检该支部，99 分位", f"{measures.percentile(saved, 0.99) * 1000:.1f} ms", "≤ 80 ms"),
    ]
    rows += _measure_work(generator.top, made, today, now)  # type: ignore[arg-type]
    houses = measures.enlarge(made, today, now)  # type: ignore[arg-type]
    full = measures.save_full_gatherings(houses, tries, today, now)
    plans = measures.propose_years(made, max(tries // 10, 1), today)  # type: ignore[arg-type]
    rows += [
        ("存一次 50 人 5 项议题的会并重新体检，中位数", f"{measures.percentile(full, 0.5) * 1000:.1f} ms", "≤ 40 ms"),
        (
            "存一次 50 人 5 项议题的会并重新体检，99 分位",
            f"{measures.percentile(full, 0.99) * 1000:.1f} ms",
            "≤ 150 ms",
        ),
        ("排一年的会议计划，最慢一次", f"{max(plans):.3f} s", "≤ 1 s"),
    ]
    rows += [
        (f"上级打开 {branches} 个支部的支部图：{label}，最慢一次", f"{max(times) * 1000:.0f} ms", "≤ 200 ms")
        for label, times in maps
    ]
    read, judged, sheets = min(measures.judge_all(today) for _ in range(3))
    rows += [
        (f"读出 {sheets} 个支部年度事实表", f"{read:.3f} s", ""),
        (f"体检 {sheets} 个支部的全年规则", f"{judged:.3f} s", "≤ 0.3 s"),
        *_other_ways(made, today, read + judged),  # type: ignore[arg-type]
        ("本进程内存峰值", f"{measures.peak_memory():.0f} MB", ""),
    ]
    for label, figure, goal in rows:
        say(f"{label}  {figure}  {goal}".rstrip())
