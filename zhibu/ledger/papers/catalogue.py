"""All papers, in the order in which 资料 lists them. A new one is a builder and an entry in its file's `PAPERS`."""

from django.conf import settings
from django.utils import translation

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound
from zhibu.ledger.papers import (
    admission,
    admission_forms,
    boards,
    branches,
    life,
    meetings,
    targets,
    term_elections,
    work,
)
from zhibu.ledger.papers.kinds import Asked, Found, Paper
from zhibu.ledger.papers.shapes import Shape

PAPERS: tuple[Paper, ...] = (
    *meetings.PAPERS,
    *life.PAPERS,
    *term_elections.PAPERS,
    *branches.PAPERS,
    *targets.PAPERS,
    *admission_forms.PAPERS,
    *admission.PAPERS,
    *boards.PAPERS,
    *work.PAPERS,
)


def paper_of(key: str) -> Paper:
    """The paper of this key. Raises NotFound."""
    for paper in PAPERS:
        if paper.key == key:
            return paper
    raise NotFound


def found_for(paper: Paper, asked: Asked) -> Found:
    """The record behind the paper, where the actor's role opens such papers and may see this record."""
    if paper.find is None or not paper.rights & asked.actor.rights:
        raise NotFound
    return paper.find(asked)


def drawn(paper: Paper, asked: Asked) -> tuple[Found, Shape]:
    """The record and its paper. Papers are Chinese documents, whatever language their reader chose for the pages."""
    found = found_for(paper, asked)
    assert paper.draw is not None
    with translation.override(settings.LANGUAGE_CODE):
        return found, paper.draw(found, asked)


def papers_for(actor: Actor) -> list[Paper]:
    """Those that the actor's role opens."""
    return [paper for paper in PAPERS if paper.rights & actor.rights]


def file_name(found: Found, shape: Shape, ending: str) -> str:
    """一车间党支部会议记录.docx: says whose it is and what it is, without signs that files may not carry."""
    title = "".join(shape.title.split())
    name = title if found.branch.name in title else f"{found.branch.name}{title}"
    return "".join("-" if sign in '\\/:*?"<>|' else sign for sign in name)[:100] + f".{ending}"
