"""文书: one page for every paper of the catalogue, and the same as Word and PDF. Access is the record's own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base import kept
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.ledger.gatherings import years as years_of
from zhibu.ledger.papers import own_templates
from zhibu.ledger.papers.catalogue import drawn, file_name, paper_of, papers_for
from zhibu.ledger.papers.html import html_of
from zhibu.ledger.papers.kinds import Asked, Found, Paper, Text
from zhibu.ledger.papers.pdf import PDF, engine, pdf_of
from zhibu.ledger.papers.placeholders import names_of
from zhibu.ledger.papers.shapes import Shape
from zhibu.ledger.papers.word import DOCX, word_of
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.org.models import Organisation
from zhibu.org.queries import paper_templates_for
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, leave_look
from zhibu.web.components import Fact, Tab

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
    leave_look(request, found.branch, found.about)
    return paper, found, shape


def paper_address(paper: Paper, record: UUID, year: int | None = None, *, page_name: str = "files_paper") -> str:
    """`page_name`: files_paper, files_paper_word or files_paper_pdf."""
    query = f"?year={year}" if paper.by_year and year else ""
    return reverse(page_name, args=[paper.key, record]) + query


def papers_of_gathering(actor: Actor, gathering: Gathering) -> list[Fact]:
    """What can be drawn from one held gathering, each with its address."""
    kinds = {item.kind for item in gathering.items.all()}
    labels = {"meeting-record": _("会议记录：Word、PDF")}
    if ItemKind.THEME_DAY in kinds:
        labels["theme-day"] = _("主题党日记录")
    if ItemKind.ORGANISATIONAL_LIFE_MEETING in kinds:
        labels |= {"life-report": _("情况报告"), "life-mending": _("整改清单")}
    opens = {paper.key: paper for paper in papers_for(actor)}
    return [Fact(label, "", paper_address(opens[key], gathering.pk)) for key, label in labels.items() if key in opens]


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def papers(request: PageRequest) -> HttpResponse:
    """Every paper: those of a branch and a year ready to open, the others told where they open; blanks for the pen."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("文书"), url=reverse("files_papers"))
    year = year_asked(request)
    years = sorted({*years_of(branch), request.today.year}, reverse=True)
    found = [_listed(paper, branch, year) for paper in papers_for(request.actor)]
    context = {
        "branch": branch,
        "year": year,
        "years": [
            Tab(_("%(year)d 年") % {"year": each}, f"?{urlencode({'year': each, 'branch': branch.pk})}", each == year)
            for each in years
        ],
        "ready": [each for each in found if each.url],
        "others": [each for each in found if not each.url],
    }
    return render(request, "files/papers.html", context)


@dataclass(frozen=True)
class Listed:
    """A paper in the list. `url` only where it opens from here."""

    title: Text
    says: Text
    url: str
    blank: str


def _listed(paper: Paper, branch: Organisation, year: int) -> Listed:
    says = (
        paper.says
        if paper.by_year or not paper.drawn_from
        else _("%(says)s；从%(from)s打开") % {"says": paper.says, "from": paper.drawn_from}
    )
    return Listed(
        paper.title,
        says,
        paper_address(paper, branch.pk, year) if paper.by_year else "",
        reverse("files_paper_blank", args=[paper.key]) if paper.blank else "",
    )


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
        "template": paper_templates_for(found.branch).get(key),
        "pdf": paper_address(found_paper, record, year, page_name="files_paper_pdf") if engine() else "",
        "back": reverse(found_paper.home, args=[found.about or record])
        if found_paper.home
        else _list_address(request, found, year),
    }
    return render(request, "files/paper.html", context)


def _list_address(request: PageRequest, found: Found, year: int) -> str:
    if not request.actor.may(Right.SEE_BRANCH) and not request.actor.may(Right.SEE_BELOW):
        return reverse("files")
    return reverse("files_papers") + f"?{urlencode({'branch': found.branch.pk, 'year': year})}"


@page(*READERS)
@require_safe
def word(request: PageRequest, key: str, record: UUID) -> HttpResponse:
    """By the unit's own template where there is one, else as the program draws it."""
    drawn_paper, found, shape = drawn_for(request, key, record)
    template = paper_templates_for(found.branch).get(key)
    if template is not None and drawn_paper.blank is not None:
        data = own_templates.filled(
            kept.content_of(template.digest), shape, names_of(drawn_paper.blank(found.branch.name))
        )
    else:
        data = word_of(shape)
    return download(data, DOCX, file_name(found, shape, "docx"))


@page(*READERS)
@require_safe
def pdf(request: PageRequest, key: str, record: UUID) -> HttpResponse:
    _drawn, found, shape = drawn_for(request, key, record)
    return download(pdf_of(shape), PDF, file_name(found, shape, "pdf"))


@page(*READERS)
@require_safe
def blank(request: PageRequest, key: str) -> HttpResponse:
    """The empty form, for the pen."""
    found = paper_of(key)
    unit = request.actor.acting
    if found.blank is None or unit is None or not found.rights & request.actor.rights:
        raise NotFound
    return download(word_of(found.blank(unit.organisation_name)), DOCX, f"{found.title}（空白）.docx")


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    response: Any = HttpResponse(content, content_type=kind)
    ending = name.rpartition(".")[2]
    response["Content-Disposition"] = f"attachment; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[no-any-return]
