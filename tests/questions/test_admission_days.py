"""The sums of admission against a second reckoning that is written differently: day by day and month by month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.norms import Layer
from zhibu.questions import Answer, QuestionError, answer
from zhibu.questions.admission.notice import count_notice
from zhibu.questions.admission.reviews import half_year_turns
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
DAYS_OFF = {date(2026, 6, 19), date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
LAWFUL = st.dates(date(2014, 5, 28), date(2030, 12, 31))


def naive_months(day: date, months: int) -> date:
    """Step by single months, then take the day or the last that the month has."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def works(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in DAYS_OFF)


def ask(question: str, on: date = TODAY, **facts: Any) -> Answer:
    return answer(f"admission.{question}", on, facts)


@given(st.dates(date(1900, 1, 1), date(2012, 12, 31)), LAWFUL)
def test_age_by_birthdays_one_after_the_other(born: date, applied: date) -> None:
    birthdays = 0
    while naive_months(born, (birthdays + 1) * 12) <= applied:
        birthdays += 1
    told = ask("age", born_on=born, applied_on=applied)
    assert told.answer["age"] == birthdays
    assert told.answer["old_enough"] is (birthdays >= 18)
    assert told.answer["may_apply_from"] == naive_months(born, 18 * 12)


@given(st.dates(date(2026, 5, 11), date(2026, 11, 30)))
def test_a_notice_day_by_day(posted: date) -> None:
    day, left = posted, 5
    while left:
        day += timedelta(days=1)
        left -= works(day)
    same, left = posted - timedelta(days=1), 5
    while left:
        same += timedelta(days=1)
        left -= works(same)
    told = ask("public_notice", posted_on=posted)
    assert told.answer["ends_on"] == day
    assert told.answer["ends_on_counting_posting_day"] == same
    assert told.answer["official_calendar"] is True
    assert all(works(counted) and counted > posted for counted in told.answer["counted"])


@given(st.dates(date(2026, 5, 11), date(2026, 11, 20)), st.integers(0, 20))
def test_a_notice_is_short_exactly_when_working_days_are_missing(posted: date, stood: int) -> None:
    ended = posted + timedelta(days=stood)
    after = sum(works(posted + timedelta(days=offset)) for offset in range(1, stood + 1))
    with_posting_day = after + works(posted)
    status = ask("public_notice", posted_on=posted, ended_on=ended).status
    if after >= 5:
        assert status is Status.MET
    elif with_posting_day >= 5:
        assert status is Status.UNKNOWN
    else:
        assert status is Status.BREACHED


@given(st.dates(date(2027, 1, 1), date(2029, 12, 1)), st.sets(st.integers(1, 25), max_size=6))
def test_unpublished_years_say_so_and_take_the_days_of_the_unit(posted: date, off: set[int]) -> None:
    own = {(posted + timedelta(days=offset)).toordinal(): False for offset in off}
    notice = count_notice(posted, 5, own)
    assert not {day.toordinal() for day in notice.counted} & set(own)
    plain = ask("public_notice", on=posted, posted_on=posted)
    assert plain.answer["official_calendar"] is False
    assert any("没有公布" in line for line in plain.because)


@given(LAWFUL, st.integers(1, 24))
def test_probation_and_every_length_of_an_extension(meeting: date, months: int) -> None:
    told = ask("probation", on=meeting, admission_meeting_on=meeting, extended_months=months)
    end = naive_months(meeting, 12)
    assert told.answer["ends_on"] == end
    assert told.answer["last_end_on"] == naive_months(end, months)
    assert told.answer["extension_allowed"] is (6 <= months <= 12)


@given(LAWFUL, st.integers(-2, 40))
def test_an_extension_by_its_last_day(meeting: date, offset: int) -> None:
    end = naive_months(meeting, 12)
    for edge, inside in ((naive_months(end, 6), offset >= 0), (naive_months(end, 12), offset <= 0)):
        told = ask("probation", on=meeting, admission_meeting_on=meeting, extended_to=edge + timedelta(days=offset))
        if abs(offset) < 28:
            assert told.answer["extension_allowed"] is inside


@pytest.mark.parametrize(("extensions", "allowed"), [(1, True), (2, False), (3, False)])
def test_only_one_extension(extensions: int, allowed: bool) -> None:
    told = ask("probation", admission_meeting_on="2025-03-31", extended_months=6, extensions=extensions)
    assert told.answer["extension_allowed"] is allowed
    without_a_day = ask("probation", admission_meeting_on="2025-03-31", extensions=extensions)
    assert without_a_day.answer["extension_allowed"] is (None if allowed else False)


@given(LAWFUL, st.none() | st.integers(0, 60), st.booleans(), st.none() | st.integers(0, 300))
def test_approval(meeting: date, reported_after: int | None, special: bool, approved_after: int | None) -> None:
    reported = None if reported_after is None else meeting + timedelta(days=reported_after)
    start = reported or meeting
    approved = None if approved_after is None else start + timedelta(days=approved_after)
    told = ask(
        "approval_deadline",
        meeting_on=meeting,
        reported_on=reported,
        approved_on=approved,
        special_reason=special,
    )
    assert told.answer["deadline"] == naive_months(start, 3)
    assert told.answer["special_deadline"] == naive_months(start, 6)
    last = naive_months(start, 6 if special else 3)
    ended = approved or TODAY
    late = 0
    while last + timedelta(days=late) < ended:
        late += 1
    assert told.answer["days_late"] == late
    if approved:
        assert told.status is (Status.BREACHED if late else Status.MET)
    else:
        assert told.status is (Status.OVERDUE if late else Status.DUE)
    assert (reported is None) is any("没有填上报的日子" in line for line in told.because)


@given(st.dates(date(2014, 12, 1), date(2027, 1, 1)), st.lists(st.integers(1, 400), max_size=5), st.booleans())
def test_reviews_one_half_year_after_the_other(began: date, gaps: list[int], complete: bool) -> None:
    dates, day = [], began
    for gap in gaps:
        day += timedelta(days=gap)
        dates.append(day)
    turns = half_year_turns("activist", began, dates, TODAY, complete=complete)
    starts = [began, *dates]
    assert [turn.from_on for turn in turns] == starts
    for turn, start, done in zip(turns, starts, [*dates, None], strict=True):
        due_by = naive_months(start, 6)
        assert turn.due_by == due_by
        assert turn.rule.endswith("-2026") is (due_by >= date(2026, 5, 11))
        if done is not None:
            assert turn.status is (Status.MET if done <= due_by else Status.BREACHED)
        elif due_by >= TODAY:
            assert turn.status is Status.DUE
        else:
            assert turn.status is (Status.OVERDUE if complete else Status.UNKNOWN)


@given(st.dates(date(2014, 5, 28), date(2025, 1, 1)), st.integers(0, 200), LAWFUL)
def test_standing_counts_from_the_end_of_probation_however_late_the_meeting(meeting: date, late: int, on: date) -> None:
    end = naive_months(meeting, 12)
    facts = {"admission_meeting_on": meeting, "conversion_meeting_on": end + timedelta(days=late)}
    told = answer("member.standing", on, facts)
    assert told.answer["standing_from"] == end
    years = 0
    while naive_months(end, (years + 1) * 12) <= on:
        years += 1
    assert told.answer["years"] == years
    assert told.answer["joined_on"] == (meeting if meeting >= date(2019, 5, 6) else None)


@pytest.mark.parametrize("days", range(5))
@pytest.mark.parametrize("hours", [None, 0, 23, 24, 25])
def test_training_by_either_figure(days: int, hours: int | None) -> None:
    told = ask("training", days=days, class_hours=hours)
    assert told.answer["enough"] is (days >= 3 or (hours or 0) >= 24)
    assert told.answer["trained"] is (days > 0 or (hours or 0) > 0)


@pytest.mark.parametrize(
    ("question", "facts", "field", "said"),
    [
        ("age", {"born_on": "2026-06-01", "applied_on": "2026-05-01"}, "born_on", "晚于"),
        ("age", {}, "born_on", "请填"),
        ("age", {"born_on": "2005-02-29"}, "born_on", "日历上没有"),
        ("training", {"days": "三天"}, "days", "要填整数"),
        ("training", {"days": -1}, "days", "不能是负数"),
        ("public_notice", {"posted_on": "2026-06-08", "ended_on": "2026-06-01"}, "ended_on", "早于"),
        ("public_notice", {"posted_on": "2026-06-01", "province": "北京"}, "province", "只能填"),
        (
            "public_notice",
            {"posted_on": "2027-06-01", "own_workdays": "2027-06-05", "own_days_off": "2027-06-05"},
            "own_days_off",
            "又算上班又算放假",
        ),
        ("probation", {"admission_meeting_on": "2025-03-31", "extended_months": 0}, "extended_months", "1 到 60"),
        (
            "probation",
            {"admission_meeting_on": "2025-03-31", "extended_months": 6, "extended_to": "2026-10-01"},
            "extended_to",
            "对不上",
        ),
        ("conversion", {"admission_meeting_on": "2025-03-31", "approved_on": "2026-06-01"}, "meeting_on", "还要填"),
        ("conversion", {"admission_meeting_on": "2025-03-31", "meeting_on": "2025-03-30"}, "meeting_on", "早于"),
        ("approval_deadline", {"meeting_on": "2026-06-01", "reported_on": "2026-05-31"}, "reported_on", "早于"),
        ("review_half_year", {"began_on": "2026-03-01", "dates": "2026-02-01"}, "dates", "早于"),
        ("reports", {"began_on": "2026-01-01", "year": 26, "province": "贵州"}, "year", "四位数"),
        ("approver", {"body": "居委会"}, "body", "只能填"),
    ],
)
def test_bad_facts_name_the_field(question: str, facts: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(QuestionError) as refused:
        ask(question, **facts)
    assert refused.value.field == field
    assert said in refused.value.sentence


def test_a_stricter_unit_is_used_and_cited_and_a_milder_one_gives_way() -> None:
    def layer(months: int) -> Layer:
        rule = "admission-approval-three-months-2026"
        return Layer("unit", rule, "months", months, date(2026, 6, 1), None, "公司党委办法", "第五条")

    told = answer("admission.approval_deadline", TODAY, {"meeting_on": "2026-06-10"}, [layer(2)])
    assert told.answer["deadline"] == date(2026, 8, 10)
    assert told.cites[0].document_zh == "《公司党委办法》第五条"
    assert "算2个月" in told.because[0]
    told = answer("admission.approval_deadline", TODAY, {"meeting_on": "2026-06-10"}, [layer(4)])
    assert told.answer["deadline"] == date(2026, 9, 10)
    assert not any("公司党委办法" in cite.document_zh for cite in told.cites)


def test_a_unit_may_say_how_long_promptly_is() -> None:
    rule = "admission-conversion-on-time"
    layer = Layer("unit", rule, "months", 2, date(2020, 1, 1), None, "公司党委办法")
    told = answer("admission.conversion", date(2026, 5, 20), {"admission_meeting_on": "2025-03-31"}, [layer])
    assert told.answer["meeting_by"] == date(2026, 5, 31)
    assert told.answer["meeting_by_is_ours"] is False


def test_older_members_count_from_their_file() -> None:
    told = answer("member.standing", TODAY, {"admission_meeting_on": "1998-07-01", "recorded_on": "1999-07-01"})
    assert told.answer == {"joined_on": None, "standing_from": date(1999, 7, 1), "years": 27}
    assert told.status is Status.NOT_APPLICABLE
