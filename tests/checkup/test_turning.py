"""The calendar alone turns sheets of many branches as columns: what comes out is what drawing each anew gives."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.checkup.writer import written_at_random
from tests.personas import NOW, TODAY, Enterprise, build_enterprise, found
from zhibu import norms
from zhibu.base.touched import SheetKind, Touch
from zhibu.checkup import refresh, turning
from zhibu.checkup.models import BranchYearSheet, Finding
from zhibu.checkup.rebuilding import rebuild
from zhibu.checkup.turning import Profile, Told
from zhibu.flows import night
from zhibu.org.models import OrganisationKind
from zhibu.rules.sheets import SHEETS
from zhibu.rules.status import Status

pytestmark = pytest.mark.django_db
YEAR = SheetKind.BRANCH_YEAR


@pytest.mark.parametrize("seed", [11, 12])
def test_night_after_night_nothing_differs_from_drawing_again(seed: int) -> None:
    written_at_random(seed)
    for day in (date(2026, 12, 1), date(2026, 12, 16), date(2027, 1, 1)):
        night.run(day, NOW + (day - TODAY))
        assert not +rebuild(day).differences, day


def test_sheets_that_only_wake_are_not_drawn_from_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    build_enterprise()
    night.run(TODAY, NOW)
    monkeypatch.setattr(refresh.drawing, "draw", lambda *_args: pytest.fail("drawn"))
    day = date(2026, 12, 1)
    assert night.run(day, NOW + (day - TODAY)).judged == 2
    assert not BranchYearSheet.objects.filter(wakes__lte=day.toordinal()).exists()


def test_under_settings_that_changed_meanwhile_a_sheet_is_drawn_whole() -> None:
    enterprise = build_enterprise()
    day = date(2026, 12, 1)
    BranchYearSheet.objects.filter(branch=enterprise.first, year=2026).update(profile="another")
    night.turn({Touch(YEAR, branch.pk, 2026) for branch in (enterprise.first, enterprise.second)}, day)
    assert set(BranchYearSheet.objects.filter(year=2026).values_list("profile", flat=True)) == {""}


def test_what_stands_keeps_the_day_on_which_it_was_first_seen() -> None:
    enterprise = build_enterprise()
    night.run(TODAY, NOW)
    before = Finding.objects.get(branch=enterprise.first, norm="theme-day-monthly", status="unknown", year=2026)
    day = date(2026, 12, 1)
    night.run(day, NOW + (day - TODAY))
    after = Finding.objects.get(pk=before.pk)
    assert after.periods == before.periods | 1 << 10
    assert (after.first_seen_on, after.goes_up_on) == (before.first_seen_on, before.goes_up_on)


def _queries_of_a_turn(enterprise: Enterprise, day: date) -> int:
    rows = BranchYearSheet.objects.filter(year=2026)
    rows.update(wakes=day.toordinal())
    with CaptureQueriesContext(connection) as asked:
        night.turn({Touch(YEAR, row.branch_id, 2026) for row in rows}, day)
    return len(asked)


def test_more_branches_cost_no_more_queries() -> None:
    enterprise = build_enterprise()
    night.run(TODAY, NOW)
    few = _queries_of_a_turn(enterprise, TODAY)
    for number in range(10):
        found(enterprise.company, OrganisationKind.BRANCH, f"第{number}分厂党支部")
    night.run(TODAY, NOW)
    assert _queries_of_a_turn(enterprise, TODAY) <= few + 2  # the new ones ask nothing yet, so they wake on other days


def test_the_same_figures_are_spoken_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[int] = []
    real = turning.mark_of

    def counted(*args: object) -> object:
        spoken.append(1)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(turning, "mark_of", counted)
    resolved = norms.resolve("signal-no-life", TODAY)
    told = Told()

    def since(**figures: int) -> date | None:
        sheet = SimpleNamespace(subject=None, **vars(SHEETS["conduct"].make(year=2026, **figures)))
        return told.mark(resolved, Status.UNKNOWN, 1, sheet, Profile("", ()), TODAY).since

    silent = since()
    assert since(votes=3) == silent  # a figure that this norm does not read
    assert len(spoken) == 1
    assert since(life_months=1 << 14) != silent
    assert len(spoken) == 2
