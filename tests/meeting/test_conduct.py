"""What the signals count, on both sides of each boundary. Plain deeds, no database."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from zhibu.meeting import conduct
from zhibu.meeting.conduct import Held, Topic
from zhibu.meeting.models import ItemKind

TODAY = date(2026, 11, 23)
LONG = (
    "这次会把夜班热饭的事说清楚了，后勤答应十二月前把微波炉装好。下个月再看一次效果怎么样，由办公室的人去问大家。"
    "还不行的话，请食堂把夜宵送到车间门口。"
)


def held(day: date, kind: str = ItemKind.GENERAL_MEETING, **given: object) -> Held:
    topic = Topic(
        kind=kind,
        topic=str(given.pop("topic", "")),
        words=str(given.pop("words", "")),
        decided=bool(given.pop("decided", False)),
        voted=bool(given.pop("voted", False)),
        papers_sent_on=given.pop("papers", None),  # type: ignore[arg-type]
    )
    columns = {
        "is_held": True, "title": "会", "starts": None, "ends": None, "due": None, "present": None,
        "written_on": day, "is_typed": True, **given,
    }  # fmt: skip
    return Held(id=uuid4(), day=day, topics=[topic], **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 11, 8), True), (date(2026, 11, 9), False)])
def test_a_plan_counts_as_not_held_after_two_weeks(day: date, counts: bool) -> None:
    plan = held(day, is_held=False)
    assert (conduct.unheld([plan], 2026, TODAY) == [plan]) is counts
    ripens = conduct.ripens_on([plan], 2026, TODAY)
    assert ripens == (None if counts else TODAY + timedelta(days=1))


def test_a_plan_of_another_year_does_not_count() -> None:
    assert conduct.unheld([held(date(2025, 11, 3), is_held=False)], 2026, TODAY) == []


@pytest.mark.parametrize(("ends", "is_short"), [(time(19, 19), True), (time(19, 20), False)])
def test_short_is_less_than_twenty_minutes(ends: time, is_short: bool) -> None:
    meeting = held(date(2026, 3, 5), starts=time(19), ends=ends)
    assert bool(conduct.short([meeting])) is is_short


def test_theme_days_are_not_timed() -> None:
    assert conduct.timed([held(date(2026, 3, 5), ItemKind.THEME_DAY, starts=time(19), ends=time(19, 5))]) == []


@pytest.mark.parametrize(("present", "half_empty"), [(7, False), (6, True)])
def test_half_empty_is_below_half_of_those_due(present: int, half_empty: bool) -> None:
    assert bool(conduct.half_empty([held(date(2026, 3, 5), due=14, present=present)])) is half_empty


def test_a_vote_with_words_written_down_is_none_without() -> None:
    silent, spoken = held(date(2026, 3, 5), voted=True), held(date(2026, 3, 6), voted=True, words="李：先试一个月")
    assert conduct.votes_without_words([silent, spoken]) == [silent]


def test_papers_of_the_day_itself() -> None:
    same = held(date(2026, 3, 5), decided=True, papers=date(2026, 3, 5))
    before = held(date(2026, 3, 6), decided=True, papers=date(2026, 3, 5))
    unknown = held(date(2026, 3, 7), decided=True)
    assert conduct.with_papers([same, before, unknown]) == [same, before]
    assert conduct.papers_same_day([same, before, unknown]) == [same]


@pytest.mark.parametrize(("last", "inside"), [(date(2026, 6, 7), 4), (date(2026, 6, 8), 3)])
def test_the_closest_seven_days(last: date, inside: int) -> None:
    days = [date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 4), last]
    assert len(conduct.closest([held(day) for day in days])) == inside


def test_minutes_that_mostly_stand_in_an_earlier_meeting() -> None:
    first = held(date(2026, 3, 5), words=LONG)
    copied = held(date(2026, 4, 5), words=LONG.replace("十二月", "一月") + "王：没有意见")
    other = held(
        date(2026, 5, 5),
        words=LONG + "这次另外说了党费的事，大家问清楚了基数怎么算，下个月起按新的基数交，有困难的先说。" * 2,
    )
    deeds = [first, copied, other]
    assert conduct.same_words(deeds, deeds) == [copied]


def test_a_text_of_last_autumn_can_be_copied_too() -> None:
    last_year, this_year = held(date(2025, 9, 5), words=LONG), held(date(2026, 4, 5), words=LONG)
    assert conduct.same_words([last_year, this_year], [this_year]) == [this_year]


@pytest.mark.parametrize(("days_late", "counts"), [(7, 0), (8, 1)])
def test_typed_within_a_week_is_ordinary(days_late: int, counts: int) -> None:
    day = date(2026, 3, 5)
    assert len(conduct.typed_together([held(day, written_on=day + timedelta(days=days_late))])) == counts


def test_paper_and_imports_are_not_typed_together() -> None:
    rows = [held(date(2026, month, 5), written_on=date(2026, 11, 2), is_typed=False) for month in (1, 2, 3, 4)]
    assert conduct.typed_together(rows) == []


@pytest.mark.parametrize(("day", "early"), [(date(2026, 5, 10), True), (date(2026, 5, 11), False)])
def test_a_text_studied_before_it_was_in_force(day: date, early: bool) -> None:
    title = "中国共产党发展党员工作细则（2026年修订）"
    lesson = held(day, ItemKind.PARTY_LESSON, topic=f"学习《{title}》")
    assert bool(conduct.studied_too_early([lesson], {title: date(2026, 5, 11)})) is early


def test_the_columns_of_a_quiet_year() -> None:
    columns = conduct.columns([], 2026, date(2026, 1, 1), TODAY, {})
    assert columns["life_months"] == 0
    assert columns["closest_from"] is None
    assert {value for name, value in columns.items() if not name.endswith("_on") and name != "closest_from"} == {0}


def test_life_months_reach_back_to_july() -> None:
    deeds = [held(date(2025, 7, 1)), held(date(2026, 1, 31)), held(date(2026, 12, 31))]
    assert conduct.columns(deeds, 2026, None, TODAY, {})["life_months"] == 1 | 1 << 6 | 1 << 17
