"""With a hot standby, who only looks reads from there; everything else, and everything in a write, is the primary's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

STANDBY = "standby"
_reads: ContextVar[str] = ContextVar("reads", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    token = _reads.set(alias)
    try:
        yield
    finally:
        _reads.reset(token)


def reads_go_to() -> str:
    """The database that answers here. Inside a transaction always the one that is written to."""
    alias = _reads.get()
    if alias != DEFAULT_DB_ALIAS and connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return DEFAULT_DB_ALIAS
    return alias


class Router:
    """Named in the settings where there is a standby."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return reads_go_to()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
