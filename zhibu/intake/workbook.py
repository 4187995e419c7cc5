"""Excel files (.xlsx, .xlsm) into tables.

The file is taken apart and put together anew before the fast reader sees it: only the XML parts of the workbook go in,
each unpacked within a limit. So lying sizes, macros, pictures and foreign objects never reach it, and a single far-away
cell cannot make it fill the memory (it keeps a dense table from the first to the last cell).
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import python_calamine

from zhibu.intake.result import Book, Raw, Sheet, ShownAs, Unreadable
from zhibu.rules.said import said

MOST_UNPACKED = 80 * 1024 * 1024
MOST_PARTS = 2000
MOST_SHEETS = 60
MOST_STRINGS = 1_000_000
MOST_TEXT = 100 * 1024 * 1024  # a shared string is copied into every cell that uses it
LAST_ROW = 99_999
LAST_COLUMN = 256
MOST_CELLS = 3_000_000

_KEPT = re.compile(
    r"^(?:\[content_types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+\.(?:xml|rels)|xl/worksheets/[^/]+\.xml)$"
)
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*?)(/?)>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([^"']*)["']""")
_USUAL = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d+)")?')  # how Excel and WPS write a cell
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
_BLANK_ROW = re.compile(rb'<row\b[^>]{0,300}?\br="\d+"[^>]{0,300}?(?:/>|>\s*(?:<c\b[^>]{0,300}/>\s*)*</row>)')
_UNNUMBERED = re.compile(rb'<row\b(?![^>]*\br=")')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)/?>")
_FROM_TO = re.compile(rb"""\b(min|max)\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_PLACE = re.compile(rb"^([A-Z]{1,3})(\d{1,7})$")
_MONTH_CODES = {17: "month", 27: "month", 57: "month", 28: "month_day", 58: "month_day", 16: "month_day"}


def read(data: bytes, name: str) -> Book:
    """The tables of a workbook. Raises `Unreadable`."""
    parts = _parts(data, name)
    shown, epoch_1904 = _styles(parts), _counts_from_1904(parts)
    targets = _sheet_parts(parts)
    if len(targets) > MOST_SHEETS:
        raise Unreadable(
            said(
                "“{name}”有 {count} 张表，最多读 {most_sheets} 张。分成几个文件再选。",
                name=name,
                count=len(targets),
                most_sheets=MOST_SHEETS,
            )
        )
    titles = {path: title for title, path in targets.items()}
    scans = {
        path: _scan(content, shown, titles.get(path, path), name)
        for path, content in parts.items()
        if b"sheetData" in content
    }
    _refuse_swollen_text(parts, sum(scan.cells for scan in scans.values()), name)
    file = _rebuilt(parts)
    parts.clear()  # the copy is enough; both together would double the memory
    sheets = tuple(_with_scan(sheet, scans.get(targets.get(sheet.name, "")), epoch_1904) for sheet in load(file, name))
    if not sheets:
        raise Unreadable(said("“{name}”里没有表格。", name=name))
    macros = any(path.lower().endswith("vbaproject.bin") for path in _names(data))
    return Book(name, sheets, ("文件里有宏，没有读，也没有运行。",) if macros else ())


def _with_scan(sheet: Sheet, scan: _Scan | None, epoch_1904: bool) -> Sheet:
    if scan is None:
        return replace(sheet, epoch_1904=epoch_1904)
    return replace(
        sheet,
        shown_as=scan.shown_as,
        broken=frozenset(scan.broken),
        hidden_rows=frozenset(scan.hidden_rows),
        hidden_columns=frozenset(scan.hidden_columns),
        epoch_1904=epoch_1904,
    )


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def _damaged(name: str) -> Unreadable:
    return Unreadable(said("“{name}”坏了，打不开。用 Excel 或 WPS 打开看看，能打开就另存一份再选。", name=name))


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """The XML parts of the workbook by path, unpacked within the limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_by_directory(infos, name)
            return _unpacked(archive, infos, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _damaged(name) from error


def _refuse_by_directory(infos: list[zipfile.ZipInfo], name: str) -> None:
    """What can be told from the table of contents alone: other kinds of file, passwords, bombs."""
    paths = {info.filename.replace("\\", "/").lower() for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(said("“{name}”有密码。去掉密码再选。", name=name))
    if len(infos) > MOST_PARTS:
        raise Unreadable(said("“{name}”里有 {count} 个部件，不像表格。复制到新文件再选。", name=name, count=len(infos)))
    if not any(path.startswith("xl/") for path in paths):
        kinds = {"word/": said("Word 文档"), "ppt/": said("PPT 演示"), "content.xml": said("ODS 表格")}
        kind = next(
            (label for start, label in kinds.items() if any(path.startswith(start) for path in paths)), said("压缩包")
        )
        raise Unreadable(
            said("“{name}”是 {kind}，不是 Excel 表格。打开后把表格另存为 .xlsx 再选。", name=name, kind=kind)
        )
    if "xl/workbook.bin" in paths:
        raise Unreadable(said("“{name}”是二进制工作簿（.xlsb）。用 Excel 另存为 .xlsx 再选。", name=name))
    unpacked = sum(info.file_size for info in infos if _KEPT.match(info.filename.replace("\\", "/").lower()))
    if unpacked > MOST_UNPACKED:
        size = unpacked / 1024 / 1024
        raise Unreadable(
            said(
                "“{name}”展开有 {size} MB，太大了。多半是空行带了格式：把有字的行复制到新文件再选。",
                name=name,
                size=f"{size:.0f}",
            )
        )


def _unpacked(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for info in infos:
        path = info.filename.replace("\\", "/").lstrip("/")
        if not _KEPT.match(path.lower()) or path in parts:
            continue
        with archive.open(info) as stream:  # zipfile checks size and checksum while reading
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unreadable(said("“{name}”展开后太大。把有字的行复制到新文件再选。", name=name))
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise _damaged(name)
        parts[path] = _without_blank_rows(content) if b"<sheetData" in content else content
    return parts


def _without_blank_rows(content: bytes) -> bytes:
    """Rows that only carry a format, often a million of them. Where rows are not numbered, all of them count."""
    return content if _UNNUMBERED.search(content) else _BLANK_ROW.sub(b"", content)


def _refuse_swollen_text(parts: Mapping[str, bytes], cells: int, name: str) -> None:
    """Shared strings are copied into every cell that uses them: a short file can hold a very long text many times."""
    content = parts.get("xl/sharedStrings.xml", b"")
    lengths = [len(match[0]) for match in re.finditer(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", content, re.DOTALL)]
    if len(lengths) > MOST_STRINGS:
        raise Unreadable(said("“{name}”里的文字太多。分成几个文件再选。", name=name))
    if max(lengths, default=0) * cells <= MOST_TEXT:
        return
    total = 0
    for part in parts.values():
        for match in re.finditer(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})""", part):
            total += lengths[int(match[1])] if int(match[1]) < len(lengths) else 0
    if total > MOST_TEXT:
        raise Unreadable(said("“{name}”里的文字展开后太多。分成几个文件再选。", name=name))


def _rebuilt(parts: Mapping[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    buffer.seek(0)
    return buffer


def _text(parts: Mapping[str, bytes], path: str) -> str:
    return parts.get(path, b"").decode("utf-8", errors="replace")


def _attributes(tag: str) -> dict[str, str]:
    pairs = re.findall(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return {key: first or second for key, first, second in pairs}


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → path of its part."""
    relations = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b([^>]*)>", _text(parts, "xl/_rels/workbook.xml.rels")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "").replace("\\", "/")
        relations[attributes.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b([^>]*)>", _text(parts, "xl/workbook.xml")):
        attributes = _attributes(tag)
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), None)
        sheets[html.unescape(attributes.get("name", ""))] = relations.get(relation, "")
    return sheets


def _counts_from_1904(parts: Mapping[str, bytes]) -> bool:
    return bool(re.search(r"""date1904\s*=\s*["'](?:1|true)["']""", _text(parts, "xl/workbook.xml")))


def _styles(parts: Mapping[str, bytes]) -> dict[int, ShownAs]:
    """Cell styles that show less of a date than day, month and year."""
    text = _text(parts, "xl/styles.xml")
    codes = {}
    for tag in re.findall(r"<(?:\w+:)?numFmt\b([^>]*)>", text):
        attributes = _attributes(tag)
        if attributes.get("numFmtId", "").isdigit():
            codes[int(attributes["numFmtId"])] = html.unescape(attributes.get("formatCode", ""))
    block = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", text, re.DOTALL)
    shown: dict[int, ShownAs] = {}
    for style, tag in enumerate(re.findall(r"<(?:\w+:)?xf\b([^>]*)>", block[0] if block else "")):
        number = _attributes(tag).get("numFmtId", "0")
        found = _shown(int(number) if number.isdigit() else 0, codes)
        if found:
            shown[style] = found
    return shown


def _shown(number: int, codes: Mapping[int, str]) -> ShownAs | None:
    code = codes.get(number)
    if code is None:
        known = _MONTH_CODES.get(number)
        return "month" if known == "month" else "month_day" if known else None
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0]).lower()
    has_year, has_day = "y" in letters or "e" in letters, "d" in letters
    has_month = "m" in letters and not re.search(r"h|s", letters)
    if has_year and has_month and not has_day:
        return "month"
    if has_month and has_day and not has_year:
        return "month_day"
    if has_year and "m" not in letters and not has_day and "general" not in letters:
        return "year"
    return None


@dataclass(slots=True)
class _Scan:
    """What a pass over the raw cells of one sheet finds."""

    shown_as: dict[tuple[int, int], ShownAs] = field(default_factory=dict)
    broken: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    cells: int = 0

    def count(self, row: int, column: int) -> None:
        """One more cell with content."""
        if row > self.last_row:
            self.last_row = row
        if column > self.last_column:
            self.last_column = column
        self.cells += 1


def _scan(content: bytes, shown: Mapping[int, ShownAs], sheet: str, name: str) -> _Scan:
    """Where the cells with content are. Raises `Unreadable` when they lie too far out for one dense table."""
    scan = _Scan(hidden_columns=_hidden_columns(content))
    row, column = 0, 0
    for match in _TAG.finditer(content):
        attributes = match[2]
        if match[1] == b"c" and not match[3] and (usual := _USUAL.match(attributes)):
            row, column = int(usual[2]), _number_of(usual[1])
            is_plain = row <= LAST_ROW and column <= LAST_COLUMN and (usual[3] is None or int(usual[3]) not in shown)
            if is_plain and content[match.end() : match.end() + 2] != b"<f" and b'"e"' not in attributes:
                scan.count(row, column)
                continue
        reference = _REFERENCE.search(attributes)
        if match[1] == b"row":
            row, column = _row_number(reference, row, name), 0
            if b"hidden" in attributes and _HIDDEN.search(attributes):
                scan.hidden_rows.add(row)
            continue
        row, column = _cell_place(reference, row, column, name)
        if match[3]:  # a cell with a style only
            continue
        scan.count(row, column)
        if row > LAST_ROW or column > LAST_COLUMN:
            place = (reference[1].decode("ascii", "replace") if reference else said("第 {row} 行", row=row))[:12]
            sentence = said(
                "“{name}”的表“{sheet}”在 {place} 还有内容，离表格太远。删掉那里的内容再选。",
                name=name,
                sheet=sheet,
                place=place,
            )
            raise Unreadable(sentence)
        _remember(scan, shown, attributes, content, match.end(), (row, column))
    if scan.last_row * scan.last_column > MOST_CELLS:
        size = said("{last_row} 行、{last_column} 列", last_row=scan.last_row, last_column=scan.last_column)
        raise Unreadable(
            said("“{name}”的表“{sheet}”有 {size}，太大了。分成几个文件再选。", name=name, sheet=sheet, size=size)
        )
    return scan


def _hidden_columns(content: bytes) -> set[int]:
    """Column numbers; what stands before the cells says it."""
    found: set[int] = set()
    for match in _COLUMN.finditer(content[: content.find(b"<sheetData")]):
        ends = {name: int(number) for name, number in _FROM_TO.findall(match[1])}
        if _HIDDEN.search(match[1]) and len(ends) == 2:
            found |= set(range(ends[b"min"], min(ends[b"max"], LAST_COLUMN) + 1))
    return found


def _remember(
    scan: _Scan, shown: Mapping[int, ShownAs], attributes: bytes, content: bytes, end: int, place: tuple[int, int]
) -> None:
    """Note a date that shows less than it stores, and a formula without a result."""
    if shown and (style := _STYLE.search(attributes)) and (found := shown.get(int(style[1]))):
        scan.shown_as[place] = found
    if (b'"e"' in attributes or b"'e'" in attributes) and _IS_ERROR.search(attributes):
        scan.broken.add(place)
    elif content[end : end + 2] == b"<f":
        closing = content.find(b"</c>", end)
        inside = content[end:closing] if closing > 0 else b""
        has_result = re.search(rb"<v\b[^>]*>[^<]", inside) or b't="str"' in attributes  # "" is a result too
        if not has_result:
            scan.broken.add(place)


def _row_number(reference: re.Match[bytes] | None, row: int, name: str) -> int:
    if reference is None:
        return row + 1
    if not reference[1].isdigit() or len(reference[1]) > 7:
        raise _damaged(name)
    return int(reference[1])


def _cell_place(reference: re.Match[bytes] | None, row: int, column: int, name: str) -> tuple[int, int]:
    if reference is None:
        return row, column + 1
    place = _PLACE.match(reference[1])
    if place is None:
        raise _damaged(name)
    return int(place[2]), _number_of(place[1])


@lru_cache(maxsize=1024)
def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def load(file: io.BytesIO, name: str) -> list[Sheet]:
    """The fast reader's view of a file that was checked before. Raises `Unreadable`."""
    try:
        return _loaded(file)
    except python_calamine.PasswordError as error:
        raise Unreadable(said("“{name}”有密码。去掉密码再选。", name=name)) from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the Rust reader is not an Exception
        raise _damaged(name) from error


def _loaded(file: io.BytesIO) -> list[Sheet]:
    tables = []
    with python_calamine.load_workbook(file) as book:
        for metadata in book.sheets_metadata:
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            source = book.get_sheet_by_name(metadata.name)
            merged = tuple((r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in source.merged_cell_ranges or ())
            hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
            tables.append(Sheet(metadata.name, _dense(source), hidden=hidden, merged=merged))
    return tables


def _dense(source: python_calamine.CalamineSheet) -> tuple[tuple[Raw, ...], ...]:
    """Rows from the first row of the sheet, blank cells None, blank rows at the end dropped."""
    rows = [tuple(map(_bare, row)) for row in source.to_python(skip_empty_area=False)]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    return tuple(rows)


def _bare(cell: Raw) -> Raw:
    return None if isinstance(cell, str) and not cell.strip() else cell
