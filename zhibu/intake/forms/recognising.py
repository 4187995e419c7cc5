"""Which table of a form is meant, what its columns ask for, and where its rows begin."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import docx

from zhibu.intake import workbook
from zhibu.intake.headers import Header, candidates, with_rows_above
from zhibu.intake.held import Held, held
from zhibu.intake.result import Sheet, Unreadable
from zhibu.intake.wording import plain, squeezed, text_of
from zhibu.rules.said import said

LARGEST_FORM = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
FEWEST_KNOWN = 2
WAY_OUT = "表头里要有“支部名称”或“姓名”这一列，再加上党员数、书记、换届时间、会议次数这样的列。"
_FOOTER = re.compile(
    r"^(?:制表|填表|填报|审核|审批|负责人|单位盖章|备注[:：]|说明[:：]|注[:：]|合计|总计|联系人|联系电话)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One column: its header text and the value that the records hold for it; None where only the branch knows."""

    column: int  # from 1
    text: str
    held: Held | None


@dataclass(frozen=True, slots=True)
class FormTable:
    """The table of a form. `rows` are the numbers (from 1) below the header up to the footer, with their key text.

    `key` is the column that says whose row it is: the branch, or with `is_person` the member.
    """

    kind: str  # xlsx or docx
    place: str  # name of the sheet; number of the table in the document
    header_row: int
    columns: tuple[Asked, ...]
    key: int
    rows: tuple[tuple[int, str], ...]
    is_person: bool

    @property
    def known(self) -> tuple[Asked, ...]:
        return tuple(column for column in self.columns if column.held)

    @property
    def unknown(self) -> tuple[Asked, ...]:
        return tuple(column for column in self.columns if column.held is None)


def recognise(data: bytes, name: str) -> FormTable:
    """The table that can be filled. `Unreadable` with the reason and what to do where there is none."""
    if len(data) > LARGEST_FORM:
        raise Unreadable(
            said(
                "“{name}”有 {count} MB，空表最多 2 MB。删掉图片再传。",
                name=name,
                count=f"{len(data) / 1024 / 1024:.0f}",
            )
        )
    kind = kind_of(data, name)
    sheets = list(_sheets_of_book(data, name) if kind == "xlsx" else _tables_of_document(data, name))
    found = [table for place, sheet in sheets if (table := _table(kind, place, sheet)) is not None]
    if not found:
        raise Unreadable(said("“{name}”里没有认出能填的表头。{way_out}", name=name, way_out=WAY_OUT))
    return max(found, key=lambda table: len(table.known))


def kind_of(data: bytes, name: str) -> str:
    """xlsx or docx, by what is inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            names = set(parcel.namelist())
            if sum(part.file_size for part in parcel.infolist()) > MOST_UNPACKED:
                raise Unreadable(said("“{name}”解开以后太大，不像一张空表。删掉图片再传。", name=name))
    except zipfile.BadZipFile as error:
        raise Unreadable(
            said("“{name}”不是 .xlsx 或 .docx。旧格式的，用 WPS 另存为 .xlsx 或 .docx 再传。", name=name)
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    raise Unreadable(said("“{name}”不是 .xlsx 或 .docx。", name=name))


def _sheets_of_book(data: bytes, name: str) -> Iterator[tuple[str, Sheet]]:
    for sheet in workbook.read(data, name).sheets:
        if not sheet.hidden:
            yield sheet.name, sheet


def _tables_of_document(data: bytes, name: str) -> Iterator[tuple[str, Sheet]]:
    document = open_document(data, name)
    for number, table in enumerate(document.tables):
        rows = [[cell.text.strip() or None for cell in row.cells] for row in table.rows]
        width = max(map(len, rows), default=0)
        if width:
            yield str(number), Sheet(str(number), tuple(tuple(row + [None] * (width - len(row))) for row in rows))


def open_document(data: bytes, name: str) -> docx.document.Document:
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # whatever a broken document makes the reader stumble over
        raise Unreadable(said("“{name}”打不开，可能坏了。用 Word 或 WPS 另存一份再传。", name=name)) from error


def _table(kind: str, place: str, sheet: Sheet) -> FormTable | None:
    """The best header of this sheet, when it says whose rows these are and at least one thing that is known."""
    best: tuple[int, FormTable] | None = None
    for candidate in candidates(sheet):
        header = with_rows_above(sheet, candidate)
        columns = _asked(header)
        table = _as_table(kind, place, sheet, header, columns)
        weight = len({column.held.key for column in columns if column.held}) * 4 - len(header.rows)
        if table and (best is None or weight > best[0]):
            best = (weight, table)
    return best[1] if best else None


def _asked(header: Header) -> tuple[Asked, ...]:
    return tuple(Asked(column.number, column.text, held_of(column.path)) for column in header.columns if column.path)


def held_of(path: Sequence[str]) -> Held | None:
    """The lowest text says it; else with the one above: 党员数/正式 is 正式党员数."""
    if found := held(path[-1]):
        return found
    if len(path) < 2:
        return None
    above = path[-2]
    return held(path[-1] + above) or held(above + path[-1])


def _as_table(kind: str, place: str, sheet: Sheet, header: Header, columns: tuple[Asked, ...]) -> FormTable | None:
    by_key = {column.held.key: column.column for column in columns if column.held}
    known = [column for column in columns if column.held and column.held.key != "serial"]
    is_person = "name" in by_key and not any(
        column.held and not column.held.is_person and column.held.record != "支部资料" for column in known
    )
    key = by_key.get("name") if is_person else by_key.get("branch")
    if key is None or len(known) < FEWEST_KNOWN:
        return None
    return FormTable(kind, place, header.rows[-1], columns, key, _rows(sheet, header.rows[-1], key), is_person)


def _rows(sheet: Sheet, header_row: int, key: int) -> tuple[tuple[int, str], ...]:
    """Rows below the header until the footer or the end, with the text in the key column."""
    rows = []
    for number in range(header_row + 1, len(sheet.rows) + 1):
        cells = [plain(text_of(cell)) for cell in sheet.rows[number - 1]]
        first = next((cell for cell in cells if cell), "")
        if _FOOTER.match(squeezed(first)):
            break
        rows.append((number, cells[key - 1] if key <= len(cells) else ""))
    return tuple(rows)
