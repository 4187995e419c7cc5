"""Bytes of a file into tables. The content decides what a file is, not its ending.

Whatever is wrong with a file comes out as `Unreadable` with one Chinese sentence that names the file and the way out.
"""

from __future__ import annotations

from zhibu.intake import oldbook, separated, workbook
from zhibu.intake.result import Book, Unreadable
from zhibu.intake.spreading import spread
from zhibu.intake.tables import apart
from zhibu.intake.turning import turn
from zhibu.intake.wording import shortened
from zhibu.rules.said import said

LARGEST_FILE = 20 * 1024 * 1024

_IMAGES = (
    (b"\x89PNG", said("PNG 图片")),
    (b"\xff\xd8\xff", said("JPG 图片")),
    (b"GIF8", said("GIF 图片")),
    (b"BM", said("BMP 图片")),
)
_OTHERS = (
    (b"%PDF", said("PDF 文件")),
    (b"Rar!", said("RAR 压缩包")),
    (b"7z\xbc\xaf\x27\x1c", said("7z 压缩包")),
    (b"\x1f\x8b", said("压缩包")),
    (b"{\\rtf", said("RTF 文稿")),
)
_BOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt", ".ods")


def read(data: bytes, filename: str) -> Book:
    """The tables of a file: .xlsx, .xlsm (macros left out), .xls, .csv or .txt. Raises only `Unreadable`.

    Several tables on one sheet come out as a sheet each, ledgers with a gathering in each cell with a row for each,
    tables with their fields down as ordinary ones.
    """
    return apart(spread(turn(_read(data, filename))))


def _read(data: bytes, filename: str) -> Book:
    name = shortened(filename.replace("\\", "/").rsplit("/", 1)[-1], 80) or "文件"
    if not data:
        raise Unreadable(said("“{name}”是空的，一个字节也没有。重新选文件。", name=name))
    if len(data) > LARGEST_FILE:
        size = len(data) / 1024 / 1024
        raise Unreadable(
            said(
                "“{name}”有 {size} MB，最多读 20 MB。删掉图片和空行，或者分成几个文件。", name=name, size=f"{size:.0f}"
            )
        )
    _refuse_other_kinds(data, name)
    if data.startswith(b"PK"):
        return workbook.read(data, name)
    if data.startswith(oldbook.MAGIC):
        return oldbook.read(data, name)
    return separated.read(data, name)


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for magic, kind in (*_IMAGES, *_OTHERS):
        if data.startswith(magic) and (magic != b"BM" or b"\x00" in data[:64]):
            ending = said("，只是名字以 .xlsx 结尾") if name.lower().endswith(_BOOK_ENDINGS) else ""
            raise Unreadable(
                said(
                    "“{name}”是 {kind}{ending}。请选 Excel 表格（.xlsx）或 .csv。", name=name, kind=kind, ending=ending
                )
            )
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise Unreadable(said("“{name}”是网页，只是名字像表格。用 Excel 或 WPS 打开，另存为 .xlsx 再选。", name=name))
