"""Forms: rows stay whole, the heading of a table comes again, long values are divided at paragraphs."""

from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.papers.reading import lines_of, opened
from zhibu.ledger.papers.html import html_of
from zhibu.ledger.papers.pdf import pdf_of
from zhibu.ledger.papers.shapes import (
    LONG_VALUE,
    Book,
    Chapter,
    Field,
    FormPaper,
    Grid,
    Prose,
    Signatures,
    Table,
    TableColumn,
    broken,
    grid_rows,
)
from zhibu.ledger.papers.word import word_of

COLUMNS = [TableColumn("姓名", 6), TableColumn("情况", 30)]
LONG = FormPaper(
    "花名册",
    [Table(COLUMNS, [(f"党员{n}", f"甲{n}" + "情况" * 40 + f"乙{n}") for n in range(40)]), Signatures(["签名"])],
)


def test_word_rows_never_split_and_the_heading_comes_again() -> None:
    table = opened(word_of(LONG)).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next  # the signatures stay with it


def test_pdf_rows_never_split_and_the_heading_comes_again() -> None:
    pages = ["".join(lines).replace(" ", "") for lines in lines_of(pdf_of(LONG))]
    assert len(pages) > 2
    for page in pages[: len(pages) - 1]:
        assert "姓名情况" in page
    for number in range(40):
        whole = [page for page in pages if f"甲{number}情" in page and f"乙{number}" in page]
        assert len(whole) == 1, number


def test_a_long_value_is_divided_among_rows_that_look_as_one() -> None:
    text = "\n".join(f"{number}" + "话" * 100 for number in range(12))
    rows = grid_rows(Grid([Field("发言要点", text, lines=6)]))
    assert len(rows) > 1
    assert [row[0].text for row in rows] == ["发言要点"] + [""] * (len(rows) - 1)
    assert "\n".join(row[1].text for row in rows) == text
    assert all(len(row[1].text) <= LONG_VALUE for row in rows)


def test_pairs_fill_rows_and_wide_ones_take_their_own() -> None:
    fields = [Field("甲", "1"), Field("乙", "2"), Field("丙", "3"), Field("丁", "4", wide=True), Field("戊", "5")]
    spans = [[cell.span for cell in row] for row in grid_rows(Grid(fields))]
    assert spans == [[1, 1, 1, 1], [1, 3], [1, 3], [1, 3]]


def test_markup_in_records_stays_text() -> None:
    said = html_of(FormPaper("<b>题</b>", [Grid([Field("<i>", "<script>")]), Prose(["&<"]), Signatures(["<u>"])]))
    assert "<b>" not in said and "<script>" not in said and "<u>" not in said
    assert "&lt;script&gt;" in said


@given(st.text(max_size=300), st.integers(0, 12))
@settings(max_examples=8)
def test_any_text_can_be_written(text: str, lines: int) -> None:
    parts = [Grid([Field(text, text, lines=lines)]), Table([TableColumn(text)], [(text,)]), Prose([text], text)]
    opened(word_of(FormPaper(text, [*parts, Signatures([text])], under=[text, text], note=text)))
    opened(word_of(Book(text, [Chapter(text, parts)], [text])))


def test_a_title_longer_than_a_line_breaks_where_a_name_ends() -> None:
    unit = "机械租赁与设备维修保障中心第三联合党支部"
    assert broken(f"{unit}组织生活会征求意见汇总", 25) == f"{unit}\n组织生活会征求意见汇总"
    assert broken(f"关于{unit}\n换届选举的请示", 20) == "关于机械租赁与设备维修保障中心\n第三联合党支部\n换届选举的请示"
    assert broken("一车间党支部工作计划", 25) == "一车间党支部工作计划"
    assert broken("很长" * 20, 25) == "很长" * 20, "nowhere to break: the line wraps by itself"
