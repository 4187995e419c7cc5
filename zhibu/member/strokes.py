"""Names in the order of strokes (以姓氏笔画为序): fewer strokes first, equal ones by how they are written 横竖撇点折.

As official lists do it: the surname, one-character surnames before compound ones that begin alike; then given names of
one character before those of two; then character by character. What the table does not know stands behind.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from zhibu.member.names import surname, tidy_name

TABLE = Path(__file__).with_name("strokes.csv")
UNKNOWN = 1000  # strokes of what is no Chinese character, or one younger than the table

Place = tuple[int, int]  # strokes, and the place among those with as many


def strokes(letter: str) -> int | None:
    """How many strokes a character has; None where it is not known."""
    found = _places().get(letter)
    return found[0] if found else None


def stroke_key(name: str) -> tuple[Place, int, int, tuple[Place, ...], str]:
    """What to sort names by. Equal names have equal keys."""
    name = tidy_name(name)
    family = surname(name)
    given = name[len(family) :]
    return _place(name[:1]), len(family), len(given), tuple(_place(letter) for letter in name[1:]), name


def by_strokes(names: Iterable[str]) -> list[str]:
    return sorted(names, key=stroke_key)


def _place(letter: str) -> Place:
    return _places().get(letter) or (UNKNOWN, ord(letter) if letter else 0)


@cache
def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        head, _, letters = line.partition(" ")
        if head.isdigit():
            found |= {letter: (int(head), at) for at, letter in enumerate(letters)}
        elif head.startswith("U+"):
            first = int(head[2:], 16)
            found |= {chr(first + at): (ord(count) - 47, first + at) for at, count in enumerate(letters)}
    return found
