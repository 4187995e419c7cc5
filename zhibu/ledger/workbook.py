"""A ledger as an Excel workbook: title, heading that stays, column widths, A4 landscape, heading on each page."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.intake import neutralise
from zhibu.ledger.sheet import Column, Drawn, Kind, Value

TITLE_ROW, NOTE_ROW, HEAD_ROW = 1, 2, 3
LINE = Side(style="thin", color="8A8F96")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FACE = "宋体"
DAY_FORMAT = "yyyy-mm-dd"
LINE_HEIGHT = 15.0  # points for one line of 11-point text
A4 = 9
LONGEST_CELL = 32_767  # what a cell holds at most


def workbook_of(drawn: Drawn) -> bytes:
    """The .xlsx file. Text that a spreadsheet would take for a formula is made harmless."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(drawn.ledger.title)[:31]
    _write_head(sheet, drawn)
    for number, row in enumerate(drawn.rows, start=HEAD_ROW + 1):
        _write_row(sheet, number, row.cells, drawn.ledger.columns)
    _set_up_page(sheet, drawn)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def title_of(drawn: Drawn) -> str:
    """2026 年三会一课台账, or for what is not by year the name alone."""
    title = str(drawn.ledger.title)
    return _("%(year)d 年%(title)s") % {"year": drawn.wanted.year, "title": title} if drawn.wanted.year else title


def file_name(drawn: Drawn) -> str:
    return f"{drawn.wanted.branch.name}{title_of(drawn)}.xlsx".replace("/", "-").replace(" ", "")


def _write_head(sheet: Worksheet, drawn: Drawn) -> None:
    width = len(drawn.ledger.columns)
    for row, text, font in (
        (TITLE_ROW, title_of(drawn), Font(name="黑体", size=16)),
        (NOTE_ROW, note_of(drawn), Font(name=FACE, size=11)),
    ):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        cell = sheet.cell(row=row, column=1, value=harmless(text))
        cell.font = font
        cell.alignment = Alignment(horizontal="center" if row == TITLE_ROW else "left", vertical="center")
    sheet.row_dimensions[TITLE_ROW].height = 32
    sheet.row_dimensions[NOTE_ROW].height = 20
    sheet.row_dimensions[HEAD_ROW].height = 24
    for number, column in enumerate(drawn.ledger.columns, start=1):
        cell = sheet.cell(row=HEAD_ROW, column=number, value=str(column.label))
        cell.font = Font(name=FACE, size=11, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = BOX
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def note_of(drawn: Drawn) -> str:
    words = {"branch": drawn.wanted.branch.name, "day": f"{drawn.wanted.today:%Y-%m-%d}", "count": len(drawn.rows)}
    return _("%(branch)s　制表日期：%(day)s　共 %(count)d 行") % words


def _write_row(sheet: Worksheet, number: int, cells: tuple[Value, ...], columns: Sequence[Column]) -> None:
    for place, (value, column) in enumerate(zip(cells, columns, strict=True), start=1):
        cell = sheet.cell(row=number, column=place)
        _fill(cell, value, column)
    sheet.row_dimensions[number].height = LINE_HEIGHT * lines_of(cells, columns) + 6


def _fill(cell: Cell, value: Value, column: Column) -> None:
    if isinstance(value, str):
        cell.value = harmless(value)
        cell.data_type = "s"  # never a formula, whatever it begins with
    else:
        cell.value = value
    if isinstance(value, date):
        cell.number_format = DAY_FORMAT
    cell.font = Font(name=FACE, size=11)
    cell.border = BOX
    centred = column.kind in {Kind.NUMBER, Kind.DAY}
    cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)


def harmless(text: str) -> str:
    """What a cell can hold and no spreadsheet runs."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", neutralise(text)))[:LONGEST_CELL]


def lines_of(cells: tuple[Value, ...], columns: Sequence[Column]) -> int:
    """Lines that the tallest cell of a row takes at its column's width; a Chinese character is two wide."""
    tallest = 1
    for value, column in zip(cells, columns, strict=True):
        if isinstance(value, str):
            wide = [sum(2 if ord(sign) > 255 else 1 for sign in line) for line in value.split("\n")]
            tallest = max(tallest, sum(max(-(-width // max(column.width - 2, 1)), 1) for width in wide))
    return tallest


def _set_up_page(sheet: Worksheet, drawn: Drawn) -> None:
    sheet.freeze_panes = sheet.cell(row=HEAD_ROW + 1, column=1)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    last = get_column_letter(len(drawn.ledger.columns))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{HEAD_ROW + max(len(drawn.rows), 1)}"
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", A4, 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top, sheet.page_margins.bottom = 0.8, 0.7
    sheet.oddFooter.center.text = _("第 &P 页 共 &N 页")
    sheet.print_options.horizontalCentered = True
