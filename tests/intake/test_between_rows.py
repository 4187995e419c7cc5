"""Rows that are no records: examples, numbers of columns, sections, repeated titles; and what they say for others."""

import datetime
from typing import Any

import pytest

from tests.intake.building import codes, read_first, xlsx
from zhibu.intake import Interpretation, guess, read
from zhibu.intake.headers import year_in

D = datetime.date
HEADER = ["序号", "姓名", "性别", "入党时间"]


def roster(*rows: list[Any], above: tuple[list[Any], ...] = ()) -> Interpretation:
    return read_first(xlsx([*above, HEADER, *rows]), "花名册.xlsx")


def taken(result: Interpretation, *wanted: str) -> list[tuple[Any, ...]]:
    return [(row.number, *(row.values.get(name) for name in wanted)) for row in result.rows]


def test_examples_explanations_and_numbers_of_columns_are_nobody() -> None:
    result = roster(
        ["填写说明", "必填", "男/女", "YYYY-MM-DD"],
        ["示例", "张三", "男", "2001-07-01"],
        ["例：", "李四", "女", "2001-07-01"],
        ["", "王五（示例）", "女", "2001-07-01"],
        ["甲", 1, 2, 3],
        [1, "何田", "男", "2005-07-01"],
    )
    assert taken(result, "name") == [(7, "何田")]
    whys = [row.why for row in result.skipped]
    assert whys == ["填写说明", "填写的例子", "填写的例子", "填写的例子", "栏的编号"]


def test_a_row_that_only_begins_like_numbers_of_columns_is_a_row() -> None:
    result = roster([1, "何田", "男", "2005-07-01"], [2, "例", "女", "2005-07-01"])
    assert taken(result, "name") == [(2, "何田"), (3, "例")]


def test_sections_with_numbers_and_counts_say_the_branch() -> None:
    result = roster(
        ["一、机关党支部（1人）"],
        [1, "何田", "男", "2005-07-01"],
        ["（二）第一项目部党支部 党员1人"],
        [1, "石磊", "男", "2005-07-01"],
        ["3.中共某公司第二项目部支部委员会：1人"],
        [1, "姚远", "男", "2005-07-01"],
        ["第2页 共3页"],
        [2, "丁一", "女", "2005-07-01"],
    )
    second = "中共某公司第二项目部支部委员会"
    assert taken(result, "name", "branch") == [
        (3, "何田", "机关党支部"), (5, "石磊", "第一项目部党支部"), (7, "姚远", second), (9, "丁一", second),
    ]  # fmt: skip


def test_sections_say_who_is_on_probation_and_who_is_no_member() -> None:
    result = read_first(
        xlsx(
            [
                ["姓名", "性别", "入党时间"],
                ["一、正式党员（1名）"],
                ["何田", "男", "2005-07-01"],
                ["二、预备党员1名："],
                ["石磊", "男", "2026-03-01"],
                ["退休党员："],
                ["姚远", "男", "1985-07-01"],
                ["入党积极分子"],
                ["丁一", "女", ""],
                ["二车间党支部"],
                ["陆梅", "女", "2005-07-01"],
            ]
        )
    )
    assert taken(result, "name", "affiliation") == [
        (3, "何田", "full_member"), (5, "石磊", "probationary_member"), (7, "姚远", None), (9, "丁一", None),
        (11, "陆梅", None),
    ]  # fmt: skip
    assert codes(result, 9) == ["affiliation.no_member"]
    assert [problem.place for problem in result.rows[3].problems] == ["第 9 行"]


def test_sections_of_a_ledger_say_the_kind_and_of_a_plan_the_month() -> None:
    header = ["日期", "议题", "应到", "实到"]
    table = [header, ["一、支委会"], ["2026-03-05", "学习", 5, 5], ["二、党课"], ["2026-03-06", "讲课", 9, 9]]
    result = read_first(xlsx(table), "2026年三会一课台账.xlsx")
    assert taken(result, "kinds") == [(3, ["committee_meeting"]), (5, ["party_lesson"])]
    plan = [
        ["2026年工作计划"],
        ["工作内容", "责任人", "完成时间"],
        ["三月"],
        ["走访", "何田", ""],
        ["植树", "何田", "4月"],
    ]
    result = read_first(xlsx(plan), "计划.xlsx")
    assert taken(result, "title", "planned_on") == [(4, "走访", D(2026, 3, 1)), (5, "植树", D(2026, 4, 1))]


def test_a_branch_above_its_people_is_nobody_however_short_its_name() -> None:
    table = [
        ["姓名", "性别", "入党时间"],
        ["机关支部（1人）"],
        ["何田", "男", "2005-07-01"],
        ["第二小组"],
        ["丁一", "女", "2005-07-01"],
        ["一车间支部"],
        ["石磊", "男", "2005-07-01"],
    ]
    result = read_first(xlsx(table))
    assert taken(result, "name", "branch", "group") == [
        (3, "何田", "机关支部", ""),
        (5, "丁一", "机关支部", "第二小组"),
        (7, "石磊", "一车间支部", ""),
    ]


def test_the_title_of_every_printed_page_is_no_record() -> None:
    above = (["某公司机关党员情况表"],)
    result = roster([1, "何田", "男", "2005-07-01"], *above, HEADER, [2, "石磊", "男", "2005-07-01"], above=above)
    assert [row.why for row in result.skipped] == ["重复的标题", "重复的表头"]
    assert len(result.rows) == 2


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025年三会一课台账", 2025),
        ("填报时间：2025年1月5日", None),
        ("制表日期 2025.1.5", None),
        ("机关党支部2024年台账 制表日期：2025.1.5", 2024),
        ("2025年1月5日", None),
        ("三会一课台账2025.1.5.xlsx", None),
        ("三会一课台账2025.xlsx", 2025),
        ("2025年1月1日-2025年12月31日台账", 2025),
        ("2025.1.1-2025.12.31", 2025),
        ("党费台账（截至2025年6月30日）", 2025),
        ("2025年3月5日主题党日签到表", 2025),
        ("党员情况统计表（2025年度）", 2025),
    ],
)
def test_the_day_of_filling_in_is_not_the_year_of_the_table(text: str, year: int | None) -> None:
    assert year_in([text]) == year


def test_two_columns_beside_two_columns_are_all_read() -> None:
    table = [
        ["机关党支部党员名单"],
        ["姓名", "入党时间", "姓名", "入党时间"],
        ["何田", "2005-07-01", "丁一", "2006-07-01"],
    ]
    book = read(xlsx(table, merged=["A1:D1"]), "名单.xlsx")
    assert [[column.letter for column in one.columns] for one in guess(book)] == [["A", "B"], ["C", "D"]]


def test_a_hidden_column_that_is_read_is_told() -> None:
    data = xlsx([["姓名", "性别", "入党时间"], ["何田", "男", "2005-07-01"]], hidden_columns=["C"])
    assert read_first(data).notes == ("表“Sheet1”的 C 列是隐藏的，也读了。",)
    assert read_first(xlsx([["姓名", "性别", "入党时间"], ["何田", "男", "2005-07-01"]])).notes == ()


def test_a_branch_of_which_only_the_name_is_known_is_a_row_of_a_list_of_branches() -> None:
    table = [["支部名称", "书记", "成立时间"], ["机关党支部", "何田", "2010-05-01"], ["一车间党支部", "", ""]]
    assert taken(read_first(xlsx(table), "支部一览.xlsx"), "name") == [(2, "机关党支部"), (3, "一车间党支部")]


def test_a_long_run_of_digits_costs_no_time() -> None:
    result = roster(["1" * 30_000 + "x"], [1, "何田", "男", "2005-07-01"])
    assert [row.values["name"] for row in result.rows][-1] == "何田"


def test_a_gathering_with_a_row_for_each_topic_is_one() -> None:
    table: list[list[Any]] = [
        ["日期", "类型", "议题", "内容", "应到"],
        ["2026-03-05", "支委会", "学习文件", "学了", 5],
        [None, None, "研究党费", "研究", None],
        [None, None, "讨论计划", None, None],
        ["2026-04-05", "支委会", "学习", None, 5],
        [None, None, "研究", None, None],
        [None, None, "主题党日：植树", None, None],  # another gathering, whose day is missing
        [None, "党课", "讲课", None, None],
        ["2026-05-05", "支委会", "学习", None, 5],
    ]
    result = read_first(xlsx(table, merged=["A2:A4", "B2:B4", "E2:E4"]))
    assert taken(result, "title", "content", "happened_on") == [
        (2, "学习文件；研究党费；讨论计划", "学了；研究", D(2026, 3, 5)),
        (5, "学习；研究", "", D(2026, 4, 5)),
        (7, "主题党日：植树", "", None),
        (8, "讲课", "", None),
        (9, "学习", "", D(2026, 5, 5)),
    ]
    assert [(row.number, row.why) for row in result.skipped][:2] == [
        (3, "和第 2 行是一次会，并进去了"), (4, "和第 2 行是一次会，并进去了"),
    ]  # fmt: skip
