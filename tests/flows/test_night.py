"""The night run: what changes by the calendar alone, nothing else, and no harm in running it again."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import NOW, TODAY, Enterprise, acting, build_enterprise, do, found
from zhibu.base.actor import Right, Role
from zhibu.checkup.counting import State, counts_of
from zhibu.checkup.models import BranchSheet, BranchYearSheet, Finding
from zhibu.flows import night
from zhibu.flows.night import NightRun
from zhibu.member.actions import enter_member, leave_post
from zhibu.member.models import PostHolding
from zhibu.org.actions import record_term
from zhibu.org.models import OrganisationKind

pytestmark = pytest.mark.django_db
MEETINGS = "general-meeting-quarterly"


@pytest.fixture
def enterprise() -> Enterprise:
    enterprise = build_enterprise()
    night.run(TODAY, NOW)
    return enterprise


def run_on(day: date) -> NightRun:
    return night.run(day, moment(day))


def moment(day: date) -> datetime:
    return NOW + (day - TODAY)


def statuses(enterprise: Enterprise, norm: str, year: int = 2026) -> dict[str, int]:
    rows = Finding.objects.filter(branch=enterprise.first, norm=norm, year=year)
    return dict(rows.values_list("status", "periods"))


def test_the_end_of_a_quarter_turns_due_into_a_question(enterprise: Enterprise) -> None:
    before = statuses(enterprise, MEETINGS)
    assert before["due"] == 0b1000
    run_on(date(2026, 12, 31))
    assert statuses(enterprise, MEETINGS) == before

    assert run_on(date(2027, 1, 1)).judged == 2
    after = statuses(enterprise, MEETINGS)
    assert "due" not in after
    assert after["unknown"] == before["unknown"] | 0b1000


def test_a_new_year_begins_and_the_year_before_last_is_forgotten(enterprise: Enterprise) -> None:
    assert run_on(date(2027, 1, 1)).begun == 4  # two branches, each with two sheets of the year
    assert statuses(enterprise, MEETINGS, 2027) == {"due": 0b0001}

    later = run_on(date(2028, 1, 1))
    assert (later.begun, later.forgotten) == (4, 2)
    assert not BranchYearSheet.objects.filter(year=2026).exists()
    assert not Finding.objects.filter(year=2026).exists()


def test_a_night_missed_for_two_years_is_made_good(enterprise: Enterprise) -> None:
    run_on(date(2029, 3, 1))
    assert set(BranchYearSheet.objects.values_list("year", flat=True)) == {2028, 2029}


def test_running_again_changes_nothing(enterprise: Enterprise) -> None:
    run_on(date(2027, 1, 1))
    sheets = list(BranchYearSheet.objects.order_by("pk").values())
    findings = list(Finding.objects.order_by("pk").values())
    assert run_on(date(2027, 1, 1)) == NightRun()
    assert list(BranchYearSheet.objects.order_by("pk").values()) == sheets
    assert list(Finding.objects.order_by("pk").values()) == findings


def test_a_quiet_night_asks_nothing_branch_by_branch(enterprise: Enterprise) -> None:
    quiet = TODAY + timedelta(days=1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert run_on(quiet).judged == 0
    for number in range(3):
        found(enterprise.company, OrganisationKind.BRANCH, f"第{number}分厂党支部")
    with CaptureQueriesContext(connection) as many:
        assert run_on(quiet).judged == 0
    assert len(many) == len(few)


def test_a_red_finding_counts_above_from_the_day_it_goes_up(enterprise: Enterprise) -> None:
    branch = enterprise.first
    goes_up_on = TODAY + timedelta(days=14)
    Finding.objects.filter(branch=branch, norm="theme-day-monthly", status="unknown").update(
        colour="red", status="overdue", goes_up_on=goes_up_on
    )
    before = counts_of(enterprise.company.pk)[State.NEEDS_HELP]
    assert run_on(goes_up_on - timedelta(days=1)).gone_up == 0
    assert counts_of(enterprise.company.pk)[State.NEEDS_HELP] == before


def test_a_term_runs_out_overnight_and_superiors_count_it_at_once(enterprise: Enterprise) -> None:
    branch, company = enterprise.first, enterprise.company
    do(
        acting(branch, Role.SECRETARY), record_term, Right.RECORD,
        organisation=branch, elected_on=date(2023, 11, 24), ends_on=date(2026, 11, 24), seats=3,
    )  # fmt: skip
    before = counts_of(company.pk)[State.NEEDS_HELP]
    run_on(date(2026, 11, 24))
    assert counts_of(company.pk)[State.NEEDS_HELP] == before
    run_on(date(2026, 11, 25))
    overdue = Finding.objects.get(branch=branch, norm="term-election-on-time")
    assert (overdue.status, overdue.colour, overdue.goes_up_on) == ("overdue", "red", date(2026, 11, 25))
    assert counts_of(company.pk)[State.NEEDS_HELP] == before + 1


def test_a_post_given_up_for_a_later_day_is_vacant_from_that_day(enterprise: Enterprise) -> None:
    branch = enterprise.first
    last = TODAY + timedelta(days=20)
    holding = PostHolding.objects.get(organisation=branch)
    do(acting(branch, Role.SECRETARY), leave_post, Right.RECORD, holding=holding, until=last)
    run_on(last - timedelta(days=1))
    assert BranchSheet.objects.get(branch=branch).committee_members == 1
    run_on(last)
    assert BranchSheet.objects.get(branch=branch).committee_members == 0


@pytest.mark.parametrize(
    ("joined_on", "counts_on"),
    [
        (date(2024, 12, 1), date(2026, 12, 1)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2025, 2, 28), date(2027, 2, 28)),
    ],
)
def test_two_years_after_joining_a_member_without_a_stated_day_counts_as_full(
    enterprise: Enterprise, joined_on: date, counts_on: date
) -> None:
    branch = enterprise.first
    start = counts_on - timedelta(days=1)
    do(
        acting(branch, Role.SECRETARY), enter_member, Right.RECORD, today=start, now=moment(start),
        branch=branch, since=joined_on, name="沈新", joined_on=joined_on,
    )  # fmt: skip
    night.run(start, moment(start))
    assert BranchSheet.objects.get(branch=branch).full_members == 8
    night.run(counts_on, moment(counts_on))
    assert BranchSheet.objects.get(branch=branch).full_members == 9


def test_the_first_night_looks_back_a_month() -> None:
    assert night.last_run_on(TODAY) == TODAY - timedelta(days=31)
    night.run(TODAY, NOW)
    assert night.last_run_on(TODAY) == TODAY
