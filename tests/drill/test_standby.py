"""Two servers of PostgreSQL, a primary and its hot standby, and the program as it runs: one after the other is lost."""

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.drill.figures import note
from tests.drill.house import PASSWORD, House, filled
from tests.drill.people import Answer, Browser, forms_of, plain
from tools.postgres import SETTINGS, Cluster

pytestmark = pytest.mark.drill
GROUPS, NEW_GROUP = "/in/branch/groups/", "/in/branch/groups/new/"
WHERE = "PostgreSQL, two servers"
PATIENCE = 30.0
TOLD = SETTINGS | {"log_statement": "all"}  # so that it can be read who was asked


@dataclass
class Pair:
    primary: Cluster
    standby: Cluster
    house: House
    browser: Browser

    def add_group(self, name: str) -> Answer:
        form = next(form for form in forms_of(self.browser.get(NEW_GROUP).text) if "since" in form.kinds)
        return self.browser.post(NEW_GROUP, form.with_(name=name))

    def groups(self) -> str:
        page = self.browser.get(GROUPS)
        assert page.status == 200, plain(page.text)[:300]
        return plain(page.text)

    def replay(self, what: str) -> None:
        """`pause`: the standby takes what comes and shows nothing of it; `resume`: it goes on."""
        with psycopg.connect(self.standby.address(), autocommit=True) as line:
            line.execute(f"SELECT pg_wal_replay_{what}()")

    def forget_writing(self) -> None:
        """As ten seconds later."""
        self.browser.cookies.pop("wrote", None)


def reads_of(server: Cluster) -> int:
    """How often it was asked for groups, from its own log."""
    return (server.folder / "log").read_text(errors="replace").count('FROM "org_partygroup"')


def has_arrived(server: Cluster, name: str) -> float:
    """Seconds until this server knows the group."""
    began = time.monotonic()
    with psycopg.connect(server.address(), autocommit=True) as line:
        while time.monotonic() - began < PATIENCE:
            if line.execute("SELECT 1 FROM org_partygroup WHERE name = %s", [name]).fetchone():
                return time.monotonic() - began
            time.sleep(0.02)
    raise AssertionError(f"{name} never arrived")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="zhibu-pair-"))
    folder.chmod(0o755)  # the servers run as somebody else
    primary, standby = Cluster(folder / "primary", TOLD), Cluster(folder / "standby", TOLD)
    house = None
    try:
        primary.create()
        primary.start()
        house = filled(tmp_path / "data", primary.address(), None)
        standby.create_after(primary)
        standby.start()
        house.extra["ZHIBU_STANDBY"] = standby.address()
        house.start()
        browser = Browser(house.port)
        browser.log_in("secretary", PASSWORD)
        yield Pair(primary, standby, house, browser)
        browser.close()
    finally:
        if house is not None:
            house.stop()
        for server in (standby, primary):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_reads_are_routed_and_each_loss_is_survived(pair: Pair) -> None:
    assert pair.add_group("第一党小组").status == 302
    assert "第一党小组" in pair.groups(), "whoever wrote reads it back at once"
    lag = has_arrived(pair.standby, "第一党小组")
    note("written on the primary, read on the standby", WHERE, f"there after {lag * 1000:.0f} ms", "own writes")

    pair.replay("pause")
    assert pair.add_group("第二党小组").status == 302
    assert "第二党小组" in pair.groups(), "also while the standby lies behind"
    pair.forget_writing()
    stale = "第二党小组" not in pair.groups()
    note(
        "PLANTED: nobody remembers that they wrote",
        WHERE,
        "found: their own write is not there yet",
        "own writes",
        stale,
    )
    assert stale
    pair.replay("resume")
    has_arrived(pair.standby, "第二党小组")

    pair.forget_writing()
    before = {name: reads_of(server) for name, server in (("primary", pair.primary), ("standby", pair.standby))}
    for _look in range(20):
        assert "第一党小组" in pair.groups()
    after = {name: reads_of(server) for name, server in (("primary", pair.primary), ("standby", pair.standby))}
    more = {name: after[name] - before[name] for name in before}
    assert more["standby"] >= 20 and not more["primary"]
    note(
        "twenty looks",
        WHERE,
        f"groups read {more['standby']} times from the standby, {more['primary']} from the primary",
        "routing",
    )

    pair.standby.stop(signal.SIGQUIT)
    assert "第一党小组" in pair.groups()
    assert pair.add_group("第三党小组").status == 302
    pair.forget_writing()
    assert "第三党小组" in pair.groups()
    note("standby lost", WHERE, "reading and writing went on with the primary", "reads, writes")

    pair.standby.start()
    has_arrived(pair.standby, "第三党小组")
    assert "第三党小组" in pair.groups()
    form = next(form for form in forms_of(pair.browser.get(NEW_GROUP).text) if "since" in form.kinds)
    pair.primary.stop(signal.SIGQUIT)
    pair.forget_writing()
    began = time.monotonic()
    assert "第三党小组" in pair.groups()
    seconds = time.monotonic() - began
    refused = pair.browser.post(NEW_GROUP, form.with_(name="第四党小组"))
    assert refused.status == 503
    assert "现在只能看，暂时不能写" in plain(refused.text)
    assert "第四党小组" not in pair.groups()
    note("primary lost", WHERE, f"read after {seconds:.1f} s; a write was told “现在只能看”", "reads, a plain sentence")

    with psycopg.connect(pair.standby.address(), autocommit=True) as line:
        assert line.execute("SELECT pg_promote(true, 30)").fetchone() == (True,)
    began = time.monotonic()
    answer = pair.browser.post(NEW_GROUP, form.with_(name="第四党小组"))
    while answer.status == 503 and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
        answer = pair.browser.post(NEW_GROUP, form.with_(name="第四党小组"))
    assert answer.status == 302, plain(answer.text)[:300]
    assert "第四党小组" in pair.groups()
    seconds = time.monotonic() - began
    note("standby promoted", WHERE, f"writing went on {seconds:.1f} s later, without a restart", "writes")
    pair.house.address = pair.standby.address()
    pair.house.extra.pop("ZHIBU_STANDBY")
    assert "第四党小组" in str(pair.house.execute("SELECT name FROM org_partygroup WHERE revoked_at IS NULL"))
    broken = pair.house.broken()
    assert not broken, broken
