"""Tables with their fields down, cards with a field and its value beside it, and what is neither."""

import datetime
from typing import Any

import pytest

from tests.intake.building import read_first, xlsx
from zhibu.intake import Group, corrected_workbook, guess, interpret, read

D = datetime.date
DOWN = [
    ["党员基本情况表"],
    ["姓名", "何田", "丁一"],
    ["性别", "男", "女"],
    ["出生年月", "1980.7", "1981.7"],
    ["入党时间", "2005-07-01", "2006-13-01"],
    ["转正时间", "2006-07-01", ""],
]
CARD = [
    ["党员登记表"],
    ["姓名", "何田", "性别", "男", "民族", "汉族"],
    ["出生年月", "1980.7", "籍贯", "贵州", "学历", "大学"],
    ["入党时间", "2005-07-01", "转正时间", "2006-07-01"],
]


def test_fields_down_and_people_across() -> None:
    result = read_first(xlsx(DOWN))
    assert [(row.values["name"], row.values["sex"], row.values["joined_on"]) for row in result.rows] == [
        ("何田", "male", D(2005, 7, 1)), ("丁一", "female", None),
    ]  # fmt: skip
    assert result.notes == ("表“Sheet1”的项目是竖着排的，读成了一行一个。",)
    assert [row.group for row in result.rows] == [Group.READY, Group.LOOK]


def test_the_rows_say_where_they_stood_and_come_back_as_they_came() -> None:
    book = read(xlsx(DOWN), "表.xlsx")
    assert dict(book.sheets[0].places) == {3: "B 列", 4: "C 列"}
    result = interpret(book, guess(book)[0])
    again = read(corrected_workbook(book, result), "表.xlsx")
    assert again.sheets[0].rows == book.sheets[0].rows
    told = [cell for row in again.sheets[0].as_it_came.rows for cell in row if isinstance(cell, str) and "C 列" in cell]  # type: ignore[union-attr]
    assert len(told) == 1 and "没有 13 月" in told[0]


def test_a_card_is_one_row() -> None:
    (row,) = read_first(xlsx(CARD)).rows
    wanted = ("name", "sex", "ethnicity", "birth_on", "education", "joined_on", "full_on")
    assert [row.values[name] for name in wanted] == [
        "何田", "male", "汉族", D(1980, 7, 1), "大学", D(2005, 7, 1), D(2006, 7, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        [["姓名", "性别", "民族", "入党时间"], ["何田", "男", "汉族", "2005-07-01"]],  # an ordinary table
        [["项目", "人数"], ["性别", 3], ["民族", 2], ["学历", 1], ["年龄", 4]],  # statistics, nobody named
        [["姓名", "何田"], ["性别", "男"], ["民族", "汉族"]],  # too little to be sure
        [["姓名", "何田"], ["性别", "男"], ["姓名", "丁一"], ["性别", "女"], ["民族", "汉"]],  # a field twice
    ],
)
def test_other_tables_stay_as_they_are(table: list[list[Any]]) -> None:
    assert not read(xlsx(table), "表.xlsx").sheets[0].places
