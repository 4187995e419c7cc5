"""The same judgements on columns: all branches at once, grouped by the settings and the law that apply to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from zhibu import norms
from zhibu.base.touched import SheetKind
from zhibu.checkup.judging import KEPT, day_of_law, plain_layers, resolve
from zhibu.checkup.models import TABLES, Answer, AnswerKind, Finding, LayerProfile
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Marks, overlay

Column = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """Sheets under one combination of unit settings, as columns. Row i of every column belongs to `branches[i]`."""

    profile: str
    branches: list[UUID]
    sheet: SimpleNamespace

    def __len__(self) -> int:
        return len(self.branches)


def read_years(year: int) -> list[Group]:
    """All branch-year sheets of one year as columns, one group for each combination of settings."""
    description = SHEETS[SheetKind.BRANCH_YEAR.value]
    fields = [name for name in description.fields if name not in description.scalars]
    rows = list(
        TABLES[SheetKind.BRANCH_YEAR]
        .objects.filter(year=year)
        .order_by("profile", "branch")
        .values_list("profile", "branch_id", *fields)
    )
    groups = []
    for profile, first, after in _runs([row[0] for row in rows]):
        part = rows[first:after]
        table = np.array([row[2:] for row in part], dtype=np.int64).T
        sheet = SimpleNamespace(year=year, **dict(zip(fields, table, strict=True)))
        groups.append(Group(profile, [row[1] for row in part], sheet))
    return groups


def _runs(values: list[str]) -> Iterator[tuple[str, int, int]]:
    """Value, first index and index after the last, for each run of equal values."""
    first = 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[first]:
            yield values[first], first, index
            first = index


def judge_years(groups: list[Group], today: date) -> Iterator[tuple[Group, str, Marks]]:
    """Marks of every norm on every group: (group, norm id, columns). What the branches answered is not laid over."""
    profiles = {row.digest: row.layers for row in LayerProfile.objects.all()}
    for group in groups:
        for resolved, marks in judge_columns(
            SheetKind.BRANCH_YEAR, group.sheet, profiles.get(group.profile, ()), today
        ):
            yield group, resolved.norm.id, marks


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

    The same judgements as after a write, on columns; what the branches answered is laid over.
    """
    year = groups[0].sheet.year if groups else today.year
    place = {branch: (number, row) for number, group in enumerate(groups) for row, branch in enumerate(group.branches)}
    kept: dict[tuple[int, str, str], Column] = {}
    rows = Finding.objects.filter(sheet=SheetKind.BRANCH_YEAR, year=year)
    for branch, norm, status, periods in rows.values_list("branch_id", "norm", "status", "periods").iterator(10_000):
        if branch in place:
            number, row = place[branch]
            key = number, norm, status
            if key not in kept:
                kept[key] = np.zeros(len(groups[number]), dtype=np.int64)
            kept[key][row] = periods
    excused = _excuses(year)
    wrong: dict[int, npt.NDArray[np.bool_]] = {
        number: np.zeros(len(group), dtype=bool) for number, group in enumerate(groups)
    }
    numbers = {id(group): number for number, group in enumerate(groups)}
    for group, norm, marks in judge_years(groups, today):
        number, nothing = numbers[id(group)], np.zeros(len(group), dtype=np.int64)
        laid_over = np.zeros(len(group), dtype=np.int64)
        for branch, mask in excused.get(norm, {}).items():
            if branch in place and place[branch][0] == number:
                laid_over[place[branch][1]] = mask
        marks = overlay(marks, laid_over)
        for status in KEPT:
            before = kept.get((number, norm, status.value), nothing)
            wrong[number] |= np.asarray(marks.mask(status), dtype=np.int64) != before
    return {group.branches[row] for number, group in enumerate(groups) for row in np.flatnonzero(wrong[number])}


def _excuses(year: int) -> dict[str, dict[UUID, int]]:
    """Periods for which branches said 已并入 or 不适用, by norm."""
    found: dict[str, dict[UUID, int]] = {}
    kinds = (AnswerKind.MERGED, AnswerKind.NOT_APPLICABLE)
    rows = Answer.objects.filter(year=year, kind__in=kinds).values_list("subject", "norm", "periods")
    for subject, norm, periods in rows:
        of_norm = found.setdefault(norm, {})
        of_norm[subject] = of_norm.get(subject, 0) | periods
    return found
