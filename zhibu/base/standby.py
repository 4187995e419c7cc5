"""With a hot standby, who only looks reads from there; everything else, and everything in a write, is the primary's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections

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


def answers(alias: str) -> bool:
    """Is there a server?"""
    return bool(_ask(alias, "SELECT 1"))


def follows(alias: str) -> bool:
    """Does this server know what the primary writes: because it is one, or because it is told?"""
    return bool(_ask(alias, "SELECT NOT pg_is_in_recovery() OR EXISTS (SELECT 1 FROM pg_stat_wal_receiver)"))


def _ask(alias: str, question: str) -> bool | None:
    """One small question; None when nobody answers, also after a new connection was tried."""
    for _trial in range(2):
        line = connections[alias]
        try:
            with line.cursor() as cursor:
                cursor.execute(question)
                return bool(cursor.fetchone()[0])
        except Error:
            line.close()
    return None


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
