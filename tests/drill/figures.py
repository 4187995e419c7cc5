"""The figures of a drill: each test notes some, `make drill` prints all at its end with the promises they stand for.

Noted as lines of JSON in the file that DRILL_FIGURES names; without it they are only printed by the test itself.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path


def note(fault: str, where: str, said: str, promises: str = "all five", is_kept: bool | None = True) -> None:
    """`fault`: what was done; `where`: on which database; `said`: the figures; `promises`: which were looked at.

    `is_kept`: None where it could not be tried.
    """
    row = {"fault": fault, "where": where, "said": said, "promises": promises, "kept": is_kept}
    sys.stdout.write(f"{fault} ({where}): {said}\n")
    if file := os.environ.get("DRILL_FIGURES"):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


HOLDS: dict[object, str] = {True: "yes", False: "NO", None: "not tried"}


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def table(rows: Iterable[dict[str, object]]) -> str:
    """The rows as lines under each other, in columns as wide as they need."""
    lines = [["what was done", "on", "promises", "holds", "figures"]]
    lines += [
        [*(str(row[name]) for name in ("fault", "where", "promises")), HOLDS[row["kept"]], str(row["said"])]
        for row in rows
    ]
    widths = [max(width(line[column]) for line in lines) for column in range(4)]
    said = [
        "  ".join(
            cell + " " * (widths[column] - width(cell)) if column < 4 else cell for column, cell in enumerate(line)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([said[0], "-" * min(width(said[0]) + 40, 150), *said[1:]])
