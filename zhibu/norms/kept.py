"""Texts that were parsed before, kept beside the compiled modules so that a command starts at once.

The key of a text is the digest of its bytes and of the code that parses it, so nothing can be out of date: a changed
file, or a changed reader, has another digest. Everything that was parsed is still checked on every start.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

from zhibu.norms import reading


class KeptTexts:
    """Parses texts, and remembers what it parsed in ``file``. A missing, damaged or read-only file only costs time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        salt = b" ".join((sys.version.encode(), yaml.__version__.encode(), Path(reading.__file__).read_bytes()))
        self._salt = blake2b(salt, digest_size=16).digest()
        self._known = self._read()
        self._used: dict[bytes, Any] = {}

    def parse(self, content: bytes) -> Any:
        """The content of a YAML text. Raises what :func:`zhibu.norms.reading.parse` raises."""
        digest = blake2b(content, key=self._salt, digest_size=16).digest()
        if digest not in self._known:
            self._known[digest] = reading.parse(content)
        self._used[digest] = self._known[digest]
        return self._used[digest]

    def save(self) -> None:
        """Write down what was used, if anything is new; texts that are gone are forgotten."""
        if self._used.keys() == self._written:
            return
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            beside.write_bytes(pickle.dumps(self._used, protocol=pickle.HIGHEST_PROTOCOL))
            beside.replace(self._file)

    def _read(self) -> dict[bytes, Any]:
        self._written: set[bytes] = set()
        try:
            known = pickle.loads(self._file.read_bytes())  # noqa: S301  (our own file, trusted as compiled modules are)
        except Exception:
            return {}
        if not isinstance(known, dict):
            return {}
        self._written = set(known)
        return known
