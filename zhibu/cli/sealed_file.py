"""A file that only the backup key opens: AES-GCM in pieces, so that any size needs little memory.

Each piece is bound to its number, to whether it is the last and to the day in the first line, which anybody may read:
what is changed, dropped, moved or cut off is noticed.
"""

import hashlib
import os
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhibu.base.errors import Refused

MAGIC = b"ZHIBU-BACKUP-1 "
DAY = len(b"2026-11-23\n")
PIECE = 1024 * 1024
SALT, TAG, NONCE = 16, 16, 12


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.blake2b(key.encode(), salt=salt, person=b"zhibu backup", digest_size=32).digest())


def _bound_to(number: int, is_last: bool, day: bytes) -> tuple[bytes, bytes]:
    return number.to_bytes(NONCE, "big"), day + (b"last" if is_last else b"more")


def is_sealed(file: Path) -> bool:
    with file.open("rb") as body:
        return body.read(len(MAGIC)) == MAGIC


def day_of(file: Path) -> date:
    """When it was made. Raises ValueError when the first line is not ours."""
    with file.open("rb") as body:
        return date.fromisoformat(body.read(len(MAGIC) + DAY)[len(MAGIC) :].decode("ascii").strip())


def seal(source: Path, target: Path, key: str, made_on: date) -> None:
    """`target` must not exist; only its owner reads it."""
    salt = os.urandom(SALT)
    cipher = _cipher(key, salt)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as plain, os.fdopen(handle, "wb") as out:
        day = f"{made_on.isoformat()}\n".encode()
        out.write(MAGIC + day + salt)
        number, piece = 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            nonce, bound = _bound_to(number, not following, day)
            out.write(cipher.encrypt(nonce, piece, bound))
            if not following:
                break
            number, piece = number + 1, following
        out.flush()
        os.fsync(out.fileno())


def unseal(source: Path, target: Path, key: str) -> None:
    """Refused when it is another key's or not as it was written; then `target` is of no use."""
    with source.open("rb") as body, target.open("wb") as out:
        body.read(len(MAGIC))
        day = body.read(DAY)
        cipher = _cipher(key, body.read(SALT).ljust(SALT, b"\0"))
        number, piece = 0, body.read(PIECE + TAG)
        while True:
            following = body.read(PIECE + TAG)
            nonce, bound = _bound_to(number, not following, day)
            try:
                out.write(cipher.decrypt(nonce, piece, bound))
            except InvalidTag as error:
                raise Refused(
                    f"{source} 打不开：密钥不对，或者文件不完整。", "把当时的 keys/backup_key 放回去，或换一份备份。"
                ) from error
            if not following:
                return
            number, piece = number + 1, following
