"""Makes dirty tables for the tests. All people are invented."""

import csv
import datetime
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl
from stdnum.cn import ric

from zhibu.intake import Interpretation, guess, interpret, read

Table = Sequence[Sequence[Any]]


def xlsx(
    rows: Table,
    *,
    sheet: str = "Sheet1",
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
    others: Mapping[str, Table] | None = None,
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[str] = (),
    hidden_sheets: Iterable[str] = (),
    formulas: bool = True,
) -> bytes:
    """An Excel file; `others` are further sheets. Without `formulas`, texts that begin with = stay texts."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cell in (cell for row in page.iter_rows() for cell in row):
        if not formulas and cell.data_type == "f":
            cell.data_type = "s"
    for area in merged:
        page.merge_cells(area)
    for place, code in (formats or {}).items():
        page[place].number_format = code
    for number in hidden_rows:
        page.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        page.column_dimensions[letter].hidden = True
    for name, table in (others or {}).items():
        further = book.create_sheet(name)
        for row in table:
            further.append(list(row))
    for name in hidden_sheets:
        book[name].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def separated(rows: Table, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text table."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode(encoding)


def with_part(data: bytes, path: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != path:
                new.writestr(name, old.read(name))
        new.writestr(path, content)
    return buffer.getvalue()


def with_shared_strings(data: bytes) -> bytes:
    """The workbook as Excel and WPS write it: texts in a part of their own, cells pointing to them."""
    path = "xl/worksheets/sheet1.xml"
    texts: list[bytes] = []

    def pointed(match: re.Match[bytes]) -> bytes:
        if match[1] not in texts:
            texts.append(match[1])
        return b't="s"><v>%d</v>' % texts.index(match[1])

    content = re.sub(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>', pointed, part(data, path))
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = with_part(
        with_part(data, path, content), "xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (namespace, items)
    )
    relations = "xl/_rels/workbook.xml.rels"
    relation = (
        b'<Relationship Id="rIdText" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    return with_part(data, relations, part(data, relations).replace(b"</Relationships>", relation))


def part(data: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(path)


def identity_number(birth: datetime.date, order: int = 123) -> str:
    """A number with a right check digit; an odd `order` is a man's."""
    start = f"520111{birth:%Y%m%d}{order:03d}"
    return start + ric.calc_check_digit(start + "0")


def read_first(data: bytes, filename: str = "表.xlsx", **options: Any) -> Interpretation:
    """The first sheet that was recognised, interpreted."""
    book = read(data, filename)
    first = next(one for one in guess(book) if one.kind)
    return interpret(book, first, **options)


def codes(result: Interpretation, number: int) -> list[str]:
    """The problem codes of the row with this number."""
    return [problem.code for row in result.rows if row.number == number for problem in row.problems]


def row_of(result: Interpretation, number: int) -> Any:
    return next(row for row in result.rows if row.number == number)


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that say something, without the default precision."""
    return {name: value for name, value in values.items() if value not in (None, "", [], "day")}


def old_workbook(records: bytes) -> bytes:
    """An OLE container with one stream “Workbook”, padded so that it lies in ordinary sectors."""
    stream = records.ljust(4096, b"\x00")
    sectors = -(-len(stream) // 512)
    stream = stream.ljust(sectors * 512, b"\x00")
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    table = [fat, end, *range(3, sectors + 2), end]
    table += [free] * (128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    directory = _directory("Root Entry", 5, end, 0, child=1) + _directory("Workbook", 2, 2, len(stream))
    directory += _directory("", 0, 0, 0) * 2
    return header + struct.pack("<128I", *table) + directory + stream


def _directory(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le")
    length = len(encoded) + 2 if name else 0
    entry = encoded.ljust(64, b"\x00") + struct.pack("<HBBIII", length, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def old_records(cells: Mapping[tuple[int, int], str | float], *, password: bool = False) -> bytes:
    """BIFF8 records of a book with one sheet; places are 0-based (row, column)."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(value: str) -> bytes:
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    lock = record(0x002F, bytes(54)) if password else b""
    name = "表一"
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            sheet += record(0x0204, place + text(value))
        else:
            sheet += record(0x0203, place + struct.pack("<d", value))
    sheet += record(0x000A, b"")
    bound_length = 4 + 8 + len(name) * 2
    offset = len(start) + len(lock) + bound_length + 4
    bound = struct.pack("<IHBB", offset, 0, len(name), 1) + name.encode("utf-16-le")
    return start + lock + record(0x0085, bound) + record(0x000A, b"") + sheet
