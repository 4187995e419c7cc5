"""Text tables: .csv and .txt with commas, tabs or semicolons, in UTF-8, GB18030 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
import re

from zhibu.intake.result import Book, Raw, Sheet, Unreadable
from zhibu.intake.wording import shortened
from zhibu.rules.said import said

MOST_ROWS = 99_999
MOST_COLUMNS = 256
MOST_CELLS = 3_000_000

_DELIMITERS = ",\t;，；|"
_LINES_LOOKED_AT = 40
MOST_BY_SPACES = 100_000  # letters
_LONGEST_CELL = 32_767  # as much as Excel puts into one cell


def read(data: bytes, name: str) -> Book:
    """The one table of a text file. Raises `Unreadable`."""
    text, notes = _decoded(data, name)
    if "\x00" in text:
        raise Unreadable(said("“{name}”不是文字表格，打不开。用 Excel 或 WPS 另存为 .xlsx 再选。", name=name))
    delimiter = _delimiter(text)
    rows = (None if delimiter else _by_spaces(text)) or _rows(text, delimiter or ",", name)
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise Unreadable(
            said(
                "“{name}”有 {count} 行、{width} 列，太大了。分成几个文件再选。", name=name, count=len(rows), width=width
            )
        )
    padded = tuple((*row, *([None] * (width - len(row)))) for row in rows)
    return Book(name, (Sheet(_sheet_name(name), padded),), notes)


def _sheet_name(name: str) -> str:
    return name.rsplit(".", 1)[0] or name


def _decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and a note when letters were lost. Byte order marks first, then UTF-8, then GB18030."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding) or _nearly(data, encoding, name)
    if b"\x00" in data[:4096]:
        raise Unreadable(said("“{name}”不是文字表格，打不开。用 Excel 或 WPS 另存为 .xlsx 再选。", name=name))
    found = _strictly(data, "utf-8") or _nearly_utf8(data, name) or _strictly(data, "gb18030")
    return found or _nearly(data, "gb18030", name)


def _strictly(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]] | None:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        return None


def _nearly_utf8(data: bytes, name: str) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 with a few broken letters: most of the non-ASCII bytes still form whole Chinese characters."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count("\ufffd")
    whole = sum(letter > "\u2000" for letter in text) - lost
    return (text, (_loss(text, name),)) if whole > 20 * lost else None


def _nearly(data: bytes, encoding: str, name: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if lost * 20 > len(text):
        raise Unreadable(said("“{name}”的文字编码认不出来。用 Excel 或 WPS 打开，另存为 .xlsx 再选。", name=name))
    return text, (_loss(text, name),)


def _loss(text: str, name: str) -> str:
    line = text[: text.index("\ufffd")].count("\n") + 1
    return said(
        "“{name}”有 {words} 个字坏了，第一个在第 {line} 行，显示成“�”。在原表里补上。",
        name=name,
        words=text.count(chr(65533)),
        line=line,
    )


def _delimiter(text: str) -> str:
    """The delimiter that splits most of the first lines into the same number of cells (at least two); "" for none."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) >= 5:
        return lines[0][4]
    best, best_weight = "", 0
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in lines]
        common = max(set(counts), key=lambda count: (counts.count(count) * (count > 0), count), default=0)
        weight = counts.count(common) * min(common, 8) if common else 0
        if weight > best_weight:
            best, best_weight = delimiter, weight
    return best


def _by_spaces(text: str) -> list[list[Raw]] | None:
    """Columns pushed apart by spaces, as chats send them. Only where every line has as many cells as the others:
    a name with a space in it would move what follows."""
    for gap, least in ((r"[ \u3000]{2,}", 2), (r"[ \u3000]+", 3)):
        rows = [re.split(gap, line.strip(" \u3000")) for line in text[:MOST_BY_SPACES].splitlines()]
        widths = {len(row) for row in rows if row != [""]} - {1}
        if len(widths) == 1 and min(widths) >= least and len(text) <= MOST_BY_SPACES:
            return [[cell or None for cell in row] for row in rows]
    return None


def _rows(text: str, delimiter: str, name: str) -> list[list[Raw]]:
    """Rows of the file; a quoted cell may hold line breaks, which then count as lines of the same row."""
    csv.field_size_limit(10 * 1024 * 1024)
    rows: list[list[Raw]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if not rows and row and row[0].lower().startswith("sep="):
                rows.append([])
                continue
            if len(rows) >= MOST_ROWS:
                raise Unreadable(
                    said("“{name}”超过 {most_rows} 行。分成几个文件再选。", name=name, most_rows=MOST_ROWS)
                )
            rows.append(_cells(row, len(rows) + 1, name))
    except csv.Error as error:
        line = reader.line_num
        raise Unreadable(
            said("“{name}”第 {line} 行附近的引号不成对，读不下去。用 Excel 另存为 .xlsx 再选。", name=name, line=line)
        ) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cells(row: list[str], number: int, name: str) -> list[Raw]:
    while row and not row[-1].strip():
        row.pop()
    if len(row) > MOST_COLUMNS:
        raise Unreadable(
            said(
                "“{name}”第 {number} 行有 {count} 列，最多读 {most_columns} 列。删掉多余的列。",
                name=name,
                number=number,
                count=len(row),
                most_columns=MOST_COLUMNS,
            )
        )
    if any(len(cell) > _LONGEST_CELL for cell in row):
        column = next(index for index, cell in enumerate(row, 1) if len(cell) > _LONGEST_CELL)
        place = said(
            "第 {number} 行第 {column} 格“{row}”", number=number, column=column, row=shortened(row[column - 1], 12)
        )
        raise Unreadable(
            said(
                "“{name}”{place}太长，多半是引号不成对。检查这一行的引号，或另存为 .xlsx 再选。", name=name, place=place
            )
        )
    return [_bare(cell) for cell in row]


def _bare(cell: str) -> Raw:
    """Exporters write ="0123" to keep leading zeros, and our own export puts ' before a formula sign."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 3:
        cell = cell[2:-1]
    if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r":
        cell = cell[1:]
    return cell if cell.strip() else None
