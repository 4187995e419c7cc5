"""Files kept by content: once, private, found again, and refused when they are no longer what was kept."""

from pathlib import Path

import pytest

from zhibu.base import kept
from zhibu.base.errors import NotFound


def test_the_same_content_is_kept_once_and_privately() -> None:
    digest = kept.keep(b"signed")
    assert kept.keep(b"signed") == digest
    assert kept.content_of(digest) == b"signed"
    file = kept.folder() / digest[:2] / digest
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == [digest]


def test_it_lies_where_backups_look(settings: object) -> None:
    assert kept.folder().is_relative_to(Path(settings.DATA) / "files")  # type: ignore[attr-defined]


@pytest.mark.parametrize("digest", ["", "0" * 64, "../" * 21 + "x", "/etc/passwd"])
def test_what_was_never_kept_is_not_found(digest: str) -> None:
    with pytest.raises(NotFound):
        kept.content_of(digest)


def test_a_changed_file_is_not_given_out() -> None:
    digest = kept.keep(b"as it was")
    (kept.folder() / digest[:2] / digest).write_bytes(b"something else")
    with pytest.raises(NotFound):
        kept.content_of(digest)
    kept.forget(digest)
    assert kept.keep(b"as it was") == digest
    assert kept.content_of(digest) == b"as it was"
