"""Every dirty file comes out as a person reads it: columns, values, groups, what is told and what is left out."""

import datetime
from typing import Any

import pytest

from tests.intake.building import told
from tests.intake.dirty.expected import EXPECTED
from tests.intake.dirty.files import FILES, NUMBER
from zhibu.intake import guess, interpret, read

TODAY = datetime.date(2026, 11, 23)


def outcome(data: bytes, name: str) -> dict[str, Any]:
    book = read(data, name)
    found: dict[str, Any] = {}
    for one in guess(book):
        if one.kind is None:
            found[one.sheet] = None
            continue
        result = interpret(book, one, today=TODAY)
        found[one.sheet] = {
            "kind": one.kind,
            "header": one.header_rows,
            "columns": {column.letter: column.field for column in one.columns if column.field},
            "refused": [column.letter for column in result.refused_columns],
            "rows": {
                row.number: (
                    row.group.value,
                    told(row.values),
                    [problem.code + (f"@{problem.column}" if problem.column else "") for problem in row.problems],
                )
                for row in result.rows
            },
            "skipped": [row.number for row in result.skipped],
        }
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_dirty_file_is_read_cell_by_cell(name: str) -> None:
    assert outcome(FILES[name](), name) == EXPECTED[name]


def test_there_are_more_than_twenty_of_all_kinds() -> None:
    kinds = {sheet["kind"] for sheets in EXPECTED.values() for sheet in sheets.values() if sheet}
    assert len(EXPECTED) >= 20 and len(kinds) == 11


def test_nothing_that_is_told_shows_a_number_of_a_person() -> None:
    for name, make in FILES.items():
        book = read(make(), name)
        for one in guess(book):
            if one.kind:
                assert NUMBER not in repr(interpret(book, one, today=TODAY)) + repr(one)
