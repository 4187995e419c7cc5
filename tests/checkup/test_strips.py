"""The year at a glance: twelve months for each duty, open periods marked once."""

from datetime import date

import pytest

from tests.personas import TODAY, Enterprise, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.base.touched import SheetKind
from zhibu.checkup.actions import answer_finding
from zhibu.checkup.looking import look, look_on
from zhibu.checkup.models import AnswerKind, BranchYearSheet
from zhibu.checkup.showing import check_up
from zhibu.checkup.strips import Strip, strips_of
from zhibu.flows.settings import set_figures
from zhibu.meeting.actions import NewGathering, NewItem, record_gathering
from zhibu.meeting.models import ItemKind
from zhibu.rules.status import Status

pytestmark = pytest.mark.django_db
LESSON = "party-lesson-regularly"


@pytest.fixture
def enterprise() -> Enterprise:
    return build_enterprise()


def hold(enterprise: Enterprise, day: date, kind: ItemKind) -> None:
    new = NewGathering(branch=enterprise.first, happened_on=day, items=[NewItem(kind)])
    do(acting(enterprise.first, Role.SECRETARY), record_gathering, Right.RECORD, new=new)


def strip(enterprise: Enterprise, norm: str, year: int = 2026) -> Strip | None:
    strips = strips_of(look([enterprise.first], TODAY)[0], year, TODAY)
    return next((row for row in strips if row.norm == norm), None)


def lessons_each(enterprise: Enterprise, months: int) -> None:
    do(
        acting(enterprise.company, Role.ORGANISER), set_figures, Right.SET_UP, organisation=enterprise.company,
        norm=LESSON, values={"times": 1, "months_per_period": months}, source_document="学习安排",
        since=date(2026, 1, 1),
    )  # fmt: skip


def answer(enterprise: Enterprise, norm: str, periods: int, period_months: int = 0) -> None:
    do(
        acting(enterprise.first, Role.SECRETARY), answer_finding, Right.CONFIRM, branch=enterprise.first,
        sheet=SheetKind.BRANCH_YEAR, norm=norm, subject=enterprise.first.pk, year=2026, periods=periods,
        kind=AnswerKind.NOT_HELD, reason="", period_months=period_months,
    )  # fmt: skip


def test_months_of_a_quarter_share_its_status(enterprise: Enterprise) -> None:
    hold(enterprise, date(2026, 2, 3), ItemKind.GENERAL_MEETING)
    found = strip(enterprise, "general-meeting-quarterly")
    assert found and found.every == 3
    statuses = [cell.status for cell in found.cells]
    assert statuses == [Status.MET] * 3 + [Status.UNKNOWN] * 6 + [Status.DUE] * 3
    assert [cell.number for cell in found.cells if cell.is_held] == [2]
    assert [cell.number for cell in found.cells if cell.is_last] == [3, 6, 9, 12]


def test_what_is_not_asked_has_no_strip(enterprise: Enterprise) -> None:
    assert strip(enterprise, LESSON) is None
    lessons_each(enterprise, 6)
    found = strip(enterprise, LESSON)
    assert found and found.every == 6
    assert strip(enterprise, LESSON, 2024) is None


@pytest.mark.parametrize(("months", "period", "accounted"), [(1, 9, 1 << 9), (3, 2, 0b111 << 6), (6, 0, 0b111111)])
def test_not_held_is_kept_in_months_whatever_the_unit_calls_a_period(
    enterprise: Enterprise, months: int, period: int, accounted: int
) -> None:
    lessons_each(enterprise, months)
    answer(enterprise, LESSON, 1 << period, months)
    sheet = BranchYearSheet.objects.get(branch=enterprise.first, year=2026)
    assert sheet.party_lesson_accounted == accounted
    found = strip(enterprise, LESSON)
    assert found and {cell.number - 1 for cell in found.cells if cell.status is Status.OVERDUE} == {
        month for month in range(12) if accounted >> month & 1
    }


def test_a_campaign_said_not_held_is_accounted_for_with_its_half_year_after(enterprise: Enterprise) -> None:
    answer(enterprise, "democratic-appraisal-yearly", 1, 12)
    assert (
        BranchYearSheet.objects.get(branch=enterprise.first, year=2026).democratic_appraisal_accounted == (1 << 18) - 1
    )


def test_another_day_is_judged_from_what_is_known_now_and_keeps_nothing(enterprise: Enterprise) -> None:
    hold(enterprise, date(2026, 2, 3), ItemKind.THEME_DAY)
    before = list(BranchYearSheet.objects.values())
    march = date(2026, 3, 31)
    found = check_up(look_on([enterprise.first], march)[0], march)
    theme = {row.status: row.mask for row in found.findings if row.norm == "theme-day-monthly"}
    assert theme == {Status.DUE: 0b100, Status.UNKNOWN: 0b001}
    assert list(BranchYearSheet.objects.values()) == before


def test_each_finding_speaks_of_its_own_periods_only(enterprise: Enterprise) -> None:
    answer(enterprise, "theme-day-monthly", 1 << 6)
    rows = [
        row for row in check_up(look([enterprise.first], TODAY)[0], TODAY).findings if row.norm == "theme-day-monthly"
    ]
    by_status = {row.status: row for row in rows}
    assert by_status[Status.OVERDUE].period_words == "7月"
    assert "8月" not in by_status[Status.OVERDUE].sentence
    assert "7月没有" not in by_status[Status.UNKNOWN].sentence
    assert by_status[Status.OVERDUE].since == date(2026, 8, 1)
    assert by_status[Status.DUE].due_on == date(2026, 11, 30)
