"""覆盖的单位, written: a superior keeps the list of its units; a branch may keep one of its own."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhibu.base.actor import Right
from zhibu.flows.projects import close_project, open_project_branch
from zhibu.org import actions
from zhibu.org.models import Organisation, Unit
from zhibu.org.queries import branch_for, branches_below, unit_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.changes import METHODS, show
from zhibu.web.branch.forms import DayForm, ProjectBranchForm, UnitForm
from zhibu.web.branch.subject import WRITERS, back_to, subject_of, write
from zhibu.web.wording import as_written


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
    names = (
        "name", "headcount", "full_members", "is_project", "project_from", "project_until", "since",
        "contract_workers", "contract_members", "contract_contact",
    )  # fmt: skip
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


@page(Right.SET_UP)
@METHODS
def project_open(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """A temporary branch for a running project; its leaders are appointed."""
    unit = unit_for(request.actor, unit_id)
    initial = {"name": as_written(lambda: _("%(unit)s临时党支部") % {"unit": unit.name}), "founded_on": request.today}
    form = ProjectBranchForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid() and (
        done := write(
            request, form, open_project_branch, right=Right.SET_UP, unit=unit,
            name=form.cleaned_data["name"], founded_on=form.cleaned_data["founded_on"],
        )
    ):  # fmt: skip
        notices.done(request, _("临时党支部建好了。书记和委员由你们指定，再把党员转进来。"))
        branch_id = done.result if done.is_repeated else done.result.pk
        return back_to("branch_posts", branch_for(request.actor, branch_id), request.actor)
    title = _("给%(unit)s建临时党支部") % {"unit": unit.name}
    lead = _("项目结束，临时党支部跟着撤销。班子由上级指定，不选举。")
    return show(request, form, unit.organisation, "branch_units", title, _("建"), lead)


@page(Right.SET_UP)
@METHODS
def project_close(request: PageRequest, unit_id: UUID) -> HttpResponse:
    """The project is over, and its temporary branch with it."""
    unit = unit_for(request.actor, unit_id)
    form = DayForm(request.POST or None, today=request.today, initial={"day": request.today})
    form.fields["day"].label = _("项目哪天结束的")
    if request.method == "POST" and form.is_valid() and write(
        request, form, close_project, right=Right.SET_UP, unit=unit, day=form.cleaned_data["day"]
    ):  # fmt: skip
        notices.done(request, _("已收尾：%(unit)s。") % {"unit": unit.name})
        return back_to("branch_units", unit.organisation, request.actor)
    title = _("%(unit)s结束了") % {"unit": unit.name}
    lead = _("先把临时党支部的党员转到别的支部；支部没有党员了，才能一起撤销。")
    return show(request, form, unit.organisation, "branch_units", title, _("收尾"), lead)
