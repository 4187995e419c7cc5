"""受理台: a unit sets up its two desks, says whom to call, opens the door and prints the poster."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.concern.desks import door_of, places_at
from zhibu.concern.models import Line
from zhibu.concern.setting_up import set_desk, set_door
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import organisation_for, tree
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Cell, Column, Kind, Row, Table
from zhibu.web.concerns.desk_forms import DeskForm, DoorForm
from zhibu.web.writing import perform


@page(Right.SET_UP)
@require_safe
def desks(request: PageRequest) -> HttpResponse:
    """The desks of the organisation that one works for, then those of its branches."""
    rows = list(tree(request.actor, request.today))
    own = _own(request)
    door_ = door_of(own, request.today)
    context = {
        "own": own,
        "door": door_,
        "table": _table(rows, own, request),
        "door_url": reverse("desk_door", args=[own.pk]),
        "poster_url": reverse("desk_poster", args=[own.pk]) if door_ else "",
    }
    return render(request, "concerns/desks.html", context)


def _own(request: PageRequest) -> Organisation:
    if request.actor.acting is None:
        raise NotFound
    return organisation_for(request.actor, request.actor.acting.organisation_id)


def _table(rows: list[Organisation], own: Organisation, request: PageRequest) -> Table:
    places = {(place.organisation.pk, place.line): place for place in places_at(rows, request.today)}
    lines: list[Row] = []
    for organisation in rows:
        for line in Line:
            if line == Line.INDEPENDENT and organisation.kind == OrganisationKind.BRANCH:
                continue
            place = places.get((organisation.pk, line))
            if place is None and organisation != own and line == Line.INDEPENDENT:
                continue
            url = reverse("desk", args=[organisation.pk, line.value])
            lines.append(
                [
                    Cell(organisation.name),
                    place.name if place else str(line.label),
                    (place.names or _("现在没有人")) if place else _("还没有设"),
                    Cell(buttons=(Button(_("改") if place else _("设台"), url),)),
                ]
            )
    columns = (Column(_("党组织"), Kind.MAIN), Column(_("台")), Column(_("受理人")), Column("", Kind.BUTTONS))
    return Table(_("受理台"), columns, lines, hide_caption=True)


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PageRequest, organisation_id: UUID, line: str) -> HttpResponse:
    organisation = organisation_for(request.actor, organisation_id)
    if line not in Line.values:
        raise NotFound
    standing = next((row for row in places_at([organisation], request.today) if row.line == line), None)
    initial = {
        "name": standing.name if standing else Line(line).label,
        "handlers": [str(user.pk) for user in standing.handlers] if standing else [],
    }
    form = DeskForm(request.POST or None, today=request.today, initial=initial, people=_people(request))
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, set_desk, right=Right.SET_UP,
                key=form.cleaned_data["key"], organisation=organisation, line=Line(line),
                name=form.cleaned_data["name"], handlers=form.chosen(),
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("记下了。受理人从今天起就能看收件。"))
            return redirect("desks")
    context = {"form": form, "organisation": organisation, "line": Line(line)}
    return render(request, "concerns/desk.html", context, status=422 if form.errors else 200)


def _people(request: PageRequest) -> list[User]:
    """Everybody with a log-in at this organisation or below."""
    reached = RoleGrant.objects.on(request.today).filter(below(request.actor.path, "organisation__path"))
    users = User.objects.filter(pk__in=reached.values("user_id"), is_active=True).exclude(pk=request.actor.user_id)
    return list(users.order_by("display_name", "username"))


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    organisation = organisation_for(request.actor, organisation_id)
    standing = door_of(organisation, request.today)
    initial = {"emergency": standing.emergency, "discipline": standing.discipline} if standing else {}
    form = DoorForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, set_door, right=Right.SET_UP, key=given["key"],
                organisation=organisation, emergency=given["emergency"], discipline=given["discipline"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("说事开通了。把海报贴到食堂和更衣室。"))
            return redirect("desks")
    return render(
        request, "concerns/door.html", {"form": form, "organisation": organisation}, status=422 if form.errors else 200
    )


@page(Right.SET_UP, Right.SEE_BRANCH, Right.HANDLE_CONCERNS)
@require_safe
def poster(request: PageRequest, organisation_id: UUID) -> HttpResponse:
    """One code for the whole unit, never one for a person, a workshop or a machine."""
    unit = Organisation.objects.filter(pk=organisation_id).first()
    standing = door_of(unit, request.today) if unit else None
    if unit is None or standing is None:
        raise NotFound
    address = say_address(request, unit)
    code = segno.make(address, error="m")
    context = {
        "unit": unit,
        "door": standing,
        "address": address,
        "code": mark_safe(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)),  # noqa: S308 (ours)
    }
    return render(request, "concerns/poster.html", context)


def say_address(request: PageRequest, unit: Organisation) -> str:
    """The address of 说事: on its own host name where the unit has one."""
    path = reverse("say_unit", args=[unit.number]).removeprefix(request.META.get("SCRIPT_NAME", ""))
    return f"{request.scheme}://{settings.SAY_HOST or request.get_host()}{path}"
