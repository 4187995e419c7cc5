"""The administrator as the attacker: with all that is kept, guessing order, minute or person is no better than chance.

Trials: three days of sixteen people in the quick run, ten days of sixty in a drill (HYPOTHESIS_PROFILE=drill), each of
whom says one thing a day at a random second of eleven hours.
- An order is guessed when the mean of Kendall's tau over the days lies beyond `DEVIATIONS` of pure chance.
- A minute is guessed when one and the same distance separates kept moments from more of the true ones than from any of
  `FAKES` sets of moments drawn by dice.
- A person is guessed when two rankings laid side by side, of what was said and of those who came, name more people
  rightly than `ONE_IN_A_MILLION` of pure chance (one in each day is to be expected).
Each planted leak must be found: a suite that finds nothing anywhere would prove nothing.
`pytest tests/concern/threats -rP` prints the figures.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import cache
from itertools import combinations
from math import exp, factorial
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from django.db import connection

from tests.concern.threats import attacks
from tests.concern.threats.attacks import Evidence

IS_DRILL = os.environ.get("HYPOTHESIS_PROFILE") == "drill"
DAYS, PEOPLE = (10, 60) if IS_DRILL else (3, 16)
DAYS_WITH_A_LEAK, PEOPLE_WITH_A_LEAK = 1, 10
DEVIATIONS = 5  # of the mean tau by chance: once in a million and a half
OF_A_LEAK = 0.9  # what a planted order reaches: among ten, chance does so once in a hundred thousand
FAKES = 200 if IS_DRILL else 20
ONE_IN_A_MILLION = 1e-6
LEAKS = (
    "autoincrement", "log_line", "updated_at", "cookie", "cache_row", "address_kept", "file_times", "append_only",
    "cookie_and_order",
)  # fmt: skip
START = "import django; django.setup(); from tests.concern.threats.world import main; main()"
ROOT = Path(__file__).resolve().parents[3]

Truth = list[dict[str, Any]]


pytestmark = [
    pytest.mark.django_db,  # for its empty tables, with which the worlds begin
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the worlds lie in files of SQLite whatever the tests themselves run on"
    ),
]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """One clean world and one for each planted leak, built by a process of its own in files of its own."""
    folder = tmp_path_factory.mktemp("worlds")
    (folder / "base").mkdir()
    with django_db_blocker.unblock(), closing(sqlite3.connect(folder / "base" / "zhibu.sqlite3")) as tables:
        connection.ensure_connection()
        connection.connection.backup(tables)  # the empty tables are made already
        assert connection.introspection.table_names()
    sizes = [str(number) for number in (DAYS, PEOPLE, DAYS_WITH_A_LEAK, PEOPLE_WITH_A_LEAK)]
    command = [sys.executable, "-c", START, str(folder), *sizes, *LEAKS]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
    environment |= {"ZHIBU_DATA": str(folder / "base"), "DJANGO_SETTINGS_MODULE": "tests.concern.threats.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def world(folder: Path, name: str) -> tuple[Evidence, Truth]:
    return Evidence(folder / name), json.loads((folder / name / "truth.json").read_text())


def tau(ranking: list[Any], true: list[Any]) -> float:
    """Kendall's: 1 the true order, -1 the reverse, 0 on average by chance."""
    place = {key: number for number, key in enumerate(ranking)}
    pairs = [1 if place[first] < place[second] else -1 for first, second in combinations(true, 2)]
    return mean(pairs)


def of_days(truth: Truth) -> Iterator[tuple[int, Truth]]:
    for day in sorted({row["day"] for row in truth}):
        yield day, [row for row in truth if row["day"] == day]


def deviation(people: int, days: int) -> float:
    """Of the mean of tau by pure chance."""
    return float((2 * (2 * people + 5) / (9 * people * (people - 1)) / days) ** 0.5)


def tried_orders(evidence: Evidence, truth: Truth) -> dict[str, tuple[float, float]]:
    """Attack → mean of tau over the days on which it could rank, and how many deviations of chance that is."""
    found: dict[str, list[float]] = {}
    for day, rows in of_days(truth):
        keys, digests = [row["concern"] for row in rows], [row["digest"] for row in rows]
        if all(keys):
            for name, ranking in attacks.orders(evidence, keys):
                found.setdefault(name, []).append(tau(ranking, keys))
        for name, ranking in attacks.waiting_orders(evidence, day):
            if set(ranking) == set(digests):
                found.setdefault(name, []).append(tau(ranking, digests))
    assert found, "no attack could rank anything: the attackers are broken"
    people = len(rows)
    return {name: (mean(taus), abs(mean(taus)) / deviation(people, len(taus))) for name, taus in found.items()}


def tried_persons(evidence: Evidence, truth: Truth) -> dict[str, int]:
    """Attack → how many were named rightly on all days together, by laying a ranking of people beside one of things."""
    found: dict[str, int] = {}
    for day, rows in of_days(truth):
        things, people = [row["digest"] for row in rows], [row["session"] for row in rows]
        rankings = [pair for pair in attacks.waiting_orders(evidence, day) if set(pair[1]) == set(things)]
        for trace, of_people in attacks.guesses(evidence, day, people):
            for name, of_things in rankings:
                hits = sum(
                    things.index(thing) == people.index(who) for thing, who in zip(of_things, of_people, strict=True)
                )
                found[f"{trace} beside {name}"] = found.get(f"{trace} beside {name}", 0) + hits
    return found


def least_persons(days: int, tried: int) -> int:
    """So many right names on so many days come by chance, in any of the attacks tried, once in a million times."""
    hits, left = 0, 1.0
    while left * max(tried, 1) > ONE_IN_A_MILLION:
        left -= exp(-days) * days**hits / factorial(hits)
        hits += 1
    return hits


def seconds_said(truth: Truth) -> set[int]:
    return {int(datetime.fromisoformat(row["at"]).timestamp()) for row in truth}


def hits_at_one_distance(kept: set[int], true: set[int]) -> int:
    """How many true moments lie at one and the same distance from kept ones: a kept time, whatever is added to it."""
    return max(Counter(moment - one for moment in kept for one in true).values(), default=0)


def by_dice(truth: Truth, seed: int) -> set[int]:
    """Moments of the same days that nobody did anything at."""
    dice = random.Random(seed)
    starts = [datetime.fromisoformat(row["at"]).replace(hour=0, minute=0, second=0) for row in truth]
    return {int(start.timestamp()) + dice.randrange(2 * 3600, 13 * 3600) for start in starts}


def kept_moments(evidence: Evidence) -> set[int]:
    return {int(moment) for moment in attacks.moments(evidence)}


def found_marks(evidence: Evidence, truth: Truth) -> dict[str, set[str]]:
    marks = [row[name] for row in truth for name in ("address", "phone", "words", "receipt")]
    return attacks.marks_found(evidence, sorted(set(marks)))


def odd_file_times(evidence: Evidence) -> set[float]:
    """Times that are not the beginning of a day in China."""
    return {moment for moment in attacks.file_moments(evidence) if (moment + 8 * 3600) % 86400}


@cache
def everything_found(folder: Path, name: str) -> list[str]:
    evidence, truth = world(folder, name)
    days = len(list(of_days(truth)))
    kept = kept_moments(evidence)
    minutes = hits_at_one_distance(kept, seconds_said(truth))
    limit = max(hits_at_one_distance(kept, by_dice(truth, seed)) for seed in range(FAKES)) * 3 // 2
    ranked, persons = tried_orders(evidence, truth), tried_persons(evidence, truth)
    least = min(least_persons(days, len(persons)), len(truth))
    print(  # noqa: T201 (the figures, with -rP)
        f"{name}: {len(truth)} things said by {len(truth) // days} people on {days} days. "
        f"{len(ranked)} rankings, largest mean tau {max(abs(value) for value, _far in ranked.values()):.3f}, "
        f"furthest from chance {max(far for _value, far in ranked.values()):.1f} deviations; "
        f"{len(kept)} kept moments, {minutes} at one distance from what was said, by dice at most {limit * 2 // 3}; "
        f"{len(persons)} ways to name people, at most {max(persons.values(), default=0)} right, {least} needed"
    )
    found = [
        f"order: {way} {value:.2f}"
        for way, (value, far) in ranked.items()
        if (far > DEVIATIONS if name == "clean" else abs(value) > OF_A_LEAK)
    ]
    if minutes > limit:
        found.append(f"minute: {minutes} of {len(truth)}, by dice {limit * 2 // 3}")
    found += [f"named: {way} {hits}" for way, hits in persons.items() if hits >= least]
    found += [f"mark: {mark} in {sorted(names)[:2]}" for mark, names in found_marks(evidence, truth).items()]
    found += [f"person: {line}" for line in attacks.links(evidence, truth)]
    if odd_file_times(evidence):
        found.append("times of the waiting file")
    return found


def test_nothing_that_is_kept_tells_order_minute_or_person(worlds: Path) -> None:
    evidence, truth = world(worlds, "clean")
    assert len(truth) == DAYS * PEOPLE
    assert len(evidence.copies) == 2 * DAYS
    assert all(row["concern"] for row in truth), "everything that was said has been released"
    assert everything_found(worlds, "clean") == []


@pytest.mark.parametrize(
    ("leak", "sign"),
    [
        ("autoincrement", "order"),
        ("log_line", "minute"),
        ("updated_at", "order"),
        ("updated_at", "minute"),
        ("cookie", "minute"),
        ("cache_row", "minute"),
        ("address_kept", "mark"),
        ("file_times", "times"),
        ("append_only", "order"),
        ("cookie_and_order", "named"),
    ],
)
def test_a_planted_leak_is_found(worlds: Path, leak: str, sign: str) -> None:
    found = everything_found(worlds, leak)
    assert any(line.startswith(sign) for line in found), found


def test_before_the_release_nothing_outside_the_waiting_file_grows(worlds: Path) -> None:
    """No row anywhere counts what was said: no table gains as many rows in a day as people say things."""
    evidence, _truth = world(worlds, "clean")
    said_only = {"concern_concern", "concern_concernstep", "concern_bypass"}
    grown = {
        table: counts
        for table, counts in attacks.rows_per_day(evidence).items()
        if counts[-1] - counts[0] >= PEOPLE and table not in said_only
    }
    assert grown == {}


def test_backups_hold_neither_what_waits_nor_the_keys(worlds: Path) -> None:
    evidence, _truth = world(worlds, "clean")
    names = {file.name for copy in evidence.copies for file in (copy.folder / "unpacked").rglob("*") if file.is_file()}
    assert names == {"about.json", "database.sqlite3"}


def test_chance_alone_stays_below_the_limit_and_a_known_order_does_not() -> None:
    """A thousand rankings by dice; and an order of which a fifth of the pairs is turned round."""
    dice, true = random.Random(7), list(range(PEOPLE))
    means = [mean(tau(dice.sample(true, PEOPLE), true) for _day in range(DAYS)) for _trial in range(1000)]
    assert max(abs(value) for value in means) / deviation(PEOPLE, DAYS) < DEVIATIONS
    assert 0.6 / deviation(PEOPLE, DAYS) > DEVIATIONS - 1


def test_the_attackers_can_rank() -> None:
    assert tau([1, 2, 3], [1, 2, 3]) == 1
    assert tau([3, 2, 1], [1, 2, 3]) == -1
