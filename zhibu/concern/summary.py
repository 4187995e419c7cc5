"""The only door for others: how many concerns, how they stand and by when. No text, no raiser, nobody named in them.

What is said about a person's conduct is not here at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhibu.base.paths import below
from zhibu.concern.models import OPEN, Concern


@dataclass(frozen=True)
class Summary:
    """`key` is random; `owner` is the log-in of whoever deals with it."""

    key: UUID
    unit: UUID
    released_on: date
    state: str
    is_open: bool
    owner: UUID | None
    owner_by: date | None
    plan_by: date | None
    news_by: date | None


COLUMNS = ("pk", "unit_id", "released_on", "state", "owner", "owner_by", "plan_by", "news_by")


def summaries(paths: Iterable[str]) -> list[Summary]:
    """Of the units in these subtrees, by key: an order that means nothing."""
    found: dict[UUID, Summary] = {}
    for path in paths:
        rows = Concern.objects.filter(below(path, "unit__path"), about_a_person=False)
        for key, unit, released_on, state, *rest in rows.values_list(*COLUMNS):
            found[key] = Summary(key, unit, released_on, state, state in OPEN, *rest)
    return [found[key] for key in sorted(found)]
