"""Private files, kept once by their content below the folder that backups carry. Never served as they lie:

a record names the digest, and whoever may see the record gets the bytes through its page.
"""

import hashlib
from pathlib import Path

from django.conf import settings

from zhibu.base.errors import NotFound

DIGEST_LENGTH = 64


def folder() -> Path:
    place: Path = settings.DATA / "files" / "kept"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _place(digest: str) -> Path:
    """Two letters of the digest make a folder, so that none grows too large."""
    if len(digest) != DIGEST_LENGTH or not digest.isalnum():
        raise NotFound
    return folder() / digest[:2] / digest


def keep(data: bytes) -> str:
    """Store a content once; its digest, by which it is found again."""
    digest = hashlib.sha256(data).hexdigest()
    file = _place(digest)
    if not file.exists():
        file.parent.mkdir(exist_ok=True, mode=0o700)
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(data)
        fresh.replace(file)
    return digest


def content_of(digest: str) -> bytes:
    """The bytes of this digest. Raises NotFound, also when what lies there is no longer what was kept."""
    file = _place(digest)
    data = file.read_bytes() if file.exists() else b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFound
    return data


def forget(digest: str) -> None:
    """For what was made only to be taken away, such as a bundle. What a record names is never forgotten."""
    _place(digest).unlink(missing_ok=True)
