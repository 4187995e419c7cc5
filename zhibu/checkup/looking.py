"""Gathers what is needed to judge branches for showing: kept sheets, or sheets drawn for any day; settings; answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from zhibu.base.clock import end_of
from zhibu.base.records import as_known_at
from zhibu.base.touched import SheetKind
from zhibu.checkup import drawing
from zhibu.checkup.models import TABLES, Answer, AnswerKind, Finding
from zhibu.checkup.refresh import OLDEST_YEARS
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path

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

    def year_sheet(self, year: int) -> Any | None:
        """The fact sheet of one year, if there is one."""
        return next((row for kind, row in self.sheets if kind == SheetKind.BRANCH_YEAR and row.year == year), None)


def years_of(on: date) -> range:
    """The years that are judged on a day: its own and the one before."""
    return range(on.year - OLDEST_YEARS, on.year + 1)


def look(branches: Sequence[Organisation], today: date) -> list[Looked]:
    """From the kept sheets. The same number of queries however many branches."""
    found = _begin(branches, today)
    for kind, table in TABLES.items():
        rows = table.objects.filter(branch__in=branches)
        if kind.is_yearly:
            rows = rows.filter(year__in=years_of(today))
        for sheet in rows:
            found[sheet.branch_id].sheets.append((kind, sheet))
    for finding in Finding.objects.filter(branch__in=branches):
        key = (finding.sheet, finding.subject, finding.year, finding.norm, finding.status)
        found[finding.branch_id].kept[key] = finding
    return list(found.values())


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
    answers = Answer.objects.filter(branch__in=branches, year__in=[0, *years_of(on)]).order_by("-recorded_at")
    for answer in answers:
        found[answer.branch_id].answers.append(answer)
    return found
