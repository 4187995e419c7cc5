"""走访、慰问、办实事: going to people before they come. Days, names, occasions; never what was said."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.concern import care_actions as actions
from zhibu.concern import care_queries as queries
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.concerns import care_showing as showing
from zhibu.web.concerns.care_forms import DeedForm, EventForm, HelpForm, VisitForm
from zhibu.web.concerns.grouped import tabs_within
from zhibu.web.forms import Form
from zhibu.web.writing import perform

METHODS = ["GET", "HEAD", "POST"]
SOON = timedelta(days=3)
"""By when somebody goes, unless another day is written."""


@page(Right.RECORD)
@require_safe
def visits(request: PageRequest) -> HttpResponse:
    """Whom to go to: events nobody went to yet, teams not visited this quarter; then the visits of the year."""
    branch = own_branch(request.actor)
    teams = queries.teams_of(branch, request.today)
    names = {team.key: team.name for team in teams}
    events = queries.open_events(branch)
    rows = queries.visits_of(branch, request.today.year)
    context = {
        "branch": branch,
        "choices": tabs_within("visits", request),
        "events": showing.events_table(events, names, request.today) if events else None,
        "teams": showing.teams_table(teams, request.today) if teams else None,
        "visits": showing.visits_table(rows, names) if rows else None,
        "year": request.today.year,
    }
    return render(request, "concerns/visits.html", context)


@page(Right.RECORD)
@require_http_methods(METHODS)
def event_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = EventForm(
        request.POST or None, today=request.today, people=roster(branch, request.today),
        teams=queries.teams_of(branch, request.today),
        initial={"visitor": str(request.actor.member_id or ""), "visit_by": request.today + SOON},
    )  # fmt: skip
    return _record(request, form, actions.note_event, _("要去看看谁"), "visits", _("记下了，到日子会在“今天”里提醒。"))


@page(Right.RECORD)
@require_http_methods(METHODS)
def visit_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    event = next((row for row in queries.open_events(branch) if str(row.pk) == request.GET.get("event")), None)
    teams = queries.teams_of(branch, request.today)
    whom = f"team:{request.GET['team']}" if request.GET.get("team") else ""
    initial = {"visitor": str(request.actor.member_id or ""), "happened_on": request.today, "whom": whom}
    form = VisitForm(
        request.POST or None, today=request.today, people=roster(branch, request.today), teams=teams, event=event,
        initial=initial,
    )  # fmt: skip
    lead = showing.event_words(event, {team.key: team.name for team in teams}) if event else ""
    return _record(request, form, actions.note_visit, _("记一次走访"), "visits", _("记下了。"), lead)


@page(Right.RECORD)
@require_safe
def helps(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    rows = queries.helps_of(branch, request.today.year)
    context = {
        "branch": branch,
        "choices": tabs_within("visits", request),
        "table": showing.helps_table(rows) if rows else None,
        "total": showing.yuan(sum(row.fen for row in rows)),
        "year": request.today.year,
    }
    return render(request, "concerns/helps.html", context)


@page(Right.RECORD)
@require_http_methods(METHODS)
def help_new(request: PageRequest) -> HttpResponse:
    people = roster(own_branch(request.actor), request.today)
    form = HelpForm(request.POST or None, today=request.today, people=people, initial={"happened_on": request.today})
    return _record(request, form, actions.note_help, _("记一笔慰问"), "helps", _("记下了。"))


@page(Right.SEE_BRANCH)
@require_safe
def deeds(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    rows = queries.deeds_of(branch, request.today.year)
    may = request.actor.may(Right.RECORD)
    context = {
        "branch": branch,
        "choices": tabs_within("board", request),
        "table": showing.deeds_table(rows, may_undo=may) if rows else None,
        "may_record": may,
        "year": request.today.year,
    }
    return render(request, "concerns/deeds.html", context)


@page(Right.RECORD)
@require_http_methods(METHODS)
def deed_new(request: PageRequest) -> HttpResponse:
    form = DeedForm(request.POST or None, today=request.today, initial={"happened_on": request.today})
    return _record(request, form, actions.note_deed, _("记一件实事"), "deeds", _("记下了。"))


def _record(
    request: PageRequest, form: Form, action: Any, title: str, back: str, said: str, lead: str = ""
) -> HttpResponse:
    branch = own_branch(request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.arguments()  # type: ignore[attr-defined]
        done = form.carry_out(
            lambda: perform(
                request, action, right=Right.RECORD,
                key=form.cleaned_data["key"], branch=branch, **given,
            )
        )  # fmt: skip
        if done:
            kind = {"visits": "visit" if action is actions.note_visit else "event", "helps": "help", "deeds": "deed"}[
                back
            ]
            undo = "" if done.is_repeated else reverse("care_undo", args=[kind, done.result.pk])
            notices.done(request, said, undo=undo)
            return redirect(back)
    context = {"form": form, "title": title, "lead": lead, "back": reverse(back)}
    return render(request, "concerns/care_form.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def undo(request: PageRequest, kind: str, row_id: UUID) -> HttpResponse:
    branch = own_branch(request.actor)
    row = actions.row_of(branch, kind, row_id)
    if row is None:
        raise NotFound
    perform(
        request, actions.take_back_care, right=Right.RECORD, row=row,
        branch=branch,
    )  # fmt: skip
    notices.note(request, _("撤销了。"))
    return redirect({"event": "visits", "visit": "visits", "help": "helps", "deed": "deeds"}[kind])
