"""A database file that another program has open is not replaced below it, even when that program is idle."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from zhibu.base.errors import Refused
from zhibu.cli.engines import Sqlite


def _file(file: Path, word: str) -> Path:
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE word (word)")
        made.execute("INSERT INTO word VALUES (?)", [word])
        made.commit()
    return file


def test_only_a_file_that_nobody_has_open_is_replaced(tmp_path: Path) -> None:
    file, source = _file(tmp_path / "in_use.sqlite3", "old"), _file(tmp_path / "source.sqlite3", "new")
    with closing(sqlite3.connect(file)) as idle:
        assert idle.execute("SELECT word FROM word").fetchone() == ("old",)
        with pytest.raises(Refused, match="数据库还有程序在用"):
            Sqlite(file).copy_in(source)
        assert idle.execute("SELECT word FROM word").fetchone() == ("old",)
    [said] = Sqlite(file).copy_in(source)
    assert "before-restore" in said
    for place, word in ((file, "new"), (tmp_path / "in_use.sqlite3.before-restore", "old")):
        with closing(sqlite3.connect(place)) as opened:
            assert opened.execute("SELECT word FROM word").fetchone() == (word,)
