"""谈心谈话 for those who note them, and the way to 说事 for everybody."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.concern.care_queries import about
from zhibu.concern.desks import units_with_doors
from zhibu.meeting.actions import note_talks, undo_talks
from zhibu.meeting.facts import talks_missing_in
from zhibu.meeting.queries import talk_for, talks_by_branch, talks_of, talks_visible_to
from zhibu.member.models import Member
from zhibu.member.queries import own_member, roster
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import branches_of, own_branch
from zhibu.target.queries import open_arranged
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Table
from zhibu.web.concerns import showing
from zhibu.web.concerns.desks import say_address
from zhibu.web.concerns.forms import TalkForm
from zhibu.web.writing import perform

ROWS = 50
STEPS = 10  # rows of talks on a page: on a phone each of them is a card


@page(Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def concerns(request: PageRequest) -> HttpResponse:
    """The branch's talks for those who note them; the number of talks for a superior; the own talks for everybody."""
    actor = request.actor
    hears = actor.may(Right.RECORD_GROUP) or actor.may(Right.HANDLE_CONCERNS)
    context: dict[str, Any] = {"year": request.today.year, "doors": _doors(request), "hears": hears}
    if actor.may(Right.RECORD) and actor.acting and actor.acting.organisation_kind == OrganisationKind.BRANCH:
        return render(request, "concerns/concerns.html", {**context, **_of_branch(request)})
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        sheet = Paginator(branches_of(actor, request.today), ROWS).get_page(request.GET.get("page"))
        context["sheet"] = sheet
        context["counts"] = showing.counts_table(list(sheet), talks_by_branch(actor, request.today.year))
    context["own"] = _own_talks(request)
    kept = about(own) if (own := _own_member(request)) else []
    context["care"] = showing.care_table(kept) if kept else None
    return render(request, "concerns/concerns.html", context)


def _own_talks(request: PageRequest) -> Table | None:
    """The own talks, with what both agreed to do."""
    talks = talks_of(own) if (own := _own_member(request)) else []
    return showing.own_table(talks, request.actor.user_id) if talks else None


def _own_member(request: PageRequest) -> Member | None:
    actor = request.actor
    return own_member(actor) if actor.may(Right.SEE_OWN) else None


def _doors(request: PageRequest) -> list[tuple[str, str, str]]:
    """The units above or at this person's place that have an open door: name, page of 说事, poster."""
    path = request.actor.path
    return [
        (unit.name, say_address(request, unit), reverse("desk_poster", args=[unit.pk]))
        for unit in units_with_doors(request.today)
        if path.startswith(unit.path)
    ]


def _of_branch(request: PageRequest) -> dict[str, Any]:
    branch = own_branch(request.actor)
    people = roster(branch, request.today)
    talks = list(talks_visible_to(request.actor, branch, request.today.year))
    arranged = open_arranged(request.actor, branch, talks)
    missing = talks_missing_in(branch.pk, request.today)
    sheet = Paginator(showing.talk_steps(talks), STEPS).get_page(request.GET.get("page"))
    return {
        "branch": branch,
        "people": people,
        "missing": showing.missing_facts(missing, people),
        "talks": showing.talks_table(sheet, may_undo=True) if talks else None,
        "talks_sheet": sheet,
        "arranged": showing.arranged_table(arranged, request.today) if arranged else None,
        "own": _own_talks(request),
    }


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def talk_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    people = roster(branch, request.today)
    missing = talks_missing_in(branch.pk, request.today)
    initial = {
        "talker": request.GET.get("talker", str(request.actor.member_id or "")),
        "partners": request.GET.getlist("partner"),
        "happened_on": request.today,
    }
    form = TalkForm(
        request.POST or None,
        today=request.today,
        initial=initial,
        people=people,
        missing=frozenset().union(*missing.values()),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        noted = form.carry_out(
            lambda: perform(
                request, note_talks, right=Right.RECORD, key=given["key"],
                branch=branch, talker=form.people[given["talker"]], partners=form.chosen_partners(),
                happened_on=given["happened_on"], on_paper=given["on_paper"],
                kind=given["kind"], agreed=given["agreed"],
            )
        )  # fmt: skip
        if noted:
            undo = "" if noted.is_repeated else reverse("talks_undo", args=[noted.result.pk])
            notices.done(request, _("已记下 %(count)d 次谈话。") % {"count": len(given["partners"])}, undo=undo)
            return redirect("concerns")
    return render(request, "concerns/talk.html", {"form": form}, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def talks_undo(request: PageRequest, talk_id: UUID) -> HttpResponse:
    """All talks that were noted in the same step."""
    talk = talk_for(request.actor, talk_id)
    perform(request, undo_talks, right=Right.RECORD, talk=talk)
    notices.note(request, _("已撤销那次记的谈话。"))
    return redirect("concerns")
