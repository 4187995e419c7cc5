"""Runs a command with a PostgreSQL server of its own: `python tools/postgres.py COMMAND …`.

The server lives in a temporary folder on a free port of 127.0.0.1, is fast and forgetful (no fsync), lets everybody in
from this machine, and ends with the command. ZHIBU_DATABASE tells the command its address. Started by root, it runs as
the unprivileged user postgres or nobody, because the server refuses root.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
}
DURABLE = SETTINGS | {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
"""As in use: what was acknowledged is on the disk."""
PATIENCE = 60  # seconds until the server must answer, and until it must have ended


class PostgresMissing(Exception):
    pass


def programs() -> Path:
    """The folder with initdb and postgres: Debian's newest, else the one on the PATH."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    found = shutil.which("postgres")
    if found:
        folders.append(Path(found).parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing("没有找到 PostgreSQL 的服务器程序。Debian:apt-get install postgresql")


def _unprivileged() -> dict[str, Any]:
    """How to start a process as somebody who is not root; nothing to do when we are not."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise PostgresMissing("以 root 运行时要有一个普通用户（postgres 或 nobody）来启动 PostgreSQL。")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One server in a folder of its own: may be stopped, killed and started again on the same data."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder, self.data, self.port, self.settings = folder, folder / "data", _free_port(), settings
        self.environment = dict(os.environ)
        self.binaries, self.somebody = programs(), _unprivileged()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(exist_ok=True)
        self.give(folder)

    def give(self, place: Path) -> None:
        """To whoever the server runs as."""
        if self.somebody:
            os.chown(place, self.somebody["user"], self.somebody["group"])

    def create(self) -> None:
        _create(self.binaries, self.data, self.somebody)

    def create_after(self, other: "Cluster") -> None:
        """A hot standby of another running server: its data as they are, and from then on what it streams."""
        words = [
            str(self.binaries / "pg_basebackup"), "-h", "127.0.0.1", "-p", str(other.port), "-U", "zhibu",
            "-D", str(self.data), "-R", "-X", "stream", "-c", "fast",
        ]  # fmt: skip
        made = subprocess.run(words, capture_output=True, text=True, cwd=self.folder, check=False, **self.somebody)  # noqa: S603
        if made.returncode:
            raise PostgresMissing(f"备用库没有建成：{made.stderr.strip()}")

    def address(self, name: str = "postgres") -> str:
        return f"postgresql://zhibu@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own command)
                [self.binaries / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder, *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,  # Ctrl-C reaches the command first, the server ends afterwards
                **self.somebody,
            )
        _wait_for(self.process, self.port, self.folder / "log")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.address(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """INT: connections are closed, files are left whole. QUIT: as after a crash, nothing is tidied up."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
        self.process = None


@contextmanager
def cluster(settings: dict[str, str]) -> Iterator[Cluster]:
    """A running server with these settings; it ends with the block, and its folder goes."""
    folder = Path(tempfile.mkdtemp(prefix="zhibu-pg-"))
    made = Cluster(folder, settings)
    try:
        made.create()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, `postgresql://zhibu@127.0.0.1:PORT/postgres`; it ends with the block."""
    with cluster(SETTINGS) as made:
        yield made.address()


def _create(binaries: Path, data: Path, somebody: dict[str, Any]) -> None:
    words = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "zhibu",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    made = subprocess.run(words, capture_output=True, text=True, cwd=data.parent, check=False, **somebody)  # noqa: S603
    if made.returncode:
        raise PostgresMissing(f"PostgreSQL 建库失败：{made.stderr.strip()}")


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    last_moment = time.monotonic() + PATIENCE
    while time.monotonic() < last_moment and process.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="zhibu", dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresMissing(f"PostgreSQL 没有启动：{log.read_text(errors='replace')[-600:]}")


def main(words: list[str]) -> int:
    """The command's exit code; 2 with a sentence when there is no server to be had."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with server() as address:
            return subprocess.call(words, env=os.environ | {"ZHIBU_DATABASE": address})  # noqa: S603 (the caller's own)
    except PostgresMissing as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
