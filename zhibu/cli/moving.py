"""Every row of one database into another, empty one, and proof that both hold the same."""

import hashlib
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, transaction

PORTION = 1000
Progress = Callable[[str, int], None]


def tables() -> list[type[models.Model]]:
    """All that the program keeps, tables of many-to-many relations included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def is_empty(alias: str) -> bool:
    there = set(connections[alias].introspection.table_names())
    return not any(
        _rows(model, alias).exists() for model in tables() if model._meta.db_table in there and not _made_alone(model)
    )


def copy(source: str, target: str, progress: Progress) -> None:
    """In one transaction: relations are looked at when all rows are there. Nothing stays of a copy that breaks off."""
    with transaction.atomic(using=target):
        for model in tables():
            if _made_alone(model):
                _rows(model, target).delete()
        for model in tables():
            number = 0
            for portion in _portions(model, source):
                model._base_manager.using(target).bulk_create(portion)
                number += len(portion)
            progress(str(model._meta.verbose_name), number)
        counted = [model for model in tables() if isinstance(model._meta.pk, models.AutoField)]
        with connections[target].cursor() as cursor:
            for sentence in connections[target].ops.sequence_reset_sql(no_style(), counted):
                cursor.execute(sentence)


def differing(source: str, target: str) -> list[str]:
    """The tables whose rows are not the same in number and content."""
    return [
        model._meta.db_table for model in tables() if _number_and_sum(model, source) != _number_and_sum(model, target)
    ]


def _made_alone(model: type[models.Model]) -> bool:
    """Rows that making the tables writes by itself: kinds of content and their permissions."""
    return model._meta.label in {"contenttypes.ContentType", "auth.Permission"}


def _rows(model: type[models.Model], alias: str) -> models.QuerySet[Any]:
    """All versions, also those that were replaced."""
    return model._base_manager.using(alias).order_by()


def _portions(model: type[models.Model], alias: str) -> Iterator[list[models.Model]]:
    portion: list[models.Model] = []
    for row in _rows(model, alias).iterator(chunk_size=PORTION):
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _number_and_sum(model: type[models.Model], alias: str) -> tuple[int, int]:
    """How many rows, and the sum of their digests: the order in which a database gives them plays no part."""
    number = total = 0
    names = [field.attname for field in model._meta.concrete_fields]
    for row in _rows(model, alias).values_list(*names).iterator(chunk_size=PORTION):
        number += 1
        total += int.from_bytes(hashlib.sha256(_written_out(row).encode()).digest())
    return number, total % (1 << 256)


def _written_out(row: tuple[Any, ...]) -> str:
    return json.dumps([_plain(value) for value in row], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """What databases give back in different shapes: exact numbers with more or fewer noughts, bytes."""
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
