"""A new field key: everything that is encrypted is written anew with it, in one transaction.

What is only a digest of something handed out (sessions, tokens, feeds, links) cannot be made anew: it is taken back.
The log has a key of its own and stays as it is.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from zhibu.account.handed_out import take_back_all
from zhibu.account.models import User
from zhibu.base.errors import Refused
from zhibu.base.private import EncryptedText
from zhibu.member.identity import digest_of
from zhibu.member.models import Details

AT_ONCE = 500


def encrypted_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedText)]
        if names:
            yield model, names


def rotate(new: str, now: datetime) -> int:
    """Write all encrypted columns anew with the key `new`; how many rows that were. Nobody else may be writing.

    Refused when something cannot be read with the present key: it would be lost for good.
    """
    old, count = settings.FIELD_KEY, 0
    try:
        with transaction.atomic():
            for model, names in encrypted_columns():
                count += _write_anew(model, names, old, new)
            for key in User.objects.values_list("pk", flat=True):
                take_back_all(key, now)
    finally:
        settings.FIELD_KEY = old
    return count


def _write_anew(model: type[models.Model], names: list[str], old: str, new: str) -> int:
    keys = list(model._base_manager.values_list("pk", flat=True))
    columns = [*names, "identity_digest"] if model is Details else names
    for start in range(0, len(keys), AT_ONCE):
        settings.FIELD_KEY = old
        rows = list(model._base_manager.filter(pk__in=keys[start : start + AT_ONCE]).only("pk", *columns))
        if any(getattr(row, name) is None and not _may_be_empty(model, name) for row in rows for name in names):
            raise Refused("有的内容用现在的密钥读不出来，没有换。", "先把写它们时用的密钥放回 keys 文件夹，再换一次。")
        settings.FIELD_KEY = new
        for row in rows:
            _renew_digest(row)
        model._base_manager.bulk_update(rows, columns, batch_size=100)
    return len(keys)


def _may_be_empty(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).null)


def _renew_digest(row: Any) -> None:
    if isinstance(row, Details):
        row.identity_digest = digest_of(row.identity_number)
