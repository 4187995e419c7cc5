"""One row of every record, and in each of its text fields a mark of its own, so that whoever reads a mark is known to
have read that field. New tables and fields are planted by themselves.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests.personas import NOW, TODAY
from zhibu.account.models import User
from zhibu.member.models import Member
from zhibu.org.models import Organisation, PartyGroup

SIGN = "龘"
MACHINERY = frozenset(
    {"account", "base", "checkup", "flows", "jobs", "web", "ledger", "notice", "treatment", "election", "target"}
)
"""Apps without records of people's work: what is in them is planted row by row in `machinery.py`."""
BY_FLOWS = frozenset({"election", "target"})
"""Planted through their flows: rows that no flow could have made would break their pages. See `machinery.py`."""
NOT_TEXT = frozenset(
    {
        "sort_key", "initials", "digest", "identity_digest", "link_digest", "receipt", "code", "token", "path", "norm",
        "birth_precision", "joined_precision", "full_precision", "happened_precision", "received_precision",
        "closed_precision", "weakness", "paper", "line", "desk_line", "first_desk_line", "kind", "filename",
    }
)  # fmt: skip


def tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("zhibu.") and model._meta.app_label not in MACHINERY | BY_FLOWS:
            yield model


def text_fields(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NOT_TEXT
        and (field.max_length or 99) >= len(SIGN) + 3
    ]


class Planter:
    """`marks`: by mark the field that it stands in, `room.Model.field`."""

    def __init__(self, person: Member, branch: Organisation, group: PartyGroup, user: User) -> None:
        self.known: dict[Any, Any] = {Member: person, Organisation: branch, PartyGroup: group, User: user}
        self.user = user
        self.marks: dict[str, str] = {}
        self.without: dict[str, str] = {}
        self._number = 0

    def plant(self, left_alone: frozenset[str] = frozenset()) -> None:
        for model in tables():
            if not model._base_manager.exists():
                self._make(model)
            for field in text_fields(model):
                name = f"{model._meta.app_label}.{model.__name__}.{field.name}"
                if name in left_alone or not model._base_manager.exists():
                    continue
                mark = self.mark(name)
                rows = model._base_manager.all()
                if any(column.name == "member" for column in model._meta.concrete_fields):
                    rows = rows.filter(member=self.known[Member])  # others read their own
                try:
                    with transaction.atomic():
                        rows.update(**{field.name: mark})
                except IntegrityError as error:
                    self.without[name] = str(error)
                    del self.marks[mark]

    def mark(self, field: str) -> str:
        """A new one, which stands for this field."""
        self._number += 1
        mark = f"{SIGN}{self._number:03}"
        self.marks[mark] = field
        return mark

    def _make(self, model: type[models.Model]) -> Any:
        values = {
            field.attname: self._value(field)
            for field in model._meta.concrete_fields
            if not (field.has_default() or (field.null and not self._is_wanted(field)))
            and not (field.primary_key and not field.is_relation)
        }
        try:
            with transaction.atomic():
                row = model(**values)
                row.save(force_insert=True)
        except (IntegrityError, ValueError) as error:
            self.without[f"{model._meta.app_label}.{model.__name__}"] = str(error)
            return None
        return row

    def _is_wanted(self, field: Any) -> bool:
        return field.is_relation and field.related_model in (Member, Organisation)

    def _value(self, field: Any) -> Any:
        if field.is_relation:
            model = field.related_model
            row = self.known.get(model) or model._base_manager.first() or self._make(model)
            return row.pk if row else None
        if field.name in {"root", "path"}:
            return getattr(self.known[Organisation], field.name)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.UUIDField):
            return self.user.pk if field.name in {"recorded_by", "handler", "user", "owner"} else uuid4()
        if isinstance(field, models.DateTimeField):
            return NOW
        if isinstance(field, models.DateField):
            return TODAY - timedelta(days=10)
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.BinaryField):
            return b""
        if isinstance(field, models.CharField | models.TextField):
            return f"{field.name}"[: field.max_length]
        if isinstance(field, models.JSONField):
            return []
        return 1
