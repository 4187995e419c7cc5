"""Draws every sheet again and compares: what is kept must be exactly what the records say. Differences are repaired."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from zhibu.base.paths import ancestors
from zhibu.base.touched import SheetKind
from zhibu.checkup import counting, refresh
from zhibu.checkup.looking import years_of
from zhibu.checkup.models import TABLES, BranchState, Count, Finding
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import held

BATCH = 100  # organisations in one transaction
SAID_OF_FINDINGS = ("subject", "year", "norm", "status", "periods", "colour", "since", "due_on")
Progress = Callable[[int, int], None]
Rows = dict[Any, tuple[Any, ...]]


@dataclass
class Rebuilt:
    """How many organisations were looked at, and by kind how many rows differed (and now do not)."""

    organisations: int = 0
    differences: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.differences.total()


def rebuild(today: date, progress: Progress = lambda done, total: None, one_in: int = 1) -> Rebuilt:
    """Everything, batch by batch, each its own transaction. `one_in`: of so many batches only one, as a sample."""
    found = Rebuilt()
    total = Organisation.objects.count()
    for batch in islice(_in_batches(), 0, None, one_in):
        with transaction.atomic():
            organisations = held(Organisation.objects.filter(pk__in=[row.pk for row in batch]))
            for kind in TABLES:
                for year in years_of(today) if kind.is_yearly else (0,):
                    _rebuild_kind(found, kind, organisations, year, today)
            _rebuild_states(found, organisations, today)
        found.organisations += len(organisations)
        progress(found.organisations, total)
    with transaction.atomic():
        found.differences["counts"] += _repair_counts()
    return found


def _in_batches() -> Iterator[list[Organisation]]:
    after = ""
    while batch := list(Organisation.objects.filter(path__gt=after).order_by("path")[:BATCH]):
        yield batch
        after = batch[-1].path


def _rebuild_kind(
    found: Rebuilt, kind: SheetKind, organisations: Sequence[Organisation], year: int, today: date
) -> None:
    sheets = _kept_sheets(kind, organisations, year)
    findings = _kept_findings(kind, organisations, year)
    # Above the branches there are only lists of units; their other sheets do not exist.
    wanted = [row for row in organisations if kind == SheetKind.UNIT or row.kind == OrganisationKind.BRANCH]
    refresh.redraw_kind(kind, wanted, year, today)
    found.differences[f"sheet_{kind.value}"] += _differing(sheets, _kept_sheets(kind, organisations, year))
    found.differences["findings"] += _differing(findings, _kept_findings(kind, organisations, year))


def _kept_sheets(kind: SheetKind, organisations: Sequence[Organisation], year: int) -> Rows:
    rows = TABLES[kind].objects.filter(branch__in=organisations)
    if kind.is_yearly:
        rows = rows.filter(year=year)
    columns = [column.attname for column in TABLES[kind]._meta.concrete_fields if not column.primary_key]
    return {(row.branch_id, row.subject): tuple(getattr(row, name) for name in columns) for row in rows}


def _kept_findings(kind: SheetKind, organisations: Sequence[Organisation], year: int) -> Rows:
    rows = Finding.objects.filter(branch__in=organisations, sheet=kind)
    if kind.is_yearly:
        rows = rows.filter(year=year)
    return {(row[0], *row[1:5]): row for row in rows.values_list("branch_id", *SAID_OF_FINDINGS)}


def _differing(before: Rows, after: Rows) -> int:
    return sum(1 for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def _rebuild_states(found: Rebuilt, organisations: Sequence[Organisation], today: date) -> None:
    before = _kept_states(organisations)
    counting.recount(organisations, today)
    found.differences["states"] += _differing(before, _kept_states(organisations))


def _kept_states(organisations: Sequence[Organisation]) -> Rows:
    rows = BranchState.objects.filter(branch__in=organisations)
    return {branch: (state, members) for branch, state, members in rows.values_list("branch_id", "state", "members")}


def _repair_counts() -> int:
    """The roll-ups against the states that they count; what is missing is added as one more delta."""
    keys = dict(Organisation.objects.values_list("path", "pk"))
    wanted: Counter[tuple[UUID, str]] = Counter()
    rows = BranchState.objects.exclude(state="").values_list("branch__path", "state", "members")
    for path, state, members in rows.iterator():
        for step in ancestors(path):
            if step in keys:
                wanted[keys[step], state] += 1
                wanted[keys[step], counting.MEMBERS] += members
    groups = Count.objects.values_list("organisation_id", "state").annotate(total=Sum("amount")).order_by()
    kept = {(organisation, state): total for organisation, state, total in groups}
    deltas = {key: wanted[key] - kept.get(key, 0) for key in wanted.keys() | kept.keys()}
    wrong = {key: amount for key, amount in deltas.items() if amount}
    Count.objects.bulk_create(
        Count(organisation_id=organisation, state=state, amount=amount)
        for (organisation, state), amount in wrong.items()
    )
    return len(wrong)
