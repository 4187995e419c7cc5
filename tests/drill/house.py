"""A deployment as it runs in use, in a folder of its own, and the ways to hurt it."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.drill.people import Written
from tools.postgres import DURABLE, Cluster

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kept-only-in-tests-41"
PATIENCE = 90.0
FILL = """
import django; django.setup()
from zhibu.cli.tables import make_ready
from tests.drill.filling import fill
make_ready()
fill()
"""


def build_shim(folder: Path) -> Path | None:
    """The library that stands between the program and the machine; None where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def children_of(pid: int) -> list[int]:
    """All processes below this one."""
    try:
        own = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [process for child in own for process in (child, *children_of(child))]


def _says(pid: int, word: str) -> bool:
    try:
        return word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Machine:
    """What the shim tells a process about its machine; may be changed while it runs."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set()
        file.chmod(0o644)

    def set(self, *, seconds: int = 0, full: bool = False, deaf: bool = False) -> None:
        """Move the clock, fill the disk, or have fsync not listened to."""
        with self.file.open("r+b" if self.file.exists() else "w+b") as out:
            out.write(struct.pack("qqq", seconds, int(full), int(deaf)))


@dataclass
class House:
    """`address` is its PostgreSQL database, empty on SQLite. `told`: what was acknowledged in all faults so far."""

    folder: Path
    address: str = ""
    shim: Path | None = None
    extra: dict[str, str] = field(default_factory=dict)
    told: Written = field(default_factory=Written)
    port: int = 0
    web: subprocess.Popen[bytes] | None = None
    log: Path = Path()

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.machine = Machine(self.folder.parent / f"{self.folder.name}.control")
        self.log = self.folder.parent / f"{self.folder.name}.log"

    # --- hurting ----------------------------------------------------------------------------------------------

    def workers(self) -> list[int]:
        """The processes that answer; the server that keeps them going is no such."""
        assert self.web is not None
        return [
            pid for pid in children_of(self.web.pid) if _says(_parent(pid), "granian") and not _says(pid, "tracker")
        ]

    def kill_all(self) -> None:
        """Everything of the server at once, without a word: as when the machine takes it away."""
        assert self.web is not None
        for pid in (self.web.pid, *children_of(self.web.pid)):
            kill(pid)
        self.web.wait()
        self.web = None

    # --- running ----------------------------------------------------------------------------------------------

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
        own = {
            "ZHIBU_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "zhibu.config.settings",
            "DRILL_CONTROL": str(self.machine.file),
        }
        own |= {"ZHIBU_DATABASE": self.address} if self.address else {}
        own |= {"LD_PRELOAD": str(self.shim), "DRILL_WATCH": str(self.folder)} if self.shim else {}
        return kept | own | self.extra | more

    def start(self, **more: str) -> None:
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            self.web = subprocess.Popen(
                [sys.executable, "-m", "zhibu.cli.main", "run", "--port", str(self.port)],
                cwd=ROOT, env=self.environment(**more), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    line.sendall(b"GET /health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                    if b"ok" in line.recv(4096):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"it does not answer: {self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        if self.web is None:
            return
        self.web.terminate()
        try:
            self.web.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill_all()
        self.web = None

    def python(self, *words: str, told: str = "", **more: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment(**more), input=told,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout[-1500:]} {done.stderr[-3000:]}"
        return done.stdout

    def zhibu(self, *words: str, **more: str) -> str:
        return self.python("-m", "zhibu.cli.main", *words, **more)

    def spawn(self, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "zhibu.cli.main", *words], cwd=ROOT, env=self.environment(**more),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    # --- looking ----------------------------------------------------------------------------------------------

    def add(self, *written: Written) -> None:
        for one in written:
            self.told.acknowledged += one.acknowledged
            self.told.unknown += one.unknown

    def broken(self, **more: Any) -> dict[str, list[str]]:
        """By promise, what breaks it; see `invariants.py`. Promises that hold are left out."""
        told = {"acknowledged": self.told.acknowledged, "unknown": self.told.unknown, **more}
        said = self.python("-W", "ignore", "-m", "tests.drill.invariants", told=json.dumps(told))
        found: dict[str, list[str]] = json.loads(said.splitlines()[-1])
        return {promise: faults for promise, faults in found.items() if faults}

    def execute(self, sentence: str) -> list[Any]:
        """One SQL sentence on its database, from outside."""
        if self.address:
            with psycopg.connect(self.address) as server:
                cursor = server.execute(sentence)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.folder / "zhibu.sqlite3", timeout=20)) as file, file:
            return file.execute(sentence).fetchall()


def filled(folder: Path, address: str, shim: Path | None) -> House:
    """The people of `filling.py` and everything that a start prepares; nothing runs."""
    house = House(folder, address, shim)
    house.python("-W", "ignore", "-c", FILL)
    house.zhibu("run", "--prepare-only")
    return house


@dataclass
class Server:
    """A PostgreSQL server that keeps what it acknowledged, on a machine of its own whose disk may be full."""

    cluster: Cluster
    machine: Machine


@contextmanager
def database(kind: str, shim: Path | None) -> Iterator[Server | None]:
    """None for SQLite."""
    if kind == "sqlite":
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="zhibu-drill-"))
    folder.chmod(0o755)  # the server runs as somebody else
    made = Cluster(folder / "server", DURABLE)
    machine = Machine(folder / "control")
    if shim:
        library = shutil.copy(shim, folder / "shim.so")
        preloaded = {"LD_PRELOAD": library, "DRILL_CONTROL": str(machine.file), "DRILL_WATCH": str(made.data)}
        made.environment = made.environment | preloaded
    try:
        made.create()
        made.start()
        yield Server(made, machine)
    finally:
        machine.set()
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
