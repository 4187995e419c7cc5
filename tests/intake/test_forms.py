"""A higher body's form: recognised, filled where it names somebody or in order, given back in its own layout."""

import io
import zipfile
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from zhibu.intake.forms import fill, recognise
from zhibu.intake.forms.filling import same_name
from zhibu.intake.result import Unreadable

HEADER = ["序号", "党支部名称", "党员总数（人）", "支部书记", "换届时间", "三会一课次数", "困难职工数"]


def book(rows: list[list[Any]], merged: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    sheet["A1"].font = Font(name="方正小标宋简体", size=22)
    if merged:
        sheet.merge_cells(merged)
    return saved(made)


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def document(rows: list[list[str]]) -> bytes:
    made = docx.Document()
    made.add_paragraph("附件：基层党组织情况表")
    table = made.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(made)


def test_columns_are_recognised_and_the_rest_is_for_the_branch() -> None:
    table = recognise(book([["全市基层党组织情况表"], HEADER, [None] * 7, ["制表人："]]), "表.xlsx")
    keys = [column.held.key if column.held else None for column in table.columns]
    assert keys == ["serial", "branch", "members", "secretary", "term_ends_on", "gatherings", None]
    assert [column.text for column in table.unknown] == ["困难职工数"]
    assert (table.header_row, table.key, table.is_person) == (2, 2, False)
    assert table.rows == ((3, ""),)


def test_a_header_of_two_rows() -> None:
    rows = [["支部名称", "党员数", None, "会议次数"], [None, "正式", "预备", None], [None] * 4]
    table = recognise(book(rows, "B1:C1"), "表.xlsx")
    assert [column.held.key if column.held else None for column in table.columns] == [
        "branch", "full_members", "probationary_members", "gatherings",
    ]  # fmt: skip


def test_a_list_of_people_is_by_person() -> None:
    table = recognise(book([["序号", "姓名", "性别", "入党时间", "所在支部"], [None] * 5]), "名册.xlsx")
    assert table.is_person
    assert table.key == 2


def test_rows_that_name_a_branch_keep_their_place_and_missing_rows_are_added_above_the_footer() -> None:
    rows = [["情况表"], HEADER, [None, "中共二车间党支部", *[None] * 5], [None] * 7, ["制表人：", None, "日期："]]
    content = book(rows)
    table = recognise(content, "表.xlsx")
    names = ["一车间党支部", "二车间党支部", "三车间党支部"]
    lines = [{2: name, 3: number, 5: date(2027, 3, 1)} for number, name in enumerate(names, start=11)]
    sheet = openpyxl.load_workbook(io.BytesIO(fill(content, "表.xlsx", table, names, lines))).active
    assert [[cell.value for cell in row[1:3]] for row in sheet.iter_rows(3, 5)] == [
        ["二车间党支部", 12], ["一车间党支部", 11], ["三车间党支部", 13],
    ]  # fmt: skip
    assert sheet["A6"].value == "制表人："
    assert sheet["A1"].font.name == "方正小标宋简体"
    assert sheet["E3"].value.date() == date(2027, 3, 1)


def test_a_merged_footer_moves_down_with_its_cells() -> None:
    content = book([HEADER, [None] * 7, ["制表人：张三", None, None]], "A3:C3")
    table = recognise(content, "表.xlsx")
    filled = fill(content, "表.xlsx", table, ["甲支部", "乙支部", "丙支部"], [{2: "x"}] * 3)
    sheet = openpyxl.load_workbook(io.BytesIO(filled)).active
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:C5"]
    assert sheet["A5"].value == "制表人：张三"


def test_text_never_becomes_a_formula_and_empty_values_leave_the_cell() -> None:
    content = book([HEADER, [None, None, "不动", *[None] * 4]])
    table = recognise(content, "表.xlsx")
    filled = fill(content, "表.xlsx", table, ["甲支部"], [{2: "=1+1", 3: None, 4: "一\x07二"}])
    sheet = openpyxl.load_workbook(io.BytesIO(filled)).active
    assert [sheet["B2"].value, sheet["C2"].value, sheet["D2"].value] == ["'=1+1", "不动", "一二"]


def test_a_word_table_grows_in_its_own_look() -> None:
    content = document([HEADER, [""] * 7, ["备注：", *[""] * 6]])
    table = recognise(content, "表.docx")
    names = ["一车间党支部", "二车间党支部"]
    filled = fill(content, "表.docx", table, names, [{2: name, 3: 14, 5: date(2027, 3, 1)} for name in names])
    found = docx.Document(io.BytesIO(filled)).tables[0]
    texts = [[cell.text for cell in row.cells] for row in found.rows]
    assert [row[1:5] for row in texts[1:3]] == [[name, "14", "", "2027年3月1日"] for name in names]
    assert texts[3][0] == "备注："
    assert docx.Document(io.BytesIO(filled)).paragraphs[0].text == "附件：基层党组织情况表"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (book([["甲", "乙"], ["1", "2"]]), "表.xlsx", "没有认出能填的表头"),
        (book([["党员数", "书记"], [None, None]]), "表.xlsx", "要有“支部名称”"),
        (document([["事项", "内容"], ["", ""]]), "表.docx", "没有认出能填的表头"),
        (b"%PDF-1.7", "表.pdf", "不是 .xlsx 或 .docx"),
        (b"", "表.xlsx", "不是 .xlsx 或 .docx"),
        (b"PK\x03\x04broken", "表.docx", "不是 .xlsx 或 .docx"),
        (b"x" * (2 * 1024 * 1024 + 1), "表.xlsx", "最多 2 MB"),
    ],
)
def test_what_cannot_be_filled_is_refused_with_the_reason(content: bytes, name: str, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        recognise(content, name)
    assert words in refusal.value.sentence


def test_a_swollen_file_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("word/document.xml", b"0" * (41 * 1024 * 1024))
    with pytest.raises(Unreadable) as refusal:
        recognise(file.getvalue(), "表.docx")
    assert "太大" in refusal.value.sentence


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中共一车间党支部", "一车间支部", True),
        ("一车间党支部", "二车间党支部", False),
        ("一 车间党支部委员会", "一车间党支部", True),
    ],
)
def test_names_of_branches(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
