"""Draw zhibu/member/strokes.csv again: python -m tools.strokes ALL_WORD_JSON UNIHAN_IRGSOURCES_TXT

The first file is the data of the package cn-sort (MIT), in the order of GB 13000.1 字符集汉字字序(笔画序)规范.
The second is Unicode's (kTotalStrokes): how many strokes every character has.
Why not at run time: docs/decisions/strokes-as-a-file.md.
"""

import json
import sys
from pathlib import Path
from statistics import median_low

TARGET = Path(__file__).parents[1] / "zhibu" / "member" / "strokes.csv"
NOTICE = """\
# Strokes of Chinese characters, drawn by tools/strokes.py; not edited by hand.
# Order of GB 13000.1 from cn-sort, copyright bmxbmx3, MIT licence.
# Counts of Unicode's Unihan database (kTotalStrokes), copyright Unicode, Inc., Unicode License v3.
# First a count and its characters in their order; then runs of code points, a count each as chr(47 + count).
"""
NEIGHBOURS = 6  # where Unicode counts another shape, the count of those beside it in the official order is taken


def main(order_file: str, counts_file: str) -> None:
    counts = _counts(Path(counts_file))
    ordered = [letter for letter in _ordered(Path(order_file)) if letter in counts]
    lines = [NOTICE]
    row: list[str] = []
    last = 0
    for place, letter in enumerate(ordered):
        beside = ordered[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
        count = max(last, median_low(counts[other] for other in beside))
        if count != last and row:
            lines.append(f"{last} {''.join(row)}\n")
            row = []
        last = count
        row.append(letter)
    lines.append(f"{last} {''.join(row)}\n")
    known = set(ordered)
    lines += _runs({ord(letter): count for letter, count in counts.items() if letter not in known})
    TARGET.write_text("".join(lines), encoding="utf-8")


def _ordered(path: Path) -> list[str]:
    rows = json.loads(path.read_text(encoding="utf-8"))["all_word"]
    levels = {row["chinese"]: row["stroke_increment_level"] for row in rows}
    return sorted(levels, key=lambda letter: levels[letter])


def _counts(path: Path) -> dict[str, int]:
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        point, _, rest = line.partition("\tkTotalStrokes\t")
        if rest:
            found[chr(int(point.removeprefix("U+"), 16))] = int(rest.split()[0])
    return found


def _runs(counts: dict[int, int]) -> list[str]:
    lines: list[str] = []
    last = None
    for point in sorted(counts):
        if last is None or point != last + 1:
            lines.append(f"\nU+{point:X} " if lines else f"U+{point:X} ")
        lines.append(chr(47 + counts[point]))
        last = point
    return [*lines, "\n"]


if __name__ == "__main__":
    main(*sys.argv[1:])
