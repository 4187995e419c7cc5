"""Places in the tree as text: fixed-width codes with a closing separator, so that a subtree is one range of an index.

Never LIKE and never a recursive query: `path >= p AND path < p~` is the whole subtree, in index order.
"""

from typing import Any

from django.db import models
from django.db.models import Q

WIDTH = 6
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SEPARATOR = "/"
AFTER = "~"  # sorts after every code and separator in ASCII
DEEPEST = 10


def code(number: int) -> str:
    """Fixed-width base-36: 0 → 000000; good for two billion organisations."""
    digits = ""
    for _ in range(WIDTH):
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    if number:
        raise ValueError("organisation number too large")
    return digits


def below(path: str, field: str = "path") -> Q:
    """Everything at or below this place."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + AFTER})


def ancestors(path: str) -> list[str]:
    """Paths from the top down to the place itself."""
    step = WIDTH + len(SEPARATOR)
    return [path[:end] for end in range(step, len(path) + 1, step)]


class PathField(models.CharField[str, str]):
    """Text ordered by its bytes on both databases; PostgreSQL uses an index for ranges only under collation C."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = DEEPEST * (WIDTH + len(SEPARATOR))
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def db_parameters(self, connection: Any) -> Any:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters
