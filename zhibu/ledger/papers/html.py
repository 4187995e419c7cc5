"""A paper as HTML, for the page and for the PDF. No inline styles: `papers/paper.css` holds the look of both."""

from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from zhibu.ledger.papers import numerals
from zhibu.ledger.papers.shapes import (
    Book,
    Chapter,
    FormPaper,
    Grid,
    GridCell,
    Level,
    OfficialDocument,
    PageBreak,
    Part,
    Prose,
    Shape,
    Signatures,
    Table,
    grid_rows,
    numbered,
)
from zhibu.ledger.papers.word_base import harmless

LEVEL_CLASSES = {Level.BODY: "", Level.FIRST: "hei", Level.SECOND: "kai", Level.THIRD: "", Level.FOURTH: ""}


def html_of(paper: Shape) -> SafeString:
    """The paper as an `<article>`; its title is the h1 of the page."""
    if isinstance(paper, OfficialDocument):
        return _official(paper)
    if isinstance(paper, Book):
        return _book(paper)
    return _form(paper)


def _joined(pieces: Iterable[str]) -> SafeString:
    return mark_safe("".join(conditional_escape(piece) for piece in pieces))  # noqa: S308 - each piece is escaped


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in harmless(text).split("\n")))


def _classed(tag: str, text: str, name: str = "") -> SafeString:
    if not text:
        return SafeString()
    return (
        format_html('<{0} class="{1}">{2}</{0}>', mark_safe(tag), name, _lines(text))  # noqa: S308 - own tag names
        if name
        else format_html("<{0}>{1}</{0}>", mark_safe(tag), _lines(text))  # noqa: S308 - own tag names
    )


def _official(paper: OfficialDocument) -> SafeString:
    return format_html(
        '<article class="paper official">{}</article>',
        _joined(
            [
                _head(paper),
                _classed("h1", paper.title_lines),
                _classed("p", f"{paper.to}：" if paper.to else "", "to"),
                *_body(paper),
                *_attachments(paper.attachments),
                _signature(paper),
                _classed("p", f"（{paper.remark}）" if paper.remark else ""),
                _imprint(paper),
            ]
        ),
    )


def _head(paper: OfficialDocument) -> SafeString:
    pieces = [_classed("p", paper.letterhead, "letterhead")]
    if paper.number or paper.signer:
        signer = (
            format_html('<span class="signer">签发人：<span class="kai">{}</span></span>', harmless(paper.signer))
            if paper.signer
            else ""
        )
        name = "number with-signer" if signer else "number"
        pieces.append(format_html('<p class="{}"><span>{}</span>{}</p>', name, harmless(paper.number), signer))
    if not any(pieces):
        return SafeString()
    ruled = "head ruled" if paper.letterhead else "head"
    return format_html('<div class="{}">{}</div>', ruled, _joined(pieces))


def _body(paper: OfficialDocument) -> Iterable[SafeString]:
    for mark, paragraph in numbered(paper.paragraphs):
        for number, text in enumerate(harmless(paragraph.text).split("\n")):
            said = mark + text if number == 0 else text
            name = LEVEL_CLASSES[paragraph.level]
            if paragraph.then and number == 0:
                yield format_html('<p><span class="{}">{}</span>{}</p>', name, said, harmless(paragraph.then))
            else:
                yield _classed("p", said, name)


def _attachments(names: Sequence[str]) -> Iterable[SafeString]:
    if not names:
        return
    if len(names) == 1:
        yield format_html('<p class="attachment one">附件：{}</p>', harmless(names[0]))
        return
    for number, name in enumerate(names, start=1):
        label = "附件：" if number == 1 else ""
        kind = "attachment first" if number == 1 else "attachment more"
        yield format_html('<p class="{}">{}{}．{}</p>', kind, label, number, harmless(name))


def _signature(paper: OfficialDocument) -> SafeString:
    """The name is centred over the day, which stands four characters from the right."""
    if not (paper.signed_by or paper.dated):
        return SafeString()
    return format_html(
        '<div class="signed"><div>{}{}</div></div>',
        _classed("p", paper.signed_by),
        _classed("p", numerals.day(paper.dated)),
    )


def _imprint(paper: OfficialDocument) -> SafeString:
    if not paper.has_imprint:
        return SafeString()
    rows = []
    if paper.copied_to:
        rows.append(format_html("<p><span>抄送：{}。</span></p>", harmless(paper.copied_to)))
    if paper.issued_by or paper.issued_on:
        printed = f"{numerals.day(paper.issued_on)}印发" if paper.issued_on else ""
        rows.append(format_html("<p><span>{}</span><span>{}</span></p>", harmless(paper.issued_by), printed))
    spacer = format_html('<div class="imprint-room rows-{}"></div>', len(rows))
    return format_html('{}<div class="imprint">{}</div>', spacer, _joined(rows))


def _form(paper: FormPaper) -> SafeString:
    under = format_html_join("", "<span>{}</span>", ((harmless(text),) for text in paper.under))
    return format_html(
        '<article class="paper form{}"><h1>{}</h1>{}{}{}</article>',
        " landscape" if paper.landscape else "",
        _lines(paper.title_lines),
        format_html('<p class="under">{}</p>', under) if paper.under else "",
        _joined(_part(part) for part in paper.parts),
        _classed("p", paper.note, "note-below"),
    )


def _part(part: Part) -> SafeString:
    if isinstance(part, PageBreak):
        return mark_safe('<div class="new-page"></div>')
    if isinstance(part, Signatures):
        return format_html(
            '<div class="signatures">{}</div>',
            format_html_join("", "<p>{}：</p>", ((harmless(label),) for label in part.labels)),
        )
    if isinstance(part, Prose):
        return _joined([_classed("h2", part.title), *(_classed("p", text, "prose") for text in part.paragraphs)])
    return _joined([_classed("h2", part.title), _grid(part) if isinstance(part, Grid) else _table(part)])


def _grid(grid: Grid) -> SafeString:
    rows = grid_rows(grid)
    return format_html(
        '<table class="grid pairs-{}"><tbody>{}</tbody></table>',
        grid.pairs,
        _joined(
            format_html("<tr>{}</tr>", _joined(_grid_cell(cell, _opens(rows, number)) for cell in row))
            for number, row in enumerate(rows)
        ),
    )


def _opens(rows: list[list[GridCell]], number: int) -> bool:
    """The next row continues this one."""
    return number + 1 < len(rows) and rows[number + 1][0].goes_on


def _grid_cell(cell: GridCell, is_continued: bool) -> SafeString:
    names = [f"lines-{min(cell.lines, 12)}"] if cell.lines > 1 else []
    names += ["goes-on"] if cell.goes_on else []
    names += ["continued"] if is_continued else []
    return format_html(
        '<{0} class="{1}" colspan="{2}">{3}</{0}>',
        mark_safe("th" if cell.is_label else "td"),  # noqa: S308 - own tag names
        " ".join(names),
        cell.span,
        _lines(cell.text),
    )


def _table(table: Table) -> SafeString:
    total = sum(column.width for column in table.columns)
    columns = format_html_join(
        "", '<col class="w-{}">', ((max(round(column.width * 50 / total), 1),) for column in table.columns)
    )
    head = format_html_join("", '<th scope="col">{}</th>', ((_lines(column.label),) for column in table.columns))
    names = [
        column.align.value + (f" lines-{min(table.lines, 12)}" if table.lines > 1 else "") for column in table.columns
    ]
    rows = _joined(
        format_html(
            "<tr>{}</tr>",
            format_html_join(
                "", '<td class="{}">{}</td>', ((name, _lines(text)) for name, text in zip(names, row, strict=True))
            ),
        )
        for row in table.all_rows
    )
    return format_html(
        '<table class="rows"><colgroup>{}</colgroup><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        columns,
        head,
        rows,
    )


def _book(book: Book) -> SafeString:
    return format_html(
        '<article class="paper book">{}{}</article>',
        front_of(book, []),
        _joined(chapter_of(chapter, number) for number, chapter in enumerate(book.chapters, start=1)),
    )


def front_of(book: Book, pages: Sequence[int]) -> SafeString:
    """Cover and contents; `pages`: on which page each chapter begins, where that is known."""
    numbers = [*map(str, pages), *[""] * (len(book.chapters) - len(pages))]
    contents = format_html_join(
        "",
        '<li><a href="#chapter-{}">{}</a><span class="dots"></span><span>{}</span></li>',
        (
            (number, harmless(chapter.title), page)
            for number, (chapter, page) in enumerate(zip(book.chapters, numbers, strict=True), start=1)
        ),
    )
    return format_html(
        '<section class="cover"><h1>{}</h1>{}</section><section class="contents"><h2>目录</h2><ol>{}</ol></section>',
        _lines(book.title),
        _joined(_classed("p", text) for text in book.cover),
        contents,
    )


def chapter_of(chapter: Chapter, number: int) -> SafeString:
    return format_html(
        '<section class="chapter" id="chapter-{}"><h2 class="chapter-title">{}</h2>{}</section>',
        number,
        harmless(chapter.title),
        _joined(_part(part) for part in chapter.parts),
    )
