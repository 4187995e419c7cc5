"""`zhibu tick`: what is due by the time of day, once or every minute."""

import signal
import threading
import time

from django.db import OperationalError, close_old_connections

from zhibu.base import clock
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.jobs.clock import tick

NAMES = {
    "night_check": "夜间检查",
    "sums": "合并上级的计数",
    "housekeeping": "清理过期的资料",
    "uploads": "清理没用上的导入文件",
    "concerns": "交出诉求",
    "log_heads": "寄出操作记录的校验码",
    "group_notices": "群里的提醒",
}


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--loop", action="store_true", help="不退出，每分钟看一次")


def carry_out(arguments: Arguments) -> int:
    if not arguments.loop:
        ran = tick(clock.now())
        say("、".join(NAMES.get(name, name) for name in ran) + " 已办。" if ran else "现在没有到点的事。")
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        _one_minute()
        stop.wait(60 - time.time() % 60)
    return 0


def _one_minute() -> None:
    """A database that is away for a while is said once a minute and does not end the loop."""
    close_old_connections()
    try:
        tick(clock.now())
    except OperationalError as error:
        complain(f"数据库暂时用不了，一分钟后再试：{' '.join(str(error).split())}")
