"""Parts are started, restarted with growing waits, and all stopped at the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhibu.base.errors import Refused
from zhibu.cli.run import check_port
from zhibu.cli.supervisor import HEALTHY_AFTER, LONGEST_WAIT, Part, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def supervised():
    made = []

    def make(*parts, seconds=time.monotonic):
        lines = []
        supervisor = Supervisor(parts, lines.append, seconds=seconds)
        made.append(supervisor)
        return supervisor, lines

    yield make
    for supervisor in made:
        supervisor.stop_all()


def end(part):
    part.process.kill()
    part.process.wait()


def test_a_part_that_dies_is_started_again_after_its_wait(supervised):
    seconds, part = Seconds(), Part("网页", SLEEP)
    supervisor, lines = supervised(part, seconds=seconds)
    supervisor.look()
    first = part.process.pid
    end(part)
    supervisor.look()
    assert part.process is None
    assert lines == ["网页停了（退出码 -9），1 秒后重新启动。"]
    seconds.now += 0.9
    supervisor.look()
    assert part.process is None
    seconds.now += 0.1
    supervisor.look()
    assert part.process.pid != first


def test_waits_double_up_to_a_minute_and_begin_anew_after_a_healthy_life(supervised):
    seconds, part = Seconds(), Part("网页", SLEEP)
    supervisor, _lines = supervised(part, seconds=seconds)
    waits = []
    for _ in range(9):
        supervisor.look()
        end(part)
        waits.append(part.wait)
        supervisor.look()
        seconds.now = part.start_again_at
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    supervisor.look()
    end(part)
    seconds.now += HEALTHY_AFTER
    supervisor.look()
    assert part.start_again_at - seconds.now == 1


def test_the_other_parts_go_on(supervised):
    one, other = Part("网页", SLEEP), Part("定时检查", SLEEP)
    supervisor, _lines = supervised(one, other)
    supervisor.look()
    before = other.process.pid
    end(one)
    supervisor.look()
    assert other.process.pid == before and other.process.poll() is None


def test_stopping_ends_all(supervised):
    parts = [Part("网页", SLEEP), Part("后台任务", SLEEP)]
    supervisor, _lines = supervised(*parts)
    supervisor.look()
    supervisor.stop_all()
    assert all(part.process.poll() is not None for part in parts)


def test_term_ends_the_loop_and_its_parts(supervised):
    part = Part("网页", SLEEP)
    supervisor, _lines = supervised(part)
    looked = []

    def at_the_third_look():
        looked.append(1)
        if len(looked) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    supervisor.run(at_the_third_look)
    assert part.process.poll() is not None
    assert signal.getsignal(signal.SIGTERM) is before


def test_parts_end_when_the_supervisor_is_killed():
    code = (
        "import sys\n"
        "from zhibu.cli.supervisor import Part, Supervisor\n"
        f"part = Part('x', {SLEEP!r})\n"
        "supervisor = Supervisor([part], print)\n"
        "supervisor.look()\n"
        "print(part.process.pid, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").read_text().split()[2] == "Z":  # ended, its new parent has not looked yet
            return
        time.sleep(0.05)
    pytest.fail("the part lived on")


def test_a_taken_port_is_said_plainly():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=f"{port} 端口已经有程序在用") as refused:
            check_port("127.0.0.1", port)
    assert f"PORT={port + 10}" in refused.value.next_step
    check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, 65536, -1])
def test_a_number_that_is_no_port(port):
    with pytest.raises(Refused, match="1 到 65535"):
        check_port("127.0.0.1", port)
