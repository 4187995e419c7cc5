"""What many tests stand on is built once in a process through the same flows as in use, and afterwards laid down again
row by row: a second's work becomes a few thousandths.

Only into an empty database, so that nothing of another test can be taken over; else it is built anew.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from zhibu.account.models import User
from zhibu.org.models import Organisation

Thing = TypeVar("Thing")
ALWAYS_THERE = frozenset({"auth_permission", "django_content_type", "django_migrations"})


@dataclass
class _Kept:
    """A thing with the rows behind it. Other rows than those of the models are not expected."""

    thing: Any
    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = field(default_factory=dict)


_KEPT: dict[str, _Kept] = {}


def remembered(name: str, build: Callable[[], Thing]) -> Thing:
    """`build()`, or what it made and wrote the first time. Each call gets its own copy."""
    if Organisation.objects.exists() or User.objects.exists():
        return build()
    kept = _KEPT.get(name)
    if kept is None:
        if _filled():
            return build()
        thing = build()
        kept = _KEPT[name] = _Kept(copy.deepcopy(thing), _filled())
        return thing
    _lay_down(kept)
    thing_again: Thing = copy.deepcopy(kept.thing)
    return thing_again


def _filled() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Columns and rows of every table that holds something."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ALWAYS_THERE):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            if rows:
                found[table] = [column[0] for column in cursor.description], rows
    return found


def _lay_down(kept: _Kept) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:  # relations are looked at when all rows are there
        for table, (columns, rows) in kept.rows.items():
            names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), _counted(kept)):
            cursor.execute(statement)


def _counted(kept: _Kept) -> list[type[models.Model]]:
    """The models whose keys the database counts; it has to go on after the rows laid down."""
    return [
        model
        for model in apps.get_models()
        if model._meta.db_table in kept.rows and isinstance(model._meta.pk, models.AutoField)
    ]
