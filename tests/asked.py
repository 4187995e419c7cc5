"""What the tests ask of the database, so that the second database repeats what it may answer otherwise, and no more.

While `make test` runs on SQLite each test leaves which statements it asked and how each of them ended, in the folder
ZHIBU_ASKED. The run on PostgreSQL then repeats every test below the pages; of those that go through pages, so many that
each statement is asked there too, with each of its endings and with texts as long and numbers as large. Without that
folder (`make postgres` alone) all of them are repeated.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from heapq import heapify, heapreplace
from pathlib import Path
from typing import Any

from django.db import connection

PAGES = ("tests/web/", "tests/journeys/")
"""What a test there tries goes through the same rooms as the tests of the rooms do."""
NOT_ASKED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "PRAGMA")
REPEATED = (
    (re.compile(r"%s(?:, %s)+"), "%s…"),
    (re.compile(r"\(%s…?\)(?:, \(%s…?\))+"), "(%s…)…"),
    (re.compile(r"(WHEN .{1,120}? THEN %s )(?:WHEN .{1,120}? THEN %s ?)+"), r"\1… "),
)
"""Lists are one statement however long they are."""
SHORT, LARGE = 64, 2**31
"""What fits everywhere; SQLite keeps longer texts and larger numbers where another database may not."""

Statements = frozenset[int]
Left = dict[str, tuple[float, Statements]]
"""By test its seconds and what it asked."""


@lru_cache(maxsize=50_000)
def kind_of(sql: str) -> bytes:
    for pattern, short in REPEATED:
        sql = pattern.sub(short, sql)
    return blake2b(sql.encode(), digest_size=6).digest()


def statement(sql: str, parameters: Any, ending: str) -> int:
    """What was asked, as a number: the words, the error it ended in, and the size of what was given."""
    longest, is_large, has_nul = SHORT, False, False
    for value in parameters or ():
        if isinstance(value, str):
            longest, has_nul = max(longest, len(value)), has_nul or "\0" in value
        elif isinstance(value, int):
            is_large = is_large or abs(value) >= LARGE
    size = f"{ending} {longest.bit_length()} {is_large:d}{has_nul:d}"
    return int.from_bytes(blake2b(kind_of(sql) + size.encode(), digest_size=6).digest())


@contextmanager
def asked() -> Iterator[set[int]]:
    """What is asked inside."""
    found: set[int] = set()

    def note(execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        ending = ""
        try:
            return execute(sql, parameters, many, context)
        except Exception as error:
            ending = type(error).__name__
            raise
        finally:
            if not sql.startswith(NOT_ASKED):
                found.add(statement(sql, parameters, ending))

    with connection.execute_wrapper(note):
        yield found


def leave(folder: Path, process: str, tests: dict[str, tuple[float, set[int]]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written = {name: [seconds, sorted(found)] for name, (seconds, found) in tests.items()}
    (folder / f"{process}.json").write_text(json.dumps(written))


def left(folder: Path) -> Left:
    found: Left = {}
    for file in sorted(folder.glob("*.json")):
        for name, (seconds, statements) in json.loads(file.read_text()).items():
            found[name] = seconds, frozenset(statements)
    return found


def to_repeat(names: Iterable[str], known: Left) -> set[str]:
    """Those of the names that are repeated: whatever is below the pages or not known, and then, until nothing is open,
    the test that asks most of what is still open for its time."""
    names = set(names)
    chosen = {name for name in names if name not in known or not name.startswith(PAGES)}
    covered = {one for name in chosen if name in known for one in known[name][1]}
    waiting = [(-len(known[name][1]) / (known[name][0] + 0.01), name) for name in sorted(names - chosen)]
    heapify(waiting)
    while waiting and waiting[0][0] < 0:
        _worth, name = waiting[0]
        seconds, statements = known[name]
        worth = -len(statements - covered) / (seconds + 0.01)
        heapreplace(waiting, (worth, name))
        if waiting[0] == (worth, name) and worth < 0:
            chosen.add(name)
            covered |= statements
    return chosen
