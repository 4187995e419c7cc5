"""A backup is encrypted, opens only with its key, tells when it was cut or changed, and goes after 35 days."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from zhibu.base.errors import Refused
from zhibu.cli import backup, sealed_file

DAY = date(2026, 11, 23)
KEY = "a-key-of-more-than-thirty-two-letters-1"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    file = tmp_path / "plain"
    file.write_bytes(b"minutes " * 400_000)  # four pieces
    return file


@pytest.mark.parametrize("size", [0, 1, sealed_file.PIECE - 1, sealed_file.PIECE, sealed_file.PIECE + 1])
def test_what_was_sealed_comes_out_as_it_was(tmp_path: Path, size: int) -> None:
    (tmp_path / "plain").write_bytes(os.urandom(size))
    sealed_file.seal(tmp_path / "plain", tmp_path / "sealed", KEY, DAY)
    sealed_file.unseal(tmp_path / "sealed", tmp_path / "again", KEY)
    assert (tmp_path / "again").read_bytes() == (tmp_path / "plain").read_bytes()


def test_nothing_of_it_can_be_read_and_only_the_owner_may(plain: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed"
    sealed_file.seal(plain, sealed, KEY, DAY)
    assert b"minutes" not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o77 == 0


@pytest.mark.parametrize("fault", ["key", "byte", "day", "cut", "cut_at_a_piece", "swapped", "longer"])
def test_a_fault_is_noticed(plain: Path, tmp_path: Path, fault: str) -> None:
    sealed, key = tmp_path / "sealed", KEY
    sealed_file.seal(plain, sealed, KEY, DAY)
    body, head, piece = (
        bytearray(sealed.read_bytes()),
        len(sealed_file.MAGIC) + sealed_file.DAY + 16,
        sealed_file.PIECE + 16,
    )
    if fault == "key":
        key = KEY[:-1] + "2"
    elif fault == "byte":
        body[head + 5] ^= 1
    elif fault == "day":
        body[len(sealed_file.MAGIC)] += 1
    elif fault == "cut":
        body = body[:-100]
    elif fault == "cut_at_a_piece":
        body = body[: head + 2 * piece]
    elif fault == "swapped":
        body[head : head + 2 * piece] = body[head + piece : head + 2 * piece] + body[head : head + piece]
    else:
        body += b"x"
    sealed.write_bytes(body)
    with pytest.raises(Refused):
        sealed_file.unseal(sealed, tmp_path / "again", key)


def test_a_backup_is_encrypted_and_restored(backed_up) -> None:
    made = backed_up.zhibu("backup")
    assert made.returncode == 0, made.stderr
    assert "没有加密" not in made.stdout
    [file] = backed_up.folder.glob(f"*{backup.SEALED}")
    assert sealed_file.is_sealed(file)
    backed_up.execute("UPDATE org_organisation SET name = '北山党委'")
    done = backed_up.zhibu("restore", file.name, "--force")
    assert done.returncode == 0, done.stderr
    assert backed_up.execute("SELECT name FROM org_organisation") == [("南山党委",)]
    key = backed_up.data / "keys" / "backup_key"
    key.write_text("another-key-of-more-than-thirty-two-letters")
    refused = backed_up.zhibu("restore", file.name, "--force")
    assert refused.returncode == 2
    assert "密钥不对" in refused.stderr


def test_backups_go_after_35_days_and_nothing_else_does(tmp_path: Path, plain: Path) -> None:
    plain.write_bytes(b"little")
    for name, age in (("new", 0), ("kept", 35), ("old", 36)):
        sealed_file.seal(plain, tmp_path / f"{name}{backup.SEALED}", KEY, DAY - timedelta(days=age))
    (tmp_path / f"strange{backup.SEALED}").write_bytes(b"of another program")
    (tmp_path / "strange.tar.gz").write_bytes(b"of another program")
    assert backup.expire(tmp_path / f"new{backup.SEALED}", DAY) == 1
    left = {file.name.split(".")[0] for file in tmp_path.iterdir()}
    assert left == {"new", "kept", "strange", "plain"}
