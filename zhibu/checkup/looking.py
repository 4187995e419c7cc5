"""Gathers what is needed to judge branches for showing: kept sheets, or sheets drawn for any day; settings; answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value

from zhibu.base.asking import asked_often
from zhibu.base.clock import end_of
from zhibu.base.records import as_known_at
from zhibu.base.touched import SheetKind
from zhibu.checkup import drawing
from zhibu.checkup.models import TABLES, Answer, AnswerKind, Finding
from zhibu.checkup.refresh import OLDEST_YEARS, kept_findings
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path
from zhibu.rules.sheets import SHEETS

Excused = Mapping[tuple[UUID, str, int], int]
FindingKey = tuple[str, UUID, int, str, str]  # sheet, subject, year, norm, status


@dataclass
class Looked:
    """One branch with its sheets. `kept` are the findings as they were first seen; empty for another day than today."""

    branch: Organisation
    layers: Sequence[Mapping[str, Any]] = ()
    sheets: list[tuple[SheetKind, Any]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    kept: dict[FindingKey, Finding] = field(default_factory=dict)

    @property
    def excused(self) -> Excused:
        """Periods for which the branch said 已并入 or 不适用."""
        masks: dict[tuple[UUID, str, int], int] = defaultdict(int)
        for answer in self.answers:
            if answer.kind != AnswerKind.NOT_HELD:
                masks[answer.subject, answer.norm, answer.year] |= answer.periods
        return masks

    def year_sheet(self, year: int, kind: SheetKind = SheetKind.BRANCH_YEAR) -> Any | None:
        """The fact sheet of one year, if there is one."""
        return next((row for of, row in self.sheets if of == kind and row.year == year), None)


def years_of(on: date) -> range:
    """The years that are judged on a day: its own and the one before."""
    return range(on.year - OLDEST_YEARS, on.year + 1)


def look(branches: Sequence[Organisation], today: date) -> list[Looked]:
    """From the kept sheets. Four queries, however many branches."""
    found, keys = _begin(branches, today), [branch.pk for branch in branches]
    kinds = list(TABLES)
    for number, branch_id, subject, *figures in _sheets(keys, list(years_of(today))):
        kind = kinds[number]
        columns = dict(zip(SHEETS[kind].fields, figures, strict=False))  # what is left fills up the row
        found[branch_id].sheets.append((kind, SimpleNamespace(subject=subject, **columns)))
    for finding in kept_findings(keys):
        key = (finding.sheet, finding.subject, finding.year, finding.norm, finding.status)
        found[finding.branch_id].kept[key] = finding
    return list(found.values())


@asked_often
def _sheets(branch_ids: Sequence[UUID], years: Sequence[int]) -> QuerySet[Any]:
    """The sheets of all kinds in one answer: kind, branch, subject, then the figures in the order of the description,
    filled up to the same length."""
    widest = max(len(SHEETS[kind].fields) for kind in TABLES)
    parts = []
    for number, (kind, table) in enumerate(TABLES.items()):
        rows = table.objects.filter(branch_id__in=branch_ids)
        rows = rows.filter(year__in=years) if kind.is_yearly else rows
        figures: list[F | Value] = [F(name) for name in SHEETS[kind].fields]
        figures += [Value(0)] * (widest - len(figures))
        named = {f"figure_{place}": figure for place, figure in enumerate(figures)}
        parts.append(rows.annotate(sheet=Value(number), **named).values_list("sheet", "branch_id", "subject", *named))
    return parts[0].union(*parts[1:], all=True)


def look_back(branches: Sequence[Organisation], on: date) -> list[Looked]:
    """As the check-up would have been on an earlier day: by what had happened, and was written down, by its end.

    What retention or hiding has removed since is not rebuilt.
    """
    with as_known_at(end_of(on)):
        return look_on(branches, on)


def look_on(branches: Sequence[Organisation], on: date) -> list[Looked]:
    """From sheets drawn for that day by what is known now. Nothing is kept."""
    found = _begin(branches, on)
    for kind in TABLES:
        for year in years_of(on) if kind.is_yearly else (0,):
            for branch_id, rows in drawing.draw(kind, branches, year, on).items():
                sheets = (SimpleNamespace(subject=subject, **columns) for subject, columns in rows.items())
                found[branch_id].sheets += [(kind, sheet) for sheet in sheets]
    return list(found.values())


def _begin(branches: Iterable[Organisation], on: date) -> dict[UUID, Looked]:
    branches = list(branches)
    layers = layers_by_path([branch.path for branch in branches], on)
    found = {branch.pk: Looked(branch, layers[branch.path]) for branch in branches}
    for answer in _answers([branch.pk for branch in branches], [0, *years_of(on)]):
        found[answer.branch_id].answers.append(answer)
    return found


@asked_often
def _answers(branch_ids: Sequence[UUID], years: Sequence[int]) -> QuerySet[Answer]:
    return Answer.objects.filter(branch_id__in=branch_ids, year__in=years).order_by("-recorded_at")
