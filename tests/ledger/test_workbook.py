"""The Excel file: what a person opening it finds, and that no cell runs anything."""

from datetime import date
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.ledger.catalogue import ledger_of
from zhibu.ledger.sheet import Drawn, Row, Wanted
from zhibu.ledger.workbook import file_name, lines_of, title_of, workbook_of
from zhibu.org.models import Organisation

BRANCH = Organisation(name="一车间/二班 党支部")
WANTED = Wanted(branch=BRANCH, today=date(2026, 11, 23), year=2026)


def drawn(*rows: tuple[Any, ...]) -> Drawn:
    return Drawn(ledger_of("talks"), WANTED, [Row(cells) for cells in rows])


def opened(sheet: Drawn) -> Worksheet:
    book = load_workbook(BytesIO(workbook_of(sheet)))
    assert len(book.sheetnames) == 1
    page = book.active
    assert isinstance(page, Worksheet)
    return page


def test_title_heading_widths_and_frozen_heading() -> None:
    page = opened(drawn((date(2026, 11, 5), "王玉兰", "单雪", "", "")))
    assert page["A1"].value == "2026 年谈心谈话台账"
    assert page["A2"].value == "一车间/二班 党支部　制表日期：2026-11-23　共 1 行"
    assert [cell.value for cell in page[3]] == ["日期", "谈话人", "谈话对象", "哪一种", "有无纸质记录"]
    assert page.freeze_panes == "A4"
    assert page.column_dimensions["B"].width == 16
    assert page["A4"].is_date
    assert page["A4"].number_format == "yyyy-mm-dd"
    assert page["B4"].value == "王玉兰"


def test_prints_landscape_one_page_wide_with_the_heading_on_each_page() -> None:
    page = opened(drawn())
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$3"


@given(st.sampled_from("=+-@\t＝＋－＠"), st.text(max_size=30))
def test_no_text_becomes_a_formula(sign: str, rest: str) -> None:
    page = opened(drawn((date(2026, 11, 5), sign + rest, "=1+1", "", "")))
    for cell in page[4]:
        assert cell.data_type != "f"


@given(st.text(max_size=200))
def test_any_text_can_be_written(text: str) -> None:
    """Also control characters and lone surrogates, which the file format cannot hold."""
    opened(drawn((date(2026, 11, 5), text, text, text, text)))


def test_a_very_long_text_fits_a_cell() -> None:
    assert len(opened(drawn((None, "长" * 40_000, "", "", "")))["B4"].value) == 32_767


def test_rows_are_as_high_as_their_longest_cell() -> None:
    columns = ledger_of("talks").columns
    assert lines_of((None, "王玉兰", "单雪", "", ""), columns) == 1
    assert lines_of((None, "王" * 7, "", "", ""), columns) == 1
    assert lines_of((None, "王" * 8, "", "", ""), columns) == 2
    assert lines_of((None, "一\n二\n三", "", "", ""), columns) == 3


def test_the_file_name_says_branch_year_and_ledger() -> None:
    assert file_name(drawn()) == "一车间-二班党支部2026年谈心谈话台账.xlsx"
    by_no_year = Drawn(ledger_of("roster"), Wanted(branch=BRANCH, today=date(2026, 11, 23)))
    assert title_of(by_no_year) == "党员花名册"
