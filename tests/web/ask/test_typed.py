"""What people type becomes what the questions read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.questions import Ask, list_questions
from zhibu.questions.reading import read_fact
from zhibu.web.ask.typed import Calendar, example_of, plain

TODAY = date(2026, 11, 23)
THIS_YEAR = Calendar(TODAY, 2026)
LAST_YEAR = Calendar(TODAY, 2025)
BALLOTS = Ask(
    "votes",
    "rows",
    "每个人的赞成票",
    "王一 9；李二 8",
    columns=(
        Ask("name", "text", "姓名", "王一"),
        Ask("votes", "whole", "赞成票", "9", "票"),
        Ask("write_in", "flag", "是不是另选的人", "否", required=False),
    ),
)
PEOPLE = Ask(
    "members",
    "rows",
    "名单",
    "王一 正式党员 到会",
    columns=(
        Ask("name", "text", "姓名", "王一", required=False),
        Ask("kind", "choice", "哪种人", "正式党员", choices={"full": "正式党员", "probationary": "预备党员"}),
        Ask(
            "state",
            "choice",
            "到会没到会",
            "到会",
            required=False,
            choices={"here": "到会", "away": "没到（出差、请假等）", "abroad": "自费出国半年以上"},
        ),
    ),
)


def ask(kind: str) -> Ask:
    return Ask("fact", kind, "一项", "1")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("whole", "15人", "15"),
        ("whole", " １５ 人 ", "15"),
        ("whole", "-3人", "-3"),
        ("whole", "十五", "十五"),
        ("whole", "3000.01", "3000.01"),
        ("money", "5,000.01元", "5,000.01"),
        ("money", "5000块", "5000"),
        ("day", "2026年3月5日", "2026-03-05"),
        ("day", "2026.3.5", "2026-03-05"),
        ("day", "20260305", "2026-03-05"),
        ("day", "3月5日", "2026-03-05"),
        ("day", "１２月３１日", "2026-12-31"),
        ("day", "昨天", "2026-11-22"),
        ("day", "2月29日", "2月29日"),
        ("day", "2月30日", "2月30日"),
        ("day", "改天", "改天"),
        ("days", "2025-12-30、1月5日", "2025-12-30、2025-01-05"),
        ("days", "3月5日\n6月12日", "2026-03-05、2026-06-12"),
        ("days", "2026 年 3 月 5 日，6.12", "2026-03-05、2026-06-12"),
        ("days", "没有", "没有"),
        ("month", "2026年7月", "2026-07"),
        ("month", "7月", "2026-07"),
        ("month", "13月", "2026-13"),
        ("months", "1月至3月、5月", "2026-01至2026-03、2026-05"),
        ("months", "1-3月 5月", "2026-01至2026-03、2026-05"),
        ("months", "2025年11月到2026年1月", "2025-11至2026-01"),
        ("months", "2025年1月到3月", "2025-01至2025-03"),
        ("months", "全年", "2026-01至2026-12"),
        ("months", "没有", "没有"),
        ("month_sums", "7月 45元\n8月：50.5", "2026-07=45、2026-08=50.5"),
        ("month_sums", "2026-07=1,000.00、8月=2", "2026-07=1000.00、2026-08=2"),
        ("text", " 王一 ", "王一"),
        ("whole", "   ", ""),
    ],
)
def test_one_fact(kind: str, text: str, expected: str) -> None:
    assert plain(ask(kind), text, THIS_YEAR) == expected


def test_a_day_without_a_year_lies_in_the_year_that_is_asked_about() -> None:
    assert plain(ask("day"), "12月31日", LAST_YEAR) == "2025-12-31"
    assert plain(ask("days"), "3.5、6.12", LAST_YEAR) == "2025-03-05、2025-06-12"
    assert plain(ask("day"), "2月29日", Calendar(TODAY, 2024)) == "2024-02-29"


@given(day=st.dates(date(1950, 1, 1), date(2150, 12, 31)), separator=st.sampled_from(["-", ".", "/", "年月日"]))
def test_every_writing_of_a_day_is_that_day(day: date, separator: str) -> None:
    if separator == "年月日":
        text = f"{day.year}年{day.month}月{day.day}日"
    else:
        text = separator.join(map(str, (day.year, day.month, day.day)))
    assert plain(ask("day"), text, THIS_YEAR) == day.isoformat()
    listed = plain(ask("days"), f"{text}\n{(day + timedelta(1)).isoformat()}", THIS_YEAR)
    assert read_fact(ask("days"), listed) == (day, day + timedelta(1))


@pytest.mark.parametrize(
    ("text", "names", "votes"),
    [
        ("王一 9\n李二 8", ["王一", "李二"], [9, 8]),
        ("1. 王一：9票\n\n2、李二，8 票", ["王一", "李二"], [9, 8]),
        ("王一\t9\t\n李二\t8\t", ["王一", "李二"], [9, 8]),
        ("王一（女） 9；李二 8", ["王一", "李二"], [9, 8]),
        ("王 9", ["王"], [9]),
    ],
)
def test_rows_line_by_line(text: str, names: list[str], votes: list[int]) -> None:
    rows = read_fact(BALLOTS, plain(BALLOTS, text, THIS_YEAR))
    assert [row["name"] for row in rows] == names
    assert [row["votes"] for row in rows] == votes


def test_a_word_of_the_label_says_yes() -> None:
    rows = read_fact(BALLOTS, plain(BALLOTS, "王一 9\n张三 6 另选", THIS_YEAR))
    assert [row["write_in"] for row in rows] == [None, True]


@pytest.mark.parametrize(
    ("line", "kind", "state"),
    [
        ("王一 正式党员 到会", "full", "here"),
        ("王一 正式 到", "full", "here"),
        ("王一 预备 没到", "probationary", "away"),
        ("王一 正式党员 没到（出差、请假等）", "full", "away"),
        ("王一 正式党员 请假", "full", "away"),
        ("王一 full abroad", "full", "abroad"),
        ("正式党员 到会", "full", "here"),
        ("- 正式党员", "full", None),
    ],
)
def test_half_words_where_only_one_fits(line: str, kind: str, state: str | None) -> None:
    (row,) = read_fact(PEOPLE, plain(PEOPLE, line, THIS_YEAR))
    assert (row["kind"], row["state"]) == (kind, state)


def test_what_fits_twice_or_not_at_all_is_left_for_the_error() -> None:
    (row,) = plain(PEOPLE, "王一 党员", THIS_YEAR)
    assert row["kind"] == "党员"
    assert plain(PEOPLE, "王一 正式党员 到会 多的", THIS_YEAR) == "王一 正式党员 到会 多的"


@given(
    st.text(max_size=40), st.sampled_from(["whole", "money", "day", "days", "month", "months", "month_sums", "text"])
)
def test_no_text_breaks_it(text: str, kind: str) -> None:
    assert isinstance(plain(ask(kind), text, THIS_YEAR), str)


@given(st.text(alphabet="王一9 -、；\n\t（）正式党员到会", max_size=40))
def test_no_list_breaks_it(text: str) -> None:
    assert isinstance(plain(PEOPLE, text, THIS_YEAR), str | list)


def test_what_a_question_reads_itself_is_not_changed_in_meaning() -> None:
    """Every declared example, as it stands, means the same with and without this reading."""
    seen = 0
    for question in list_questions():
        for fact in question.asks:
            assert read_fact(fact, plain(fact, fact.example, THIS_YEAR)) == read_fact(fact, fact.example), fact
            assert read_fact(fact, plain(fact, example_of(fact), THIS_YEAR)) == read_fact(fact, fact.example), fact
            seen += 1
    assert seen > 100
