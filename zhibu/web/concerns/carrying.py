"""One press makes a concern's plan work of a branch; what came of it waits here until it is told to the raiser."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.concern.models import Act, Concern, ConcernStep
from zhibu.concern.queries import concern_for, steps_of
from zhibu.flows.carrying import Shape, branches_for, carry, enters_for, outcomes
from zhibu.org.models import Organisation
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Kind, Mark, Row, Table
from zhibu.web.concerns.inbox_showing import SHAPES
from zhibu.web.concerns.working import METHODS, together_of, write
from zhibu.web.concerns.working_forms import CarryForm
from zhibu.web.days import write_short_day

LONGEST_TITLE = 100


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def carry_on(request: PageRequest, concern_id: UUID) -> HttpResponse:
    """The plan's first line stands in the form already; each of the three buttons is the one press."""
    concern = concern_for(request.actor, concern_id)
    branches = branches_for(concern, request.today)
    if not branches:
        raise NotFound
    together = together_of(request, concern)
    initial = {"title": _first_line(steps_of(concern)), "branch": str(_own(request.actor, branches).pk)}
    form = CarryForm(request.POST or None, today=request.today, initial=initial, branches=branches, together=together)
    shape = request.POST.get("shape", Shape.TASK)
    if request.method == "POST" and form.is_valid() and shape in set(Shape):
        given = form.cleaned_data
        done = form.carry_out(
            lambda: write(
                request, carry, given["key"], concern=concern, shape=Shape(shape), title=given["title"],
                branch=form.branches[given["branch"]], due_on=given["due_on"],
                together=together if given.get("for_all") else [],
            )
        )  # fmt: skip
        if done:
            step = done.result if isinstance(done.result, ConcernStep) else None
            undo = reverse("concern_undo", args=[concern.pk, step.pk]) if step and not done.is_repeated else ""
            notices.done(request, _("交给支部了。办好以后，这里会提醒你告诉本人。"), undo=undo)
            return redirect("concern", concern.pk)
    context = {
        "concern": concern,
        "form": form,
        "has_agenda": any(enters_for(request.actor, branch) for branch in branches),
    }
    return render(request, "concerns/carry.html", context, status=422 if form.errors else 200)


def _own(actor: Actor, branches: Sequence[Organisation]) -> Organisation:
    return next((branch for branch in branches if enters_for(actor, branch)), branches[0])


def _first_line(steps: Sequence[ConcernStep]) -> str:
    plan = next((step for step in reversed(steps) if step.act == Act.PLANNED), None)
    words = " ".join(plan.texts.get("can_do", "").split()) if plan else ""
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"


def carried_table(concern: Concern, today: date) -> Table | None:
    """What the branch makes of it, for the concern's page."""
    found = outcomes([concern])
    if not found:
        return None
    rows: list[Row] = [
        [
            Cell(row.step.texts.get("title", ""), note=row.step.texts.get("where", "")),
            str(SHAPES.get(row.step.details["shape"], "")),
            Cell(
                row.state,
                mark=Mark.SOON if row.waits else None,
                note=write_short_day(row.ended_on, today) if row.ended_on else "",
            ),
            row.words,
        ]
        for row in found
    ]
    columns = (Column(_("要办的事"), Kind.MAIN), Column(_("成了什么")), Column(_("现在")), Column(_("支部写的结果")))
    return Table(_("支部那边"), columns, rows, hide_caption=True)
