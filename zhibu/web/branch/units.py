"""覆盖的单位, written: a superior keeps the list of its units; a branch may keep one of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhibu.org import actions
from zhibu.org.models import Organisation, Unit
from zhibu.org.queries import branch_for, branches_below, unit_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.changes import METHODS, show
from zhibu.web.branch.forms import DayForm, UnitForm
from zhibu.web.branch.subject import WRITERS, back_to, subject_of, write


def _form(request: PageRequest, keeper: Organisation, initial: dict[str, Any]) -> UnitForm:
    branches = branches_below(keeper.path, request.today)
    return UnitForm(request.POST or None, today=request.today, initial=initial, branches=branches)


def _columns(request: PageRequest, form: UnitForm) -> dict[str, Any]:
    """As given; the branch must be visible to the actor."""
    columns = form.unit()
    if columns["branch_id"]:
        columns["branch_id"] = branch_for(request.actor, columns["branch_id"]).pk
    return columns


@page(*WRITERS)
@METHODS
def unit_new(request: PageRequest) -> HttpResponse:
    keeper = subject_of(request)
    form = _form(request, keeper, {"since": request.today})
    if request.method == "POST" and form.is_valid() and write(
        request, form, actions.cover_unit, organisation=keeper, since=form.cleaned_data["since"],
        **_columns(request, form),
    ):  # fmt: skip
        notices.done(request, _("已加上：%(name)s。") % {"name": form.cleaned_data["name"]})
        return back_to("branch_units", keeper, request.actor)
    return show(request, form, keeper, "branch_units", _("加一个单位"), _("加上"))


@page(*WRITERS)
@METHODS
def unit_edit(request: PageRequest, unit_id: UUID) -> HttpResponse:
    unit = unit_for(request.actor, unit_id)
    form = _form(request, unit.organisation, _as_typed(unit))
    if request.method == "POST" and form.is_valid() and write(
        request, form, actions.describe_unit, unit=unit, since=form.cleaned_data["since"], **_columns(request, form)
    ):  # fmt: skip
        notices.done(request, _("已存下。"))
        return back_to("branch_units", unit.organisation, request.actor)
    lead = _("从哪天起变的就写哪天；写 %(day)s 就是更正。") % {"day": f"{unit.since:%Y-%m-%d}"}
    return show(request, form, unit.organisation, "branch_units", unit.name, _("存下"), lead)


def _as_typed(unit: Unit) -> dict[str, Any]:
    names = ("name", "headcount", "full_members", "is_project", "project_from", "project_until", "since")
    met = {True: "yes", False: "no", None: ""}[unit.conditions_met]
    typed = {name: getattr(unit, name) for name in names}
    return {**typed, "branch": str(unit.branch_id or ""), "conditions_met": met}


@page(*WRITERS)
@METHODS
def unit_end(request: PageRequest, unit_id: UUID) -> HttpResponse:
    unit = unit_for(request.actor, unit_id)
    form = DayForm(request.POST or None, today=request.today, initial={"day": request.today})
    form.fields["day"].label = _("哪天起没有了")
    if request.method == "POST" and form.is_valid() and write(
        request, form, actions.end_unit, unit=unit, until=form.cleaned_data["day"]
    ):  # fmt: skip
        notices.done(request, _("已从清单里去掉%(name)s。") % {"name": unit.name})
        return back_to("branch_units", unit.organisation, request.actor)
    title = _("去掉%(name)s") % {"name": unit.name}
    return show(request, form, unit.organisation, "branch_units", title, _("去掉"))
