"""The same judgements on columns: all branches at once, grouped by the settings and the law that apply to them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from struct import Struct
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import BigIntegerField, F, Value

from zhibu import norms
from zhibu.base import bulk
from zhibu.base.touched import SheetKind
from zhibu.checkup.judging import KEPT, day_of_law, plain_layers, resolve, weight
from zhibu.checkup.models import TABLES, Answer, AnswerKind, LayerProfile
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, overlay

Column = npt.NDArray[np.int64]
READ_TOGETHER = 10_000  # rows that are objects at once
LARGEST_GROUP = 50_000  # rows; longer columns do not fit the processor's own memory and are judged more slowly
PAIR = Value(2**32, BigIntegerField())  # two columns are fetched as one number: fetching takes longer than reckoning


@dataclass(frozen=True)
class Group:
    """Sheets under one combination of unit settings, as columns. Row i of every column belongs to `branches[i]`."""

    profile: str
    keys: list[Any]  # as they lie in the database
    sheet: SimpleNamespace
    said: Column  # what the kept findings of each sheet say, in one number

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def branches(self) -> list[UUID]:
        return [bulk.key_of(key) for key in self.keys]


def read_years(year: int) -> list[Group]:
    """All branch-year sheets of one year as columns, in groups under the same combination of settings."""
    description = SHEETS[SheetKind.BRANCH_YEAR.value]
    fields = [name for name in description.fields if name not in description.scalars]
    pairs = list(zip_longest(fields[::2], fields[1::2], fillvalue=fields[-1]))
    asked = TABLES[SheetKind.BRANCH_YEAR].objects.filter(year=year)
    asked = asked.values_list("profile", "branch_id", "said", *(F(one) * PAIR + F(other) for one, other in pairs))
    packed = Struct(f"{len(pairs) + 1}q").pack
    keys: dict[str, list[Any]] = defaultdict(list)
    figures: dict[str, list[bytes]] = defaultdict(list)
    for rows in bulk.rows_as_they_lie(asked, READ_TOGETHER):
        for profile, some in _by_profile(rows):
            keys[profile] += [row[1] for row in some]
            figures[profile].append(b"".join([packed(*row[2:]) for row in some]))
    groups = []
    for profile in sorted(keys):
        table = np.frombuffer(b"".join(figures[profile]), dtype=np.int64).reshape(-1, len(pairs) + 1)
        for first in range(0, len(table), LARGEST_GROUP):
            said, *both = np.ascontiguousarray(table[first : first + LARGEST_GROUP].T)
            sheet = SimpleNamespace(year=year)
            for (one, other), column in zip(pairs, both, strict=True):
                low = column.astype(np.int32).astype(np.int64)
                vars(sheet).update({one: column - low >> 32, other: low})
            groups.append(Group(profile, keys[profile][first : first + LARGEST_GROUP], sheet, said))
    return groups


def _by_profile(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    profiles = {row[0] for row in rows}
    for profile in profiles:
        yield profile, rows if len(profiles) == 1 else [row for row in rows if row[0] == profile]


def judge_years(groups: list[Group], today: date) -> Iterator[tuple[Group, str, Marks]]:
    """Marks of every norm on every group: (group, norm id, columns). What the branches answered is not laid over."""
    profiles = _layers()
    for group in groups:
        for resolved, marks in judge_columns(
            SheetKind.BRANCH_YEAR, group.sheet, profiles.get(group.profile, ()), today
        ):
            yield group, resolved.norm.id, marks


def _layers() -> dict[str, Any]:
    return {row.digest: row.layers for row in LayerProfile.objects.all()}


def judge_columns(
    kind: SheetKind,
    sheet: SimpleNamespace,
    layers: Sequence[Mapping[str, Any]],
    today: date,
    answered: Mapping[str, Mapping[int, int]] | None = None,
) -> Iterator[tuple[norms.Resolved, Marks]]:
    """Every norm on the columns of sheets of a year under the same settings.

    `answered`: what branches excused, by norm and place in the columns.
    """
    on, plain = day_of_law(kind, sheet, today), plain_layers(layers)
    for norm in norms.for_sheet(kind.value):
        resolved = resolve(norm.id, on, plain)
        marks = norms.judge(resolved, sheet, today)
        if said := (answered or {}).get(norm.id):
            excused = np.zeros(len(marks.met), dtype=np.int64)
            excused[list(said)] = list(said.values())
            marks = overlay(marks, excused)
        yield resolved, marks


def differing(groups: list[Group], today: date) -> set[UUID]:
    """Branches whose kept findings of the year are not what the kept sheets say.

    The same judgements as after a write, on columns; what the branches answered is laid over. The findings themselves
    are not read: each sheet keeps in one number what they say, and drawing again finds out whether that is so.
    """
    excused = _excuses(groups[0].sheet.year if groups else today.year)
    answering = set[Any]().union(*excused.values())
    profiles = _layers()
    found: set[UUID] = set()
    for group in groups:
        said = np.zeros(len(group), dtype=np.int64)
        places = {key: row for row, key in enumerate(group.keys) if key in answering}
        answered = {
            norm: {places[key]: mask for key, mask in of_norm.items() if key in places}
            for norm, of_norm in excused.items()
        }
        layers = profiles.get(group.profile, ())
        for resolved, marks in judge_columns(SheetKind.BRANCH_YEAR, group.sheet, layers, today, answered):
            said += in_columns(resolved.norm.id, marks)
        found |= {bulk.key_of(group.keys[row]) for row in np.flatnonzero(said != group.said)}
    return found


def in_columns(norm: str, marks: Marks) -> Column:
    """What this norm adds to the number that stands for all findings of a sheet, as `judging.in_one` says of one."""
    found: Column = np.zeros(len(np.asarray(marks.met)), dtype=np.int64)
    for status in KEPT:
        found += np.asarray(marks.mask(status)) * np.int64(weight(norm, status.value))
    return found


def _excuses(year: int) -> dict[str, dict[Any, int]]:
    """Periods for which branches said 已并入 or 不适用, by norm and key as it lies in the database."""
    found: dict[str, dict[Any, int]] = {}
    kinds = (AnswerKind.MERGED, AnswerKind.NOT_APPLICABLE)
    rows = Answer.objects.filter(year=year, kind__in=kinds).values_list("subject", "norm", "periods")
    for subject, norm, periods in rows:
        of_norm, key = found.setdefault(norm, {}), bulk.raw_key(subject)
        of_norm[key] = of_norm.get(key, 0) | periods
    return found
