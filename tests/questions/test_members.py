"""Members away, out of contact, abroad; six-month lines, removal, correction, coming back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.questions.test_transfer import later
from zhibu.questions import answer, answer_json
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2019, 5, 6), date(2060, 12, 31))


@given(DAYS, st.integers(-3, 3), st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_away_for_half_a_year(left: date, off: int, fixed: bool | None, attends: bool | None) -> None:
    on = later(left, 6) + timedelta(days=off)
    found = answer("member.away", on, {"left_on": left, "place_fixed": fixed, "can_attend": attends})
    if off < 0:
        wanted = "short"
    elif fixed:
        wanted = "transfer"
    else:
        wanted = "mobile" if (fixed, attends) == (False, False) else "ask"
    assert (found.answer["form"], found.answer["half_year_on"]) == (wanted, later(left, 6))
    assert found.answer["months_away"] == (6 if off >= 0 else 5)
    if wanted == "mobile":
        assert ("mobile-definition-six-months" in {cite.norm_id for cite in found.cites}) is (on >= date(2024, 11, 11))


def test_a_long_absence_that_is_planned_and_one_that_is_over() -> None:
    planned = {"left_on": "2026-11-01", "back_on": "2027-06-01", "place_fixed": True}
    assert answer("member.away", TODAY, planned).answer["form"] == "transfer"
    over = {"left_on": "2026-01-05", "back_on": "2026-03-01"}
    found = answer("member.away", TODAY, over)
    assert (found.answer["form"], found.answer["months_away"]) == ("short", 1)
    coming = answer("member.away", TODAY, {"left_on": "2026-12-05"})
    assert (coming.answer["form"], coming.answer["months_away"]) == ("short", 0)
    assert answer("member.away", TODAY, {"left_on": "2018-01-05", "place_fixed": True}).answer["form"] == "transfer"
    assert answer("member.away", TODAY, {"left_on": "2026-01-05", "transferred": True}).answer["form"] == "transferred"


@given(DAYS, st.integers(-2, 2), st.integers(0, 3))
def test_out_of_contact_needs_searches_first(last: date, off: int, searches: int) -> None:
    on = later(last, 6) + timedelta(days=off)
    days = [(last + timedelta(days=30 * (number + 1))).isoformat() for number in range(searches)]
    found = answer("member.lost_contact", on, {"last_contact_on": last, "searches": days})
    assert found.answer["stage"] == ("decide" if searches and off >= 0 else "search")
    assert found.answer["half_year_on"] == later(last, 6)
    assert found.status is Status.DUE


@given(DAYS, st.integers(-2, 2))
def test_two_years_are_counted_from_the_suspension(suspended: date, off: int) -> None:
    last = suspended - timedelta(days=300)
    on = later(suspended, 24) + timedelta(days=off)
    found = answer("member.lost_contact", on, {"last_contact_on": last, "suspended_on": suspended})
    assert (found.answer["stage"], found.answer["two_years_on"]) == (
        "decide" if off >= 0 else "suspended",
        later(suspended, 24),
    )


def test_somebody_who_was_found_again() -> None:
    facts = {"last_contact_on": "2025-09-15", "found_on": "2026-05-06"}
    assert answer("member.lost_contact", TODAY, facts).answer["stage"] == "found"
    restored = answer("member.lost_contact", TODAY, {**facts, "suspended_on": "2026-04-20"})
    assert any("按程序恢复" in line for line in restored.because)


@given(DAYS, st.integers(0, 70), st.integers(-2, 2))
def test_students_abroad_are_contacted_every_half_year(went: date, months: int, off: int) -> None:
    contact = later(went, months)
    on = later(contact, 6) + timedelta(days=off)
    found = answer("member.abroad", on, {"went_on": went, "purpose": "study", "last_contact_on": contact})
    assert found.answer["next_contact_by"] == later(contact, 6)
    past_five = on > later(went, 60)
    assert (found.answer["stage"] == "decide") is past_five
    if off > 0:
        assert found.status is Status.OVERDUE
    elif not past_five:
        assert found.status is Status.MET


@pytest.mark.parametrize(("purpose", "stage"), [("settled", "decide"), ("other", "ask")])
def test_others_abroad(purpose: str, stage: str) -> None:
    found = answer("member.abroad", TODAY, {"went_on": "2026-01-05", "purpose": purpose})
    assert (found.answer["stage"], found.answer["next_contact_by"], found.answer["five_years_on"]) == (
        stage,
        None,
        None,
    )


@given(DAYS, st.integers(0, 9), st.integers(0, 27))
def test_each_six_month_line_is_counted_by_itself(last: date, months: int, days: int) -> None:
    on = later(last, months) + timedelta(days=days)
    whole = max(number for number in range(12) if later(last, number) <= on)
    found = answer("member.six_months", on, {"life_on": last}).answer
    assert (found["longest_months"], found["first_full_on"]) == (whole, later(last, 6))
    assert found["stage"] == ("none" if whole < 2 else "help" if whole < 6 else "verify")


@pytest.mark.parametrize(
    ("on", "months"), [(date(2026, 5, 31), 0), (date(2026, 6, 1), 1), (date(2026, 10, 31), 5), (date(2026, 11, 1), 6)]
)
def test_the_line_of_dues_goes_by_calendar_months(on: date, months: int) -> None:
    found = answer("member.six_months", on, {"dues_month": "2026-04"}).answer
    assert (found["longest_months"], found["first_full_on"]) == (months, date(2026, 10, 31))
    year = answer("dues.year", on, {"year": 2026, "monthly": 45, "paid": "2026-01至2026-04", "complete": True}).answer
    assert year["run_months"] == months


def test_six_months_draw_no_consequence() -> None:
    found = answer("member.six_months", TODAY, {"life_on": "2026-01-05", "work_on": "2026-11-01"})
    assert found.status is Status.DUE
    assert any("先问清楚" in line for line in found.because)
    assert any("交党费的最后日子没有填" in line for line in found.because)
    for line in (*found.because, found.next_step):
        assert "脱党" not in line
        assert "除名" not in line
    assert answer("member.six_months", TODAY, {}).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "status", "missing"),
    [
        ({}, Status.DUE, 3),
        ({"verified_on": "2026-03-02"}, Status.DUE, 2),
        ({"decided_on": "2026-03-20", "approved_on": "2026-04-15"}, Status.DUE, 1),
        ({"verified_on": "2026-03-02", "decided_on": "2026-03-20", "approved_on": "2026-03-20"}, Status.MET, 0),
        ({"verified_on": "2026-03-02", "decided_on": "2026-03-20", "approved_on": "2026-03-19"}, Status.BREACHED, 0),
    ],
)
def test_removal_step_by_step(facts: dict[str, str], status: Status, missing: int) -> None:
    found = answer("member.removal", TODAY, facts)
    assert (found.status, len(found.answer["missing"])) == (status, missing)
    assert any("他还是党员" in line for line in found.because) is (status is not Status.MET)


@given(DAYS, st.integers(-2, 2), st.sampled_from([True, False, None]))
def test_a_correction_lasts_one_year_at_most(started: date, off: int, helped: bool | None) -> None:
    ends = later(started, 12) + timedelta(days=off)
    found = answer("member.correction", started, {"started_on": started, "ends_on": ends, "helped": helped})
    assert (found.answer["latest"], found.answer["too_long"]) == (later(started, 12), off > 0)
    if off > 0 or helped is False:
        assert found.status is Status.BREACHED
    else:
        assert found.status is (Status.MET if helped else Status.UNKNOWN)


@pytest.mark.parametrize("left_by", ["advised", "refused_advice", "self_withdrawal", "own_wish", "expelled"])
def test_only_a_suspended_membership_is_restored(left_by: str) -> None:
    assert answer("member.return", TODAY, {"left_by": left_by}).answer == {
        "may_be_restored": False,
        "may_apply_again": True,
    }
    assert answer("member.return", TODAY, {"left_by": "suspended"}).answer == {
        "may_be_restored": True,
        "may_apply_again": False,
    }


@pytest.mark.parametrize(
    ("question", "facts", "field"),
    [
        ("member.away", {"left_on": "2026-05-10", "back_on": "2026-05-09"}, "back_on"),
        ("member.lost_contact", {"last_contact_on": "2027-05-10"}, "last_contact_on"),
        ("member.lost_contact", {"last_contact_on": "2026-05-10", "found_on": "2026-05-09"}, "found_on"),
        (
            "member.abroad",
            {"went_on": "2026-05-10", "purpose": "study", "last_contact_on": "2026-05-09"},
            "last_contact_on",
        ),
        ("member.abroad", {"went_on": "2026-05-10", "purpose": "holiday"}, "purpose"),
        ("member.six_months", {"life_on": "2027-01-01"}, "life_on"),
        ("member.removal", {"decided_on": "2027-01-01"}, "decided_on"),
        ("member.correction", {"started_on": "2026-05-10", "ends_on": "2026-05-09"}, "ends_on"),
        ("member.mobile_contact", {"place": "village", "mobile_members": -1}, "mobile_members"),
    ],
)
def test_bad_facts_name_the_field(question: str, facts: dict[str, Any], field: str) -> None:
    assert answer_json({"question": question, "facts": facts}, TODAY)["error"]["field"] == field
