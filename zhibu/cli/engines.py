"""Copies of the whole database: SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from zhibu.base.errors import Refused

DEBIAN = Path("/usr/lib/postgresql")


class Engine(Protocol):
    """`name` is kept in the archive; `part` is the database's file name in it."""

    name: str
    part: str

    def copy_out(self, target: Path) -> None:
        """A consistent copy while others go on writing, opened once to see that it is whole."""

    def copy_in(self, source: Path) -> list[str]:
        """Take the copy's place of everything in the database; sentences about what was put aside."""

    def look_at(self, source: Path) -> None:
        """Refused when the copy cannot be opened."""


def engine() -> Engine:
    """The one of this deployment's database."""
    settings = connection.settings_dict
    return Sqlite(Path(settings["NAME"])) if connection.vendor == "sqlite" else Postgres(settings)


class Sqlite:
    name, part = "sqlite", "database.sqlite3"

    def __init__(self, file: Path) -> None:
        self.file = file

    def copy_out(self, target: Path) -> None:
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=1000)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        self.look_at(target)

    def look_at(self, source: Path) -> None:
        try:
            with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
                answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise Refused(f"备份里的数据库打不开：{error}。", "换一份备份。") from error
        if answer != "ok":
            raise Refused(f"备份里的数据库不完整：{answer}。", "换一份备份。")

    def copy_in(self, source: Path) -> list[str]:
        connection.close()
        said = []
        fresh = self.file.with_name(self.file.name + ".new")
        shutil.copyfile(source, fresh)
        fresh.chmod(0o600)
        if self.file.exists():
            aside = _free_name(self.file.with_name(self.file.name + ".before-restore"))
            self._fold_in_log()
            self.file.replace(aside)
            said.append(f"原来的数据库放在 {aside}，确认没用了再删。")
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        fresh.replace(self.file)
        return said

    def _fold_in_log(self) -> None:
        """What SQLite still keeps beside the file goes into it, so that the file set aside is complete.

        Leaving that way of keeping is refused by SQLite as long as another program has the file open, also one that
        does nothing just now: it would go on writing into the file set aside.
        """
        try:
            with closing(sqlite3.connect(self.file)) as old:
                old.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise Refused("数据库还有程序在用。", "先停下 zhibu run，再恢复。") from error


def _free_name(file: Path) -> Path:
    """The name itself, or with the first number that is not taken: nothing set aside is ever overwritten."""
    names = (file.with_name(f"{file.name}-{number}") for number in range(2, 1000))
    return next((name for name in (file, *names) if not name.exists()), file)


class Postgres:
    name, part = "postgresql", "database.dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings

    def copy_out(self, target: Path) -> None:
        self._call("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}", *self._where()])
        self.look_at(target)

    def look_at(self, source: Path) -> None:
        self._call("pg_restore", ["--list", str(source)])

    def copy_in(self, source: Path) -> list[str]:
        connection.close()
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        self._call("pg_restore", [*options, *self._where(), str(source)])
        return []

    def _where(self) -> list[str]:
        return ["--dbname", str(self.settings["NAME"])]

    def _call(self, program: str, words: Sequence[str]) -> None:
        names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
        given = {names[name]: str(self.settings[name]) for name in names if self.settings.get(name)}
        command = [_program(program), *words]
        done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise Refused(f"{program} 没有办成：{' '.join(done.stderr.split())}")


def _program(name: str) -> str:
    """From the PATH, else Debian's newest."""
    found = shutil.which(name)
    if found:
        return found
    for folder in sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    raise Refused(f"没有找到 {name}。", "装上 PostgreSQL 的客户端程序(Debian:apt-get install postgresql-client)。")
