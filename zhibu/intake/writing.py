"""Giving tables back: the uploaded one with a column 要改, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.intake.result import Book, Group, Interpretation, Raw, Row, Sheet, ShownAs
from zhibu.intake.wording import column_number

HEADING = "要改"
LONGEST_CELL = 32_767

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMATS: dict[ShownAs | None, str] = {
    None: "yyyy-mm-dd",
    "month": 'yyyy"年"m"月"',
    "month_day": 'm"月"d"日"',
    "year": 'yyyy"年"',
}
_MARKED = PatternFill("solid", fgColor="FFF2CC")


def neutralise(text: str) -> str:
    """The text so that a spreadsheet opening a .csv shows it and does not run it: a ' goes in front of a formula sign.

    Numbers such as -5 or +86 stay as they are. Reading the file back takes the ' away again.
    """
    if not text.startswith(_FORMULA_SIGNS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def corrected_workbook(book: Book, interpretation: Interpretation) -> bytes:
    """The sheet as it was uploaded (values and merged cells, same rows and columns) with a last column 要改, as .xlsx.

    So too for a ledger with months or kinds across that was read with a row for each of its cells.

    The column holds, for every row that wants a look or cannot be imported, what is wrong and what would be right; the
    cells concerned are marked. Formulas come back as text.
    """
    read = book.sheet(interpretation.sheet)
    sheet = read.as_it_came or read
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = _page_title(sheet.name)
    last = _old_column(sheet) or sheet.width + 1
    for number, cells in enumerate(sheet.rows, 1):
        for column, value in enumerate(cells, 1):
            if value is not None and column != last:
                _put(page, number, column, value, sheet.shown_as.get((number, column)))
    for first_row, first_column, last_row, last_column in sheet.merged:
        if last_row <= len(sheet.rows) and last_column < last:
            page.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
    if read.as_it_came:
        _add_column_beside(page, interpretation, read, last)
    else:
        _add_column(page, interpretation, last)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _old_column(sheet: Sheet) -> int | None:
    """The column 要改 of an earlier round, to be written anew."""
    for row in sheet.rows[:30]:
        for column, cell in enumerate(row, 1):
            if cell == HEADING:
                return column
    return None


def _page_title(name: str) -> str:
    cleaned = "".join(letter for letter in name if letter not in "[]:*?/\\").strip("'")[:31]
    return cleaned or "表"


def _put(page: Worksheet, row: int, column: int, value: Raw, shown_as: ShownAs | None) -> None:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
        cell.data_type = "s"  # text stays text, even when it begins with =
        return
    cell.value = value
    if cell.is_date and shown_as is not None:
        cell.number_format = _FORMATS[shown_as]


def _add_column(page: Worksheet, interpretation: Interpretation, last: int) -> None:
    _head_of_column(page, min((row.number for row in interpretation.rows), default=2), last)
    for row in interpretation.rows:
        if row.group is not Group.READY:
            _mark(page, row, last)


def _head_of_column(page: Worksheet, first: int, last: int) -> None:
    heading = page.cell(max(first - 1, 1), last)
    heading.value = HEADING
    heading.font = Font(bold=True)
    page.column_dimensions[heading.column_letter].width = 60


def _add_column_beside(page: Worksheet, interpretation: Interpretation, read: Sheet, last: int) -> None:
    """Of a table that was laid out anew: what is to be mended stands in the row of its cell, the cell is named."""
    rows = {number: origin[0] for (number, _column), origin in read.origins.items()}
    _head_of_column(page, min(rows.values(), default=2), last)
    told: dict[int, list[str]] = {}
    for row in interpretation.rows:
        if row.group is Group.READY or row.number not in rows:
            continue
        lines = told.setdefault(rows[row.number], [])
        for problem in row.problems:
            lines.append(f"{read.places[row.number]}（{row.group.label}）：{problem.sentence}{problem.right}")
            origin = read.origins.get((row.number, column_number(problem.column))) if problem.column else None
            if origin:
                page.cell(*origin).fill = _MARKED
    for number, lines in told.items():
        _write_lines(page, number, last, list(dict.fromkeys(lines)))


def _mark(page: Worksheet, row: Row, last: int) -> None:
    lines = [f"{row.group.label}"]
    for problem in row.problems:
        place = f"{problem.column} 列{f'（{problem.header}）' if problem.header else ''}：" if problem.column else ""
        lines.append(f"{place}{problem.sentence}{problem.right}")
        if problem.column and column_number(problem.column) != last:
            page.cell(row.number, column_number(problem.column)).fill = _MARKED
    _write_lines(page, row.number, last, lines)


def _write_lines(page: Worksheet, row: int, last: int, lines: list[str]) -> None:
    cell = page.cell(row, last)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", "\n".join(lines))[:LONGEST_CELL]
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def blank_workbook(title: str, headers: list[str], lines: list[str]) -> bytes:
    """An empty table to fill in: the header on the first page, how to fill it in on a second one. As .xlsx."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = _page_title(title)
    for column, header in enumerate(headers, 1):
        cell = page.cell(1, column, header)
        cell.font, cell.fill = Font(bold=True), _MARKED
        page.column_dimensions[cell.column_letter].width = max(len(header) * 2 + 4, 14)
    page.freeze_panes = "A2"
    help_page = workbook.create_sheet("怎么填")
    help_page.column_dimensions["A"].width = 90
    for number, line in enumerate(lines, 1):
        help_page.cell(number, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    sink = io.BytesIO()
    workbook.save(sink)
    return sink.getvalue()
