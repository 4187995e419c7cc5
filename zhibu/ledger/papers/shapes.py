"""The shapes of a paper: plain data, no fonts and no files. Every text is ready to be read; nothing here is translated.

`OfficialDocument` is a 公文 by GB/T 9704-2012, `FormPaper` an internal form or table, `Book` many forms bound with
contents and page numbers. Text that comes from people may hold anything: renderers make it harmless.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from zhibu.ledger.papers.numerals import chinese

LONG_VALUE = 240  # characters: a longer value is divided among rows, since a row never splits across pages


OFFICIAL_LINE, UPRIGHT_LINE, LANDSCAPE_LINE = 20, 25, 38  # characters of a title on one line
_AFTER_A_NAME = re.compile(
    "党支部|支部|党总支|总支部|党委|委员会|公司|集团|中心|车间|项目部|医院|学院|学校|厂|处|局|部"
)
SHORTEST_LINE = 4


def broken(title: str, most: int) -> str:
    """A title that is longer than a line breaks where a name ends, so that no single characters are left over."""
    return "\n".join(line for part in title.split("\n") for line in _broken(part, most))


def _broken(line: str, most: int) -> list[str]:
    if len(line) <= most:
        return [line]
    ends = [found.end() for found in _AFTER_A_NAME.finditer(line)]
    good = [end for end in ends if SHORTEST_LINE <= end <= most and len(line) - end >= SHORTEST_LINE]
    if not good:
        return [line]
    return [line[: good[-1]], *_broken(line[good[-1] :], most)]


class Level(IntEnum):
    """Depth of a heading in a 公文; the numeral is added by the renderer."""

    BODY = 0
    FIRST = 1  # 一、       黑体
    SECOND = 2  # （一）     楷体
    THIRD = 3  # 1.
    FOURTH = 4  # （1）


@dataclass(frozen=True)
class Paragraph:
    """`then`: text that goes on in the same paragraph after a heading, in the face of the body."""

    text: str
    level: Level = Level.BODY
    then: str = ""


def body(*texts: str) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


def heading(text: str, level: Level = Level.FIRST, then: str = "") -> Paragraph:
    return Paragraph(text, level, then)


@dataclass(frozen=True)
class OfficialDocument:
    """公文. Only `title` and `paragraphs` are always there; what is empty takes no line.

    `title` may carry line breaks where the sense breaks. `to` is 主送机关 without its colon. `signer` (签发人) stands
    on what goes up (请示, 报告). `letterhead` is 发文机关标志, for units that have one; `number` is 发文字号.
    `copied_to`, `issued_by`, `issued_on` make the 版记. `remark` is 附注: for a 请示 a contact's name and telephone.
    """

    title: str
    paragraphs: Sequence[Paragraph]
    to: str = ""
    attachments: Sequence[str] = ()
    signed_by: str = ""
    dated: date | None = None
    signer: str = ""
    letterhead: str = ""
    number: str = ""
    remark: str = ""
    copied_to: str = ""
    issued_by: str = ""
    issued_on: date | None = None

    @property
    def title_lines(self) -> str:
        return broken(self.title, OFFICIAL_LINE)

    @property
    def has_imprint(self) -> bool:
        return bool(self.copied_to or self.issued_by)


def numbered(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, Paragraph]]:
    """Each paragraph with its numeral: 一、 （一） 1. （1）; "" for plain text. A heading starts lower ones anew."""
    counts = [0] * (len(Level) + 1)
    for paragraph in paragraphs:
        level = paragraph.level
        if level == Level.BODY:
            yield "", paragraph
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        number = counts[level]
        marks = {
            Level.FIRST: f"{chinese(number)}、",
            Level.SECOND: f"（{chinese(number)}）",
            Level.THIRD: f"{number}.",
            Level.FOURTH: f"（{number}）",
        }
        yield marks[level], paragraph


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Field:
    """One label with its value. `wide` takes a whole row; `lines` is the least height, for what the pen fills in."""

    label: str
    value: str = ""
    wide: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Grid:
    """Label and value side by side, `pairs` of them in a row. `title` stands above.

    Grids with the same `name` are a list in the unit's own templates.
    """

    fields: Sequence[Field]
    pairs: int = 2
    title: str = ""
    name: str = ""


@dataclass(frozen=True)
class TableColumn:
    """`width` is relative to the other columns, about one for each character."""

    label: str
    width: int = 8
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """Rows under a heading that stands again on every page; a row is never divided between pages.

    `blank_rows` are added below for the pen; `lines` is the least height of a row. `name` is what the unit's own
    templates call the list of its rows; without it they take the title.
    """

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]] = ()
    title: str = ""
    blank_rows: int = 0
    lines: int = 1
    name: str = ""

    @property
    def all_rows(self) -> list[Sequence[str]]:
        return [*self.rows, *[[""] * len(self.columns)] * self.blank_rows]


@dataclass(frozen=True)
class Prose:
    """Running text, each paragraph indented by two characters. `title` stands above."""

    paragraphs: Sequence[str]
    title: str = ""


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on. They stay on the page of what they sign."""

    labels: Sequence[str]


@dataclass(frozen=True)
class PageBreak:
    pass


Part = Grid | Table | Prose | Signatures | PageBreak


@dataclass(frozen=True)
class FormPaper:
    """An internal form: `title`, a line below it (`under`: unit left, day right), parts, and a note at the end."""

    title: str
    parts: Sequence[Part]
    under: Sequence[str] = ()
    note: str = ""
    landscape: bool = False

    @property
    def title_lines(self) -> str:
        return broken(self.title, LANDSCAPE_LINE if self.landscape else UPRIGHT_LINE)


@dataclass(frozen=True)
class Chapter:
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Book:
    """Chapters behind a cover and a table of contents; pages are numbered through."""

    title: str
    chapters: Sequence[Chapter]
    cover: Sequence[str] = field(default_factory=list)


Shape = OfficialDocument | FormPaper | Book


@dataclass(frozen=True)
class GridCell:
    """A label or a value as it is laid out: `span` counts columns of the grid, of which there are twice `pairs`."""

    text: str
    is_label: bool
    span: int = 1
    lines: int = 1
    goes_on: bool = False  # continues the cell above: no line between them


def grid_rows(grid: Grid) -> list[list[GridCell]]:
    """The rows of a grid. A long value is divided among rows at its paragraphs, so that no row outgrows a page."""
    rows: list[list[GridCell]] = []
    open_row: list[GridCell] = []
    width = grid.pairs * 2

    def close() -> None:
        if open_row:
            filled = sum(cell.span for cell in open_row)
            last = open_row[-1]
            open_row[-1] = GridCell(last.text, last.is_label, last.span + width - filled, last.lines)
            rows.append(list(open_row))
            open_row.clear()

    for entry in grid.fields:
        if entry.wide or "\n" in entry.value or len(entry.value) > 14 * (5 - grid.pairs):
            close()
            for number, piece in enumerate(_pieces(entry.value)):
                goes_on = number > 0
                label = "" if goes_on else entry.label
                rows.append(
                    [
                        GridCell(label, True, goes_on=goes_on),
                        GridCell(piece, False, width - 1, 1 if goes_on else entry.lines, goes_on),
                    ]
                )
            continue
        open_row += [GridCell(entry.label, True), GridCell(entry.value, False, 1, entry.lines)]
        if len(open_row) == width:
            close()
    close()
    return rows


def _pieces(text: str) -> list[str]:
    """A text in pieces of whole paragraphs, each about `LONG_VALUE` characters; a longer paragraph is cut."""
    if len(text) <= LONG_VALUE:
        return [text]
    lines = [line[at : at + LONG_VALUE] for line in text.split("\n") for at in range(0, max(len(line), 1), LONG_VALUE)]
    pieces = [lines[0]]
    for line in lines[1:]:
        if len(pieces[-1]) + len(line) <= LONG_VALUE:
            pieces[-1] += "\n" + line
        else:
            pieces.append(line)
    return pieces
