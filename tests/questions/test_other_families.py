from __future__ import annotations

from datetime import date

import pytest

from zhibu.norms import Layer
from zhibu.questions import QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("full", "form"), [(0, "none"), (1, "joint_branch"), (2, "joint_branch"), (3, "branch"), (60, "branch")]
)
def test_branch_or_joint_branch(full: int, form: str) -> None:
    told = answer("set_up.branch", TODAY, {"full_members": full})
    assert told.answer["form"] == form
    assert told.cites[0].norm_id == ("branch-set-up-min-members" if form == "branch" else "joint-branch-below-three")


@pytest.mark.parametrize(("last", "enough"), [("2026-06-29", False), ("2026-06-30", True)])
def test_project_of_half_a_year(last: str, enough: bool) -> None:
    told = answer("set_up.branch", TODAY, {"full_members": 3, "project_from": "2026-01-01", "project_to": last})
    assert told.answer["project_long_enough"] is enough


def test_a_project_that_ends_before_it_begins() -> None:
    with pytest.raises(QuestionError) as refused:
        answer("set_up.branch", TODAY, {"full_members": 3, "project_from": "2026-01-02", "project_to": "2026-01-01"})
    assert refused.value.field == "project_to"


@pytest.mark.parametrize(
    ("full", "seats", "committee", "fit", "status"),
    [
        (6, None, False, None, Status.MET),
        (6, 3, False, None, Status.BREACHED),
        (7, None, True, None, Status.MET),
        (7, 2, True, False, Status.BREACHED),
        (7, 3, True, True, Status.MET),
        (30, 7, True, True, Status.MET),
        (30, 8, True, False, Status.BREACHED),
    ],
)
def test_committee(full: int, seats: int | None, committee: bool, fit: bool | None, status: Status) -> None:
    told = answer("set_up.committee", TODAY, {"full_members": full, "seats": seats})
    assert (told.answer["committee"], told.answer["seats_fit"], told.status) == (committee, fit, status)


@pytest.mark.parametrize(
    ("on", "status", "days_left"),
    [
        (date(2026, 4, 11), Status.MET, 184),
        (date(2026, 4, 12), Status.DUE, 183),
        (date(2026, 10, 12), Status.DUE, 0),
        (date(2026, 10, 13), Status.OVERDUE, -1),
    ],
)
def test_term_of_three_years(on: date, status: Status, days_left: int) -> None:
    told = answer("term.end", on, {"elected_on": "2023.10.12", "place": "other"})
    assert told.answer["ends_on"] == date(2026, 10, 12)
    assert told.answer["prepare_from"] == date(2026, 4, 12)
    assert (told.status, told.answer["days_left"]) == (status, days_left)


def test_term_of_five_years_in_a_village_and_over_a_leap_day() -> None:
    assert answer("term.end", TODAY, {"elected_on": "2024-02-29", "place": "村、社区"}).answer["ends_on"] == date(
        2029, 2, 28
    )
    assert answer("term.end", TODAY, {"elected_on": "2024年2月29日", "place": "other"}).answer["ends_on"] == date(
        2027, 2, 28
    )


def test_a_delay_counts_only_when_approved_in_time() -> None:
    facts = {"elected_on": "2023-10-12", "place": "other", "extended_to": "2027-04-12"}
    in_time = answer("term.end", TODAY, {**facts, "approved_on": "2026-10-12"})
    assert (in_time.answer["deadline"], in_time.status, in_time.answer["extension"]) == (
        date(2027, 4, 12),
        Status.DUE,
        "met",
    )
    late = answer("term.end", TODAY, {**facts, "approved_on": "2026-10-13"})
    assert (late.answer["deadline"], late.status) == (date(2026, 10, 12), Status.OVERDUE)
    assert late.answer["extension"] == "breached"
    assert any("晚于届满日" in line for line in late.because)


def test_an_early_term_is_outside_unless_its_end_is_given() -> None:
    told = answer("term.end", TODAY, {"elected_on": "2018-10-27", "place": "other"})
    assert (told.status, told.answer) == (Status.NOT_APPLICABLE, {})
    given = answer("term.end", TODAY, {"elected_on": "2018-10-27", "place": "other", "ends_on": "2021-10-27"})
    assert given.status is Status.OVERDUE


def test_a_term_that_ended_under_the_older_text() -> None:
    facts = {"elected_on": "2016-10-12", "place": "other", "ends_on": "2019-10-12"}
    told = answer("term.end", TODAY, {**facts, "extended_to": "2020-10-13", "approved_on": "2019-09-01"})
    assert told.status is Status.NOT_APPLICABLE
    assert told.cites[-1].norm_id == "term-extension-limit-2018"
    assert told.answer["extension"] == "breached"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": "2023-10-12"}, "ends_on"),
        ({"next_elected_on": "2020-01-01"}, "next_elected_on"),
        ({"approved_on": "2026-01-01"}, "extended_to"),
        ({"place": "月球"}, "place"),
        ({"elected_on": "2023-02-30"}, "elected_on"),
        ({"elected_on": "去年"}, "elected_on"),
        ({"elected_on": "1023-02-03"}, "elected_on"),
        ({"elected_on": ""}, "elected_on"),
    ],
)
def test_term_facts_that_cannot_be(facts: dict, field: str) -> None:
    with pytest.raises(QuestionError) as refused:
        answer("term.end", TODAY, {"elected_on": "2023-10-12", "place": "other", **facts})
    assert refused.value.field == field
    assert refused.value.example


def periods(told: object) -> list[str]:
    return [period["status"] for period in told.answer["periods"]]  # type: ignore[attr-defined]


def test_cadence_from_dates() -> None:
    facts = {"kind": "支部党员大会", "year": 2026, "dates": "2026-03-05、2026年9月1日"}
    told = answer("cadence.check", TODAY, facts)
    assert periods(told) == ["met", "unknown", "met", "due"]
    assert told.answer["missing"] == ["二季度"]
    sure = answer("cadence.check", TODAY, {**facts, "complete": "是"})
    assert periods(sure) == ["met", "overdue", "met", "due"]


def test_cadence_of_a_branch_set_up_during_the_year() -> None:
    facts = {"kind": "theme_day", "year": 2026, "dates": [], "existed_from": "2026-09-02"}
    assert periods(answer("cadence.check", TODAY, facts))[7:] == [
        "not_applicable",
        "not_applicable",
        "unknown",
        "due",
        "not_applicable",
    ]


def test_longest_gap_counts_months_that_have_begun() -> None:
    facts = {"kind": "committee_meeting", "year": 2026, "dates": ["2026-02-01", "2026-07-01"]}
    assert answer("cadence.check", TODAY, facts).answer["longest_gap_months"] == 4
    assert answer("cadence.check", date(2026, 12, 31), facts).answer["longest_gap_months"] == 5


def test_longest_gap_begins_with_the_branch() -> None:
    """A branch is asked only for whole months in which it was there (branch regulations 2018, art. 16)."""
    facts = {"kind": "theme_day", "year": 2026, "dates": ["2026-08-10"], "existed_from": "2026-07-01"}
    on = date(2026, 8, 15)
    assert answer("cadence.check", on, facts).answer["longest_gap_months"] == 1
    assert answer("cadence.check", on, {**facts, "existed_from": "2026-07-02"}).answer["longest_gap_months"] == 0
    assert answer("cadence.check", on, {**facts, "existed_from": "2025-07-02"}).answer["longest_gap_months"] == 7


def test_a_term_that_was_followed_is_not_prepared_any_more() -> None:
    """Election regulations 2020, art. 3: on the last day of the term it is in time."""
    facts = {"elected_on": "2023-10-12", "place": "other", "next_elected_on": "2026-10-12"}
    told = answer("term.end", TODAY, facts)
    assert (told.status, told.next_step) == (Status.MET, "登记新一届的选出日和届满日。")


def test_the_last_day_is_called_so() -> None:
    """2026 admission rules, art. 19: within a month after the pre-review."""
    told = answer("admission.timeline", date(2026, 7, 30), {"pre_reviewed_on": "2026-06-30"})
    assert any(line.endswith("最晚2026年7月30日，今天是最后一天。") for line in told.because)


def test_lessons_are_outside_the_text_until_the_unit_sets_a_number() -> None:
    facts = {"kind": "党课", "year": 2026, "dates": ["2026-03-01"]}
    told = answer("cadence.check", TODAY, facts)
    assert (told.answer, told.status) == ({}, Status.NOT_APPLICABLE)
    assert "没有写几个月一次" in told.because[0]
    layers = [
        Layer("unit", "party-lesson-regularly", key, figure, date(2026, 1, 1), None, "公司党委安排")
        for key, figure in (("times", 1), ("months_per_period", 6))
    ]
    told = answer("cadence.check", TODAY, facts, layers)
    assert [period["period"] for period in told.answer["periods"]] == ["上半年", "下半年"]
    assert periods(told) == ["met", "due"]


def test_a_campaign_may_run_into_the_next_year_where_the_unit_says_so() -> None:
    facts = {"kind": "组织生活会", "year": 2025, "dates": ["2026-02-10"]}
    window = Layer(
        "unit", "organisational-life-meeting-yearly", "closes_after_months", 3, date(2025, 1, 1), None, "通知"
    )
    assert periods(answer("cadence.check", date(2026, 4, 1), facts)) == ["unknown"]
    assert periods(answer("cadence.check", date(2026, 4, 1), facts, [window])) == ["met"]


@pytest.mark.parametrize("dates", [["2025-12-31"], ["2027-01-01"], ["2026-02-30"], ["后天"], 7])
def test_dates_that_cannot_be(dates: object) -> None:
    with pytest.raises(QuestionError) as refused:
        answer("cadence.check", TODAY, {"kind": "theme_day", "year": 2026, "dates": dates})
    assert refused.value.field == "dates"


@pytest.mark.parametrize("year", [26, 1949, 2191])
def test_years_that_cannot_be(year: int) -> None:
    with pytest.raises(QuestionError) as refused:
        answer("cadence.check", TODAY, {"kind": "theme_day", "year": year, "dates": []})
    assert refused.value.field == "year"
