"""A paper as PDF. WeasyPrint and Pango are an extra: without them Word and the browser's print do the same."""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.html import format_html

from zhibu.base.errors import Refused
from zhibu.ledger.papers.html import chapter_of, front_of, html_of
from zhibu.ledger.papers.shapes import Book, Shape
from zhibu.ledger.papers.word_base import harmless

STYLES = Path(__file__).parent.parent / "static" / "papers" / "paper.css"
PDF = "application/pdf"


def engine() -> Any:
    """The PDF engine, loaded when first needed, or None where it or its libraries are missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def pdf_of(paper: Shape, told: Callable[[int, int], None] | None = None) -> bytes:
    """The .pdf file. Raises Refused where the server has no PDF engine.

    `told` is called while a book is made: so many of its chapters, out of so many.
    """
    if engine() is None:
        raise Refused("这台服务器没有装生成 PDF 的软件。", "下载 Word，或者用浏览器的“打印”存成 PDF。")
    if isinstance(paper, Book):
        return _book_pdf(paper, told or (lambda done, total: None))
    made: bytes = _laid_out(paper.title, html_of(paper)).write_pdf()
    return made


def _book_pdf(book: Book, told: Callable[[int, int], None]) -> bytes:
    """Chapter by chapter, so that it can be told how far it is; the contents come last, when the pages are known."""
    total = len(book.chapters) + 1
    pages: list[Any] = []
    starts = []
    for number, chapter in enumerate(book.chapters, start=1):
        told(number - 1, total)
        starts.append(len(pages) + 1)
        inside = format_html('<article class="paper book">{}</article>', chapter_of(chapter, number))
        pages += _laid_out(book.title, inside, first_page=len(pages) + 1).pages
    told(total - 1, total)
    front = _laid_out(book.title, format_html('<article class="paper book front">{}</article>', front_of(book, starts)))
    made: bytes = front.copy([*front.pages, *pages]).write_pdf()
    told(total, total)
    return made


def _laid_out(title: str, inside: str, first_page: int = 1) -> Any:
    """The pages of this HTML, numbered from `first_page`."""
    weasyprint = engine()
    page = format_html(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head><body>{}</body></html>',
        re.sub(r"\s+", "", harmless(title)),
        inside,
    )
    numbers = weasyprint.CSS(string=f"@page :first {{ counter-reset: page {first_page}; }}")
    document = weasyprint.HTML(string=str(page), url_fetcher=_nothing_from_outside)
    return document.render(stylesheets=[_styles(), *([numbers] if first_page > 1 else [])])


@cache
def _styles() -> Any:
    return import_module("weasyprint").CSS(string="body { margin: 0; }\n" + STYLES.read_text(encoding="utf-8"))


def _nothing_from_outside(url: str, *_args: Any, **_kwargs: Any) -> Any:
    raise ValueError("a paper fetches nothing")
