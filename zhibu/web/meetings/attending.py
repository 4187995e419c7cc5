"""Before the gathering: who comes and who asked for leave, the list to sign, calling it off."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.meeting import queries
from zhibu.meeting.actions import call_off, note_replies, revive
from zhibu.meeting.expected import Person
from zhibu.meeting.models import Gathering, Presence, Stage
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.meetings.due import concerned
from zhibu.web.meetings.forms import AttendanceForm, RepliesForm
from zhibu.web.meetings.pages import list_address, may_change, may_see_names
from zhibu.web.meetings.relaying import COMING, MATCH, RelayRead, read_into
from zhibu.web.meetings.writing import right_of
from zhibu.web.writing import perform


def planned_for(request: PageRequest, gathering: UUID) -> Gathering:
    found = queries.gathering_for(request.actor, gathering)
    if found.stage != Stage.PLANNED or not may_change(request.actor, found):
        raise NotFound
    return found


@page(Right.RECORD_GROUP)
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: PageRequest, gathering: UUID) -> HttpResponse:
    """谁来、谁请假: ticked one by one or set from a pasted 接龙. Not yet presence: that is recorded when held."""
    planned = planned_for(request, gathering)
    people = concerned(planned)
    said = {row.member_id: row.presence for row in planned.attendance.all()}
    if request.method != "POST":
        return _show(request, planned, people, RepliesForm(initial={"version": planned.pk}), _choices(people, said))
    form = RepliesForm(request.POST)
    read = read_into(request.POST, people, COMING)
    choices = AttendanceForm(read.data, people=people, before=True)
    is_readable = form.is_valid() and choices.is_valid()
    if MATCH in request.POST or read.asked or not is_readable:
        status = 200 if MATCH in request.POST or is_readable else 422
        return _show(request, planned, people, form, choices, read, status)
    try:
        done = perform(
            request,
            note_replies,
            right=right_of(request.actor),
            key=form.cleaned_data["key"],
            gathering=queries.version_of(planned, form.cleaned_data["version"]),
            attendance=choices.attendance(),
        )
    except Refused as error:
        form.refuse(error)
        return _show(request, planned, people, form, choices, read, 422)
    key = done.result if done.is_repeated else done.result.pk
    notices.done(request, _("已记下谁来、谁请假。"), undo=reverse("meetings_undo", args=[key]))
    return redirect("meetings_one", gathering=key)


def _choices(people: Sequence[Person], said: Mapping[UUID, str]) -> AttendanceForm:
    return AttendanceForm(people=people, standing=said, before=True)


def _show(
    request: PageRequest,
    planned: Gathering,
    people: Sequence[Person],
    form: RepliesForm,
    choices: AttendanceForm,
    read: RelayRead | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "gathering": planned,
        "form": form,
        "rows": [{"person": person, "field": choices[AttendanceForm.name_of(person.member_id)]} for person in people],
        "relay": read,
        "pasted": read.data.get("relay", "") if read else "",
        "back": reverse("meetings_one", args=[planned.pk]),
    }
    return render(request, "meetings/attendance.html", context, status=status)


@page(Right.RECORD_GROUP)
@require_safe
def sign_in(request: PageRequest, gathering: UUID) -> HttpResponse:
    """签到表: a sheet to sign by hand, with empty lines for guests."""
    found = queries.gathering_for(request.actor, gathering)
    if not may_see_names(request.actor, found):
        raise NotFound
    said = {row.member_id: row.presence for row in found.attendance.all()}
    leaves = {Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL}
    remarks = {key: str(Presence(presence).label) for key, presence in said.items() if presence in leaves}
    rows = [{"name": person.name, "remark": remarks.get(person.member_id, "")} for person in concerned(found)]
    context = {"gathering": found, "rows": rows, "empty": range(EMPTY_LINES)}
    return render(request, "meetings/sign_in.html", context)


EMPTY_LINES = 4


@page(Right.RECORD_GROUP)
@require_POST
def cancel(request: PageRequest, gathering: UUID) -> HttpResponse:
    """不开了: the plan is taken back whole; one press brings it back."""
    planned = planned_for(request, gathering)
    perform(
        request,
        call_off,
        right=right_of(request.actor),
        gathering=planned,
    )
    undo = reverse("meetings_revive", args=[planned.pk])
    notices.done(request, _("已取消“%(title)s”。") % {"title": planned.title}, undo=undo)
    return redirect(list_address(request.actor, planned.branch))


@page(Right.RECORD_GROUP)
@require_POST
def bring_back(request: PageRequest, gathering: UUID) -> HttpResponse:
    """The plan that was called off stands again."""
    rows = queries.versions_for(request.actor, gathering)
    last = next((row for row in rows if row.pk == gathering), rows[0])
    if not may_change(request.actor, last):
        raise NotFound
    done = perform(request, revive, right=right_of(request.actor), gathering=last)
    notices.done(request, _("照原来的计划开。"))
    return redirect("meetings_one", gathering=done.result.pk)
