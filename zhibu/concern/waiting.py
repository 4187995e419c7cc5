"""Where submissions wait for the daily release: a small SQLite file of its own, on every deployment.

What the file may tell to somebody who copies it: roughly how many wait. Not who, not when, not in which order.
- All rows are made beforehand, in random order, with random keys. A submission overwrites random free ones, so neither
  a place in the file nor a key says what came first; when more rows are needed all are written anew, shuffled.
- Every row has the same size and is encrypted under the deployment's secret, free rows are noise.
- No column of time, no rowid, nothing freed is left readable (`secure_delete`), the journal holds old noise only,
  and the times of file and folder are set to the beginning of the day after each write.
- It lies beside the files that a backup takes, is in no replica and no log. If its disk is lost before the release,
  what waits is lost: that price is said on the page.
"""

import os
import random
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhibu.base.errors import Refused

FOLDER, NAME = "waiting", "waiting.sqlite3"
BODY = 4096  # bytes of one row
NONCE, TAG = 12, 16
HEAD = 16 + 2 + 2 + 2  # bundle, number, of how many, length
ROOM = BODY - NONCE - TAG - HEAD  # bytes of a submission in one row
MARK = 16
FIRST_ROWS = 64
LARGEST = 64 * 1024 * 4
PATIENCE = 20.0  # seconds for another writer to finish
TABLES = """
CREATE TABLE IF NOT EXISTS waiting (key BLOB PRIMARY KEY, used INTEGER NOT NULL, mark BLOB NOT NULL UNIQUE,
  again BLOB NOT NULL UNIQUE, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epoch (value BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (place TEXT PRIMARY KEY) WITHOUT ROWID;
"""
SHUFFLE = random.SystemRandom()


class SentAlready(Refused):
    """The same opened form was sent before."""

    def __init__(self) -> None:
        super().__init__(
            "这张表刚才已经交上去一次，这次没有重复交。",
            "没抄下凭条，就再按一次“交上去”：会再交一份，给一个新的凭条。",
        )


class Waiting:
    """`midnight` is the second to which the times of the file are set: the beginning of today in China."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder, self.file = folder / FOLDER, folder / FOLDER / NAME
        self.cipher = AESGCM(key)

    # --- opening --------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        is_new = not self.file.exists()
        if is_new:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        if is_new or not self._has_tables(connection):
            self.file.chmod(0o600)
            connection.executescript(TABLES)
            with self._writing(connection):
                if not connection.execute("SELECT 1 FROM epoch").fetchone():
                    self._lay_out(connection, [])
        return connection

    @staticmethod
    def _has_tables(connection: sqlite3.Connection) -> bool:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name='fault'").fetchone())

    @contextmanager
    def _writing(self, connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    # --- what the pages do ----------------------------------------------------------------------------------

    def epoch(self) -> bytes:
        """Random, new with every release: a form or pass made before it is no longer taken."""
        with closing(self._open()) as connection:
            return bytes(connection.execute("SELECT value FROM epoch").fetchone()[0])

    def put(self, content: bytes, *, mark: bytes, again: bytes, midnight: int) -> None:
        """Let one submission wait. `mark`: by which `holds` finds it. `again`: of the opened form, taken once only.

        SentAlready; Refused when it cannot be written: then nothing of it is kept.
        """
        self._write(content, mark, again, midnight, instead=False)

    def put_instead(self, content: bytes, *, mark: bytes, midnight: int) -> None:
        """As `put`, in place of what waits under this mark already (one row at most)."""
        self._write(content, mark, secrets.token_bytes(MARK), midnight, instead=True)

    def holds(self, mark: bytes) -> bool:
        with closing(self._open()) as connection:
            return bool(connection.execute("SELECT 1 FROM waiting WHERE mark=? AND used=1", (mark,)).fetchone())

    def _write(self, content: bytes, mark: bytes, again: bytes, midnight: int, *, instead: bool) -> None:
        if len(content) > LARGEST or (instead and len(content) > ROOM):
            raise Refused("内容太长了。", "写短一些，说清楚是什么事就行。")
        rows = self._rows_of(content)
        try:
            with closing(self._open()) as connection, self._writing(connection):
                if connection.execute("SELECT 1 FROM waiting WHERE again=? AND used=1", (again,)).fetchone():
                    raise SentAlready
                if (
                    instead
                    and connection.execute(
                        "UPDATE waiting SET body=? WHERE mark=? AND used=1", (rows[0], mark)
                    ).rowcount
                ):
                    return
                for number, (place, body) in enumerate(zip(self._places(connection, len(rows)), rows, strict=True)):
                    marks = (mark, again) if number == 0 else (secrets.token_bytes(MARK), secrets.token_bytes(MARK))
                    connection.execute(
                        "UPDATE waiting SET used=1, mark=?, again=?, body=? WHERE key=?", (*marks, body, place)
                    )
        except sqlite3.IntegrityError as error:
            raise SentAlready from error
        except (sqlite3.OperationalError, OSError) as error:
            raise Refused(
                "现在存不下，没有交上去。", "写的内容还在下面，过一会儿再按一次；一直不行就当面找受理人。"
            ) from error
        finally:
            self.blur(midnight)

    def note_fault(self, place: str) -> None:
        """Where in the code an unforeseen error was; said at the next release, so that no log line has its minute."""
        with closing(self._open()) as connection, self._writing(connection):
            connection.execute("INSERT OR IGNORE INTO fault VALUES (?)", (place[:200],))

    def blur(self, midnight: int) -> None:
        """Set the times of everything in the folder to the beginning of the day. The clock does so every minute too,
        so that the time of the last change, which nobody can set, is always the last minute.
        """
        if self.folder.exists():
            for path in (*self.folder.iterdir(), self.folder):
                try:
                    os.utime(path, (midnight, midnight))
                except FileNotFoundError:  # a journal that is gone again
                    continue

    # --- the release ----------------------------------------------------------------------------------------

    @contextmanager
    def released(self, midnight: int) -> Iterator[tuple[list[bytes], list[str]]]:
        """All that waits, shuffled, and the places of faults. When the block ends well the file is made anew, empty;
        when it fails everything still waits.
        """
        with closing(self._open()) as connection:
            with self._writing(connection):
                found = self._read(connection)
                yield found, [row[0] for row in connection.execute("SELECT place FROM fault ORDER BY place")]
                connection.execute("DELETE FROM fault")
                self._lay_out(connection, [])
            connection.execute("VACUUM")
        self.blur(midnight)

    def _read(self, connection: sqlite3.Connection) -> list[bytes]:
        bundles: dict[bytes, dict[int, bytes]] = {}
        sizes: dict[bytes, int] = {}
        for (body,) in connection.execute("SELECT body FROM waiting WHERE used=1"):
            try:
                plain = self.cipher.decrypt(body[:NONCE], body[NONCE:], None)
            except InvalidTag:  # the secret was changed: lost to us
                continue
            bundle, number = plain[:16], int.from_bytes(plain[16:18])
            sizes[bundle], length = int.from_bytes(plain[18:20]), int.from_bytes(plain[20:22])
            bundles.setdefault(bundle, {})[number] = plain[HEAD : HEAD + length]
        whole = [
            b"".join(parts[number] for number in range(sizes[bundle]))
            for bundle, parts in bundles.items()
            if len(parts) == sizes[bundle]
        ]
        SHUFFLE.shuffle(whole)
        return whole

    # --- rows -----------------------------------------------------------------------------------------------

    def _rows_of(self, content: bytes) -> list[bytes]:
        bundle = secrets.token_bytes(16)
        parts = [content[place : place + ROOM] for place in range(0, len(content), ROOM)] or [b""]
        return [
            self._row(bundle + b"".join(n.to_bytes(2) for n in (number, len(parts), len(part))) + part)
            for number, part in enumerate(parts)
        ]

    def _row(self, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self.cipher.encrypt(nonce, plain.ljust(HEAD + ROOM, b"\0"), None)

    def _places(self, connection: sqlite3.Connection, count: int) -> list[bytes]:
        """Keys of free rows, chosen at random."""
        free = [row[0] for row in connection.execute("SELECT key FROM waiting WHERE used=0")]
        if len(free) < count:
            kept = connection.execute("SELECT mark, again, body FROM waiting WHERE used=1").fetchall()
            self._lay_out(connection, kept, least=count)
            free = [row[0] for row in connection.execute("SELECT key FROM waiting WHERE used=0")]
        return SHUFFLE.sample(free, count)

    @staticmethod
    def _lay_out(connection: sqlite3.Connection, kept: Sequence[tuple[bytes, bytes, bytes]], least: int = 0) -> None:
        """All rows anew under new keys, in random order: those kept, and as many free ones as come to twice that."""
        size = FIRST_ROWS
        while size < 2 * len(kept) + least:
            size *= 2
        rows: list[tuple[int, bytes, bytes, bytes]] = [(1, *row) for row in kept]
        rows += [
            (0, secrets.token_bytes(MARK), secrets.token_bytes(MARK), secrets.token_bytes(BODY))
            for _ in range(size - len(kept))
        ]
        SHUFFLE.shuffle(rows)
        connection.execute("DELETE FROM waiting")
        connection.executemany(
            "INSERT INTO waiting (key, used, mark, again, body) VALUES (?, ?, ?, ?, ?)",
            [(secrets.token_bytes(MARK), *row) for row in rows],
        )
        if not kept:
            connection.execute("DELETE FROM epoch")
            connection.execute("INSERT INTO epoch VALUES (?)", (secrets.token_bytes(MARK),))
