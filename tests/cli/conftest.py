"""A whole deployment in a temporary folder, driven through the command line as its owner would."""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SERVER = os.environ.get("ZHIBU_DATABASE", "")  # empty: SQLite


@dataclass
class Deployment:
    """`data` is its folder; commands run in `folder`. `address` is its own PostgreSQL database, empty on SQLite."""

    folder: Path
    address: str = ""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def zhibu(self, *words: str) -> subprocess.CompletedProcess[str]:
        own = {"ZHIBU_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "zhibu.config.settings"}
        own |= {"ZHIBU_DATABASE": self.address} if self.address else {}
        return subprocess.run(
            [sys.executable, "-m", "zhibu.cli.main", *words],
            cwd=self.folder, env=os.environ | own, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def execute(self, sentence: str) -> list[Any]:
        """One SQL sentence on its database, from outside."""
        if not self.address:
            with closing(sqlite3.connect(self.data / "zhibu.sqlite3")) as database, database:
                return database.execute(sentence).fetchall()
        import psycopg

        with psycopg.connect(self.address) as server:
            cursor = server.execute(sentence)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def own_database(template: str = "template0") -> Iterator[str]:
    """The address of a fresh PostgreSQL database, a copy of the template; empty on SQLite."""
    if not SERVER:
        yield ""
        return
    import psycopg

    name = f"deployment_{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """Nothing there yet."""
    with own_database() as address:
        yield Deployment(tmp_path, address)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Tables, one organisation, one file and the backup b.tar.gz. Only to be copied."""
    with own_database() as address:
        made = Deployment(tmp_path_factory.mktemp("original"), address)
        prepared = made.zhibu("run", "--prepare-only")
        assert prepared.returncode == 0, prepared.stderr
        key = uuid.uuid4() if address else uuid.uuid4().hex
        made.execute(
            "INSERT INTO org_organisation (id, root, number, kind, name, full_name, path, branch_kind, domain)"
            f" VALUES ('{key}', '{key}', 1, 'primary_committee', '南山党委', '', '000001/', 'ordinary', 'other')"
        )
        file = made.data / "files" / "ab" / "abcd"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"minutes")
        done = made.zhibu("backup", "b.tar.gz")
        assert done.returncode == 0, done.stderr
        assert "数据库和 1 个文件" in done.stdout and "密钥不在里面" in done.stdout
        yield made


@pytest.fixture
def backed_up(original: Deployment, tmp_path: Path) -> Iterator[Deployment]:
    """A copy of the original, to do what you like with."""
    folder = tmp_path / "copy"
    shutil.copytree(original.folder, folder)
    with own_database(urlsplit(original.address).path.strip("/")) as address:
        yield Deployment(folder, address)
