"""The same year of the same branches by other ways, so that a figure says how much is gained and how much is left.

Two loops as one would write them first, on a sample; and the floor: reading the columns once in memory.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhibu.bench.measures import timed
from zhibu.checkup.columns import Group
from zhibu.meeting.models import Gathering, Item, Stage
from zhibu.org.models import Organisation
from zhibu.rules.bits import longest_gap, popcount
from zhibu.rules.sheets import GATHERINGS

SAMPLE = 200


def sample_of(branches: Sequence[Organisation]) -> list[Organisation]:
    draw = random.Random(5)  # noqa: S311 - repeatable, not secret
    return draw.sample(branches, k=min(SAMPLE, len(branches)))


def naive(branches: Sequence[Organisation], year: int) -> float:
    """A question to the database for every kind of gathering and every month. Seconds; nothing is written."""

    def all_of_them() -> None:
        for branch in branches:
            for kind in GATHERINGS:
                for month in range(1, 13):
                    Gathering.objects.filter(
                        branch=branch, stage=Stage.HELD, happened_on__year=year, happened_on__month=month,
                        items__kind=kind,
                    ).exists()  # fmt: skip

    return timed(all_of_them)


def tidy(branches: Sequence[Organisation], year: int) -> float:
    """One question for each branch, the months counted in the program. Seconds; nothing is written."""

    def all_of_them() -> None:
        for branch in branches:
            held: dict[str, int] = defaultdict(int)
            rows = Item.objects.filter(
                gathering__branch=branch, gathering__stage=Stage.HELD, gathering__revoked_at__isnull=True,
                gathering__happened_on__gte=date(year, 1, 1), gathering__happened_on__lte=date(year, 12, 31),
            )  # fmt: skip
            for kind, day in rows.values_list("kind", "gathering__happened_on").order_by():
                held[kind] |= 1 << day.month - 1
            for kind in GATHERINGS:
                popcount(held[kind])
                longest_gap(held[kind], 12)

    with transaction.atomic():
        return timed(all_of_them)


def floor(groups: Sequence[Group]) -> float:
    """All columns of all sheets looked at once, lying in memory: no way of judging them can be quicker. Seconds."""

    def all_of_them() -> None:
        for group in groups:
            for column in vars(group.sheet).values():
                if not isinstance(column, int):
                    column.sum()

    return min(timed(all_of_them) for _ in range(5))
