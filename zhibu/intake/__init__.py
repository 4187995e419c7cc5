"""Reading other people's files: bytes of a file in, typed rows in three groups out.

    book = read(data, "花名册.xlsx")
    guesses = guess(book)
    result = interpret(book, guesses[0], year=2026, corrections={"D": "joined_on", "F": None})

Pure: no Django, no database, no clock, no disk. Only `Unreadable` is raised for a bad file; everything else that is
wrong with a cell is a `Problem` on its row.
"""

from zhibu.intake.interpreting import interpret
from zhibu.intake.mapping import fields, guess, guess_as
from zhibu.intake.reading import read
from zhibu.intake.result import (
    Book,
    ColumnGuess,
    FieldInfo,
    Group,
    Interpretation,
    Level,
    Problem,
    Raw,
    RefusedColumn,
    Row,
    Sheet,
    SheetGuess,
    SkippedRow,
    Unreadable,
)
from zhibu.intake.writing import corrected_workbook, neutralise

__all__ = [
    "Book",
    "ColumnGuess",
    "FieldInfo",
    "Group",
    "Interpretation",
    "Level",
    "Problem",
    "Raw",
    "RefusedColumn",
    "Row",
    "Sheet",
    "SheetGuess",
    "SkippedRow",
    "Unreadable",
    "corrected_workbook",
    "fields",
    "guess",
    "guess_as",
    "interpret",
    "neutralise",
    "read",
]
