"""Dates as people write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.intake.values.dates import Dated, Period, read_date, read_moment, read_period

DAY = datetime.date(2023, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2023-05-01", "2023/5/1", "2023.5.1", "2023.05.01", "2023年5月1日", "2023年05月01日",
        "2023 年 5 月 1 日", "二〇二三年五月一日", "二○二三年五月一日", "二零二三年五月一号", "20230501",
        "２０２３年５月１日", "2023，5，1", "2023。5。1", "2023-5-1日", "2023年5月1号", "2023年5月1日（星期一）",
        "2023-05-01 周一", " 2023.5.1 ", "2023、5、1", "2023年5月1", "2023-05-01 00:00:00", "2023．5．1",
    ],
)  # fmt: skip
def test_ways_to_write_a_day(text: str) -> None:
    assert read_date(text).value == Dated(DAY)


@pytest.mark.parametrize(
    "text",
    ["2023-05", "2023/5", "2023.5", "2023.05", "2023年5月", "二〇二三年五月", "202305", "2023年5月份", "2023 年 5 月"],
)
def test_a_month_stays_a_month(text: str) -> None:
    outcome = read_date(text)
    assert outcome.value == Dated(DAY, "month")
    assert outcome.value.last == datetime.date(2023, 5, 31)
    assert outcome.problem is not None and outcome.problem.code == "date.month_only"


@pytest.mark.parametrize("text", ["2023", "2023年", "2023年度", "二〇二三年"])
def test_a_year_stays_a_year(text: str) -> None:
    outcome = read_date(text)
    assert outcome.value == Dated(datetime.date(2023, 1, 1), "year")
    assert outcome.problem is not None and outcome.problem.code == "date.year_only"


@pytest.mark.parametrize(
    ("value", "shown_as", "expected"),
    [
        (45047, None, Dated(DAY)),
        (45047.0, None, Dated(DAY)),
        (45047.0, "month", Dated(DAY, "month")),
        (datetime.date(2023, 5, 1), None, Dated(DAY)),
        (datetime.datetime(2023, 5, 1), None, Dated(DAY)),  # noqa: DTZ001 - as a cell holds it
        (datetime.date(2023, 5, 9), "month", Dated(DAY, "month")),
        (datetime.date(2023, 5, 9), "year", Dated(datetime.date(2023, 1, 1), "year")),
        (20230501, None, Dated(DAY)),
        (202305.0, None, Dated(DAY, "month")),
        (2023.5, None, Dated(DAY, "month")),
        (2023.12, None, Dated(datetime.date(2023, 12, 1), "month")),
        (1985.06, None, Dated(datetime.date(1985, 6, 1), "month")),
    ],
)
def test_dates_stored_as_numbers(value: object, shown_as: object, expected: Dated) -> None:
    assert read_date(value, shown_as=shown_as).value == expected  # type: ignore[arg-type]


def test_the_other_epoch() -> None:
    assert read_date(43585, epoch_1904=True).value == Dated(DAY)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2023-02-29", "date.impossible"),
        ("2023-02-30", "date.impossible"),
        ("2023-13-01", "date.impossible"),
        ("2023年0月1日", "date.impossible"),
        ("2023-04-31", "date.impossible"),
        ("5月3日", "date.no_year"),
        ("5.3", "date.no_year"),
        ("03/05/2023", "date.order"),
        ("春节后", "date.unreadable"),
        ("2023.5.123", "date.unreadable"),
        (2023.1, "date.lost_zero"),
        (12, "date.unreadable"),
        (True, "date.unreadable"),
        (datetime.time(14, 0), "date.unreadable"),
        ("2023-05-01、2023-05-08", "date.several"),
        ("农历2023年五月初一", "date.lunar"),
        ("2023年5月1日（农历）", "date.lunar"),
        ("2023年1-6月", "date.unreadable"),
        ("1-6月", "date.unreadable"),
    ],
)
def test_what_is_no_date_gives_no_value(value: object, code: str) -> None:
    outcome = read_date(value)  # type: ignore[arg-type]
    assert outcome.value is None
    assert outcome.problem is not None and outcome.problem.code == code
    assert outcome.problem.sentence and outcome.problem.right


@pytest.mark.parametrize(
    ("text", "expected", "code"),
    [
        ("23.5.1", Dated(DAY), "date.short_year"),
        ("85年6月", Dated(datetime.date(1985, 6, 1), "month"), "date.short_year"),
        ("2023年5月上旬", Dated(DAY, "month"), "date.vague"),
        ("2023年5月底", Dated(DAY, "month"), "date.vague"),
        ("2023-05-01至2023-05-03", Dated(DAY), "date.range"),
        ("2023年5月1日-3日", Dated(DAY), "date.range"),
        ("45047", Dated(DAY), "date.serial_text"),
        ("19987", Dated(datetime.date(1954, 9, 20)), "date.serial_or_month"),
        ("19990", Dated(datetime.date(1954, 9, 23)), "date.serial_text"),  # no month has the number 0
        ("2023.5.", Dated(DAY, "month"), "date.month_only"),
        ("2023年5月1日上午", Dated(DAY), "time.no_clock"),
        ("2023年5月1日批准", Dated(DAY), "date.extra_text"),
        ("约2023年5月1日", Dated(DAY), "date.extra_text"),
        ("25/12/2023", Dated(datetime.date(2023, 12, 25)), None),
        ("12/25/2023", Dated(datetime.date(2023, 12, 25)), None),
    ],
)
def test_dates_that_want_a_look_keep_their_value(text: str, expected: Dated, code: str | None) -> None:
    outcome = read_date(text)
    assert outcome.value == expected
    assert (outcome.problem.code if outcome.problem else None) == code


@pytest.mark.parametrize("text", ["5月1日", "5.1", "5-1", "05/01", "五月一日", "5月1号"])
def test_the_given_year_fills_in(text: str) -> None:
    assert read_date(text, year=2023).value == Dated(DAY)


def test_a_day_number_that_may_have_lost_its_zero_is_asked() -> None:
    assert read_date(5.1, year=2023).problem.code == "date.lost_zero"  # type: ignore[union-attr]
    assert read_date(5.12, year=2023).value == Dated(datetime.date(2023, 5, 12))


def test_a_stored_year_that_is_not_shown_is_compared_with_the_table() -> None:
    day = datetime.date(2024, 5, 1)
    assert read_date(day, year=2024, shown_as="month_day").problem is None
    outcome = read_date(day, year=2023, shown_as="month_day")
    assert outcome.problem is not None and outcome.problem.code == "date.hidden_year"


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "/", "无", "不详", "N/A"])
def test_ways_to_say_nothing(text: str) -> None:
    outcome = read_date(text)
    assert outcome.value is None and outcome.problem is None


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2023-05-01 14:00-16:00", datetime.time(14), datetime.time(16)),
        ("2023-05-01T14:00:00", datetime.time(14), None),
        ("2023年5月1日下午2点半", datetime.time(14, 30), None),
        ("2023.5.1（14：00—15：30）", datetime.time(14), datetime.time(15, 30)),
        ("2023年5月1日 星期一 上午9:00至11:00", datetime.time(9), datetime.time(11)),
    ],
)
def test_a_clock_time_in_the_date_cell(text: str, starts: datetime.time, ends: datetime.time | None) -> None:
    moment = read_moment(text).value
    assert moment is not None
    assert (moment.dated, moment.starts, moment.ends) == (Dated(DAY), starts, ends)


_DAYS = st.dates(datetime.date(1921, 7, 1), datetime.date(2098, 12, 31))
_DIGITS = "〇一二三四五六七八九"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    start = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return start + (_DIGITS[ones] if ones else "")


@given(_DAYS)
def test_every_day_reads_back_from_every_writing(day: datetime.date) -> None:
    numeral = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    writings: list[object] = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{numeral}年{_numeral(day.month)}月{_numeral(day.day)}日",
        (day - datetime.date(1899, 12, 30)).days,
        day,
    ]
    for writing in writings:
        assert read_date(writing).value == Dated(day), writing  # type: ignore[arg-type]
    assert read_date(f"{day.month}月{day.day}日", year=day.year).value == Dated(day)


@given(_DAYS)
def test_every_month_stays_a_month_in_every_writing(day: datetime.date) -> None:
    for writing in (f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day.year}.{day.month:02d}", f"{day:%Y%m}"):
        assert read_date(writing).value == Dated(day.replace(day=1), "month"), writing


@given(
    st.one_of(
        st.text(max_size=25), st.text("0123456789年月日.-/ 二〇三至:点半(", max_size=16), st.floats(), st.integers()
    )
)
def test_anything_gives_a_value_in_range_or_a_problem(value: object) -> None:
    outcome = read_date(value, year=2023)  # type: ignore[arg-type]
    if outcome.value is not None:
        assert 1900 <= outcome.value.on.year <= 2100
    if outcome.problem is not None:
        assert outcome.problem.sentence and outcome.problem.right


@pytest.mark.parametrize("text", ["2023-05-01 00:00:00", "2023-05-01T00:00:00", "2023-05-01 00:00:00.000"])
def test_midnight_is_no_time_of_day(text: str) -> None:
    outcome = read_moment(text)
    assert outcome.value is not None and outcome.value.dated == Dated(DAY)
    assert (outcome.value.starts, outcome.problem) == (None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("二季度", 4, 6), ("2023年第2季度", 4, 6), ("上半年", 1, 6), ("2023年下半年", 7, 12), ("1—6月", 1, 6),
        ("2023年1-6月", 1, 6), ("2023年1月至2023年6月", 1, 6), ("2-3月底前", 2, 3),
    ],
)  # fmt: skip
def test_several_months(text: str, first: int, last: int) -> None:
    assert read_period(text, 2023) == Period(datetime.date(2023, first, 1), datetime.date(2023, last, 1))


@pytest.mark.parametrize("text", ["6月", "2023年", "2023-05-01", "6-1月", "1-13月", "5季度", "4月、10月", ""])
def test_what_is_not_several_months(text: str) -> None:
    assert read_period(text, 2023) is None


def test_several_months_need_a_year() -> None:
    assert read_period("二季度", None) is None
