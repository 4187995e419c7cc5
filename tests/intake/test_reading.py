"""Bytes to tables: what is read, and how everything else is refused."""

import datetime
import io
import random
import struct
import time
import tracemalloc
import zipfile

import pytest

from tests.intake.building import old_records, old_workbook, part, separated, with_part, with_shared_strings, xlsx
from zhibu.intake import Unreadable, guess, interpret, read
from zhibu.intake.result import Book

TABLE = [["姓名", "性别", "备注"], ["王小明", "男", "甲;乙"], ["李芳", "女", "第一行\n第二行"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_all_usual_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    book = read(separated(TABLE, encoding, delimiter), "名单.csv")
    assert [list(row) for row in book.sheets[0].rows] == TABLE
    assert book.sheets[0].name == "名单"


def test_rare_characters_survive_gb18030() -> None:
    book = read(separated([["姓名", "性别"], ["王𬭎", "男"], ["㛃㭎", "女"]], "gb18030"), "a.csv")
    assert [row[0] for row in book.sheets[0].rows] == ["姓名", "王𬭎", "㛃㭎"]


def test_a_broken_letter_in_utf8_is_told_with_its_line() -> None:
    data = separated([["姓名", "性别"], *[["欧阳明华", "男"]] * 20], "utf-8")
    place = data.rindex("欧".encode())
    book = read(data[:place] + data[place + 1 :], "名单.csv")
    assert book.sheets[0].rows[20][0] == "\ufffd\ufffd阳明华"
    assert book.notes == ("“名单.csv”有 2 个字坏了，第一个在第 21 行，显示成“\ufffd”。在原表里补上。",)


def test_export_marks_of_other_programs_are_taken_away() -> None:
    data = "sep=;\r\n姓名;电话\r\n王小明;=\"013900001111\"\r\n'=SUM(A1);'-无\r\n".encode()
    rows = read(data, "a.csv").sheets[0].rows
    assert rows[1:] == (("姓名", "电话"), ("王小明", "013900001111"), ("=SUM(A1)", "-无"))
    assert rows[0] == (None, None), "row numbers stay those of the file"


def test_an_excel_file_keeps_places_kinds_and_what_dates_show() -> None:
    rows = [[None, None], [None, "姓名", "入党"], [None, "王小明", datetime.date(2008, 6, 1)], [None, "  ", 15.0]]
    data = xlsx(rows, sheet="A&B<1>", merged=["B1:C1"], formats={"C3": 'yyyy"年"m"月"'}, hidden_rows=[3])
    sheet = read(data, "a.xlsx").sheets[0]
    assert sheet.name == "A&B<1>"
    assert sheet.rows[2] == (None, "王小明", datetime.date(2008, 6, 1))
    assert sheet.rows[3] == (None, None, 15.0)
    assert sheet.merged == ((1, 2, 1, 3),)
    assert sheet.shown_as == {(3, 3): "month"}
    assert sheet.hidden_rows == {3}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('yyyy"年"m"月"', "month"),
        ("mmm-yy", "month"),
        ("[$-804]yyyy/m;@", "month"),
        ('m"月"d"日"', "month_day"),
        ('yyyy"年"', "year"),
        ("yyyy-mm-dd", None),
        ("yyyy/m/d h:mm", None),
        ('yyyy"年"m"月"d"日"', None),
    ],
)
def test_number_formats_that_show_less_than_the_day(code: str, shown: str | None) -> None:
    sheet = read(xlsx([[datetime.date(2023, 5, 1), "x"]], formats={"A1": code}), "a.xlsx").sheets[0]
    assert sheet.shown_as.get((1, 1)) == shown


def test_formulas_without_result_and_errors_are_marked() -> None:
    data = xlsx([["=1+1", "x", "y"]])
    path = "xl/worksheets/sheet1.xml"
    content = part(data, path).replace(b'<c r="B1"', b'<c r="B1" t="e"><v>#N/A</v></c><c r="Z1"', 1)
    sheet = read(with_part(data, path, content), "a.xlsx").sheets[0]
    assert sheet.broken == {(1, 1), (1, 2)}


def test_texts_in_a_part_of_their_own_are_read() -> None:
    data = with_shared_strings(xlsx(TABLE))
    assert [list(row) for row in read(data, "a.xlsx").sheets[0].rows] == TABLE


def test_old_excel_files_are_read() -> None:
    records = old_records({(0, 0): "姓名", (0, 1): "入党时间", (2, 0): "王小明", (2, 1): 39611.0})
    book = read(old_workbook(records), "旧表.xls")
    assert book.sheets[0].rows == (("姓名", "入党时间"), (None, None), ("王小明", 39611.0))
    assert book.notes == ("这是旧版 .xls 文件。只到月的日期可能显示成 1 日，导入前核对日期列。",)


def test_macros_are_left_out_and_told() -> None:
    data = with_part(xlsx(TABLE), "xl/vbaProject.bin", b"\xd0\xcf macro")
    book = read(data, "a.xlsm")
    assert book.sheets[0].rows[1][0] == "王小明"
    assert book.notes == ("文件里有宏，没有读，也没有运行。",)


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _bomb() -> bytes:
    return with_part(xlsx(TABLE), "xl/worksheets/sheet2.xml", b"<sheetData>" + b" " * (200 * 1024 * 1024))


def _far_cell(place: str) -> bytes:
    data = xlsx(TABLE)
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    path = "xl/worksheets/sheet1.xml"
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return with_part(data, path, part(data, path).replace(b"</sheetData>", far))


def _long_shared_text() -> bytes:
    data = with_shared_strings(xlsx([["姓名", "长"], *[["王", "长"]] * 3000]))
    path = "xl/sharedStrings.xml"
    long = part(data, path).replace("<t>长</t>".encode(), b"<t>&#38271;</t>")  # openpyxl writes either
    return with_part(data, path, long.replace(b"<t>&#38271;</t>", b"<t>" + b"x" * 200_000 + b"</t>"))


def _encrypted_flag() -> bytes:
    data = bytearray(xlsx(TABLE))
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, place + 8, 1)
    return bytes(data)


BAD = {
    "空文件": (lambda: b"", "是空的"),
    "超过二十兆": (lambda: b"x" * (20 * 1024 * 1024 + 1), "最多读 20 MB"),
    "图片": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG 图片，只是名字以 .xlsx 结尾"),
    "PDF": (lambda: b"%PDF-1.7 ...", "PDF 文件"),
    "网页": (lambda: "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "是网页"),
    "Word": (lambda: _zip({"word/document.xml": b"<w/>"}), "Word 文档"),
    "别的压缩包": (lambda: _zip({"readme.txt": b"x"}), "压缩包"),
    "二进制工作簿": (lambda: _zip({"xl/workbook.bin": b"x"}), ".xlsb"),
    "压缩包有密码": (_encrypted_flag, "有密码"),
    "旧表有密码": (lambda: old_workbook(old_records({(0, 0): "x"}, password=True)), "有密码"),
    "旧表太大": (lambda: old_workbook(old_records({(0, 0): "x", (60000, 200): "y"})), "太大"),
    "截断": (lambda: xlsx(TABLE)[:3000], "坏了"),
    "炸弹": (_bomb, "展开"),
    "很远的行": (lambda: _far_cell("A1048576"), "A1048576"),
    "很远的列": (lambda: _far_cell("XFD2"), "XFD2"),
    "面积太大": (lambda: _far_cell("IV90000"), "太大了"),
    "很长的文字": (_long_shared_text, "文字展开后太多"),
    "实体": (
        lambda: with_part(xlsx(TABLE), "xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'),
        "坏了",
    ),
    "半个旧表": (lambda: old_workbook(old_records({(0, 0): "x"}))[:700], "坏了"),
    "字节": (lambda: bytes(range(256)) * 4, "不是文字表格"),
    "引号": (lambda: b'a,b\r\n"' + b"x" * 40_000, "太长"),
    "列太多": (lambda: (",".join(["x"] * 300)).encode(), "最多读 256 列"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_one_sentence_in_time_and_memory(name: str) -> None:
    make, expected = BAD[name]
    data = make()
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(Unreadable) as refusal:
        read(data, f"C:\\资料\\{name}.xlsx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert expected in refusal.value.sentence
    assert f"“{name}.xlsx”" in refusal.value.sentence, "the file is named, without its folder"
    assert time.process_time() - started < 5
    assert peak < 200 * 1024 * 1024


def test_a_million_empty_styled_rows_are_no_obstacle() -> None:
    data = xlsx(TABLE)
    path = "xl/worksheets/sheet1.xml"
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(4, 1_048_577))
    swollen = with_part(data, path, part(data, path).replace(b"</sheetData>", empty + b"</sheetData>"))
    started = time.process_time()
    book = read(swollen, "a.xlsx")
    assert len(book.sheets[0].rows) == 3
    assert time.process_time() - started < 5


ROSTER = [["党员花名册"], ["姓名", "性别", "入党时间"], ["王小明", "男", datetime.date(2008, 6, 1)]]
SOURCES = {
    "xlsx": with_shared_strings(xlsx(ROSTER, merged=["A1:C1"])),
    "csv": separated([["姓名", "性别", "入党时间"], ["王小明", "男", "2008.6"]], "gb18030"),
    "xls": old_workbook(old_records({(0, 0): "姓名", (0, 1): "性别", (1, 0): "王小明", (1, 1): 3.0})),
}


def _through(data: bytes) -> Book | None:
    try:
        book = read(data, "a.xlsx")
    except Unreadable:
        return None
    for one in guess(book):
        if one.kind:
            interpret(book, one)
    return book


@pytest.mark.parametrize("source", SOURCES)
def test_mutated_files_raise_nothing_but_unreadable(source: str) -> None:
    chance = random.Random(source)
    for _ in range(70):
        data = bytearray(SOURCES[source])
        for _ in range(chance.choice([1, 3, 20])):
            place = chance.randrange(len(data))
            if chance.random() < 0.7:
                data[place] = chance.randrange(256)
            else:
                del data[place : place + chance.randrange(1, 60)]
            if not data:
                data = bytearray(b"x")
        _through(bytes(data))


def test_mutated_xml_inside_a_sound_container_raises_nothing_but_unreadable() -> None:
    chance = random.Random(7)
    outcomes = set()
    for _ in range(120):
        path = chance.choice(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
        content = bytearray(part(SOURCES["xlsx"], path))
        for _ in range(chance.choice([1, 2, 6])):
            place = chance.randrange(len(content))
            content[place : place + chance.choice([0, 1, 1, 5])] = bytes([chance.randrange(32, 127)])
        outcomes.add(_through(with_part(SOURCES["xlsx"], path, bytes(content))) is None)
    assert outcomes == {True, False}, "some are read and some refused, or the test shows nothing"
