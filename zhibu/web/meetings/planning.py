"""定时间: plan a gathering, change its time. Taking it back is the same undo as for a record."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.meeting import queries
from zhibu.meeting.actions import NewGathering, NewItem, as_entered, record_gathering
from zhibu.meeting.models import ItemKind, Stage
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.elections.at_meetings import PARAMETER, Prepared, prepared
from zhibu.web.meetings.entry import ORDER, Ground, group_value
from zhibu.web.meetings.forms import PlanForm
from zhibu.web.meetings.pages import list_address, may_change
from zhibu.web.meetings.presiding import hint
from zhibu.web.meetings.writing import ground_of, preset_of, right_of
from zhibu.web.writing import perform


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PageRequest) -> HttpResponse:
    ground = ground_of(request)
    if request.method == "POST":
        return _receive(request, ground)
    kinds = [kind for kind in (request.GET.get("kind", ""),) if kind in ground.kinds] or (
        list(ground.kinds) if len(ground.kinds) == 1 else []
    )
    usual = preset_of(request, ground, kinds, ())
    initial = {"kinds": kinds, **{name: usual.get(name, "") for name in ("place", "host", "group")}}
    if coming := _of_election(request, ground):
        initial |= {"kinds": [coming.kind], "title": coming.title, "happened_on": coming.planned_on}
    return _show(request, ground, _form(request, ground, initial))


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def replan(request: PageRequest, gathering: UUID) -> HttpResponse:
    standing = queries.gathering_for(request.actor, gathering)
    if standing.stage != Stage.PLANNED or not may_change(request.actor, standing):
        raise NotFound
    ground = ground_of(request, standing)
    if request.method == "POST":
        return _receive(request, ground)
    initial = {
        "kinds": [item.kind for item in standing.items.all()],
        "group": group_value(standing),
        "happened_on": standing.happened_on,
        "times": (standing.starts, standing.ends),
        "place": standing.place,
        "host": standing.host,
        "title": standing.title,
        "version": standing.pk,
    }
    return _show(request, ground, _form(request, ground, initial))


def _form(request: PageRequest, ground: Ground, initial: dict[str, object] | None = None) -> PlanForm:
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, initial=initial, today=request.today, groups=ground.groups, kinds=ground.kinds)
    if ground.standing:
        form.draft = f"meeting-plan-{ground.standing.thread}"
    return form


def _receive(request: PageRequest, ground: Ground) -> HttpResponse:
    form = _form(request, ground)
    if not form.is_valid():
        return _show(request, ground, form, status=422)
    try:
        done = perform(
            request,
            record_gathering,
            right=right_of(request.actor),
            key=form.cleaned_data["key"],
            new=_planned(form, ground, _of_election(request, ground)),
            stage=Stage.PLANNED,
            standing=queries.version_of(ground.standing, form.cleaned_data["version"]) if ground.standing else None,
        )
    except Refused as error:
        form.refuse(error)
        return _show(request, ground, form, status=422)
    key = done.result if done.is_repeated else done.result.pk
    notices.done(request, _("时间定好了。"), undo=reverse("meetings_undo", args=[key]))
    return redirect("meetings_one", gathering=key)


def _of_election(request: PageRequest, ground: Ground) -> Prepared | None:
    """Where the way of an election leads here: its agenda."""
    key = request.GET.get(PARAMETER, "")
    return prepared(request.actor, ground.branch, key) if key and ground.standing is None else None


def _planned(form: PlanForm, ground: Ground, coming: Prepared | None) -> NewGathering:
    given = form.cleaned_data
    kinds = sorted(given["kinds"], key=ORDER.index)
    new = as_entered(ground.standing) if ground.standing else NewGathering(ground.branch, given["happened_on"], [])
    if coming:
        new.items = coming.items
    agenda = [item for item in new.items if item.kind in kinds]
    there = {item.kind for item in agenda}
    return replace(
        new,
        happened_on=given["happened_on"],
        items=[*agenda, *(NewItem(ItemKind(kind)) for kind in kinds if kind not in there)],
        title=given["title"],
        group=form.group_chosen,
        every_group=form.is_of_every_group,
        starts=form.starts,
        ends=form.ends,
        place=given["place"],
        host=given["host"],
    )


def _show(request: PageRequest, ground: Ground, form: PlanForm, status: int = 200) -> HttpResponse:
    standing = ground.standing
    context = {
        "form": form,
        "title": _("改时间") if standing else _("定时间"),
        "back": reverse("meetings_one", args=[standing.pk]) if standing else list_address(request.actor, ground.branch),
        "back_label": standing.title if standing else _("会议"),
        "host_hint": hint(ground.branch, request.today),
        "agenda": [item.topic for item in coming.items] if (coming := _of_election(request, ground)) else [],
    }
    return render(request, "meetings/plan.html", context, status=status)
