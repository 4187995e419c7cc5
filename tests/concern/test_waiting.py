"""Where submissions wait: nothing lost, nothing doubled, nothing told by the file; full disks and floods included."""

import os
import secrets
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.base.errors import Refused
from zhibu.concern.receipts import DIGITS, Gate, digest_of, new_receipt, read_receipt
from zhibu.concern.waiting import BODY, LARGEST, ROOM, SentAlready, Waiting

MIDNIGHT = int(datetime(2026, 11, 22, 16, tzinfo=UTC).timestamp())
KEY = secrets.token_bytes(32)


@pytest.fixture
def waiting(tmp_path: Path) -> Waiting:
    return Waiting(tmp_path, KEY)


def put(waiting: Waiting, content: bytes, mark: bytes = b"") -> None:
    waiting.put(content, mark=mark or secrets.token_bytes(16), again=secrets.token_bytes(16), midnight=MIDNIGHT)


def released(waiting: Waiting) -> list[bytes]:
    with waiting.released(MIDNIGHT) as (contents, _faults):
        return contents


def test_what_waits_comes_out_once(waiting: Waiting) -> None:
    contents = [f"第{number}件".encode() * (1 + 300 * (number % 3)) for number in range(80)]
    for content in contents:
        put(waiting, content)
    assert sorted(released(waiting)) == sorted(contents)
    assert released(waiting) == []


@given(content=st.binary(max_size=3 * ROOM))
@settings(max_examples=25)
def test_any_content_comes_out_as_it_went_in(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    waiting = Waiting(tmp_path_factory.mktemp("w"), KEY)
    put(waiting, content)
    assert released(waiting) == [content]


def test_the_same_opened_form_is_taken_once(waiting: Waiting) -> None:
    again = secrets.token_bytes(16)
    waiting.put(b"x", mark=secrets.token_bytes(16), again=again, midnight=MIDNIGHT)
    with pytest.raises(SentAlready):
        waiting.put(b"x", mark=secrets.token_bytes(16), again=again, midnight=MIDNIGHT)
    assert released(waiting) == [b"x"]


def test_a_second_answer_takes_the_place_of_the_first(waiting: Waiting) -> None:
    mark = secrets.token_bytes(16)
    for content in (b"solved", b"unsolved"):
        waiting.put_instead(content, mark=mark, midnight=MIDNIGHT)
    assert released(waiting) == [b"unsolved"]


def test_a_release_that_breaks_off_loses_nothing(waiting: Waiting) -> None:
    put(waiting, b"x")
    with pytest.raises(RuntimeError), waiting.released(MIDNIGHT):
        raise RuntimeError("the other database is away")
    assert released(waiting) == [b"x"]


def test_every_release_begins_a_new_epoch(waiting: Waiting) -> None:
    before = waiting.epoch()
    assert waiting.epoch() == before
    released(waiting)
    assert waiting.epoch() != before


def test_all_rows_look_alike_and_have_no_time(waiting: Waiting) -> None:
    put(waiting, "夜班吃不上热饭".encode())
    with closing(sqlite3.connect(waiting.file)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(waiting)")]
        sizes = {len(row[0]) for row in connection.execute("SELECT body FROM waiting")}
        assert columns == ["key", "used", "mark", "again", "body"]
        assert sizes == {BODY}
    assert "夜班".encode() not in waiting.file.read_bytes()


def test_what_was_released_is_nowhere_in_the_file(waiting: Waiting) -> None:
    put(waiting, b"x")
    with closing(sqlite3.connect(waiting.file)) as connection:
        body = connection.execute("SELECT body FROM waiting WHERE used=1").fetchone()[0]
    assert body[:200] in waiting.file.read_bytes()
    released(waiting)
    kept = b"".join(file.read_bytes() for file in waiting.folder.iterdir())
    assert body[:200] not in kept and body[-200:] not in kept


def test_the_times_of_the_file_tell_the_day_only(waiting: Waiting) -> None:
    put(waiting, b"x")
    released(waiting)
    put(waiting, b"y")
    paths = [waiting.folder, *waiting.folder.iterdir()]
    assert {path.stat().st_mtime for path in paths} == {MIDNIGHT}
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)


def test_a_flood_in_one_minute_loses_none(waiting: Waiting) -> None:
    """Two hundred from eight threads at once."""
    contents = [f"{number}".encode() for number in range(200)]
    parts = [contents[start::8] for start in range(8)]

    def send(part: list[bytes]) -> None:
        own = Waiting(waiting.folder.parent, KEY)
        for content in part:
            put(own, content)

    waiting.epoch()
    threads = [threading.Thread(target=send, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(released(waiting)) == sorted(contents)


def test_a_full_disk_is_a_sentence_and_loses_nothing(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    put(waiting, b"before")
    real = Waiting._places

    def full(self: Waiting, connection: sqlite3.Connection, count: int) -> list[bytes]:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Waiting, "_places", full)
    with pytest.raises(Refused, match="没有交上去"):
        put(waiting, b"while full")
    monkeypatch.setattr(Waiting, "_places", real)
    assert released(waiting) == [b"before"]


def test_too_much_is_refused(waiting: Waiting) -> None:
    with pytest.raises(Refused, match="太长"):
        put(waiting, os.urandom(LARGEST + 1))


def test_without_the_key_the_file_holds_noise(waiting: Waiting) -> None:
    put(waiting, b"x")
    stranger = Waiting(waiting.folder.parent, secrets.token_bytes(32))
    with closing(sqlite3.connect(stranger.file)) as connection:
        assert stranger._read(connection) == []


# --- receipts ---------------------------------------------------------------------------------------------------------


def test_receipts_are_sixteen_digits_and_differ() -> None:
    made = {new_receipt() for _ in range(500)}
    assert len(made) == 500
    assert all(len(receipt) == DIGITS and receipt.isdigit() for receipt in made)


@pytest.mark.parametrize("text", ["4821 0937 5560 1248", "４８２１０９３７５５６０１２４８", " 4821-0937-5560-1248 "])
def test_receipts_are_read_as_people_write_them(text: str) -> None:
    assert read_receipt(text) == "4821093755601248"


@pytest.mark.parametrize("text", ["", "123", "4821 0937 5560 124x", "48210937556012480", "<script>alert(1)</script>"])
def test_what_is_no_receipt_is_said(text: str) -> None:
    with pytest.raises(Refused, match="16 位"):
        read_receipt(text)


def test_the_same_receipt_gives_the_same_digest_and_another_key_another(settings) -> None:
    first = digest_of("4821093755601248")
    assert first == digest_of("4821093755601248") != digest_of("4821093755601249")
    assert "4821" not in first[:4] or len(first) == 64
    settings.RECEIPT_KEY = "another secret of another deployment, long enough"
    assert digest_of("4821093755601248") != first


def test_a_flood_of_wrong_receipts_slows_and_a_right_one_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(at_once=1, queue=32, longest=8.0)
    stop = threading.Event()
    refused: list[str] = []

    def flood() -> None:
        while not stop.is_set():
            try:
                gate.digest(new_receipt())
            except Refused as error:
                refused.append(error.reason)

    threads = [threading.Thread(target=flood) for _ in range(12)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            assert gate.digest("4821093755601248") == digest_of("4821093755601248")
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_the_queue_is_bounded() -> None:
    gate = Gate(at_once=1, queue=0, longest=0.1)
    assert gate.places.acquire(blocking=False)
    with pytest.raises(Refused, match="查凭条的人太多"):
        gate.digest("4821093755601248")
