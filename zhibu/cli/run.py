"""`zhibu run`: makes the database ready, then runs web, worker and clock together."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from zhibu.account.queries import demo_logins, is_sample
from zhibu.base.errors import Refused
from zhibu.cli.answers import complain, say
from zhibu.cli.parser import Arguments, ChineseParser
from zhibu.cli.supervisor import Part, Supervisor
from zhibu.cli.tables import make_ready
from zhibu.demo import PASSWORD
from zhibu.flows import first_code
from zhibu.org.models import Organisation
from zhibu.questions import all_norms

ONLY = {"web": "网页", "say": "说事", "worker": "后台任务", "clock": "定时检查"}
WEB_PROCESSES = 2
THREADS = 2  # per process: more did not answer faster on two cores
LARGEST_WEB_PROCESS = 400  # MB: granian replaces a process that stays above it; one that has just begun has about 200


def describe(parser: ChineseParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="网页的端口（默认 8000）")
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="地址", help="监听的地址（默认 127.0.0.1，只有本机能打开）"
    )
    parser.add_argument("--demo", action="store_true", help="数据库是空的时，先放进一套示例单位")
    parser.add_argument("--prepare-only", action="store_true", help="只准备数据库和页面文件，不启动")
    parser.add_argument(
        "--only", choices=list(ONLY), metavar="哪一个",
        help="只运行一个：web 网页、say 说事、worker 后台任务、clock 定时检查（给 systemd 和容器用）",
    )  # fmt: skip


def carry_out(arguments: Arguments) -> int:
    if arguments.only:
        return become(arguments.only, arguments.host, arguments.port)
    if not arguments.prepare_only:
        check_port(arguments.host, arguments.port)
    all_norms()  # a fault in the norms folder stops the start, with the file named
    prepare()
    if arguments.demo and not Organisation.objects.exists():
        say("第一次启动：正在放进一套示例单位……")
        subprocess.run([sys.executable, "-m", "zhibu.cli.main", "demo"], check=True)
    code = first_code.offer()
    sample = is_sample()
    connections.close_all()  # the supervisor itself needs none
    if arguments.prepare_only:
        say("准备好了。")
        if code:
            say(f"这里还没有单位。第一次打开网页时填这个一次性代码：{code}")
        return 0
    environment = os.environ | ({"ZHIBU_DEMO": "1"} if arguments.demo else {}) | of_sample(sample)
    announce = Announcement(
        arguments.host, arguments.port, show_logins=sample and (arguments.demo or settings.DEMO), code=code
    )
    if sample and not arguments.demo:
        say("这里放的是示例单位，每一页都会写着。自己的单位换一个文件夹：ZHIBU_DATA=文件夹 zhibu run")
    Supervisor(parts(arguments.host, arguments.port), complain, environment).run(announce.when_ready)
    say("已停止。数据都在。")
    return 0


def check_port(host: str, port: int) -> None:
    """Refused with a sentence when somebody else listens there."""
    if not 0 < port < 65536:
        raise Refused(f"端口要在 1 到 65535 之间，现在是 {port}。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Refused(f"没有权限用 {port} 端口。", "换一个 1024 以上的：zhibu run --port 8010。") from error
        except socket.gaierror as error:
            raise Refused(f"看不懂地址“{host}”。", "只给本机用写 127.0.0.1，给局域网用写 0.0.0.0。") from error
        except OSError as error:
            raise Refused(
                f"{port} 端口已经有程序在用。",
                f"换一个：make run PORT={port + 10}，或者 zhibu run --port {port + 10}。",
            ) from error


def prepare() -> None:
    """Tables as this version wants them, the cache table, and the style sheets; quick when nothing changed."""
    make_ready()
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


def of_sample(sample: bool) -> dict[str, str]:
    """What the pages are told, so that they need not look for themselves."""
    return {"ZHIBU_SAMPLE": "1"} if sample else {}


def become(name: str, host: str, port: int) -> int:
    """This very process turns into the part, so that whoever started it watches over it."""
    sample = name in {"web", "say"} and is_sample()
    connections.close_all()
    [command] = [
        part.command for part in parts(host, port, 1 if name == "say" else WEB_PROCESSES) if part.name == _part(name)
    ]
    os.execve(command[0], list(command), os.environ | of_sample(sample))  # noqa: S606 (our own commands)


def _part(name: str) -> str:
    """说事 is the same program as the pages, in a process of its own that the proxy sends nothing else to."""
    return ONLY["web" if name == "say" else name]


def parts(host: str, port: int, processes: int = WEB_PROCESSES) -> list[Part]:
    python = [sys.executable, "-m"]
    web = [
        *python, "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(THREADS), "--backpressure", "64",
        "--respawn-failed-workers", "--workers-max-rss", str(LARGEST_WEB_PROCESS), "--workers-kill-timeout", "10",
        "--no-access-log", "--log-level", "error", "zhibu.config.wsgi:application",
    ]  # fmt: skip
    return [
        Part(ONLY["web"], web),
        Part(ONLY["worker"], [*python, "django", "db_worker", "--no-startup-delay", "--no-reload", "--verbosity", "0"]),
        Part(ONLY["clock"], [*python, "zhibu.cli.main", "tick", "--loop"]),
    ]


class Announcement:
    """Says once where the page is, as soon as it answers, with the demo log-ins or the code that opens the set-up."""

    def __init__(self, host: str, port: int, show_logins: bool, code: str = "") -> None:
        self.reach = ("127.0.0.1" if host in {"0.0.0.0", "::"} else host, port)  # noqa: S104 (compared, not bound)
        self.show_logins, self.code, self.said = show_logins, code, False

    def when_ready(self) -> None:
        if self.said:
            return
        try:
            socket.create_connection(self.reach, timeout=0.5).close()
        except OSError:
            return
        self.said = True
        say(f"打开 http://{self.reach[0]}:{self.reach[1]}/   停止按 Ctrl-C")
        say(f"数据在 {Path(settings.DATA)}")
        if self.code:
            say(f"这里还没有单位。打开网页，填这个一次性代码，四步建好：{self.code}")
        if self.show_logins:
            self._say_logins()

    def _say_logins(self) -> None:
        logins = demo_logins()
        if logins:
            say(f"示例登录名（密码都是 {PASSWORD}）：")
        for username, name, role in logins:
            say(f"  {username:<18}{name}  {role}")
        connections.close_all()
