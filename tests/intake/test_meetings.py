"""What does not fit within and between the rows of a meeting ledger."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.building import codes, read_first, separated, told, xlsx
from zhibu.intake import Group, Interpretation

HEADER = ["日期", "会议类型", "主题", "应到人数", "实到人数", "缺席人数"]
D = datetime.date


def ledger(*rows: list[Any], header: list[str] = HEADER, **options: Any) -> Interpretation:
    return read_first(xlsx([header, *rows]), **options)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("支部党员大会", ["general_meeting"]),
        ("党员大会", ["general_meeting"]),
        ("支部大会", ["general_meeting"]),
        ("全体党员大会", ["general_meeting"]),
        ("1.支部党员大会", ["general_meeting"]),
        ("支委会", ["committee_meeting"]),
        ("支部委员会", ["committee_meeting"]),
        ("支部委员会会议", ["committee_meeting"]),
        ("支委扩大会", ["committee_meeting"]),
        ("支部委员会（扩大）会议", ["committee_meeting"]),
        ("党小组会", ["group_meeting"]),
        ("第一党小组会议", ["group_meeting"]),
        ("党课", ["party_lesson"]),
        ("书记讲党课", ["party_lesson"]),
        ("专题党课", ["party_lesson"]),
        ("主题党日", ["theme_day"]),
        ("“主题党日+”活动", ["theme_day"]),
        ("党员活动日", ["theme_day"]),
        ("组织生活会", ["organisational_life_meeting"]),
        ("专题组织生活会", ["organisational_life_meeting"]),
        ("民主评议党员", ["democratic_appraisal"]),
        ("民主评议", ["democratic_appraisal"]),
        ("党员大会暨党课", ["general_meeting", "party_lesson"]),
        ("主题党日、党课", ["theme_day", "party_lesson"]),
        ("组织生活会和民主评议党员", ["organisational_life_meeting", "democratic_appraisal"]),
        ("支委会/党员大会", ["committee_meeting", "general_meeting"]),
    ],
)
def test_the_many_ways_to_write_the_kinds(text: str, kinds: list[str]) -> None:
    result = ledger(["2023-01-05", text, "议题", 5, 5, 0])
    assert result.rows[0].values["kinds"] == kinds
    assert [item["kind"] for item in result.rows[0].values["items"]] == kinds
    assert result.rows[0].group is Group.READY


def test_an_unknown_kind_becomes_another_activity_after_a_look() -> None:
    result = ledger(["2023-01-05", "集中学习", "议题", 5, 5, 0], ["2023-01-06", "民主生活会", "议题", 5, 5, 0])
    assert [row.values["kinds"] for row in result.rows] == [["other"], ["other"]]
    assert [row.group for row in result.rows] == [Group.LOOK, Group.LOOK]


def test_a_missing_kind_is_taken_from_the_title_and_told() -> None:
    result = ledger(["2023-01-05", "", "召开支部党员大会学习精神", 5, 5, 0])
    assert result.rows[0].values["kinds"] == ["general_meeting"]
    assert codes(result, 2) == ["kind.from_title"] and result.rows[0].group is Group.READY


@pytest.mark.parametrize(
    ("due", "present", "absent", "expected", "group"),
    [
        (15, 15, 0, [], Group.READY),
        (15, 12, 3, [], Group.READY),
        (15, 12, None, [], Group.READY),
        (15, 16, None, ["present.more_than_due"], Group.REFUSED),
        (15, 12, 2, ["people.sum"], Group.LOOK),
        (15, 12, 4, ["people.sum"], Group.LOOK),
        (None, 12, 4, [], Group.READY),
        (0, 0, 0, [], Group.READY),
    ],
)
def test_counts_are_compared_on_both_sides(
    due: int | None, present: int, absent: int | None, expected: list[str], group: Group
) -> None:
    result = ledger(["2023-01-05", "支委会", "议题", due, present, absent])
    assert codes(result, 2) == expected
    assert result.rows[0].group is group


VOTES = ["日期", "类型", "主题", "应到", "实到", "有表决权人数", "参加表决人数", "赞成", "反对", "弃权"]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([15, 14, 13, 1, 0], []),
        ([15, 14, 13, 1, 1], ["votes.too_many"]),
        ([15, 14, 12, 1, 0], ["votes.sum"]),
        ([15, 16, 13, 1, 0], ["votes.more_than_due", "votes.sum"]),
        ([15, None, 14, 1, 0], []),
        ([15, None, 14, 1, 1], ["votes.too_many"]),
        ([None, None, 14, 0, 0], []),
        ([None, None, 15, 0, 0], ["votes.too_many"]),
        ([None, None, None, None, None], []),
    ],
)
def test_tallies_are_compared_with_the_nearest_base(votes: list[int | None], expected: list[str]) -> None:
    result = ledger(["2023-01-05", "支部党员大会", "议题", 16, 14, *votes], header=VOTES)
    assert codes(result, 2) == expected


@given(*[st.integers(0, 40)] * 5)
def test_a_ready_row_always_satisfies_the_sums(
    due: int, present: int, favour: int, against: int, abstained: int
) -> None:
    row = ["2023-01-05", "支部党员大会", "议题", due, present, due, present, favour, against, abstained]
    result = read_first(separated([VOTES, row]), "a.csv")
    if result.rows[0].group is not Group.REFUSED:
        assert present <= due and favour + against + abstained <= present
    else:
        assert present > due or favour + against + abstained > present


def test_times_in_columns_of_their_own() -> None:
    header = ["日期", "开始时间", "结束时间", "类型", "主题"]
    result = ledger(
        ["2023-01-05", "14:00", "16:00", "支委会", "一"],
        ["2023-01-06", "下午2点", "下午1点", "支委会", "二"],
        ["2023-01-07", datetime.time(9, 30), None, "支委会", "三"],
        header=header,
    )
    assert [(row.values["starts"], row.values["ends"]) for row in result.rows] == [
        (datetime.time(14), datetime.time(16)),
        (datetime.time(14), None),
        (datetime.time(9, 30), None),
    ]
    assert codes(result, 3) == ["time.backwards"] and result.rows[1].group is Group.LOOK


def test_lists_of_people() -> None:
    header = ["日期", "类型", "主题", "应到", "实到", "参加人员", "列席人员", "缺席人员"]
    result = ledger(
        ["2023-01-05", "支委会", "一", 5, 3, "王小明、李芳、赵强", "周敏", "钱进（病假）、孙浩"],
        ["2023-01-06", "支委会", "二", 5, 4, "王小明、李芳、赵强", "", ""],
        ["2023-01-07", "支委会", "三", 5, None, "王小明，李芳，赵强等4人", "", "出差：钱进"],
        ["2023-01-08", "党员大会", "四", 15, 15, "全体党员", "", "无"],
        ["2023-01-09", "支委会", "五", 5, 3, "王小明、李芳、赵强", "", "李芳出差、孙浩"],
        header=header,
    )
    first = told(result.rows[0].values)
    assert first["guest_names"] == ["周敏"]
    assert first["absences"] == [{"name": "钱进", "presence": "leave_ill"}, {"name": "孙浩", "presence": "absent"}]
    assert codes(result, 2) == []
    assert codes(result, 3) == ["people.names"]
    third = told(result.rows[2].values)
    assert (third["attendee_names"], third["present"]) == (["王小明", "李芳", "赵强"], 4)
    assert third["absences"] == [{"name": "钱进", "presence": "leave_work"}]
    assert codes(result, 5) == [] and "attendee_names" not in told(result.rows[3].values)
    assert codes(result, 6) == ["people.both"]


def test_the_same_meeting_twice_is_told_and_kept() -> None:
    header = ["日期", "类型", "党小组", "主题"]
    result = ledger(
        ["2023-01-05", "党小组会", "第一党小组", "一"],
        ["2023-01-05", "党小组会", "第二党小组", "一"],
        ["2023-01-05", "党小组会", "第一党小组", "二"],
        ["2023-01-06", "党小组会", "第一党小组", "一"],
        header=header,
    )
    assert [codes(result, number) for number in (2, 3, 4, 5)] == [[], [], ["duplicate.gathering"], []]
    assert result.rows[2].problems[0].sentence == "和第 2 行是同一天的党小组会。"


def test_a_long_title_is_shortened_and_kept_whole_in_the_content() -> None:
    header = ["日期", "类型", "主题", "内容"]
    result = ledger(
        ["2023-01-05", "支委会", "字" * 101, "其他"], ["2023-01-06", "支委会", "字" * 100, "其他"], header=header
    )
    assert result.rows[0].values["title"] == "字" * 99 + "…"
    assert result.rows[0].values["content"] == "字" * 101 + "\n其他"
    assert (result.rows[1].values["title"], result.rows[1].values["content"]) == ("字" * 100, "其他")


def test_several_dates_in_one_cell_are_several_meetings() -> None:
    result = ledger(
        ["2023-01-05、2023-01-12", "支委会", "议题", 5, 5, 0], ["2023-01-05至2023-01-06", "主题党日", "议题", 5, 5, 0]
    )
    assert codes(result, 2) == ["date.several"] and result.rows[0].group is Group.REFUSED
    assert codes(result, 3) == ["date.range"] and result.rows[1].values["until_on"] == D(2023, 1, 6)


def test_both_counts_in_a_column_for_one_of_them() -> None:
    result = ledger(["2023-01-05", "支委会", "议题", "应到15/实到12", None, None])
    assert (result.rows[0].values["due"], result.rows[0].values["present"]) == (15, 12)
    assert codes(result, 2) == []
