"""Study, offices, forms, order, concerns, papers and funds against reckonings written another way."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import Answer, QuestionError, answer
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2026, 11, 23))


def ask(question: str, on: date = TODAY, layers: tuple[Layer, ...] = (), **facts: Any) -> Answer:
    return answer(question, on, facts, layers)


def same_day_later(day: date, years: int) -> date:
    """By hand: the same day, or the last of February."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


# Study


@pytest.mark.parametrize("role", ["member", "secretary", "committee_member"])
@pytest.mark.parametrize("year", range(2018, 2027))
@pytest.mark.parametrize("hours", [0, 31, 32, 33, 55, 56, 57])
@pytest.mark.parametrize("trainings", [None, 0, 1, 2])
def test_hours_by_a_table_of_years(role: str, year: int, hours: int, trainings: int | None) -> None:
    told = ask("training.hours", role=role, year=year, hours=hours, centralised_trainings=trainings, complete=True)
    if year < 2020:
        assert told.status is Status.NOT_APPLICABLE
        return
    plan = role != "member" and year <= 2023
    needed = 56 if plan else 32
    assert told.answer["hours_needed"] == needed
    assert told.answer["hours_missing"] == (needed - hours if hours < needed else 0)
    assert told.answer["hours_unverified"] == (56 if role != "member" and year >= 2024 else None)
    if hours >= needed and (not plan or (trainings or 0) >= 1):
        assert told.status is Status.MET
    elif year == 2026:
        assert told.status is Status.DUE
    elif hours < needed or trainings == 0:
        assert told.status is Status.OVERDUE
    else:
        assert told.status is Status.UNKNOWN


def test_hours_from_memory_are_never_judged() -> None:
    told = ask("training.hours", role="secretary", year=2025, hours=32, complete=True)
    assert told.status is Status.MET
    assert [(cite.norm_id, cite.to_check) for cite in told.cites] == [
        ("study-hours-member-32", False),
        ("study-hours-secretary-56-2024", True),
    ]


@given(DAYS, st.integers(0, 800), st.lists(DAYS, max_size=6))
def test_trainings_of_new_members_are_counted_day_by_day(admitted: date, later: int, trainings: list[date]) -> None:
    converted = min(admitted + timedelta(later), TODAY)
    trainings = [day for day in trainings if day >= admitted]
    told = ask("training.probationer", admitted_on=admitted, converted_on=converted, training_dates=trainings or "没有")
    if not any(date(2019, 11, 11) <= day <= date(2023, 12, 31) for day in (admitted, converted)):
        assert told.status is Status.NOT_APPLICABLE
        return
    ends = same_day_later(converted, 1)
    held = set(trainings)
    probation = sum(admitted + timedelta(n) in held for n in range((converted - admitted).days))
    first_year = sum(converted + timedelta(n) in held for n in range((ends - converted).days))
    assert (told.answer["in_probation"], told.answer["in_first_year"]) == (probation, first_year)
    assert told.answer["first_year_ends"] == ends


# Offices


@given(DAYS, DAYS)
def test_standing_of_a_secretary_by_looking_at_the_calendar(became: date, begins: date) -> None:
    told = ask("secretary.eligible", full_member_on=became, appointed_on=begins)
    enough_from = same_day_later(became, 1)
    assert told.answer["enough"] is (begins >= enough_from)
    assert told.answer["enough_from"] == enough_from
    months = 0
    while begins >= became and _months_on(became, months + 1) <= begins:
        months += 1
    assert told.answer["standing_years"] * 12 + told.answer["standing_months"] == months


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def test_a_unit_may_ask_for_longer_standing_and_never_for_less() -> None:
    def layer(figure: int) -> Layer:
        return Layer("unit", "secretary-one-year-standing", "years_min", figure, date(2020, 1, 1), None, "公司党委办法")

    facts = {"full_member_on": "2024-05-20", "appointed_on": "2026-05-19"}
    assert ask("secretary.eligible", layers=(layer(2),), **facts).answer["enough"] is False
    told = ask("secretary.eligible", **facts)
    assert ask("secretary.eligible", layers=(layer(0),), **facts).answer == told.answer, "it gives way"


@given(DAYS)
def test_the_half_year_of_induction_ends_with_the_month_where_the_day_is_missing(appointed: date) -> None:
    told = ask("secretary.training", year=2025, training_dates="没有", appointed_on=appointed)
    timed = date(2019, 11, 11) <= appointed <= date(2023, 12, 31)
    last = _months_on(appointed, 6) if timed else None
    assert told.answer["induction_by"] == last
    assert told.answer["induction_days_late"] == (max((TODAY - last).days, 0) if last else None)


@given(st.sampled_from(["没有", "2025-03-05", "2025-12-31"]), st.sampled_from(["没有", "2025-01-01"]), st.booleans())
def test_a_report_needs_both_sides(higher: str, meeting: str, complete: bool) -> None:
    told = ask("secretary.report", year=2025, to_higher=higher, to_meeting=meeting, complete=complete)
    done = higher != "没有" and meeting != "没有"
    assert told.status is (Status.MET if done else Status.OVERDUE if complete else Status.UNKNOWN)


@pytest.mark.parametrize(
    ("question", "facts", "field"),
    [
        ("secretary.training", {"year": 2025, "training_dates": "2026-03-05"}, "training_dates"),
        ("secretary.training", {"year": 2026, "training_dates": "2026-12-01"}, "training_dates"),
        ("secretary.training", {"year": 26, "training_dates": "没有"}, "year"),
        ("secretary.training", {"year": 2026, "training_dates": "没有", "appointed_on": "2027-01-01"}, "appointed_on"),
        (
            "secretary.training",
            {"year": 2026, "training_dates": "没有", "appointed_on": "2026-03-01", "induction_on": "2026-02-01"},
            "induction_on",
        ),
        ("secretary.lesson", {"year": 2026, "dates": "2025-12-31"}, "dates"),
        ("training.hours", {"role": "队长", "year": 2026, "hours": 3}, "role"),
        ("training.hours", {"role": "member", "year": 2026, "hours": -1}, "hours"),
        ("training.hours", {"role": "member", "year": 2026, "hours": "三十"}, "hours"),
        ("set_up.organisation", {"unit": "other", "members": 3, "full_members": 4}, "full_members"),
        ("set_up.approval", {"applied_on": "2026-04-10", "answered_on": "2026-04-09"}, "answered_on"),
        ("concern.limits", {"received_on": "2026-11-24"}, "received_on"),
        ("concern.limits", {"received_on": "2026-05-06", "told_on": "2026-05-05"}, "told_on"),
        ("concern.limits", {"received_on": "2026-05-06", "finished_on": "2026-05-08"}, "accepted_on"),
        ("request.kind", {"to_answer": 0, "to_tell": 0}, "to_answer"),
        ("funds.working", {"wages": "很多"}, "wages"),
        ("term.after_election", {"elected_on": "2026-04-18", "members_filed_on": "2026-04-17"}, "members_filed_on"),
    ],
)
def test_what_cannot_be_is_refused_by_name_with_an_example(question: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(QuestionError) as refused:
        ask(question, **facts)
    assert refused.value.field == field
    assert refused.value.sentence.endswith("。")
    assert refused.value.example


# Forms and terms


@pytest.mark.parametrize("members", range(151))
def test_the_form_of_a_state_owned_enterprise(members: int) -> None:
    told = ask("set_up.organisation", unit="state_owned_enterprise", members=members, full_members=members)
    forms = ["none"] + ["joint_branch"] * 2 + ["branch"] * 47 + ["general_branch"] * 50 + ["primary_committee"] * 51
    assert told.answer["form"] == forms[members]
    assert told.status is Status.MET


@pytest.mark.parametrize("members", range(151))
def test_elsewhere_no_number_makes_a_general_branch(members: int) -> None:
    told = ask("set_up.organisation", unit="other", members=members, full_members=members)
    assert told.answer["form"] == ("none" if not members else "joint_branch" if members < 3 else "branch")
    assert told.status is (Status.UNKNOWN if members > 50 else Status.MET)


YEARS = {
    ("branch", "other"): 3,
    ("branch", "village"): 5,
    ("branch", "university"): 3,
    ("branch_without_committee", "university"): 3,
    ("general_branch", "other"): 3,
    ("general_branch", "village"): 5,
    ("general_branch", "university"): 3,
    ("primary_committee", "other"): 5,
    ("primary_committee", "village"): 5,
    ("primary_committee", "university"): 5,
    ("college", "university"): 5,
}


@given(st.sampled_from(sorted(YEARS)), st.dates(date(2021, 4, 16), TODAY))
def test_terms_by_kind_and_place(kind: tuple[str, str], elected: date) -> None:
    told = ask("term.length", organisation=kind[0], place=kind[1], elected_on=elected)
    ends = same_day_later(elected, YEARS[kind])
    assert (told.answer["years"], told.answer["ends_on"]) == (YEARS[kind], ends)
    assert told.answer["days_left"] == (ends - TODAY).days
    assert told.status is (Status.MET if ends > TODAY else Status.DUE if ends == TODAY else Status.OVERDUE)


# Order


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_an_appraisal_is_in_order_exactly_when_its_days_are_sorted(offsets: list[int]) -> None:
    names = ("self_on", "mutual_on", "test_on", "assessed_on")
    days = [date(2026, 2, 1) + timedelta(n) for n in offsets]
    told = ask("meeting.appraisal", **dict(zip(names, days, strict=True)))
    assert (told.status is Status.MET) is (days == sorted(days))
    inversions = sum(days[a] > days[b] for a in range(4) for b in range(a + 1, 4))
    assert len(told.answer["wrong_order"]) == inversions


@given(st.sampled_from(["general_meeting", "village", "enterprise_committee", "enterprise_branch"]), st.integers(-5, 5))
def test_study_comes_before_the_decision(matter: str, gap: int) -> None:
    decided = date(2026, 5, 20)
    told = ask(
        "meeting.before_deciding",
        matter=matter,
        decided_on=decided,
        studied_on=decided - timedelta(gap),
        has_committee=True,
    )
    assert told.answer["in_order"] is (gap >= 0)
    assert told.answer["days_before"] == gap


# Concerns


def _third_workday(day: date, count: int = 3) -> date:
    while count:
        day += DAY
        count -= is_workday(day)
    return day


@given(st.dates(date(2022, 5, 1), date(2026, 9, 1)), st.integers(0, 40), st.integers(0, 130), st.booleans())
def test_a_concern_is_late_exactly_when_counting_days_says_so(
    received: date, until_told: int, until_done: int, extended: bool
) -> None:
    told_on = min(received + timedelta(until_told), TODAY)
    finished = min(received + timedelta(until_done), TODAY)
    told = ask(
        "concern.limits",
        received_on=received,
        told_on=told_on,
        accepted_on=received,
        extended=extended,
        finished_on=finished,
    )
    late = until_told > 15 and told_on > received + 15 * DAY
    late |= finished > received + (90 if extended else 60) * DAY
    assert told.status is (Status.BREACHED if late else Status.MET)
    assert told.answer["plan_by"] == _third_workday(received)
    assert told.answer["plan_by"] < told.answer["tell_by"] + DAY
    assert told.answer["finish_by"] == received + (90 if extended else 60) * DAY


@given(st.dates(date(2022, 5, 1), date(2026, 9, 1)))
def test_objections_count_workdays_with_make_up_days(received: date) -> None:
    told = ask("concern.limits", received_on=received, ours=False, from_above=True)
    assert told.answer["object_by"] == _third_workday(received, 5)


def test_a_year_without_published_holidays_is_said() -> None:
    told = answer("concern.limits", date(2031, 3, 10), {"received_on": "2031-03-03"})
    assert told.answer["calendar_known"] is False
    assert "还没有公布" in told.because[0]


def test_the_outer_limits_never_become_the_branch_s_own() -> None:
    told = ask("concern.limits", received_on="2026-05-06", told_on="2026-05-08")
    assert "不管支部" in told.because[-1]


# Papers and money


@given(
    st.integers(0, 6), st.integers(0, 6), st.sampled_from([None, "requests", "one_request", "inside_report", "report"])
)
def test_one_matter_one_request_and_nothing_inside_a_report(to_answer: int, to_tell: int, draft: str | None) -> None:
    if not to_answer + to_tell:
        return
    told = ask("request.kind", to_answer=to_answer, to_tell=to_tell, draft=draft)
    assert (told.answer["requests"], told.answer["reports"]) == (to_answer, min(to_tell, 1))
    fits = {
        None: None,
        "requests": to_answer >= 1,
        "one_request": to_answer == 1,
        "inside_report": to_answer == 0,
        "report": to_answer == 0,
    }[draft]
    assert told.answer["fits"] is fits
    assert told.status is (Status.BREACHED if fits is False else Status.MET)


SUMS = st.decimals(Decimal("0"), Decimal("99999"), places=2)


@given(SUMS, SUMS)
def test_funds_by_fractions(wages: Decimal, carried: Decimal) -> None:
    told = ask("funds.working", wages=str(wages), carried_over=str(carried))
    yuan = Fraction(wages) * 10_000
    assert Fraction(told.answer["usual"]) == yuan / 100
    stopped = Fraction(carried) * 10_000 > yuan / 50
    assert told.answer["stopped"] is stopped
    assert Fraction(told.answer["amount"]) == (0 if stopped else yuan / 100)
