"""Ledgers with a gathering in each cell: laid out long, each row with the cell it came from."""

import time
from datetime import date
from typing import Any

import pytest

from tests.flows.files import workbook
from zhibu.intake import Book, Sheet, guess, interpret, read
from zhibu.intake.spreading import spread

TODAY = date(2026, 11, 23)
MONTHS = tuple(f"{month}月" for month in range(1, 13))


def gatherings(table: list[tuple[Any, ...]], name: str = "台账") -> list[tuple[Any, ...]]:
    book = read(workbook((name, table)), "台账.xlsx")
    (one,) = guess(book)
    assert one.kind == "meetings"
    places = book.sheets[0].places
    return [
        (places[row.number], str(row.values["happened_on"])[5:], row.values["kinds"], row.values["title"])
        for row in interpret(book, one, today=TODAY).rows
        if row.values["happened_precision"] == "day"
    ]


def test_months_across_and_kinds_down() -> None:
    table = [
        ("2026年三会一课开展情况",),
        ("序号", "会议类型", *MONTHS, "合计"),
        (
            1,
            "支委会",
            "5日",
            "2.8",
            "3月6日 讨论发展对象",
            "",
            date(2026, 5, 4),
            "3日、20日",
            "√",
            "/",
            "",
            "",
            "",
            "",
            7,
        ),
        (2, "支部党员大会", "", "", "20日：学习报告；表决接收", "", "", "18", "", "", "", "", "", "", 2),
        ("合计", "", 1, 1, 2, 0, 1, 3, 1, 0, 0, 0, 0, 0, 9),
    ]
    committee, general = ["committee_meeting"], ["general_meeting"]
    assert gatherings(table) == [
        ("C3 格", "01-05", committee, "支委会"),
        ("D3 格", "02-08", committee, "支委会"),
        ("E3 格", "03-06", committee, "讨论发展对象"),
        ("G3 格", "05-04", committee, "支委会"),
        ("H3 格里的一次", "06-03", committee, "支委会"),
        ("H3 格里的一次", "06-20", committee, "支委会"),
        ("E4 格", "03-20", general, "学习报告，表决接收"),
        ("H4 格", "06-18", general, "支部党员大会"),
    ]


def test_branches_down_where_the_title_says_the_kind() -> None:
    table = [("2025年主题党日统计表",), ("支部", *MONTHS), ("一车间党支部", "1.10", "", "12日 植树", *[""] * 9)]
    assert gatherings(table) == [
        ("B3 格", "01-10", ["theme_day"], "主题党日"),
        ("D3 格", "03-12", ["theme_day"], "植树"),
    ]


def test_kinds_across_and_months_down() -> None:
    table = [
        ("2026年组织生活记录",),
        ("月份", "支委会", "党员大会", "主题党日"),
        ("1月", "5日", "无", "/"),
        ("二月", "3日", "20日 学习", "第2次 15日"),
    ]
    assert [row[:2] for row in gatherings(table)] == [
        ("B3 格", "01-05"),
        ("B4 格", "02-03"),
        ("C4 格", "02-20"),
        ("D4 格", "02-15"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        [("2026年党费收缴台账",), ("姓名", "月应交", *MONTHS), ("李晓明", 50, *[50] * 12)],
        [
            ("会议台账",),
            ("日期", "支委会", "党员大会", "主题"),
            ("2026-03-05", "√", "", "学习"),
            ("2026-04-05", "", "√", "学习"),
        ],
        [("党员大会签到表",), ("姓名", *MONTHS), ("李晓明", *["√"] * 12)],
    ],
)
def test_other_tables_stay_as_they_are(table: list[tuple[Any, ...]]) -> None:
    book = read(workbook(("表", table)), "表.xlsx")
    assert not book.sheets[0].places and not book.notes


def test_thousands_of_merged_cells_cost_little() -> None:
    """Also where nothing is laid out anew: every file goes through here."""
    merged = tuple((row, column, row, column + 1) for row in range(1, 6000) for column in (1, 3, 5))
    sheet = Sheet("表", tuple(tuple([None] * 256) for _ in range(6000)), merged=merged)
    started = time.process_time()
    assert spread(Book("表.xlsx", (sheet,))).sheets == (sheet,)
    assert time.process_time() - started < 1
