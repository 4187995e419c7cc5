"""Questions that every write asks, put into SQL once: after that only the values in it change.

Django builds each query out of objects and then writes it as SQL, every time anew. Of a small question that is nine
tenths of its time, and one save asks some twenty of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

from zhibu.base.records import known_moment
from zhibu.base.standby import reads_go_to

LONGEST = 4  # keys in a list; a question about more takes long enough itself
FIRST_DAY = date(5000, 1, 1)
FIRST_NUMBER = 20_000  # fits the smallest column


@dataclass(frozen=True)
class _Written:
    """A question as SQL. `places`: which value stands at which parameter; the others are always the same."""

    sql: str
    params: tuple[Any, ...]
    places: dict[int, int]
    converters: dict[int, Any]
    model: Any
    columns: tuple[str, ...]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        params = list(self.params)
        for at, number in self.places.items():
            params[at] = _adapted(values[number])
        connection = connections[reads_go_to()]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        rows = self._converted(rows) if self.converters else rows
        return [self.model.from_db(connection.alias, self.columns, row) for row in rows] if self.model else rows

    def _converted(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        connection, found = connections[reads_go_to()], [list(row) for row in rows]
        for at, (converts, expression) in self.converters.items():
            for row in found:
                for convert in converts:
                    row[at] = convert(row[at], expression, connection)
        return found


def asked_often(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Any]]:
    """The rows of the query that `build` makes of its values.

    `build` may not look at a value, only put it into a filter: for values of the same shape (days, numbers, words,
    keys, lists of so many keys) it is called once. It gives whole records or `values_list`. What is asked as of an
    earlier moment, or about many keys, is built each time.
    """
    known: dict[tuple[Any, ...], _Written] = {}

    @wraps(build)
    def ask(*values: Any) -> list[Any]:
        shape = tuple(
            len(value) if isinstance(value, Sequence) and not isinstance(value, str) else type(value)
            for value in values
        )
        if known_moment() is not None or any(isinstance(size, int) and not 0 < size <= LONGEST for size in shape):
            return list(build(*values))
        key = connections[reads_go_to()].vendor, *shape
        if key not in known:
            known[key] = _write(build, values)
        return known[key].rows(_flat(values))

    return ask


def _write(build: Callable[..., QuerySet[Any]], values: Sequence[Any]) -> _Written:
    """Built twice with stand-ins: what differs is a value, what does not belongs to the question."""
    stand_ins = [_stand_ins(values, half) for half in range(2)]
    connection = connections[reads_go_to()]
    compilers = [build(*those).query.get_compiler(connection=connection) for those in stand_ins]
    (sql, params), (other_sql, others) = (compiler.as_sql() for compiler in compilers)
    flat = [[_adapted(value) for value in _flat(those)] for those in stand_ins]
    places = {at: flat[0].index(value) for at, value in enumerate(params) if value in flat[0]}
    again = {at: flat[1].index(value) for at, value in enumerate(others) if value in flat[1]}
    same = all(params[at] == others[at] for at in range(len(params)) if at not in places)
    if sql != other_sql or places != again or not same:
        raise ValueError(f"{build.__qualname__} looks at its values")
    compiler, rows = compilers[0], build(*stand_ins[0])
    is_whole = rows._iterable_class is ModelIterable
    return _Written(
        sql,
        tuple(params),
        places,
        compiler.get_converters([column for column, *_as in compiler.select]),
        rows.model if is_whole else None,
        tuple(field.attname for field in rows.model._meta.concrete_fields) if is_whole else (),
    )


def _stand_ins(values: Sequence[Any], half: int) -> list[Any]:
    """A value of the same kind for each, and no two alike."""
    numbers = iter(range(half * 1000, half * 1000 + 1000))
    return [
        [_stand_in(one, next(numbers)) for one in value] if _is_list(value) else _stand_in(value, next(numbers))
        for value in values
    ]


def _stand_in(value: Any, number: int) -> Any:
    day = FIRST_DAY + timedelta(days=number)
    if isinstance(value, UUID):
        return UUID(int=(1 << 127) + number)
    if isinstance(value, datetime):
        return datetime(day.year, day.month, day.day, tzinfo=value.tzinfo)
    if isinstance(value, date):
        return day
    if isinstance(value, int) and not isinstance(value, bool):
        return FIRST_NUMBER + number
    if isinstance(value, str):
        return f"stand-in {number}"
    raise TypeError(value)


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (value if _is_list(value) else (value,))]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _adapted(value: Any) -> Any:
    """As the database takes it."""
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
