"""Internal forms and books as Word files: A4, tables whose rows stay whole and whose heading comes again."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Pt, Twips

from zhibu.ledger.papers.shapes import (
    Align,
    Book,
    FormPaper,
    Grid,
    PageBreak,
    Part,
    Prose,
    Signatures,
    Table,
    grid_rows,
)
from zhibu.ledger.papers.word_base import (
    HEI_FACE,
    SONG_FACE,
    TITLE_FACE,
    add_field,
    border_cells,
    never_split,
    open_side,
    run,
    set_face,
    set_grid,
    set_indent,
    set_page,
    set_widths,
)

MARGIN = 22  # millimetres on every side
UPRIGHT, LANDSCAPE = 9411, 14343  # twips between the margins
SIZE, TITLE_SIZE, PART_SIZE = 12, 18, 14  # 小四, 小二, 四号
LINE = 24.0  # points that one line of a form takes
LABEL = 1650  # twips of a label, at least
SHORT_GRID = 6  # rows: one with a title of its own stays on one page
ALIGNED = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def write(document: Any, paper: FormPaper) -> None:
    width = _set_up(document, landscape=paper.landscape)
    *first, last = paper.title_lines.split("\n")
    for text in first:
        _title(document, text, TITLE_SIZE, after=0)
    _title(document, last, TITLE_SIZE, after=8)
    if paper.under:
        _spread(document, paper.under, width)
    for number, part in enumerate(paper.parts):
        following = paper.parts[number + 1] if number + 1 < len(paper.parts) else None
        _write_part(document, part, width, is_signed=isinstance(following, Signatures))
    if paper.note:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(6)
        run(line, paper.note, SONG_FACE, 10.5)


def write_book(document: Any, book: Book) -> None:
    """Cover, contents that Word works out when it is opened, then a chapter on each new page."""
    width = _set_up(document, landscape=False)
    for _blank in range(7):
        document.add_paragraph()
    for text in book.title.split("\n"):
        _title(document, text, 28, after=12)
    for text in book.cover:
        _title(document, text, 16, after=4, face=SONG_FACE)
    document.add_page_break()
    _title(document, "目录", TITLE_SIZE, after=10)
    add_field(document.add_paragraph(), 'TOC \\o "1-1" \\h \\z \\u', SONG_FACE, SIZE, "打开文档后按 F9 更新目录")
    for chapter in book.chapters:
        head = document.add_paragraph(style="Heading 1")
        head.paragraph_format.page_break_before = True
        run(head, chapter.title)
        for number, part in enumerate(chapter.parts):
            following = chapter.parts[number + 1] if number + 1 < len(chapter.parts) else None
            _write_part(document, part, width, is_signed=isinstance(following, Signatures))


def _set_up(document: Any, *, landscape: bool) -> int:
    """Page, styles and page number; the width between the margins in twips."""
    section = document.sections[0]
    set_page(section, top=MARGIN, bottom=MARGIN, left=MARGIN, right=MARGIN, landscape=landscape)
    set_grid(section, None)
    style = document.styles["Normal"]
    set_face(style, SONG_FACE, SIZE)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(20)
    heading = document.styles["Heading 1"]
    set_face(heading, HEI_FACE, TITLE_SIZE)
    heading.font.color.rgb = None
    heading.paragraph_format.line_spacing = 1.2
    heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(0), Pt(10)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(foot, "第 ", SONG_FACE, 10.5)
    add_field(foot, "PAGE", SONG_FACE, 10.5)
    run(foot, " 页", SONG_FACE, 10.5)
    return LANDSCAPE if landscape else UPRIGHT


def _title(document: Any, text: str, size: float, *, after: float, face: str = TITLE_FACE) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(after)
    line.paragraph_format.line_spacing = 1.2
    line.paragraph_format.keep_with_next = True
    run(line, text, face, size)


def _spread(document: Any, texts: Sequence[str], width: int) -> None:
    """The line below the title: first text left, last one right."""
    line = document.add_paragraph()
    line.paragraph_format.space_after = Pt(4)
    line.paragraph_format.keep_with_next = True
    for number in range(1, len(texts)):
        is_last = number == len(texts) - 1
        at = width * number // (len(texts) - 1)
        line.paragraph_format.tab_stops.add_tab_stop(
            Twips(at), WD_TAB_ALIGNMENT.RIGHT if is_last else WD_TAB_ALIGNMENT.CENTER
        )
    run(line, "\t".join(texts))


def _write_part(document: Any, part: Part, width: int, *, is_signed: bool) -> None:
    if isinstance(part, PageBreak):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(part, Prose):
        _part_title(document, part.title)
        for text in part.paragraphs:
            line = document.add_paragraph()
            set_indent(line, first=2 * SIZE * 20)
            run(line, text)
            line.paragraph_format.keep_with_next = is_signed
    elif isinstance(part, Signatures):
        _sign(document, part, width)
    else:
        _part_title(document, part.title)
        table = _grid(document, part, width) if isinstance(part, Grid) else _table(document, part, width)
        if is_signed and table is not None:
            _keep_with_next(table.rows[-1])
        if isinstance(part, Grid) and part.title and table is not None and len(table.rows) <= SHORT_GRID:
            for row in table.rows[:-1]:
                _keep_with_next(row)
        after = document.add_paragraph()
        after.paragraph_format.line_spacing = Pt(6)
        after.paragraph_format.keep_with_next = is_signed


def _keep_with_next(row: Any) -> None:
    for cell in row.cells:
        for line in cell.paragraphs:
            line.paragraph_format.keep_with_next = True


def _part_title(document: Any, title: str) -> None:
    if title:
        line = document.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(8), Pt(4)
        line.paragraph_format.keep_with_next = True
        run(line, title, HEI_FACE, PART_SIZE)


def _fill(cell: Any, text: str, align: Align, face: str = SONG_FACE) -> None:
    """Each line of the text is a paragraph of the cell."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for number, piece in enumerate(text.split("\n")):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        line.alignment = ALIGNED[align]
        if piece:
            run(line, piece, face, SIZE)


def _grid(document: Any, grid: Grid, width: int) -> Any:
    rows = grid_rows(grid)
    if not rows:
        return None
    columns = grid.pairs * 2
    value = (width - LABEL * grid.pairs) // grid.pairs
    table = document.add_table(rows=len(rows), cols=columns)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    border_cells(table)
    set_widths(table, [LABEL, value] * grid.pairs)
    for place, cells in enumerate(rows):
        row = table.rows[place]
        never_split(row, least=LINE * max(cell.lines for cell in cells))
        at = 0
        for laid in cells:
            cell = row.cells[at]
            if laid.span > 1:
                cell = cell.merge(row.cells[at + laid.span - 1])
            _fill(cell, laid.text, Align.CENTER if laid.is_label else Align.LEFT)
            if laid.goes_on:
                open_side(cell, "top")
            if place + 1 < len(rows) and rows[place + 1][0].goes_on:
                open_side(cell, "bottom")
            at += laid.span
    return table


def _table(document: Any, part: Table, width: int) -> Any:
    total = sum(column.width for column in part.columns)
    rows = part.all_rows
    table = document.add_table(rows=len(rows) + 1, cols=len(part.columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    border_cells(table)
    set_widths(table, [width * column.width // total for column in part.columns])
    heading = table.rows[0]
    never_split(heading, least=LINE, is_heading=True)
    for cell, column in zip(heading.cells, part.columns, strict=True):
        _fill(cell, column.label, Align.CENTER, HEI_FACE)
    for row, values in zip(list(table.rows)[1:], rows, strict=True):
        never_split(row, least=LINE * part.lines)
        for cell, text, column in zip(row.cells, values, part.columns, strict=True):
            _fill(cell, text, column.align)
    return table


def _sign(document: Any, part: Signatures, width: int) -> None:
    """One line with room to sign behind each label."""
    line = document.add_paragraph()
    line.paragraph_format.space_before = Pt(18)
    for number in range(1, len(part.labels)):
        line.paragraph_format.tab_stops.add_tab_stop(Twips(width * number // len(part.labels)))
    run(line, "\t".join(f"{label}：" for label in part.labels))
