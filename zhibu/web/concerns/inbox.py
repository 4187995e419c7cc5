"""收件: what lies at the desks of this person. A concern that names or means them is not here, not even as a number."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.concern.actions import identity_of, picture_of
from zhibu.concern.desks import seats_of
from zhibu.concern.models import Topic
from zhibu.concern.queries import concern_for, open_ones, steps_of, together_with, visible_to
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Tab
from zhibu.web.concerns import inbox_showing as showing
from zhibu.web.concerns.carrying import carried_table

ROWS = 30


@page(Right.HANDLE_CONCERNS)
@require_safe
def inbox(request: PageRequest) -> HttpResponse:
    """Open ones by what is owed next; ended ones newest first."""
    wants_ended = request.GET.get("show") == "ended"
    rows = visible_to(request.actor).select_related("unit", "desk_at", "part_of")
    if wants_ended:
        ended = rows.exclude(pk__in=open_ones(rows).values("pk"))
        sheet = Paginator(ended.order_by("-state_on", "id"), ROWS).get_page(request.GET.get("page"))
    else:
        ordered = sorted(open_ones(rows), key=showing.urgency)
        sheet = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "choices": [
            Tab(_("在办"), "?", is_here=not wants_ended),
            Tab(_("办结"), "?show=ended", is_here=wants_ended),
            Tab(_("台账"), reverse("concern_register"), is_here=False),
            Tab(_("以前的台账"), reverse("earlier_concerns"), is_here=False),
        ],
        "sheet": sheet,
        "table": showing.table(list(sheet), request.actor, request.today) if sheet.object_list else None,
        "wants_ended": wants_ended,
        "sits": bool(seats_of(request.actor)),
    }
    return render(request, "concerns/inbox.html", context)


@page(Right.HANDLE_CONCERNS)
@require_safe
def one(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    steps = steps_of(concern)
    context = {
        "concern": concern,
        "facts": showing.facts(concern, request.today),
        "told": showing.told_lines(concern, steps, request.today),
        "main": showing.main_button(concern, request.actor),
        "others": showing.other_buttons(concern, request.actor),
        "undo": showing.undo_button(concern, steps, request.actor, request.today),
        "raiser": identity_of(request.actor, concern),
        "has_picture": picture_of(concern) is not None,
        "topics": [(value, label, value == concern.topic) for value, label in Topic.choices],
        "carried": carried_table(concern, request.today),
        "together": showing.links(together_with(request.actor, concern), request.today),
    }
    return render(request, "concerns/concern.html", context)


@page(Right.HANDLE_CONCERNS)
@require_safe
def picture(request: PageRequest, concern_id: UUID) -> HttpResponse:
    body = picture_of(concern_for(request.actor, concern_id))
    if body is None:
        raise NotFound
    return HttpResponse(body, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
