"""From SQLite to PostgreSQL by one command: every row, both sides compared, nothing touched that is not empty."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import SERVER, own_database

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL server to move to")]


FILL = """
import django; django.setup()
from tests.checkup.writer import Writer
from tests.personas import build_anew
from zhibu.cli.tables import make_ready
make_ready()
Writer(build_anew(), 1).write(0, each=1)
"""


class House:
    """A deployment on SQLite with records of every kind, and an empty PostgreSQL database."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    def zhibu(self, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
        return self.python("-m", "zhibu.cli.main", *words, database=database)

    def python(self, *words: str, database: str = "") -> subprocess.CompletedProcess[str]:
        own = {
            "ZHIBU_DATA": str(self.folder),
            "ZHIBU_DATABASE": database or f"sqlite:{self.folder / 'zhibu.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "zhibu.config.settings",
        }
        return subprocess.run(
            [sys.executable, *words], env=os.environ | own, capture_output=True, text=True, check=False, timeout=300
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with own_database() as address:
        made = House(tmp_path, address)
        prepared = made.python("-c", FILL)
        assert prepared.returncode == 0, prepared.stderr
        yield made


def test_everything_is_moved_and_the_check_up_finds_the_same(house: House) -> None:
    moved = house.zhibu("move", house.address)
    assert moved.returncode == 0, moved.stderr
    assert "两边的行数和内容都一样" in moved.stdout
    rebuilt = house.zhibu("check", "--rebuild", database=house.address)
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr

    again = house.zhibu("move", house.address)
    assert again.returncode == 2
    assert again.stderr == "那个数据库里已经有数据，没有动它。换一个空的数据库。\n"
    other = house.zhibu("move", f"sqlite:{house.folder / 'other.sqlite3'}")
    assert other.stderr.startswith("只能搬到 PostgreSQL。")
