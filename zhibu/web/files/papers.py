"""文书: one page for every paper of the catalogue, and the same as Word and PDF. Access is the record's own."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.ledger.papers.catalogue import drawn, file_name, paper_of
from zhibu.ledger.papers.html import html_of
from zhibu.ledger.papers.kinds import Asked, Found, Paper
from zhibu.ledger.papers.pdf import PDF, engine, pdf_of
from zhibu.ledger.papers.shapes import Shape
from zhibu.ledger.papers.word import DOCX, word_of
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import leave_look

READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
FIRST_YEAR, LAST_YEAR = 1921, 9999


def year_asked(request: PageRequest) -> int:
    """The year of the address, else this one."""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return year if FIRST_YEAR <= year < LAST_YEAR else request.today.year


def asked_for(request: PageRequest, record: UUID) -> Asked:
    return Asked(request.actor, record, request.today, year_asked(request))


def drawn_for(request: PageRequest, key: str, record: UUID) -> tuple[Paper, Found, Shape]:
    """The paper, drawn; a superior's look leaves its trace."""
    paper = paper_of(key)
    found, shape = drawn(paper, asked_for(request, record))
    leave_look(request, found.branch)
    return paper, found, shape


def paper_address(paper: Paper, record: UUID, year: int | None = None, *, page_name: str = "files_paper") -> str:
    """`page_name`: files_paper, files_paper_word or files_paper_pdf."""
    query = f"?year={year}" if paper.by_year and year else ""
    return reverse(page_name, args=[paper.key, record]) + query


@page(*READERS)
@require_safe
def paper(request: PageRequest, key: str, record: UUID) -> HttpResponse:
    """The paper on the screen, ready for the browser's printer."""
    found_paper, found, shape = drawn_for(request, key, record)
    year = year_asked(request)
    context = {
        "title": found_paper.title,
        "branch": found.branch,
        "body": html_of(shape),
        "word": paper_address(found_paper, record, year, page_name="files_paper_word"),
        "pdf": paper_address(found_paper, record, year, page_name="files_paper_pdf") if engine() else "",
        "back": reverse(found_paper.home, args=[record]) if found_paper.home else reverse("files"),
    }
    return render(request, "files/paper.html", context)


@page(*READERS)
@require_safe
def word(request: PageRequest, key: str, record: UUID) -> HttpResponse:
    _paper, found, shape = drawn_for(request, key, record)
    return download(word_of(shape), DOCX, file_name(found, shape, "docx"))


@page(*READERS)
@require_safe
def pdf(request: PageRequest, key: str, record: UUID) -> HttpResponse:
    _paper, found, shape = drawn_for(request, key, record)
    return download(pdf_of(shape), PDF, file_name(found, shape, "pdf"))


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    response: Any = HttpResponse(content, content_type=kind)
    ending = name.rpartition(".")[2]
    response["Content-Disposition"] = f"attachment; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[no-any-return]
