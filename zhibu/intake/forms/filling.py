"""Values into the form: rows that name somebody keep their place, others are used in order, missing ones are added."""

from __future__ import annotations

import copy
import datetime
import io
import re
from collections.abc import Mapping, Sequence

import openpyxl
from docx.table import Table, _Row
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.intake.forms.recognising import FormTable, open_document
from zhibu.intake.wording import squeezed
from zhibu.intake.writing import neutralise

Value = str | int | datetime.date | None
Line = Mapping[int, Value]
"""Values of one row by column number."""
_PREFIX = re.compile(r"^(?:中共|中国共产党)")


def same_name(one: str, other: str) -> bool:
    """中共一车间党支部 and 一车间支部 are the same branch."""
    return plain_name(one) == plain_name(other)


def plain_name(name: str) -> str:
    return _PREFIX.sub("", squeezed(name)).replace("党支部", "支部").replace("委员会", "")


def places(table: FormTable, names: Sequence[str]) -> list[int | None]:
    """The row for each name in order: where the form names it, else the next free row, else None (to be added)."""
    named = {plain_name(text): number for number, text in table.rows if text}
    free = iter([number for number, text in table.rows if not text])
    return [named.get(plain_name(name)) or next(free, None) for name in names]


def fill(data: bytes, name: str, table: FormTable, names: Sequence[str], lines: Sequence[Line]) -> bytes:
    """The same file with these lines in it. `names` say whose line each is, as the key column would."""
    rows = places(table, names)
    return (
        _fill_book(data, table, rows, lines) if table.kind == "xlsx" else _fill_document(data, name, table, rows, lines)
    )


def _last_row(table: FormTable, rows: Sequence[int | None]) -> int:
    return max([table.header_row, *(number for number, _text in table.rows), *(row for row in rows if row)])


def _fill_book(data: bytes, table: FormTable, rows: Sequence[int | None], lines: Sequence[Line]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[table.place]
    missing = sum(row is None for row in rows)
    last = _last_row(table, rows)
    if missing:
        _add_rows(sheet, last, missing)
    added = iter(range(last + 1, last + missing + 1))
    for row, line in zip(rows, lines, strict=True):
        number = row or next(added)
        for column, value in line.items():
            cell = sheet.cell(number, column)
            if not isinstance(cell, MergedCell) and value not in (None, ""):
                cell.value = _cell_value(value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell_value(value: Value) -> Value:
    return neutralise(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value


def _add_rows(sheet: Worksheet, after: int, count: int) -> None:
    """Rows that look like the one above them; what stood below moves down with its merged cells and heights."""
    merged = [area for area in sheet.merged_cells.ranges if area.min_row > after]
    for area in merged:
        sheet.unmerge_cells(str(area))
    heights = {row: size.height for row, size in sheet.row_dimensions.items() if row > after and size.height}
    sheet.insert_rows(after + 1, count)
    for row in heights:
        sheet.row_dimensions[row].height = None
    for row, height in heights.items():
        sheet.row_dimensions[row + count].height = height
    for area in merged:
        area.shift(row_shift=count)
        sheet.merge_cells(str(area))
    for row in range(after + 1, after + count + 1):
        sheet.row_dimensions[row].height = sheet.row_dimensions[after].height
        for column in range(1, sheet.max_column + 1):
            above = sheet.cell(after, column)
            if above.has_style:
                sheet.cell(row, column)._style = copy.copy(above._style)


def _fill_document(
    data: bytes, name: str, table: FormTable, rows: Sequence[int | None], lines: Sequence[Line]
) -> bytes:
    document = open_document(data, name)
    found = document.tables[int(table.place)]
    last = _last_row(table, rows)
    missing = sum(row is None for row in rows)
    pattern = found.rows[last - 1]
    for _number in range(missing):
        _copy_row(found, pattern, last)
    added = iter(range(last + 1, last + missing + 1))
    for row, line in zip(rows, lines, strict=True):
        cells = found.rows[(row or next(added)) - 1].cells
        for column, value in line.items():
            if value not in (None, "") and column <= len(cells):
                _write(cells[column - 1], _words(value))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _copy_row(table: Table, pattern: _Row, after: int) -> None:
    """One more row below, with the cells and the look of the pattern and no text."""
    element = copy.deepcopy(pattern._tr)
    table.rows[after - 1]._tr.addnext(element)
    for cell in _Row(element, table).cells:
        _write(cell, "")


def _words(value: Value) -> str:
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(ILLEGAL_CHARACTERS_RE.sub("", str(value)))


def _write(cell: object, text: str) -> None:
    """The text in the first run of the first paragraph, so that the face of the form stays."""
    paragraph = cell.paragraphs[0]  # type: ignore[attr-defined]
    runs = paragraph.runs
    if not runs:
        paragraph.add_run(text)
        return
    runs[0].text = text
    for run in runs[1:]:
        run.text = ""
