"""What is told of a file can be told in English: only what stands in it, or has to be typed, stays Chinese."""

import datetime
import re
from collections.abc import Iterator

import pytest

from tests.intake.dirty.files import FILES
from zhibu.cli.language import words_in
from zhibu.intake import Book, guess, interpret, read
from zhibu.rules.said import kept, reopened

TODAY = datetime.date(2026, 11, 23)
CHINESE = re.compile("[\u4e00-\u9fff]+")
QUOTED = re.compile("“[^”]*”")  # headings as they were put together from two rows of the table
TYPED = re.compile("^(Check it, then: )?(Write|Add) ")
"""Advice names the words that a cell or a heading has to hold."""


def told_of(book: Book) -> Iterator[str]:
    yield from book.notes
    for one in guess(book):
        yield one.why
        yield from (column.why for column in one.columns)
        if one.kind is None:
            continue
        result = interpret(book, one, today=TODAY)
        yield from result.notes
        yield from (column.reason for column in result.refused_columns)
        yield from (row.why for row in result.skipped)
        for problem in [*result.missing, *(problem for row in result.rows for problem in row.problems)]:
            yield problem.sentence
            yield problem.right


@pytest.fixture(scope="module")
def in_file() -> dict[str, str]:
    """All text of each file, its name and the names of its tables."""
    found = {}
    for name, make in FILES.items():
        book = read(make(), name)
        cells = [str(cell) for sheet in book.sheets for row in sheet.rows for cell in row]
        found[name] = " ".join([name, *(sheet.name for sheet in book.sheets), *cells])
    return found


@pytest.mark.parametrize("name", FILES)
def test_what_is_told_of_a_file_is_told_in_english(name: str, in_file: dict[str, str]) -> None:
    english = words_in("en")
    wrong = []
    for sentence in filter(None, dict.fromkeys(told_of(read(FILES[name](), name)))):
        shown = english(reopened(kept(sentence)))  # as it is kept and read again
        left = [run for run in CHINESE.findall(QUOTED.sub("", shown)) if run not in in_file[name]]
        if left and not TYPED.match(shown):
            wrong.append(f"{sentence} → {shown}")
    assert not wrong, "\n".join(wrong)
