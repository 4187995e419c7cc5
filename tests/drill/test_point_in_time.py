"""PostgreSQL back to a moment: a copy of the files and the log since then, as docs/install.md says, word for word."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.drill.figures import note
from tests.drill.house import House, filled
from tools.postgres import DURABLE, Cluster, programs

pytestmark = pytest.mark.drill
RENAME = "UPDATE org_organisation SET name = {name!r} WHERE name LIKE '北山%'"


@pytest.fixture
def archived() -> Iterator[Cluster]:
    """A server that lays every finished piece of its log aside."""
    folder = Path(tempfile.mkdtemp(prefix="zhibu-drill-"))
    folder.chmod(0o755)  # the server runs as somebody else
    aside = folder / "wal"
    keeping = {
        "archive_mode": "on",
        "archive_command": f"test ! -f {aside}/%f && cp %p {aside}/%f",
        "wal_level": "replica",
    }
    made = Cluster(folder / "server", DURABLE | keeping)
    for place in (aside, folder / "base"):
        place.mkdir()
        made.give(place)
    made.create()
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_back_to_the_moment_before_a_mistake(archived: Cluster, tmp_path: Path) -> None:
    house = filled(tmp_path / "data", archived.address(), None)
    base, aside = archived.folder.parent / "base", archived.folder.parent / "wal"
    copied = subprocess.run(
        [programs() / "pg_basebackup", "-D", base / "data", "-X", "none", "-c", "fast", "-d", archived.address()],
        capture_output=True, text=True, check=False, **archived.somebody,
    )  # fmt: skip
    assert copied.returncode == 0, copied.stderr
    house.execute(RENAME.format(name="北山机械厂党委（改后）"))
    moment: datetime = house.execute("SELECT now()")[0][0]
    waiting = house.folder / "waiting"
    waiting.mkdir(exist_ok=True)
    (waiting / "waiting.sqlite3").write_bytes(b"what was said today")
    house.execute(RENAME.format(name="北山误改"))  # the mistake
    house.execute("SELECT pg_switch_wal()")
    archived.stop()

    again = Cluster(base, restoring(aside, moment))
    (base / "data" / "recovery.signal").touch()
    again.give(base / "data" / "recovery.signal")
    again.start()
    try:
        with psycopg.connect(again.address()) as server:
            [name] = server.execute("SELECT name FROM org_organisation WHERE name LIKE '北山%'").fetchone() or [""]
        found = House(house.folder, again.address()).broken()
    finally:
        again.stop()
    holds_none = not any("waiting" in file.name for file in base.rglob("*"))
    is_kept = name == "北山机械厂党委（改后）" and not found and holds_none
    said = (
        f"back to {moment:%H:%M:%S}: what was right stands, the mistake after it is gone; nothing that waits is in it"
    )
    note("PostgreSQL restored to a moment", "PostgreSQL", said, is_kept=is_kept)
    assert is_kept, (name, found)
    assert (waiting / "waiting.sqlite3").read_bytes() == b"what was said today"


def restoring(aside: Path, moment: datetime) -> dict[str, Any]:
    return DURABLE | {
        "restore_command": f"cp {aside}/%f %p",
        "recovery_target_time": moment.isoformat(),
        "recovery_target_action": "promote",
    }
