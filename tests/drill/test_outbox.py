"""Messages: receivers that are down and come back, senders killed between sending and marking, several clocks.

What is promised is “at most once, and if nobody knows, it says so”: a message is claimed before it goes out, so none
goes out twice. Killed in between it becomes `unsure` and is not sent again: one reminder of a day may be missing then.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.drill.figures import note
from tests.drill.house import House, free_port, kill

pytestmark = pytest.mark.drill
PEOPLE = ("secretary", "leader", "member", "organiser")
ASK = """
import django; django.setup()
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.flows.write import perform, perform_own
from zhibu.notice.actions import choose_reminders, set_robot
from zhibu.notice.models import Channel
from zhibu.org.queries import own_branch
now = clock.now(); today = clock.day_of(now)
def actor(name): return actor_of(User.objects.get(username=name), today)
for name in {people!r}:
    perform_own(actor(name), choose_reminders, today=today, now=now, channel=Channel.MAIL, address=name + "@example.cn")
secretary = actor("secretary")
given = {{"organisation": own_branch(secretary), "address": {robot!r}}}
perform(secretary, set_robot, right=Right.RECORD, today=today, now=now, **given)
"""
MEETING = """
import django; django.setup()
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.flows.decisions import record_gathering
from zhibu.flows.write import perform
from zhibu.meeting.actions import NewGathering, NewItem
from zhibu.meeting.models import ItemKind, Stage
from zhibu.org.queries import own_branch
now = clock.now(); today = clock.day_of(now)
secretary = actor_of(User.objects.get(username="secretary"), today)
new = NewGathering(branch=own_branch(secretary), happened_on=today, items=[NewItem(ItemKind.GENERAL_MEETING)])
perform(secretary, record_gathering, right=Right.RECORD, today=today, now=now, new=new, stage=Stage.PLANNED)
"""


class Post:
    """Mail and the group's robot on this machine. `at`: what to do when a message has been taken in."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter(dict.fromkeys((*PEOPLE, "robot"), 0))
        self.mail_port, self.robot_port = free_port(), free_port()
        self.taken: Callable[[], None] = lambda: None
        self.answered: Callable[[], None] = lambda: None
        self.controller: Controller | None = None
        self.web: ThreadingHTTPServer | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        self.arrived[envelope.rcpt_tos[0].partition("@")[0]] += 1
        self.taken()
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        self.answered()
        return "221 Bye"

    def open(self) -> None:
        post = self

        class Robot(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                post.arrived["robot"] += 1
                post.taken()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"errcode": 0}')

            def log_message(self, *_words: Any) -> None:
                pass

        self.controller = Controller(self, hostname="127.0.0.1", port=self.mail_port)
        self.controller.start()
        self.web = ThreadingHTTPServer(("127.0.0.1", self.robot_port), Robot)
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def close(self) -> None:
        if self.controller and self.web:
            self.controller.stop()
            self.web.shutdown()
            self.web.server_close()
        self.controller = self.web = None


@pytest.fixture(scope="module")
def post(quiet: House) -> Iterator[Post]:
    if quiet.shim is None:
        pytest.skip("without a C compiler there is no shim to set the clock with")
    made = Post()
    quiet.extra |= {
        "ZHIBU_MAIL": f"smtp://127.0.0.1:{made.mail_port}", "ZHIBU_MAIL_FROM": "zhibu@example.cn",
        "ZHIBU_ROBOT_HOSTS": f"127.0.0.1:{made.robot_port}",
    }  # fmt: skip
    robot = f"http://127.0.0.1:{made.robot_port}/cgi-bin/webhook/send?key=drill"
    quiet.python("-c", ASK.format(people=PEOPLE, robot=robot))
    yield made
    made.close()


def go_to(house: House, day: int, minutes: int = 0) -> None:
    """08:50 in China on that day from today, and so many minutes on."""
    now = datetime.now(UTC)
    wanted = datetime.combine(now.date() + timedelta(days=day), time(0, 50), UTC) + timedelta(minutes=minutes)
    house.machine.set(seconds=int((wanted - now).total_seconds()))


def killed_at(house: House, post: Post, moment: str) -> None:
    """A sender that dies when the first message of this run has been taken in, or has been answered."""
    sender: list[Any] = []
    ready = threading.Event()

    def strike() -> None:
        ready.wait(30)
        kill(sender[0].pid)
        sender[0].wait()

    setattr(post, moment, strike)
    sender.append(house.spawn("tick"))
    ready.set()
    sender[0].wait(120)
    setattr(post, moment, lambda: None)


def test_receivers_down_senders_killed_two_clocks(quiet: House, post: Post) -> None:
    go_to(quiet, 1)
    quiet.python("-c", MEETING)
    quiet.zhibu("tick")  # nobody answers
    assert sum(post.arrived.values()) == 0
    post.open()
    go_to(quiet, 1, minutes=6)
    quiet.zhibu("tick")
    first = post.arrived.total()
    assert first >= 2 and post.arrived["robot"] == 1, post.arrived
    for day, moment in ((2, "taken"), (3, "answered")):
        go_to(quiet, day)
        quiet.python("-c", MEETING)
        killed_at(quiet, post, moment)
        go_to(quiet, day, minutes=12)
        quiet.zhibu("tick")
        quiet.zhibu("tick")
    go_to(quiet, 4)
    clocks = [quiet.spawn("tick") for _ in range(3)]
    assert [one.wait(180) for one in clocks] == [0, 0, 0]
    go_to(quiet, 4, minutes=12)
    quiet.zhibu("tick")
    states = Counter(dict(quiet.execute("SELECT state, count(*) FROM notice_message GROUP BY state")))
    broken = quiet.broken(arrived=post.arrived, drained=True)
    where = "PostgreSQL" if quiet.address else "SQLite"
    said = (
        f"{post.arrived.total()} arrived, {states['sent']} sent, {states['unsure']} unsure, {states['failed']} failed"
    )
    note("mail and robot down; sender killed 2 times; 3 clocks", where, said, is_kept=not broken)
    assert not broken, broken
    assert states["unsure"] == 2 and states["sent"] >= 2 + first, states
