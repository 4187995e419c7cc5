"""`zhibu bench`: speed and size on this machine, in a throw-away database beside the real one."""

import gc
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from zhibu.base import clock
from zhibu.bench import large, measures, members, pages, partitions, ways, work
from zhibu.bench.generator import Generator
from zhibu.bench.imports import import_roster
from zhibu.checkup import counting
from zhibu.checkup.columns import read_years
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.run import parts
from zhibu.cli.tables import make_ready
from zhibu.config.environment import sqlite
from zhibu.org.models import Organisation

BRANCHES_OF_IMPORT = 400
BRANCHES_OF_FORM = 60
MAP_TRIES = 10
SECONDS_OF_LOAD = 10
Rows = list[tuple[str, str, str]]  # what was measured, the figure, the goal


def _one_or_more(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--branches", type=_one_or_more, default=5000, help="支部数（默认 5000）")
    parser.add_argument("--tries", type=_one_or_more, default=400, help="存会议的次数（默认 400）")
    parser.add_argument("--rows", type=int, default=20_000, help="导入花名册的行数（默认 20000，0 不测）")
    parser.add_argument("--members", type=int, metavar="人数", help="只量名册：造这么多党员，量翻页、查找和人数")
    parser.add_argument("--here", action="store_true", help="量在配置的数据库里（必须是空的；用来量 PostgreSQL）")
    parser.add_argument("--large", action="store_true", help="只量规模：夜间、月末、子树、每秒几页、增长")
    parser.add_argument("--partitions", action="store_true", help="和 --here 一起：PostgreSQL 按年分表划不划算")
    parser.add_argument(
        "--edits", type=int, default=0, metavar="次数", help="和 --large 一起：随机改动这么多次，再整库重算"
    )


def carry_out(arguments: Arguments) -> int:
    if arguments.here and not _is_empty_here():
        complain("这个数据库里已经有记录。换一个空的数据库再量。")
        return 1
    if arguments.partitions:
        return _measure_partitions(arguments.branches)
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        if arguments.rows and not (arguments.members or arguments.large or arguments.here):
            _use_sqlite(Path(folder) / "import.sqlite3")
            _measure_import(arguments.rows, Path(folder))
        if not arguments.here:
            _use_sqlite(Path(folder) / "bench.sqlite3")
        if arguments.members:
            _measure_members(arguments.members)
        elif arguments.large:
            _measure_large(arguments.branches, arguments.edits, Path(folder))
        else:
            _measure(arguments.branches, arguments.tries, Path(folder))
        connections.close_all()
    return 0


def _measure_partitions(branches: int) -> int:
    if connection.vendor != "postgresql":
        complain("按年分表只在 PostgreSQL 上量：设 ZHIBU_DATABASE，再加 --here。")
        return 1
    for label, spent in partitions.measure(branches):
        _line(label, f"不分 {spent['whole'] * 1000:.2f} ms，按年分 {spent['yearly'] * 1000:.2f} ms")
    return 0


def _is_empty_here() -> bool:
    """The configured database: nothing is written beside real records."""
    make_ready()
    return not Organisation.objects.exists()


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


def _measure_work(top: Organisation, branches: Sequence[Organisation], today: date, now: datetime) -> Rows:
    assignment, seconds = work.send_to_all(top, today, now)
    pages = work.open_status(measures.browser_of_superior(top, today, now), assignment, MAP_TRIES)
    some = branches[:BRANCHES_OF_FORM]
    return [
        (f"一件任务派给 {len(branches)} 个支部，到最后一个支部收到", f"{seconds:.1f} s", "≤ 5 s"),
        ("  打开这件任务的进度页，最慢一次", f"{max(pages) * 1000:.0f} ms", "≤ 200 ms"),
        (f"上级的空表给 {len(some)} 个支部填好", f"{work.fill_form(top, some, today, now):.1f} s", "≤ 10 s"),
    ]


def _other_ways(branches: Sequence[Organisation], today: date, ours: float) -> Rows:
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


def _write(branches: int, today: date) -> tuple[Generator, Sequence[Organisation]]:
    say(f"造数据：{branches} 个支部，每个约 14 名党员、一年约 45 次会")
    generator = Generator(branches, today)
    started = time.perf_counter()
    made = generator.write(_every(10_000))
    seconds = time.perf_counter() - started
    counting.fold()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    gc.collect()
    gc.freeze()  # as a process of the server does before its first answer
    say(f"  用了 {seconds:.1f} 秒")
    held = generator.contents()
    say("  " + "，".join(f"{label} {number}" for label, number in held.items()))
    return generator, made


def _every(step: int) -> Callable[[str], None]:
    """Says a line of progress now and then."""
    told = [0]

    def tell(line: str) -> None:
        done = int(line.strip().partition("/")[0])
        if done - told[0] >= step:
            told[0] = done
            say(line)

    return tell


def _line(label: str, figure: str, goal: str = "") -> None:
    say(f"{label}  {figure}  {goal}".rstrip())


def _measure_large(branches: int, edits: int, folder: Path) -> None:
    """Line by line as it is known, because some take long."""
    now = clock.now()
    today = clock.day_of(now)
    before = large.size_in_bytes()
    generator, made = _write(branches, today)
    grown = large.size_in_bytes() - before
    _line(f"{branches} 个支部从年初到今天", f"{grown / 2**20:.0f} MB，每个支部 {grown / 1024 / branches:.1f} KB")
    for label, rows, counts in large.subtrees(generator.top, made):
        _line(f"{label}：按顺序取 50 名党员，数据库里", f"{rows * 1000:.2f} ms", "≤ 1 ms")
        _line("  支部数和党员数，数据库里", f"{counts * 1000:.2f} ms", "≤ 1 ms")
    spent = min(large.read_to_changed(made, today, 300) for _try in range(3))
    limits = {"sqlite": "≤ 2 s", "postgresql": "≤ 4 s"}
    _line(f"读出、体检、写下变了的（{spent[1]} 个支部变了）", f"{spent[0]:.2f} s", limits[connection.vendor])
    people, seconds = large.member_sheets(made, today)
    _line(f"事实表里关于人的部分，{people} 人", f"{seconds:.2f} s，每百万人 {seconds / people * 1e6:.0f} s")
    for due, spent_at_night in large.nights(made, today, now, (0, 100, 300, 1000)).items():
        _line(f"夜间，{due} 个支部到期", f"{spent_at_night:.2f} s", "≤ 0.5 s" if due == 300 else "")
    looked, seconds = large.month_end(made, today)
    whole = seconds / looked * branches
    _line(f"月末，{looked} 个支部", f"{seconds:.1f} s，{branches} 个支部推算 {whole:.0f} s", "300000 个 ≤ 120 s")
    _measure_pages(made, today, now, folder)
    if edits:
        started = time.perf_counter()
        done = large.edit_at_random(made, edits, today, now, say)
        _line(f"随机改动 {edits} 次：{dict(done)}", f"{time.perf_counter() - started:.0f} s")
    found, seconds = large.draw_again(branches, today, say)
    _line(f"整库重算 {found.organisations} 个党组织，差别", f"{found.total}", f"0（用了 {seconds:.0f} s）")
    _line("本进程内存峰值", f"{measures.peak_memory():.0f} MB")


def _measure_pages(made: Sequence[Organisation], today: date, now: datetime, folder: Path) -> None:
    """With a server as `zhibu run` starts it, on the database that was just written."""
    settings.STATIC_ROOT = folder / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    cookies = pages.secretaries(made, today, now)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    database = connection.settings_dict
    address = (
        f"sqlite://{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    # The server reads sessions with the keys with which they were written here.
    shutil.copytree(settings.DATA / "keys", folder / "keys", dirs_exist_ok=True)
    environment = os.environ | {"ZHIBU_DATA": str(folder), "ZHIBU_DATABASE": address, "ZHIBU_HTTPS": "0"}
    [web] = [part for part in parts("127.0.0.1", port) if "granian" in part.command]
    with subprocess.Popen(web.command, env=environment) as server:  # noqa: S603 (our own command)
        try:
            pages.wait_for(port)
            prefix = pages.prefix_of(port)
            for label, page in pages.PAGES.items():
                pages.load(port, prefix + page, cookies, 2)
                found = pages.load(port, prefix + page, cookies, SECONDS_OF_LOAD)
                asked = pages.queries_of(page, cookies[0])
                _line(
                    f"支部登录后的“{label}”页，两个进程，{pages.BROWSERS} 个浏览器不停地要",
                    f"每秒 {found.a_second:.0f} 页",
                    "≥ 120",
                )
                _line("  一页问库", f"{asked} 次", "≤ 12")
                _line("  中位数、99 分位", f"{found.p50 * 1000:.0f} ms、{found.p99 * 1000:.0f} ms", "99 分位 ≤ 250 ms")
                if found.wrong:
                    _line("  没有答对，状态", str(found.wrong))
        finally:
            server.terminate()


def _measure(branches: int, tries: int, folder: Path) -> None:
    now = clock.now()
    today = clock.day_of(now)
    generator, made = _write(branches, today)
    settings.STATIC_ROOT = folder / "static"  # the map is a page with its stylesheet
    call_command("collectstatic", interactive=False, verbosity=0)
    maps = measures.open_map(generator.top, MAP_TRIES, today, now)
    saved = measures.save_gatherings(made, tries, today, now)
    rows = [
        ("存一次会并重新体检该支部，中位数", f"{measures.percentile(saved, 0.5) * 1000:.1f} ms", "≤ 20 ms"),
        ("存一次会并重新体检该支部，99 分位", f"{measures.percentile(saved, 0.99) * 1000:.1f} ms", "≤ 80 ms"),
    ]
    rows += _measure_work(generator.top, made, today, now)
    houses = measures.enlarge(made, today, now)
    full = measures.save_full_gatherings(houses, tries, today, now)
    plans = measures.propose_years(made, max(tries // 10, 1), today)
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
        *_other_ways(made, today, read + judged),
        ("本进程内存峰值", f"{measures.peak_memory():.0f} MB", ""),
    ]
    for label, figure, goal in rows:
        say(f"{label}  {figure}  {goal}".rstrip())
