"""Very many new rows at once. The ORM prepares every value of every row; here equal values are prepared once."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections, models, router


def insert_many(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows that have their keys already. For tens of thousands; `bulk_create` is right for fewer."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = model._meta.concrete_fields
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepare = [(field.attname, _remembering(field, connection)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608 (names are ours)
            [[make(row.__dict__[name]) for name, make in prepare] for row in rows],
        )


def _remembering(field: "models.Field[Any, Any]", connection: Any) -> Callable[[Any], Any]:
    """The database's form of a value; most columns of a batch hold few different ones."""
    if field.primary_key or isinstance(field, models.TextField):
        return lambda value: field.get_db_prep_save(value, connection)
    known: dict[Any, Any] = {}

    def prepared(value: Any) -> Any:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
        return known[value]

    return prepared
