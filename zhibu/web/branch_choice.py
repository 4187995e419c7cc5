"""Which branch a page is about: the own one, or for a superior one chosen out of the subtree (`?branch=…`)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.looks import leave_trace
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import branch_for, branches_of, lineage, own_branch, parent_path
from zhibu.web.access import PageRequest

PER_PAGE = 50
Text = str | Promise


def has_own_branch(actor: Actor) -> bool:
    return actor.acting is not None and actor.acting.organisation_kind == OrganisationKind.BRANCH


def chosen_branch(request: PageRequest) -> Organisation | None:
    """The own branch, or the one named in the address; None where a superior has yet to choose.

    A superior's look at a branch leaves a trace that the branch can see, one a day.
    """
    if has_own_branch(request.actor):
        return own_branch(request.actor)
    named = request.GET.get("branch", "")
    if not named:
        return None
    try:
        branch = branch_for(request.actor, UUID(named))
    except ValueError as error:
        raise NotFound from error
    leave_look(request, branch)
    return branch


def leave_look(request: PageRequest, branch: Organisation, about: UUID | None = None) -> None:
    """The trace of a superior who reads the branch's own records; with the person they are about, seen there too."""
    if request.actor.may(Right.SEE_BELOW) and not request.actor.may(Right.SEE_BRANCH):
        for subject in (branch.pk, about):
            if subject:
                leave_trace(request.actor, subject=subject, root=branch.root, today=request.today)


def ask_which_branch(request: HttpRequest, *, title: Text, url: str) -> HttpResponse:
    """A list to choose from, in tree order, with a search by name. Each choice leads to `url?branch=…`."""
    text = request.GET.get("q", "").strip()[:60]
    rows = branches_of(request.actor, request.today)  # type: ignore[attr-defined]
    if text:
        rows = rows.filter(name__contains=text)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    above = lineage(branch.path for branch in page)
    context = {
        "title": title,
        "url": url,
        "text": text,
        "sheet": page,
        "choices": [(branch, above.get(parent_path(branch.path), "")) for branch in page],
    }
    return render(request, "branch_choice.html", context)
