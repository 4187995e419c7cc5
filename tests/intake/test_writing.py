"""Giving tables back."""

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.building import separated, xlsx
from zhibu.flows.imports.staging import edited
from zhibu.intake import Group, corrected_workbook, guess, interpret, neutralise, read


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1"])
def test_formula_signs_are_neutralised(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["王小明", "", "-5", "+8613812345678", "-0.5", "1-2", "a=b", "'x"])
def test_ordinary_texts_and_numbers_stay(text: str) -> None:
    assert neutralise(text) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_nothing_neutralised_starts_a_formula(text: str) -> None:
    safe = neutralise(text)
    assert safe == text or safe == f"'{text}"
    if safe.startswith(("=", "+", "-", "@")):
        float(safe)


@given(st.text("=+-@甲1A(", min_size=1, max_size=8))
def test_a_neutralised_export_reads_back_as_it_was(text: str) -> None:
    rows = read(separated([["姓名", "备注"], ["王小明", neutralise(text)]]), "a.csv").sheets[0].rows
    assert rows[1] == ("王小明", text)


ROWS = [
    ["党员花名册"],
    ["姓名", "性别", "入党时间", "转正时间", "备注"],
    ["王小明", "男", datetime.date(2008, 6, 12), datetime.date(2009, 6, 12), "=1+1是原话"],
    ["李芳", "女", datetime.date(2008, 6, 12), datetime.date(2008, 6, 1), None],
    ["赵强", "男", datetime.date(2008, 6, 1), None, None],
    ["合计", "3人"],
]


def _corrected() -> bytes:
    month = {"C5": 'yyyy"年"m"月"'}
    data = xlsx(ROWS, sheet="名册-1", merged=["A1:E1"], formats=month, formulas=False)
    book = read(data, "a.xlsx")
    return corrected_workbook(book, interpret(book, guess(book)[0]))


def test_the_table_comes_back_with_a_column_of_what_to_change() -> None:
    page = openpyxl.load_workbook(io.BytesIO(_corrected())).active
    assert page.title == "名册-1"
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:E1"]
    assert [page.cell(2, column).value for column in range(1, 7)] == [
        "姓名",
        "性别",
        "入党时间",
        "转正时间",
        "备注",
        "要改",
    ]
    assert page["C3"].value == datetime.datetime(2008, 6, 12)  # noqa: DTZ001 - as a cell holds it
    assert page["F3"].value is None, "nothing to change there"
    assert page["F4"].value == (
        "不能导入\nD 列（转正时间）：转正日期 2008-06-01 在入党日期 2008-06-12 之前。核对两个日期，是不是填反了。"
    )
    assert page["F5"].value.startswith("要看一眼\nC 列（入党时间）：只写到月（2008 年 6 月）。")
    assert page["D4"].fill.fgColor.rgb == "00FFF2CC" and page["D3"].fill.fgColor.rgb != "00FFF2CC"
    assert page["A6"].value == "合计"


def test_text_like_a_formula_stays_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(_corrected())).active
    assert (page["E3"].value, page["E3"].data_type) == ("=1+1是原话", "s")


def test_the_corrected_table_reads_again_and_its_column_is_renewed() -> None:
    once = read(_corrected(), "a.xlsx")
    first = guess(once)[0]
    assert first.columns[-1].header == "要改" and first.columns[-1].field is None
    result = interpret(once, first)
    assert [row.group for row in result.rows] == [Group.READY, Group.REFUSED, Group.LOOK]
    assert result.rows[2].values["joined_precision"] == "month", "a month is still a month"
    twice = openpyxl.load_workbook(io.BytesIO(corrected_workbook(once, result))).active
    assert [twice.cell(2, column).value for column in range(5, 8)] == ["备注", "要改", None]
    assert twice["F4"].value.startswith("不能导入")


def test_a_text_table_comes_back_as_a_workbook() -> None:
    data = separated([["姓名", "性别", "入党时间"], ["王小明", "男", "2008-6"], ["=HYPERLINK(1)", "女", "2008-06-12"]])
    book = read(data, "名单.csv")
    page = openpyxl.load_workbook(io.BytesIO(corrected_workbook(book, interpret(book, guess(book)[0])))).active
    assert page.title == "名单"
    assert page["A3"].data_type == "s" and page["A3"].value == "=HYPERLINK(1)"
    assert page["D3"].value.startswith("不能导入")


def test_csv_module_and_neutralise_together() -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([neutralise("=1,2"), neutralise("王")])
    assert buffer.getvalue() == '"\'=1,2",王\r\n'


def _came_back(table: list[list[object]], name: str, edits: list[list[object]] | None = None) -> list[list[object]]:
    book = read(xlsx(table, formulas=False), name)
    if edits:
        book = edited(book, edits)
    data = corrected_workbook(book, interpret(book, guess(book)[0], today=datetime.date(2026, 11, 23)))
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_a_ledger_with_months_across_comes_back_with_months_across() -> None:
    months = [f"{number}月" for number in range(1, 7)]
    table: list[list[object]] = [
        ["2026年“三会一课”记录"],
        ["类型", *months],
        ["支委会", "5日", "31日", "√", "3日", "6日", "8日"],
        ["党小组会", "10日", "12日", "15日", "16日", "18日", "19日"],
    ]
    found = _came_back(table, "2026年会议.xlsx")
    assert [row[:7] for row in found] == [row + [None] * (7 - len(row)) for row in table]
    assert found[1][7] == "要改"
    assert "C3 格" in str(found[2][7]) and "D3 格" in str(found[2][7]) and found[3][7] is None


def test_a_cell_mended_in_place_comes_back_in_its_cell() -> None:
    months = [f"{number}月" for number in range(1, 7)]
    table: list[list[object]] = [
        ["2026年“三会一课”记录"],
        ["类型", *months],
        ["支委会", "5日", "31日 研究", "√", "3日", "6日", "8日、9日"],
        ["党小组会", "10日", "12日", "15日", "16日", "18日", "19日"],
    ]
    book = read(xlsx(table, formulas=False), "2026年会议.xlsx")
    sheet = book.sheets[0]
    rows = {place: number for number, place in sheet.places.items()}
    several = min(number for number, place in sheet.places.items() if place.startswith("G3"))
    edits: list[list[object]] = [
        [sheet.name, rows["C3 格"], "B", "2月28日"],
        [sheet.name, rows["D3 格"], "B", "3月4日"],
        [sheet.name, several, "B", "6月7日"],
    ]
    found = _came_back(table, "2026年会议.xlsx", edits)
    assert found[2][2:4] == ["2月28日 研究", "3月4日"]
    assert found[2][6] == "8日、9日"  # two gatherings in one cell: it stays as it was typed


def test_hours_by_the_month_come_back_by_the_month() -> None:
    table: list[list[object]] = [
        ["2026年党员培训学时统计"],
        ["姓名", "1月", "2月", "3月", "4月"],
        ["王小明", 4, 99999, 2, None],
        ["李芳", 3, 4, 5, 6],
    ]
    found = _came_back(table, "学时.xlsx")
    assert [row[:5] for row in found] == [row + [None] * (5 - len(row)) for row in table]
    assert "C3 格" in str(found[2][5])
