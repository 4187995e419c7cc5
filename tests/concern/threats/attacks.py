"""The attackers. Each reads the bytes taken from a world, knows nothing of the truth, and offers rankings and guesses.

They are generic on purpose: they do not know the product's tables. Whatever orders, dates or marks the things that were
said, anywhere in the bytes, is tried.
"""

import hashlib
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECEIPT_KEY = b"receipts-of-the-worlds-of-the-threat-tests"
MOMENT = re.compile(rb"(20\d\d-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")


PAGE, OVERLAP = 4096, 512
"""Nothing that is looked for is longer than the overlap."""


@dataclass
class Taken:
    """One copy of the disk with its backup."""

    name: str
    folder: Path

    def files(self) -> Iterator[Path]:
        yield from (file for file in sorted(self.folder.rglob("*")) if file.is_file())

    def databases(self) -> Iterator[Path]:
        yield from self.folder.rglob("*.sqlite3")


@dataclass
class Evidence:
    """Everything that an administrator could keep of a world. `now`: copies in the order in which they were taken."""

    folder: Path
    copies: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        taken = self.folder / "taken"
        for folder in sorted(taken.iterdir()):
            if folder.is_dir():
                backup = folder / "backup.tar.gz"
                if backup.exists() and not (folder / "unpacked").exists():
                    with tarfile.open(backup) as archive:
                        archive.extractall(folder / "unpacked", filter="data")
                self.copies.append(Taken(folder.name, folder))

    @property
    def log(self) -> bytes:
        return (self.folder / "taken" / "log.txt").read_bytes()

    @cached_property
    def chunks(self) -> list[tuple[str, bytes]]:
        """All bytes, each stretch once however many copies have it: page by page, with the beginning of the next."""
        found: dict[bytes, str] = {self.log: "log.txt"}
        for copy in self.copies:
            for file in copy.files():
                body, name = file.read_bytes(), f"{copy.name}/{file.relative_to(copy.folder)}"
                for place in range(0, len(body), PAGE):
                    found.setdefault(body[place : place + PAGE + OVERLAP], name)
        return [(name, chunk) for chunk, name in found.items()]


Rows = list[tuple[Any, ...]]


@cache
def tables_of(file: Path) -> dict[str, tuple[list[str], Rows]]:
    """Every table of a database as the engine gives its rows, row numbers first where it has them."""
    found: dict[str, tuple[list[str], Rows]] = {}
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        names = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for name in names:
            columns = [row[1].decode() for row in connection.execute(f'PRAGMA table_info("{name}")')]
            try:
                rows = connection.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid').fetchall()
                found[name] = (["rowid", *columns], rows)
            except sqlite3.OperationalError:
                rows = connection.execute(f'SELECT 0, * FROM "{name}"').fetchall()
                found[name] = (["place", *columns], [(number, *row[1:]) for number, row in enumerate(rows)])
    return found


def plain(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


# --- order ----------------------------------------------------------------------------------------------------------


def orders(evidence: Evidence, keys: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Rankings of these concerns (hexadecimal keys): by every column of every row that speaks of one, and by place."""
    yield from orders_in(evidence.copies[-1], keys)
    for copy in evidence.copies:
        for file in copy.files():
            body, places = file.read_bytes(), {}
            for key in keys:
                places[key] = _first_place(body, key)
                if places[key] < 0:
                    break
            else:
                yield f"place in {copy.name}/{file.name}", sorted(places, key=lambda key: places[key])


def orders_in(copy: Taken, keys: list[str]) -> Iterator[tuple[str, list[str]]]:
    """By every column of every table of one copy whose rows speak of all of these keys, whatever the keys are of."""
    spoken = re.compile(b"|".join(re.escape(key.encode()) for key in keys))
    for database in copy.databases():
        for table, (columns, rows) in tables_of(database).items():
            speaking = [(row, key) for row in rows if (key := _spoken_of(row, spoken))]
            if len({key for _row, key in speaking}) < len(keys):
                continue
            for number, column in enumerate(columns):
                values = {key: row[number] for row, key in reversed(speaking)}
                kinds = {type(value) for value in values.values()}
                if len(kinds) == 1 and kinds <= {int, float, bytes} and len(set(values.values())) > 1:
                    yield f"{database.name} {table}.{column}", sorted(values, key=lambda key: values[key])


def _spoken_of(row: tuple[Any, ...], spoken: re.Pattern[bytes]) -> str:
    for value in row:
        if isinstance(value, bytes | str) and (found := spoken.search(plain(value).replace(b"-", b""))):
            return found[0].decode()
    return ""


def _first_place(body: bytes, key: str) -> int:
    places = [body.find(form) for form in (key.encode(), bytes.fromhex(key), _dashed(key))]
    found = [place for place in places if place >= 0]
    return min(found) if found else -1


def _dashed(key: str) -> bytes:
    return "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:])).encode()


def waiting_orders(evidence: Evidence, day: int) -> Iterator[tuple[str, list[str]]]:
    """Rankings of what waited on one evening (by receipt digest), for an attacker who even has the keys."""
    copy = next(row for row in evidence.copies if row.name == f"evening-{day}")
    file = next(copy.folder.rglob("data/waiting/waiting.sqlite3"))
    body = file.read_bytes()
    for columns, rows in tables_of(file).values():
        if "used" not in columns:
            continue
        held = [(row, digest_in(row[columns.index("body")])) for row in rows if row[columns.index("used")] == 1]
        held = [(row, digest) for row, digest in held if digest]
        for number, column in enumerate(columns):
            yield f"waiting {column}", [digest for row, digest in sorted(held, key=lambda pair: plain(pair[0][number]))]
        at = columns.index("body")
        yield "waiting, place of the row", [d for row, d in sorted(held, key=lambda pair: body.find(pair[0][at][:64]))]
        yield "waiting, its end", [d for row, d in sorted(held, key=lambda pair: body.find(pair[0][at][-64:]))]


def digest_in(body: bytes) -> str:
    """What one row holds, read with the deployment's secret."""
    secret = hashlib.blake2b(RECEIPT_KEY, person=b"waiting", digest_size=32).digest()
    try:
        content = AESGCM(secret).decrypt(body[:12], body[12:], None)
    except InvalidTag:
        return ""
    found = re.search(rb'"receipt": "([0-9a-f]{64})"', content)
    return found[1].decode() if found else ""


# --- minutes --------------------------------------------------------------------------------------------------------


def moments(evidence: Evidence) -> set[float]:
    """Every moment that stands anywhere: in rows, in files, in the log, as a number, as the time of a file."""
    found: set[float] = set()
    for _name, chunk in evidence.chunks:
        found |= {_second(day, time) for day, time in MOMENT.findall(chunk)}
    for copy in evidence.copies:
        for database in copy.databases():
            for _columns, rows in tables_of(database).values():
                for row in rows:
                    for value in row:
                        if isinstance(value, int | float) and 1.7e9 < value < 2.1e9:
                            found.add(float(value))
    return found


def _second(day: bytes, time: bytes) -> float:
    text = f"{day.decode()}T{time.decode()}"
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def file_moments(evidence: Evidence) -> set[float]:
    """Times of the files that hold what waits, and of their folders (real seconds of the test's own run)."""
    return {path.stat().st_mtime for copy in evidence.copies for path in copy.folder.rglob("waiting*")}


# --- persons --------------------------------------------------------------------------------------------------------


def marks_found(evidence: Evidence, marks: list[str]) -> dict[str, set[str]]:
    """Which of these texts (addresses, phones, words, receipts) stand anywhere, and where."""
    whole = b"\0".join(chunk for _name, chunk in evidence.chunks)
    found: dict[str, set[str]] = {}
    for mark in marks:
        forms = {mark.encode(), mark.encode("utf-16-le"), mark.encode("unicode_escape")}
        if any(form in whole for form in forms):
            found[mark] = {name for name, chunk in evidence.chunks if any(form in chunk for form in forms)}
    return found


def rows_per_day(evidence: Evidence) -> dict[str, list[int]]:
    """Rows of every table in the copies of the evenings: a table that grows with what is said counts it."""
    counts: dict[str, list[int]] = {}
    for copy in evidence.copies:
        if not copy.name.startswith("evening"):
            continue
        database = next(copy.folder.rglob("data/zhibu.sqlite3"))
        for table, (_columns, rows) in tables_of(database).items():
            counts.setdefault(table, []).append(len(rows))
    return counts


def links(evidence: Evidence, truth: list[dict[str, Any]]) -> list[str]:
    """Rows and lines that speak of a person's session, address or phone and of what the same or any person said."""
    persons = {row[name].encode() for row in truth for name in ("session", "address", "phone")}
    things = {row[name].encode() for row in truth for name in ("digest", "receipt", "concern") if row[name]}
    found = []
    for copy in evidence.copies:
        for database in copy.databases():
            for table, (_columns, rows) in tables_of(database).items():
                texts = [b"|".join(plain(value) for value in row) for row in rows]
                whole = b"\n".join(texts)
                here, there = [one for one in things if one in whole], [one for one in persons if one in whole]
                if here and there:
                    speaking = (text for text in texts if any(one in text for one in there))
                    found += [f"{copy.name} {table}" for text in speaking if any(one in text for one in here)]
    found += [
        "log" for line in evidence.log.splitlines()
        if any(one in line for one in things) and any(one in line for one in persons)
    ]  # fmt: skip
    return found


def guesses(evidence: Evidence, day: int, sessions: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Rankings of the people of one day by every trace of their sessions: to be laid beside those of what was said."""
    copy = next(row for row in evidence.copies if row.name == f"evening-{day}")
    yield from orders_in(copy, sessions)
