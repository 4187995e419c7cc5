"""Many rows of one table written at once, without the objects and the SQL that Django makes of each.

For tables whose rows follow from records (sheets, findings): nothing listens to their being written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from os import urandom
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

WORTH_COPYING = 20  # rows; PostgreSQL takes fewer by INSERT as quickly


def create(rows: Sequence[models.Model]) -> None:
    """As `bulk_create`, of rows of one table."""
    if rows:
        fields = type(rows[0])._meta.concrete_fields
        names = [field.attname for field in fields]
        insert(type(rows[0]), names, ([vars(row)[name] for name in names] for row in rows))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Every column has to be named: there are no defaults here."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    if set(names) != set(by_name):
        raise ValueError(f"not the columns of {model._meta.label}")
    adapted = [_adapter(by_name[name]) for name in names]
    written = [
        tuple(adapt(value) if adapt and value is not None else value for adapt, value in zip(adapted, row, strict=True))
        for row in rows
    ]
    insert_raw(model, [str(by_name[name].column) for name in names], written)


def insert_raw(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Values as the database takes them."""
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING:
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({values})", rows)  # noqa: S608 (our own names)


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows that get values of their own: of each the new ones in the order of the names, then its key."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    adapted = [_adapter(by_name[name]) for name in (*names, "id")]
    table, quoted = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    new = ", ".join(f"{quoted(str(by_name[name].column))} = %s" for name in names)
    written = [
        tuple(adapt(value) if adapt and value is not None else value for adapt, value in zip(adapted, row, strict=True))
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {new} WHERE {quoted('id')} = %s", written)  # noqa: S608 (our own names)


def rows_as_they_lie(asked: models.QuerySet[Any], together: int) -> Iterator[list[tuple[Any, ...]]]:
    """So many rows at a time as the database gives them; of keys and days no objects are made."""
    sql, params = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(together):
            yield rows


def keys(number: int) -> list[UUID]:
    """As many fresh random keys, from one draw."""
    drawn = urandom(16 * number)
    return [UUID(bytes=drawn[start : start + 16], version=4) for start in range(0, len(drawn), 16)]


def raw_key(key: UUID) -> Any:
    """A key as it lies in the database."""
    return key if connection.features.has_native_uuid_field else key.hex


def key_of(raw: Any) -> UUID:
    """The other way round."""
    return raw if isinstance(raw, UUID) else UUID(hex=raw)


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    operations = connections[DEFAULT_DB_ALIAS].ops  # not the stand-in, which looks for the connection each time
    if isinstance(target, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    if isinstance(target, models.DateTimeField):
        return operations.adapt_datetimefield_value
    return operations.adapt_datefield_value if isinstance(target, models.DateField) else None
