"""What the kept sheets say, judged on columns, beside the findings that are kept: after any writes nothing differs."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.checkup.writer import Writer
from tests.personas import NOW, TODAY, build_enterprise
from zhibu.base.touched import SheetKind
from zhibu.checkup import columns, refresh
from zhibu.checkup.judging import in_one
from zhibu.checkup.models import TABLES, BranchYearSheet, Finding
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows import night

pytestmark = pytest.mark.django_db
YEARLY = [kind for kind in SheetKind if kind.is_yearly]


def _kept_and_reckoned() -> list[tuple[int, int]]:
    """The number on each sheet of a year, and the number of its findings."""
    found = []
    for kind in YEARLY:
        for sheet in TABLES[kind].objects.all():
            rows = Finding.objects.filter(branch=sheet.branch_id, sheet=kind, year=sheet.year)
            found.append((sheet.said, in_one(rows.values_list("norm", "status", "periods"))))
    return found


def test_columns_and_kept_findings_agree_and_what_was_spoilt_is_found_and_mended() -> None:
    enterprise = build_enterprise()
    Writer(enterprise, 3).write(25)
    for year in (TODAY.year - 1, TODAY.year):
        assert not columns.differing(columns.read_years(year), TODAY)

    spoilt = BranchYearSheet.objects.filter(branch=enterprise.second, year=TODAY.year)
    spoilt.update(theme_day_held=spoilt.get().theme_day_held ^ 1)
    assert columns.differing(columns.read_years(TODAY.year), TODAY) == {enterprise.second.pk}
    refresh.redraw_kind(SheetKind.BRANCH_YEAR, [enterprise.second], TODAY.year, TODAY)
    assert not columns.differing(columns.read_years(TODAY.year), TODAY)
    assert not +rebuild(TODAY).differences


def test_the_number_on_a_sheet_is_that_of_its_findings_also_after_nights() -> None:
    Writer(build_enterprise(), 4).write(20)
    for day in (TODAY, TODAY.replace(month=12, day=1)):
        night.run(day, NOW + (day - TODAY))
        numbers = _kept_and_reckoned()
        assert all(kept == reckoned for kept, reckoned in numbers)
        assert len(set(numbers)) > 2


def test_a_number_that_is_wrong_is_a_difference_when_everything_is_drawn_again() -> None:
    enterprise = build_enterprise()
    rebuild(TODAY)
    BranchYearSheet.objects.filter(branch=enterprise.first, year=TODAY.year).update(said=1)
    assert columns.differing(columns.read_years(TODAY.year), TODAY) == {enterprise.first.pk}
    assert rebuild(TODAY).differences["sheet_branch_year"] == 1
    assert not +rebuild(TODAY).differences


def test_for_sheets_that_were_there_before_the_number_is_reckoned_from_their_findings() -> None:
    Writer(build_enterprise(), 5).write(10)
    before = _kept_and_reckoned()
    for kind in YEARLY:
        TABLES[kind].objects.update(said=0)
    import_module("zhibu.checkup.migrations.0009_findings_in_one").reckon(apps, None)
    assert _kept_and_reckoned() == before


def test_columns_fetched_two_as_one_are_the_kept_ones() -> None:
    enterprise = build_enterprise()
    sheet = BranchYearSheet.objects.filter(branch=enterprise.first, year=TODAY.year)
    sheet.update(domain=-1, existed_from=0, existed_to=2**31 - 1, records_from=-(2**31), dues_run=-7)
    (group,) = columns.read_years(TODAY.year)
    row, kept = group.branches.index(enterprise.first.pk), sheet.get()
    read = {name: int(column[row]) for name, column in vars(group.sheet).items() if name != "year"}
    assert read == {name: getattr(kept, name) for name in read}


def test_one_number_stands_for_all_findings_whatever_their_order() -> None:
    some = [("theme-day-monthly", "unknown", 5), ("theme-day-monthly", "due", 8), ("dues", "breached", 1)]
    assert in_one(some) == in_one(reversed(some)) != in_one(some[:2])
    assert in_one([]) == 0
    assert -(2**63) <= in_one([("a", "due", 2**18 - 1), ("b", "due", 2**18 - 1)]) < 2**63
