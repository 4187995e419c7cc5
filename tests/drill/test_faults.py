"""One fault after the other on a running server; after each of them all five promises are looked at."""

import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from tests.drill.figures import note
from tests.drill.filling import RECORDERS
from tests.drill.house import House, Server, kill
from tests.drill.people import NOTED, Answer, Browser, Recorder
from tests.personas import PASSWORD

pytestmark = pytest.mark.drill


STARTED: list[Recorder] = []


@pytest.fixture(autouse=True)
def nobody_goes_on() -> Iterator[None]:
    """Whoever still writes after a test that failed would be blamed on the next one."""
    yield
    while STARTED:
        STARTED.pop().stop.set()


def recorders(house: House, mark: str, **how: Any) -> list[Recorder]:
    people = [Recorder(house.port, name, PASSWORD, f"{mark}{name}", **how) for name in RECORDERS]
    for person in people:
        person.start()
    STARTED.extend(people)
    return people


def wait_for(people: list[Recorder], each: int, seconds: float = 120) -> None:
    """Until everybody has so many acknowledged, so that a fault hits in the middle of a stream."""
    until = time.monotonic() + seconds
    while any(len(person.written.acknowledged) < each for person in people):
        assert time.monotonic() < until, [
            (p.doing, len(p.written.acknowledged), p.written.refused[-1:], p.trouble) for p in people
        ]
        time.sleep(0.02)


def wait_for_more(people: list[Recorder]) -> None:
    """Until everybody was told once more that something is kept."""
    before = [len(person.written.acknowledged) for person in people]
    for person, number in zip(people, before, strict=True):
        wait_for([person], number + 1)


def finish(house: House, people: list[Recorder]) -> tuple[int, int, Counter[int]]:
    """How many were acknowledged, of how many nobody knows, and what was refused by status."""
    written = [person.finish() for person in people]
    house.add(*written)
    refused = Counter(status for one in written for status, _said in one.refused)
    return sum(len(one.acknowledged) for one in written), sum(len(one.unknown) for one in written), refused


def check(house: House, fault: str, said: str, **more: Any) -> None:
    broken = house.broken(**more)
    note(fault, where(house), said, is_kept=not broken)
    assert not broken, broken


def where(house: House) -> str:
    return "PostgreSQL" if house.address else "SQLite"


def test_a_worker_is_killed_again_and_again(house: House) -> None:
    """kill -9 of whichever worker, in the middle of writes: the other goes on, a new one comes, people press again."""
    people = recorders(house, "杀一个")
    wait_for(people, 2)
    for number in range(5):
        workers = house.workers()
        while not workers:  # killed too often in a row the server ends itself, and is started again
            time.sleep(0.05)
            workers = house.workers()
        kill(workers[number % len(workers)])
        wait_for_more(people)
    kept, unknown, refused = finish(house, people)
    check(house, "worker killed 5 times", f"{kept} acknowledged, {unknown} unknown, {sum(refused.values())} refused")


def test_the_whole_server_is_killed(house: House) -> None:
    """kill -9 of everything at once; started again, the same forms are sent again."""
    people = recorders(house, "全杀")
    wait_for(people, 2)
    for _round in range(2):
        house.kill_all()
        house.start()
        wait_for_more(people)
    kept, unknown, refused = finish(house, people)
    check(house, "server killed twice", f"{kept} acknowledged, {unknown} unknown, {sum(refused.values())} refused")


def test_one_form_sent_eight_times_at_once(house: House) -> None:
    """A nervous finger, a line that repeats: the same form at the same moment, on both workers."""
    [first] = logged_in(house, 1)
    browsers = [first, *(Browser(house.port, first.cookies) for _ in range(7))]
    answers = []
    for number in range(6):
        form = first.form_on(NOTED, "happened_on")
        assert form is not None
        title = f"连按{number}"
        fields = form.with_(title=title, another="1", decision="下周再看", due_on="2027年3月1日")
        sent = at_once(lambda browser, fields=fields: browser.post(NOTED, fields), browsers)
        assert {answer.status for answer in sent} == {302} and len({answer.location for answer in sent}) == 1
        house.told.acknowledged.append((title, form.get("key")))
        answers += sent
    for browser in browsers:
        browser.close()
    check(house, "one form sent 8 times at once", f"6 forms, {len(answers)} answers, each form one record")


def test_two_recorders_change_the_same_record(house: House) -> None:
    """Both opened the same version: one is kept, the other sees both and has lost nothing."""
    browsers = logged_in(house, 2)
    form = browsers[0].form_on(NOTED, "happened_on")
    assert form is not None
    made = browsers[0].post(NOTED, form.with_(title="两人同改", another="1"))
    address = made.location + "correct/"
    kept = shown = 0
    for number in range(6):
        forms = [browser.form_on(address, "happened_on") for browser in browsers]
        filled = [form.with_(points=f"第{number}遍，{who}写的") for who, form in enumerate(forms) if form]
        pairs = list(zip(browsers, filled, strict=True))
        answers = at_once(lambda pair, address=address: pair[0].post(address, pair[1]), pairs)
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [302, 409], statuses
        loser = next(answer for answer in answers if answer.status == 409)
        assert all(f"第{number}遍，{who}写的" in loser.text for who in (0, 1)), "both are shown"
        kept, shown = kept + 1, shown + 1
        address = next(answer for answer in answers if answer.status == 302).location + "correct/"
    for browser in browsers:
        browser.close()
    standing = house.execute("SELECT count(*) FROM meeting_gathering WHERE title = '两人同改' AND revoked_at IS NULL")
    assert standing[0][0] == 1
    check(house, "two change one record at once", f"6 times: {kept} kept, {shown} shown both writings, 0 overwritten")


def test_the_disk_is_full(house: House, server: Server | None) -> None:
    """Where the database lies: what cannot be kept is said, nothing half stays, and it goes on by itself.

    PostgreSQL ends itself when its log finds no room, and is started again, as systemd does.
    """
    if house.shim is None:
        pytest.skip("without a C compiler there is no shim")
    people = recorders(house, "盘满")
    wait_for(people, 2)
    machine = server.machine if server else house.machine
    machine.set(full=True)
    until = time.monotonic() + 60
    while sum(len(person.written.refused) for person in people) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    machine.set()
    if server and not server.cluster.answers():
        server.cluster.stop(signal.SIGQUIT)
        server.cluster.start()
    wait_for_more(people)
    said = [text for person in people for _status, text in person.written.refused]
    assert said and all("过一会儿再按一次" in text for text in said), said[:2]
    kept, unknown, refused = finish(house, people)
    assert set(refused) == {503}, refused
    check(
        house,
        "disk full and free again",
        f"{kept} acknowledged, {unknown} unknown, {refused[503]} told 现在读写不了",
    )


def test_the_database_goes_and_comes_back(house: House, server: Server | None) -> None:
    """PostgreSQL: stopped in order, then as after a crash. SQLite: somebody holds the file longer than one waits."""
    people = recorders(house, "库停")
    wait_for(people, 2)
    for how in (signal.SIGINT, signal.SIGQUIT):
        before = sum(len(person.written.refused) for person in people)
        if server:
            server.cluster.stop(how)
            time.sleep(2)
            server.cluster.start()
        else:
            hold(house, 21 if how == signal.SIGINT else 3)
        assert server is None or sum(len(person.written.refused) for person in people) >= before
        wait_for_more(people)
    kept, unknown, refused = finish(house, people)
    assert set(refused) <= {503}, refused
    check(
        house,
        "database gone and back, twice",
        f"{kept} acknowledged, {unknown} unknown, {refused[503]} told 现在读写不了",
    )


def hold(house: House, seconds: float) -> None:
    with closing(sqlite3.connect(house.folder / "zhibu.sqlite3", isolation_level=None)) as file:
        for _trial in range(200):
            try:
                file.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                time.sleep(0.05)
        time.sleep(seconds)
        file.execute("ROLLBACK")


def test_the_clock_jumps(house: House) -> None:
    """Forty days ahead, over the end of the year, and back again; writes and the night run go on all the while."""
    if house.shim is None:
        pytest.skip("without a C compiler there is no shim")
    people = recorders(house, "钟跳")
    wait_for(people, 2)
    for days in (40, 0, -3, 0):
        house.machine.set(seconds=days * 86400)
        house.zhibu("tick")
        wait_for_more(people)
    kept, unknown, refused = finish(house, people)
    house.zhibu("tick")
    check(
        house,
        "clock 40 days ahead and back, 3 days back",
        f"{kept} acknowledged, {unknown} unknown, {sum(refused.values())} refused",
    )


def test_the_night_run_is_killed(house: House) -> None:
    """kill -9 of the night run at eight moments; the next one does what is left."""
    people = recorders(house, "夜杀")
    wait_for(people, 1)
    for number in range(8):
        night = house.spawn("tick")
        time.sleep(0.9 + number * 0.25)
        kill(night.pid)
        night.wait()
    house.zhibu("tick")
    kept, unknown, _refused = finish(house, people)
    house.zhibu("tick")
    check(house, "night run killed 8 times", f"{kept} acknowledged meanwhile, {unknown} unknown", drained=True)


def logged_in(house: House, number: int) -> list[Browser]:
    browsers = [Browser(house.port) for _ in range(number)]
    for browser in browsers:
        browser.log_in("secretary", PASSWORD)
    return browsers


def at_once(act: Callable[[Any], Answer], things: Sequence[Any]) -> list[Answer]:
    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(act, things))
