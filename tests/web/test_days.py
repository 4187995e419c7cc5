from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.web.days import (
    Near,
    UnreadableDay,
    days_away,
    days_left,
    read_day,
    write_day,
    write_short_day,
    write_weekday,
)

TODAY = date(2026, 11, 23)
DAYS = st.dates(min_value=date(1921, 7, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["2026.3.5", "2026年3月5日", "2026-03-05", "2026/3/5", "２０２６．３．５", "20260305", " 2026 年 3 月 5 号 ",
     "2026。3。5", "3月5日", "3.5", "３月５日", "03-05"],
)  # fmt: skip
def test_usual_writings_are_read(text: str) -> None:
    assert read_day(text, TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize(("word", "day"), [("前天", 21), ("昨天", 22), ("今天", 23), ("明天", 24), ("后天", 25)])
def test_words_are_read(word: str, day: int) -> None:
    assert read_day(word, TODAY) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("11月23日", Near.PAST, date(2026, 11, 23)),
        ("11月24日", Near.PAST, date(2025, 11, 24)),
        ("11月23日", Near.FUTURE, date(2026, 11, 23)),
        ("11月22日", Near.FUTURE, date(2027, 11, 22)),
        ("2月29日", Near.PAST, date(2024, 2, 29)),
        ("2月29日", Near.FUTURE, date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_nearest_on_the_side_asked_for(text: str, near: Near, expected: date) -> None:
    assert read_day(text, TODAY, near) == expected


@pytest.mark.parametrize("text", ["2026年2月29日", "2026.13.1", "11月31日", "2月30日", "00000101"])
def test_days_that_do_not_exist_are_named(text: str) -> None:
    with pytest.raises(UnreadableDay, match="没有“"):
        read_day(text, TODAY)


@pytest.mark.parametrize("text", ["", "下周", "2026年3月", "5", "2026.3.5.1", "三月五日"])
def test_other_writings_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableDay, match="写成 2026年3月5日"):
        read_day(text, TODAY)


@given(day=DAYS, near=st.sampled_from(Near))
def test_what_is_written_is_read_back(day: date, near: Near) -> None:
    assert read_day(write_day(day), TODAY, near) == day


@given(day=DAYS, today=DAYS)
def test_month_and_day_lie_on_the_side_asked_for(day: date, today: date) -> None:
    text = f"{day.month}月{day.day}日"
    past, future = read_day(text, today, Near.PAST), read_day(text, today, Near.FUTURE)
    assert past <= today <= future
    assert (past.month, past.day) == (future.month, future.day) == (day.month, day.day)
    assert future - past <= timedelta(days=2923)  # 29 February around a century that has none


@given(day=DAYS)
def test_the_year_is_left_out_only_when_it_is_this_one(day: date) -> None:
    short = write_short_day(day, TODAY)
    assert ("年" in short) == (day.year != 2026)
    assert short.endswith(f"{day.month}月{day.day}日")


@pytest.mark.parametrize(
    ("day", "words"),
    [(22, "超过 1 天"), (23, "今天到期"), (24, "明天到期"), (25, "还有 2 天")],
)
def test_days_left(day: int, words: str) -> None:
    assert days_left(date(2026, 11, day), TODAY) == words


@pytest.mark.parametrize(("day", "words"), [(21, "2 天前"), (22, "昨天"), (23, "今天"), (24, "明天"), (25, "2 天后")])
def test_days_away(day: int, words: str) -> None:
    assert days_away(date(2026, 11, day), TODAY) == words


@pytest.mark.parametrize(("day", "name"), [(22, "星期日"), (23, "星期一"), (28, "星期六")])
def test_weekday(day: int, name: str) -> None:
    assert write_weekday(date(2026, 11, day)) == name
