"""What does not fit within and between the rows of a roster."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.building import codes, identity_number, read_first, separated, xlsx
from zhibu.intake import Group, Interpretation

HEADER = ["姓名", "性别", "出生日期", "入党日期", "转正日期"]
D = datetime.date


def roster(*rows: list[Any], header: list[str] = HEADER, **options: Any) -> Interpretation:
    return read_first(xlsx([header, *rows]), **options)


@pytest.mark.parametrize(
    ("birth", "joined", "full", "expected"),
    [
        ("1990-06-12", "2008-06-12", "2009-06-12", []),
        ("1990-06-12", "2008-06-11", "2009-06-11", ["joined.under_age"]),
        ("1990-06", "2008-06-01", "2009-06-01", []),
        ("1990-07", "2008-06-30", "2009-06-30", ["joined.under_age"]),
        ("1992-02-29", "2010-02-28", "2011-02-28", []),
        ("1970-01-01", "2008-06-12", "2009-06-11", ["full.too_early"]),
        ("1970-01-01", "2008-06-12", "2008-06-12", ["full.same_day"]),
        ("1970-01-01", "2008-06-12", "2008-06-11", ["full.before_joined"]),
        ("1970-01-01", "2008-02-29", "2009-02-28", []),
        ("1950-01-01", "1973-07-01", "1973-07-01", []),
        ("1950-01-01", "1977-08-18", "1977-08-18", []),
        ("1950-01-01", "1977-08-19", "1977-08-19", ["full.same_day"]),
        ("1970-01-01", "1970-01-01", "", ["joined.before_birth"]),
        ("1990-01-01", "1980-01-01", "", ["joined.before_birth"]),
    ],
)
def test_dates_are_compared_on_both_sides_of_each_boundary(
    birth: str, joined: str, full: str, expected: list[str]
) -> None:
    assert codes(roster(["王小明", "男", birth, joined, full]), 2) == expected


def test_what_cannot_be_is_refused_and_what_may_be_is_asked() -> None:
    result = roster(
        ["王小明", "男", "1970-01-01", "2008-06-12", "2008-06-11"],
        ["李芳", "女", "1991-01-01", "2008-06-12", "2009-06-12"],
    )
    assert [row.group for row in result.rows] == [Group.REFUSED, Group.LOOK]
    assert result.rows[1].problems[0].sentence == "入党时 17 岁，不满 18 岁（出生 1991-01-01，入党 2008-06-12）。"


def test_months_are_judged_in_favour_of_the_member() -> None:
    """From June 2008 to June 2009 may well be a year; from June to May cannot be."""
    result = roster(["王小明", "男", "", "2008-06-12", "2009年6月"], ["李芳", "女", "", "2008年6月", "2009年5月"])
    assert codes(result, 2) == ["date.month_only"]
    assert codes(result, 3) == ["date.month_only", "date.month_only", "full.too_early"]


def test_dates_after_today_are_refused_only_when_today_is_given() -> None:
    row = ["王小明", "男", "", "2027-01-01", ""]
    assert codes(roster(row), 2) == []
    assert codes(roster(row, today=D(2026, 12, 31)), 2) == ["date.future"]
    assert codes(roster(row, today=D(2027, 1, 1)), 2) == []


def test_identity_numbers_are_compared_and_not_handed_out() -> None:
    header = ["姓名", "性别", "出生日期", "身份证号"]
    right, other = identity_number(D(1985, 6, 12), 121), identity_number(D(1990, 1, 1), 122)
    result = roster(
        ["王小明", "男", "1985-06-12", right],
        ["李芳", "男", "1985-06-12", other],
        ["赵强", "", "1990年1月", other.lower()],
        header=header,
    )
    assert codes(result, 2) == []
    assert codes(result, 3) == ["identity.birth_differs", "identity.sex_differs"]
    assert codes(result, 4) == ["duplicate.identity"]
    assert (result.rows[2].values["birth_on"], result.rows[2].values["sex"]) == (D(1990, 1, 1), "female")
    assert all("identity_number" not in row.values for row in result.rows)
    everything = repr(result)
    assert right not in everything and other not in everything
    kept = roster(["王小明", "男", "1985-06-12", right], header=header, keep_identity=True)
    assert kept.rows[0].values["identity_number"] == right


def test_damaged_numbers_are_told_masked_and_never_handed_out() -> None:
    header = ["姓名", "身份证号", "手机", "入党时间"]
    result = roster(
        ["王小明", 520111198506121234, 13812345678, "2008-06-12"],
        ["李芳", "520111198506121000", "1381234567", "2008-06-12"],
        header=header,
        keep_identity=True,
    )
    assert codes(result, 2) == ["identity.damaged"]
    assert codes(result, 3) == ["identity.damaged", "phone.unreadable"]
    assert [row.values["identity_number"] for row in result.rows] == [None, None]
    assert "19850612" not in repr(result) and "1381234" not in repr(result)


def test_long_numbers_never_stand_in_a_message_of_another_column() -> None:
    number = identity_number(D(1985, 6, 12))
    result = read_first(
        separated([["姓名", "性别", "入党时间", "民族"], [f"王{number}", number, number, number]]), "a.csv"
    )
    assert result.rows[0].group is Group.REFUSED
    assert number not in repr(result) and number[:14] not in repr(result)


def test_namesakes_are_told_and_kept_apart() -> None:
    result = roster(
        ["王小明", "男", "1985-06-12", "2008-06-12", ""],
        ["王小明", "男", "1985-06-12", "2008-06-12", ""],
        ["王小明", "男", "1990-01-01", "2015-07-01", ""],
        ["王小明", "男", "", "2015-07-01", ""],
        ["李芳", "女", "", "", ""],
    )
    assert [codes(result, number) for number in range(2, 7)] == [
        [],
        ["duplicate.person"],
        [],
        ["duplicate.person"],
        [],
    ]
    assert result.rows[1].problems[0].sentence == "姓名和出生日期和第 2 行一样。"
    assert result.rows[3].problems[0].sentence == "姓名和第 2 行一样。"
    assert len(result.rows) == 5


def test_remarks_in_the_name_fill_or_contradict() -> None:
    header = ["姓名", "性别", "人员类别", "入党时间"]
    result = roster(
        ["李芳（女）", "", "", "2008-06-12"],
        ["赵强（预备）", "男", "", "2025-06-12"],
        ["钱进（女）", "男", "", "2008-06-12"],
        ["孙浩（借调）", "男", "正式党员", "2008-06-12"],
        header=header,
    )
    assert (result.rows[0].values["name"], result.rows[0].values["sex"]) == ("李芳", "female")
    assert result.rows[1].values["affiliation"] == "probationary_member"
    assert codes(result, 4) == ["name.remark"] and result.rows[2].group is Group.LOOK
    assert codes(result, 5) == ["name.remark"] and result.rows[3].group is Group.READY


def test_people_who_are_no_members_are_refused_with_the_way_out() -> None:
    result = roster(["李芳", "女", "入党积极分子", ""], header=["姓名", "性别", "类别", "入党时间"])
    assert result.rows[0].group is Group.REFUSED
    assert result.rows[0].problems[0].told == (
        "第 2 行 C 列（类别）：这一行写的是“入党积极分子”，不是党员。从花名册里拿掉这一行；发展党员另外记。"
    )


def test_a_probationary_member_has_no_day_of_conversion() -> None:
    header = ["姓名", "类别", "入党时间", "转正时间"]
    result = roster(["李芳", "预备党员", "2008-06-12", "2009-06-12"], header=header)
    assert codes(result, 2) == ["affiliation.converted"]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("支部书记", ["secretary"]),
        ("副书记", ["deputy_secretary"]),
        ("书记、组织委员", ["secretary", "organisation_member"]),
        ("纪检委员兼宣传委员", ["publicity_member", "discipline_member"]),
        ("支委委员", ["committee_member"]),
        ("第二党小组组长", ["group_leader"]),
        ("党员", []),
    ],
)
def test_posts(text: str, posts: list[str]) -> None:
    result = roster(["李芳", "女", text], header=["姓名", "性别", "党内职务"])
    assert result.rows[0].values["posts"] == posts
    assert result.rows[0].values["post_text"] == text


def test_a_row_without_a_name_is_refused() -> None:
    result = roster(["", "女", "1990-01-01", "2015-07-01", ""], ["=A1", "女", "1990-01-01", "2015-07-01", ""])
    assert [codes(result, number) for number in (2, 3)] == [["name.missing"], ["cell.formula"]]
    assert all(row.group is Group.REFUSED for row in result.rows)


def test_a_text_longer_than_is_kept_is_cut_and_told() -> None:
    header = ["姓名", "性别", "入党时间", "备注"]
    result = roster(["李芳", "女", "2015-07-01", "字" * 201], ["王小明", "男", "2015-07-01", "字" * 200], header=header)
    assert codes(result, 2) == ["text.too_long"] and len(result.rows[0].values["remark"]) == 200
    assert codes(result, 3) == []


@given(st.dates(D(1940, 1, 1), D(2000, 12, 31)), st.integers(0, 365 * 30), st.integers(-400, 800))
def test_the_groups_follow_the_dates(birth: D, until_joined: int, until_full: int) -> None:
    joined = birth + datetime.timedelta(days=until_joined)
    full = joined + datetime.timedelta(days=until_full)
    row = ["王小明", "男", birth.isoformat(), joined.isoformat(), full.isoformat()]
    result = read_first(separated([HEADER, row]), "a.csv")
    impossible = joined <= birth or full < joined
    assert (result.rows[0].group is Group.REFUSED) == impossible
    if not impossible and (joined.year, joined.month, joined.day) >= (birth.year + 18, birth.month, birth.day):
        assert "joined.under_age" not in codes(result, 2)
    if until_full >= 366:
        assert not {"full.too_early", "full.same_day"} & set(codes(result, 2))
