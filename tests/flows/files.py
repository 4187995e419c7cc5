"""Files as people have them, made for tests with invented people."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

ROSTER_HEADER = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "入党日期",
    "转正日期",
    "党小组",
    "党内职务",
    "身份证号",
    "联系电话",
)
LEDGER_HEADER = ("日期", "会议类型", "主题", "地点", "主持人", "记录人", "应到", "实到", "参会人员", "内容", "决议")


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """Named sheets of rows as .xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def separated(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def roster(*people: Sequence[Any], header: Sequence[str] = ROSTER_HEADER) -> bytes:
    """A roster with a title above it; each person without the serial number."""
    numbered = [(number, *person) for number, person in enumerate(people, 1)]
    return workbook(("花名册", [("党员花名册",), header, *numbered]))


def ledger(*gatherings: Sequence[Any], header: Sequence[str] = LEDGER_HEADER) -> bytes:
    return workbook(("会议台账", [("2026年三会一课台账",), header, *gatherings]))
