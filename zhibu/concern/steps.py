"""Writing one step: by a handler as an ordinary record, by a raiser or the calendar with the day and nothing else."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Max

from zhibu.base.actor import Actor
from zhibu.base.clock import CHINA
from zhibu.base.records import stamp
from zhibu.concern.models import Act, Concern, ConcernStep

NOBODY = UUID(int=0)


def midnight(day: date) -> datetime:
    """The beginning of a day in China: the only moment that what raisers send ever carries."""
    return datetime.combine(day, time(), CHINA)


def append(
    concern: Concern,
    act: Act,
    *,
    on: date,
    by: tuple[Actor, datetime] | None = None,
    texts: Mapping[str, str] | None = None,
    token: str | None = None,
    **details: Any,
) -> ConcernStep:
    """`by`: the handler and the moment of writing; None for raisers and the calendar. Days and keys become text."""
    kept = {name: _plain(value) for name, value in details.items() if value is not None}
    said = {name: text.strip() for name, text in (texts or {}).items() if text.strip()}
    who = stamp(*by) if by else {"recorded_at": midnight(on), "recorded_by": NOBODY}
    last = ConcernStep.objects.filter(concern=concern).aggregate(last=Max("number"))["last"] or 0
    step = ConcernStep(
        root=concern.root,
        concern=concern,
        number=last + 1,
        act=act,
        on=on,
        words=json.dumps(said, ensure_ascii=False) if said else "",
        details=kept,
        token=token,
        **who,
    )
    step.save(force_insert=True)
    return step


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
