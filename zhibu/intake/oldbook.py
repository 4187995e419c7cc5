"""Old Excel files (.xls) and encrypted workbooks: both are OLE containers.

The container is walked in plain Python first, only to see how far out the cells lie and whether there is a password;
the fast reader comes after. Anything odd in the walk counts as damaged.
"""

from __future__ import annotations

import io
import struct

from zhibu.intake import workbook
from zhibu.intake.result import Book, Unreadable
from zhibu.rules.said import said

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA  # sector numbers from here on are marks, not places
_CELLS = frozenset([0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x00D6, 0x00FD])
_BLANKS = frozenset([0x0201, 0x00BE])
_RUN_OF_NUMBERS = 0x00BD
_READ = frozenset(["Workbook", "Book"])
_PASSWORD = 0x002F
_START_OF_STREAM = 0x0809
_MOST_CELLS = 1_500_000


def read(data: bytes, name: str) -> Book:
    """The tables of an .xls file. Raises `Unreadable`, also for encrypted .xlsx files, which look the same outside."""
    try:
        streams = _streams(data)
        if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
            raise Unreadable(said("“{name}”有密码。去掉密码再选。", name=name))
        if "WordDocument" in streams:
            raise Unreadable(said("“{name}”是 Word 文档，不是 Excel 表格。把表格另存为 .xlsx 再选。", name=name))
        stream = streams.get("Workbook") or streams.get("Book")
        if stream is None:
            raise Unreadable(said("“{name}”里没有表格。用 Excel 或 WPS 另存为 .xlsx 再选。", name=name))
        _check_records(stream, name)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise Unreadable(said("“{name}”坏了，打不开。用 Excel 或 WPS 打开，另存为 .xlsx 再选。", name=name)) from error
    sheets = tuple(workbook.load(io.BytesIO(data), name))
    if not sheets:
        raise Unreadable(said("“{name}”里没有表格。用 Excel 或 WPS 另存为 .xlsx 再选。", name=name))
    return Book(name, sheets, ("这是旧版 .xls 文件。只到月的日期可能显示成 1 日，导入前核对日期列。",))


def _streams(data: bytes) -> dict[str, bytes]:
    """The named streams of an OLE container; only those that hold cells are unpacked."""
    sector_size = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector_size not in (512, 4096):
        raise ValueError(sector_size)
    fat_count, first_directory = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    cutoff, first_mini = struct.unpack_from("<II", data, 56)
    table = _allocation(data, sector_size, fat_count)
    directory = _chain(data, table, first_directory, sector_size)
    mini_table = _numbers(_chain(data, table, first_mini, sector_size))
    return _entries(data, table, directory, sector_size, mini_table, cutoff)


def _allocation(data: bytes, sector_size: int, fat_count: int) -> list[int]:
    places = [place for place in struct.unpack_from("<109I", data, 76) if place < _END]
    following, left = struct.unpack_from("<II", data, 68)
    while following < _END and left > 0 and len(places) < fat_count:
        block = _numbers(_sector(data, following, sector_size))
        places += [place for place in block[:-1] if place < _END]
        following, left = block[-1], left - 1
    return [number for place in places[:fat_count] for number in _numbers(_sector(data, place, sector_size))]


def _sector(data: bytes, place: int, size: int) -> bytes:
    start = (place + 1) * size
    if start >= len(data):
        raise ValueError(place)
    return data[start : start + size].ljust(size, b"\x00")


def _numbers(block: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))


def _chain(data: bytes, table: list[int], start: int, size: int) -> bytes:
    """The sectors of one stream in order. A chain longer than the table is a loop."""
    blocks: list[bytes] = []
    place = start
    while place < _END:
        if len(blocks) > len(table):
            raise ValueError("loop")
        blocks.append(_sector(data, place, size))
        place = table[place]
    return b"".join(blocks)


def _entries(
    data: bytes, table: list[int], directory: bytes, sector_size: int, mini_table: list[int], cutoff: int
) -> dict[str, bytes]:
    streams: dict[str, bytes] = {}
    mini_stream = b""
    for offset in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, offset + 64)
        name = directory[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, offset + 116)
        if kind == 5:
            mini_stream = _chain(data, table, start, sector_size)
        elif kind == 2 and name not in streams:
            streams[name] = b""
            if name in _READ and size < cutoff:
                streams[name] = _mini_chain(mini_stream, mini_table, start)[:size]
            elif name in _READ:
                streams[name] = _chain(data, table, start, sector_size)[:size]
    return streams


def _mini_chain(mini_stream: bytes, mini_table: list[int], start: int) -> bytes:
    blocks: list[bytes] = []
    place = start
    while place < _END:
        if len(blocks) > len(mini_table):
            raise ValueError("loop")
        blocks.append(mini_stream[place * 64 : place * 64 + 64])
        place = mini_table[place]
    return b"".join(blocks)


def _check_records(stream: bytes, name: str) -> None:
    """Refuse passwords, and sheets whose cells span a table too large to hold."""
    position, last_row, last_column = 0, 0, 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == _PASSWORD:
            raise Unreadable(said("“{name}”有密码。去掉密码再选。", name=name))
        if kind == _START_OF_STREAM:
            last_row, last_column = 0, 0
        if kind in _CELLS and kind not in _BLANKS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, position + 4)
            width = (length - 6) // 6 if kind == _RUN_OF_NUMBERS else 1
            last_row, last_column = max(last_row, row + 1), max(last_column, column + width)
            if last_row * last_column > _MOST_CELLS or last_column > 1024:
                raise Unreadable(
                    said("“{name}”有一张表太大，或者很远的地方还有内容。把有字的行复制到新文件再选。", name=name)
                )
        position += 4 + length
