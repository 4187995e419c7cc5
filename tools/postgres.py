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


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, `postgresql://zhibu@127.0.0.1:PORT/postgres`; it ends with the block."""
    binaries, somebody = programs(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="zhibu-pg-"))
    process = None
    try:
        if somebody:
            os.chown(folder, somebody["user"], somebody["group"])
        data, port = folder / "data", _free_port()
        _create(binaries, data, somebody)
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 (our own command)
                [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                start_new_session=True,  # Ctrl-C reaches the command first, the server ends afterwards
                **somebody,
            )
        _wait_for(process, port, folder / "log")
        yield f"postgresql://zhibu@127.0.0.1:{port}/postgres"
    finally:
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # fast shutdown: connections are closed, files are left whole
            process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


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
