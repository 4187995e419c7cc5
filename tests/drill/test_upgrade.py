"""From an earlier state of the program, with a year of records made by that program itself, to this one."""

import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.drill.figures import note
from tests.drill.house import ROOT, House, Server

pytestmark = pytest.mark.drill
EARLIER = "a2c98a23e758"  # no release has been made yet: a state of the history with many migrations to come
CARRIED_OVER = (
    "org_organisation",
    "member_member",
    "member_membership",
    "meeting_gathering",
    "meeting_item",
    "work_task",
    "account_user",
    "base_logentry",
)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The whole earlier program, as it lay in the repository."""
    done = subprocess.run(["git", "-C", ROOT, "archive", EARLIER], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the history is not there: a copy without git")
    place = tmp_path / "earlier"
    with tarfile.open(fileobj=BytesIO(done.stdout)) as packed:
        packed.extractall(place, filter="data")
    return place


def test_records_of_an_earlier_version_are_all_there(server: Server | None, earlier: Path, tmp_path: Path) -> None:
    house = House(tmp_path / "data", server.cluster.address() if server else "")
    words = [sys.executable, "-W", "ignore", "-m", "zhibu.cli.main", "demo"]
    made = subprocess.run(
        words, cwd=earlier, env=house.environment(PYTHONPATH=str(earlier)), capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr[-2000:]
    migrations = house.execute("SELECT count(*) FROM django_migrations")[0][0]
    before = {table: house.execute(f"SELECT count(*) FROM {table}")[0][0] for table in CARRIED_OVER}
    house.zhibu("run", "--prepare-only")
    added = house.execute("SELECT count(*) FROM django_migrations")[0][0] - migrations
    after = {table: house.execute(f"SELECT count(*) FROM {table}")[0][0] for table in CARRIED_OVER}
    assert added > 0 and after == before
    house.python("-c", "import django; django.setup(); from datetime import *; from zhibu.base import clock;"
                 "from zhibu.checkup.rebuilding import rebuild; rebuild(clock.today())")  # fmt: skip
    broken = house.broken(in_bulk=True)
    said = f"{added} migrations, {sum(after.values())} rows of {len(after)} tables all there"
    note("upgrade from an earlier version with data", "PostgreSQL" if server else "SQLite", said, is_kept=not broken)
    assert not broken, broken
