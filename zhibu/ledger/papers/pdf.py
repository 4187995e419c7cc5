"""A paper as PDF. WeasyPrint and Pango are an extra: without them Word and the browser's print do the same."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.html import format_html

from zhibu.base.errors import Refused
from zhibu.ledger.papers.html import html_of
from zhibu.ledger.papers.shapes import Shape

STYLES = Path(__file__).parent.parent / "static" / "papers" / "paper.css"
PDF = "application/pdf"


def engine() -> Any:
    """The PDF engine, loaded when first needed, or None where it or its libraries are missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def pdf_of(paper: Shape) -> bytes:
    """The .pdf file. Raises Refused where the server has no PDF engine."""
    weasyprint = engine()
    if weasyprint is None:
        raise Refused("这台服务器没有装生成 PDF 的软件。", "下载 Word，或者用浏览器的“打印”存成 PDF。")
    page = format_html(
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head><body>{}</body></html>',
        re.sub(r"\s+", "", paper.title),
        html_of(paper),
    )
    document = weasyprint.HTML(string=str(page), url_fetcher=_nothing_from_outside)
    made: bytes = document.write_pdf(stylesheets=[_styles()])
    return made


@cache
def _styles() -> Any:
    return import_module("weasyprint").CSS(string="body { margin: 0; }\n" + STYLES.read_text(encoding="utf-8"))


def _nothing_from_outside(url: str, *_args: Any, **_kwargs: Any) -> Any:
    raise ValueError("a paper fetches nothing")
