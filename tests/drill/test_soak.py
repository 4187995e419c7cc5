"""Fifty people on two workers for twenty minutes over HTTP: no error, and nothing grows.

DRILL_MINUTES shortens it. Ten reads for a write; everybody waits a little between two pages, as people do.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.drill.figures import note
from tests.drill.filling import soakers
from tests.drill.house import FILL, House, Server, children_of, database
from tests.drill.people import NOTED, Browser, Written, forms_of, links_of
from tests.personas import PASSWORD
from zhibu.base.actor import Role

pytestmark = pytest.mark.drill
MINUTES = float(os.environ.get("DRILL_MINUTES", "20"))
PAUSE = 6.0  # seconds between two pages of one person, on average
PLACES = (
    "/in/",
    "/in/meetings/",
    "/in/members/",
    "/in/checkup/",
    "/in/plan/tasks/",
    "/in/files/",
    "/in/rules/",
    "/in/reminders/",
)
MAY_WRITE = {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.PUBLICITY_MEMBER, Role.CLERK}
WARM = 0.2  # of the time: caches fill, templates are read
MOST_GROWTH = 115  # per cent: the memory at the end, of that in the warm state
MOST_MORE = {"files": 20, "processes": 2, "connections": 10}


class Soaker(threading.Thread):
    def __init__(self, port: int, username: str, role: Role, until: float) -> None:
        super().__init__(daemon=True)
        self.browser, self.username, self.role, self.until = Browser(port), username, role, until
        self.chance = random.Random(username)
        self.statuses: Counter[int] = Counter()
        self.written = Written()
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            time.sleep(self.chance.random() * PAUSE)
            self.browser.log_in(self.username, PASSWORD)
            number = 0
            while time.monotonic() < self.until:
                number += 1
                if self.role in MAY_WRITE and number % 10 == 0:
                    self._write(number)
                else:
                    self._read()
                time.sleep(self.chance.uniform(0.5, 1.5) * PAUSE)
        except Exception as error:
            self.trouble = error
        finally:
            self.browser.close()

    def _read(self) -> None:
        page = self.browser.get(self.chance.choice(PLACES))
        self.statuses[page.status] += 1
        inside = [
            link
            for link in links_of(page.text)
            if link.startswith("/in/") and link.count("/") > 2 and "log-out" not in link
        ]
        if inside:
            self.statuses[self.browser.get(self.chance.choice(inside)).status] += 1

    def _write(self, number: int) -> None:
        form = next(form for form in forms_of(self.browser.get(NOTED).text) if "happened_on" in form.kinds)
        title = f"{self.username}第{number}次"
        fields = form.with_(title=title, another="1", points="学文件", decision="下周再看", due_on="2027年3月1日")
        answer = self.browser.post(NOTED, fields)
        self.statuses[answer.status] += 1
        if answer.status == 302:
            self.written.acknowledged.append((title, form.get("key")))


def size_of(house: House, server: Server | None) -> dict[str, int]:
    """Memory in MB, open files, and connections to the database, of everything that answers."""
    assert house.web is not None
    pids = children_of(house.web.pid)
    kilobytes = files = 0
    for pid in house.workers():
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            kilobytes += int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except (OSError, StopIteration):
            continue
    found = {"MB": kilobytes // 1024, "files": files, "processes": len(pids)}
    if server:
        found["connections"] = int(
            house.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")[0][0]
        )
    return found


def has_grown(warm: dict[str, int], end: dict[str, int]) -> bool:
    """Memory, open files, processes or connections that come and do not go."""
    more = any(end.get(what, 0) > warm.get(what, 0) + few for what, few in MOST_MORE.items())
    return more or end["MB"] * 100 > warm["MB"] * MOST_GROWTH


@pytest.fixture(params=os.environ.get("DRILL_SOAK_ON", "sqlite").split(","))
def soaked(request: Any, shim: Path | None, tmp_path: Path) -> Iterator[tuple[House, Server | None]]:
    with database(request.param, shim) as server:
        house = House(tmp_path / "data", server.cluster.address() if server else "")
        house.python("-W", "ignore", "-c", FILL.replace("fill()", "fill(with_soakers=True)"))
        house.start()
        yield house, server
        house.stop()


def test_fifty_people_for_twenty_minutes(soaked: tuple[House, Server | None]) -> None:
    house, server = soaked
    began = time.monotonic()
    people = [Soaker(house.port, name, role, began + MINUTES * 60) for name, role in soakers()]
    for person in people:
        person.start()
    time.sleep(MINUTES * 60 * WARM)
    warm = size_of(house, server)
    for person in people:
        person.join(MINUTES * 60 + 120)
    end = size_of(house, server)
    assert not any(person.is_alive() for person in people)
    assert [person.trouble for person in people if person.trouble] == []
    house.add(*(person.written for person in people))
    statuses = sum((person.statuses for person in people), Counter())
    took = sorted(seconds for person in people for seconds in person.browser.took)
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    broken = house.broken()
    wrong = {status: number for status, number in statuses.items() if status >= 500}
    grown = has_grown(warm, end)
    said = (
        f"{MINUTES:g} min, {len(people)} people, {len(took)} answers, {len(house.told.acknowledged)} writes, "
        f"p50 {p50:.0f} ms, p99 {p99:.0f} ms; warm {warm}, end {end}; statuses {dict(sorted(statuses.items()))}"
    )
    note("soak", "PostgreSQL" if server else "SQLite", said, is_kept=not (broken or wrong or grown))
    assert not broken and not wrong and not grown, said
