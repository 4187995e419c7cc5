"""Letters of introduction, the way between two branches, graduates: both sides of every last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.questions import answer, answer_json
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2019, 5, 6), date(2060, 12, 31))


def later(day: date, months: int) -> date:
    """Month by month on the calendar, then the last day that exists."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


@given(DAYS, st.integers(1, 120), st.integers(-5, 5))
def test_a_letter_is_good_to_its_last_day(issued: date, days: int, off: int) -> None:
    on = issued + timedelta(days=days + off)
    found = answer("transfer.letter", max(on, issued), {"issued_on": issued, "valid_days": days})
    assert found.answer["last_day"] == issued + timedelta(days=days)
    assert found.status is (Status.OVERDUE if off > 0 else Status.DUE)
    assert found.answer["longer_than_usual"] == (issued + timedelta(days=days) > later(issued, 3))


def test_what_is_written_on_the_letter_goes_before_the_default() -> None:
    issued = {"issued_on": "2026-05-10"}
    assert answer("transfer.letter", TODAY, issued).answer["last_day"] == date(2026, 8, 8)
    assert answer("transfer.letter", TODAY, {**issued, "valid_days": 10}).answer["last_day"] == date(2026, 5, 20)
    assert answer("transfer.letter", TODAY, {**issued, "valid_days": 10, "valid_to": "2026-06-01"}).answer[
        "last_day"
    ] == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("presented", "in_time", "status"), [("2026-05-20", True, Status.MET), ("2026-05-21", False, Status.OVERDUE)]
)
def test_a_letter_that_was_presented(presented: str, in_time: bool, status: Status) -> None:
    found = answer("transfer.letter", TODAY, {"issued_on": "2026-05-10", "valid_days": 10, "presented_on": presented})
    assert (found.answer["in_time"], found.status) == (in_time, status)
    assert found.cites[0].to_check


@given(DAYS, st.integers(0, 200), st.integers(-10, 300))
def test_somebody_is_responsible_every_day(issued: date, wait: int, after: int) -> None:
    received, on = issued + timedelta(days=wait), issued + timedelta(days=after)
    if on < date(2019, 5, 6):
        return
    found = answer("transfer.responsible", on, {"issued_on": issued, "received_on": received}).answer
    assert found["responsible"] == ("destination" if on >= received else "origin")
    assert found["days_under_way"] == (after if 0 <= after < wait else None)


@given(DAYS, st.integers(0, 500))
def test_a_transfer_that_is_never_received_stays_with_the_origin(issued: date, after: int) -> None:
    assert (
        answer("transfer.responsible", issued + timedelta(days=after), {"issued_on": issued}).answer["responsible"]
        == "origin"
    )


def test_a_member_on_the_way_since_before_the_text_is_judged_by_the_text_of_the_day() -> None:
    assert answer("transfer.responsible", TODAY, {"issued_on": "2019-01-10"}).answer["responsible"] == "origin"
    old = {"issued_on": "2019-01-10", "received_on": "2019-02-10"}
    assert answer("transfer.responsible", TODAY, old).status is Status.NOT_APPLICABLE


@given(DAYS, st.integers(-3, 3))
def test_the_receipt_for_a_graduate(received: date, off: int) -> None:
    returned = later(received, 1) + timedelta(days=off)
    found = answer("transfer.graduate", returned, {"received_on": received, "returned_on": returned})
    assert found.answer["receipt_by"] == later(received, 1)
    assert found.answer["receipt_days_late"] == max(0, off)
    assert found.status is (Status.BREACHED if off > 0 else Status.MET)


@given(DAYS, st.booleans(), st.integers(-2, 2))
def test_two_years_at_the_university_and_one_more_with_consent(graduated: date, agreed: bool, off: int) -> None:
    until, longer = later(graduated, 24), later(later(graduated, 24), 12)
    on = (longer if agreed else until) + timedelta(days=off)
    found = answer("transfer.graduate", on, {"graduated_on": graduated, "longer_agreed": agreed})
    assert (found.answer["keep_until"], found.answer["keep_until_extended"]) == (until, longer)
    assert found.status is (Status.OVERDUE if off > 0 else Status.DUE)


@given(DAYS, st.integers(-2, 2))
def test_six_months_to_issue_a_letter_again(moved: date, off: int) -> None:
    found = answer("transfer.graduate", later(moved, 6) + timedelta(days=off), {"moved_out_on": moved})
    assert found.answer["reissue_until"] == later(moved, 6)
    assert found.status is (Status.OVERDUE if off > 0 else Status.DUE)


def test_before_2019_only_the_notice_of_2015_is_cited() -> None:
    found = answer("transfer.graduate", date(2018, 6, 1), {"graduated_on": "2017-06-30"})
    assert [cite.norm_id for cite in found.cites] == ["transfer-graduate-extension-one-year"]
    now = answer("transfer.graduate", date(2019, 5, 6), {"graduated_on": "2017-06-30"})
    assert [cite.norm_id for cite in now.cites] == [
        "transfer-graduate-keep-two-years",
        "transfer-graduate-extension-one-year",
    ]


def test_without_a_day_it_asks() -> None:
    found = answer("transfer.graduate", TODAY, {})
    assert (found.status, set(found.answer.values())) == (Status.UNKNOWN, {None})


@pytest.mark.parametrize(
    ("question", "facts", "field"),
    [
        ("transfer.letter", {"issued_on": "2026-05-10", "valid_days": 0}, "valid_days"),
        ("transfer.letter", {"issued_on": "2026-05-10", "presented_on": "2026-05-09"}, "presented_on"),
        ("transfer.letter", {"issued_on": "2026-05-10", "valid_to": "2026-05-09"}, "valid_to"),
        ("transfer.letter", {"issued_on": "2026-02-30"}, "issued_on"),
        ("transfer.responsible", {"issued_on": "2026-05-10", "received_on": "2026-05-09"}, "received_on"),
        ("transfer.graduate", {"returned_on": "2026-05-10"}, "received_on"),
        ("transfer.graduate", {"received_on": "2026-05-10", "returned_on": "2026-05-09"}, "returned_on"),
        ("transfer.graduate", {"moved_out_on": "2026-05-10", "received_on": "2026-05-09"}, "received_on"),
    ],
)
def test_days_in_the_wrong_order_name_the_field(question: str, facts: dict[str, Any], field: str) -> None:
    assert answer_json({"question": question, "facts": facts}, TODAY)["error"]["field"] == field
