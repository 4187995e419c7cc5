"""Changing what is kept about one member: correct, group, branch, posts, circumstances."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.account.queries import names_of
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Overtaken, Refused
from zhibu.base.touched import Done
from zhibu.flows.posts import leave_branch, take_back_post, take_post
from zhibu.member import actions, queries
from zhibu.member.models import Details, Member, PostKind
from zhibu.org.models import Organisation
from zhibu.org.queries import branch_for, branches_of, groups_of, identity_kept_at
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Kind, Row, Table
from zhibu.web.forms import Form
from zhibu.web.members import showing
from zhibu.web.members.doubts import ask_once, doubts_of
from zhibu.web.members.forms import ConditionForm, CorrectForm, EndForm, GroupForm, MoveForm, PostForm
from zhibu.web.members.rights import WRITERS, writing_right
from zhibu.web.writing import perform


def write(request: PageRequest, action: Callable[..., Done], form: Form, **arguments: Any) -> Done:
    """One write for this request, in the name of the right that the actor has."""
    return perform(
        request,
        action,
        right=writing_right(request.actor),
        key=form.cleaned_data["key"],
        **arguments,
    )


def show(request: PageRequest, form: Form, member: Member, title: str, button: str, lead: str = "") -> HttpResponse:
    """A short form about one member."""
    context = {"form": form, "member": member, "title": title, "button": button, "lead": lead}
    return render(request, "members/change.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Correct what the roster says. Somebody else's change in between is shown, and nothing typed is lost."""
    member = queries.member_for(request.actor, member_id)
    standing = queries.details_of(member)
    if standing is None:
        raise NotFound
    keeps = request.actor.may(Right.SEE_IDENTITY) and identity_kept_at(member.path, request.today) is not None
    form = CorrectForm(request.POST or None, today=request.today, initial=_as_typed(standing), keeps_identity=keeps)
    overtaken: Table | None = None
    if request.method == "POST" and form.is_valid():
        opened = Details.versions.filter(pk=form.cleaned_data["version"], member=member).first()
        if opened is None:
            raise NotFound
        changed = form.changes(opened)
        asks = bool(changed.keys() & {"joined_on", "full_on"}) and ask_once(
            form, doubts_of(form.details(), request.today)
        )
        try:
            if changed and not asks:
                write(request, actions.correct_details, form, details=opened, **changed)
        except Overtaken as error:
            form.refuse(Refused(error.reason, _("下面是刚才改的地方。看过以后再存，就以你这份为准。")))
            overtaken = _change_table(opened, standing)
            form.data = {**request.POST.dict(), "version": str(standing.pk)}
        except Refused as error:
            form.refuse(error)
        else:
            if not asks:
                notices.done(request, _("已改好：%(name)s。") % {"name": form.cleaned_data["name"]})
                return redirect("member", member.pk)
    context = {"form": form, "member": member, "overtaken": overtaken}
    return render(request, "members/edit.html", context, status=422 if form.errors else 200)


def _as_typed(details: Details) -> dict[str, Any]:
    """The standing version as the form shows it; a month stays a month."""
    typed = {name: getattr(details, name) for name in CorrectForm.base_columns}
    for name in ("birth", "joined", "full"):
        day = typed[f"{name}_on"]
        typed[f"{name}_on"] = showing.dated(day, getattr(details, f"{name}_precision")) if day else ""
    return {**typed, "version": details.pk}


def _change_table(opened: Details, standing: Details) -> Table:
    """What somebody else changed since this form was opened."""
    by = names_of({standing.recorded_by}).get(standing.recorded_by, "")
    lines: list[Row] = [[Cell(label), before, after] for label, before, after in showing.differences(opened, standing)]
    columns = (Column(_("哪一项"), Kind.MAIN), Column(_("你打开时")), Column(_("%(name)s改成") % {"name": by}))
    return Table(_("看看差别"), columns, lines)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def member_group(request: PageRequest, member_id: UUID) -> HttpResponse:
    member, branch = _of_a_branch(request, member_id)
    groups = groups_of(branch, request.today)
    form = GroupForm(request.POST or None, today=request.today, initial={"since": request.today}, groups=groups)
    if request.method == "POST" and form.is_valid():
        group = next((group for group in groups if str(group.pk) == form.cleaned_data["group"]), None)
        if form.carry_out(
            lambda: write(
                request, actions.set_group, form, member=member, group=group, since=form.cleaned_data["since"]
            )
        ):
            notices.done(request, _("已调整党小组。"))
            return redirect("member", member.pk)
    return show(request, form, member, _("调整党小组"), _("调整"))


@page(Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def member_move(request: PageRequest, member_id: UUID) -> HttpResponse:
    """To another branch of the subtree. Posts in the old branch end on that day."""
    member, branch = _of_a_branch(request, member_id)
    others = branches_of(request.actor, request.today).exclude(pk=branch.pk)
    form = MoveForm(request.POST or None, today=request.today, initial={"since": request.today}, branches=others)
    if request.method == "POST" and form.is_valid():
        goal = branch_for(request.actor, form.cleaned_data["branch"])
        if form.carry_out(
            lambda: write(
                request, actions.move_member, form, member=member, branch=goal, since=form.cleaned_data["since"]
            )
        ):
            notices.done(request, _("%(name)s已转到%(branch)s。") % {"name": member.name, "branch": goal.name})
            return redirect("members")
    lead = _("只记在本系统里。正式的组织关系转接照规定办介绍信。")
    return show(request, form, member, _("转到别的支部"), _("转过去"), lead)


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request: PageRequest, member_id: UUID) -> HttpResponse:
    member, _branch = _of_a_branch(request, member_id)
    form = EndForm(request.POST or None, today=request.today, initial={"until": request.today})
    form.fields["until"].label = _("从哪天起不在本支部")
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, leave_branch, form, member=member, until=form.cleaned_data["until"])
    ):  # fmt: skip
        notices.done(request, _("%(name)s已不在花名册里，以前的记录都还在。") % {"name": member.name})
        return redirect("members")
    return show(request, form, member, _("离开本支部"), _("记下"), _("转出、去世或党籍变动时用。程序不写原因。"))


def _of_a_branch(request: PageRequest, member_id: UUID) -> tuple[Member, Organisation]:
    member = queries.member_for(request.actor, member_id)
    if member.branch is None:
        raise NotFound
    return member, member.branch


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def member_post(request: PageRequest, member_id: UUID) -> HttpResponse:
    member, branch = _of_a_branch(request, member_id)
    chosen = request.GET.get("post", "")
    initial = {"since": request.today, "post": chosen if chosen in PostKind.values else ""}
    form = PostForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        taken = form.carry_out(
            lambda: write(
                request, take_post, form, member=member, organisation=branch,
                post=PostKind(given["post"]), since=given["since"],
            )
        )  # fmt: skip
        if taken:
            label = PostKind(given["post"]).label
            undo = "" if taken.is_repeated else reverse("member_post_undo", args=[taken.result.pk])
            notices.done(
                request,
                _("已记下：%(name)s任%(post)s。") % {"name": member.name, "post": label},
                undo=undo,
            )
            return redirect("member", member.pk)
    return show(request, form, member, _("任职"), _("记下"), _("新书记任职时，前任同一天离任，在办的事一起交过来。"))


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def member_post_end(request: PageRequest, holding_id: UUID) -> HttpResponse:
    holding = queries.holding_for(request.actor, holding_id)
    form = EndForm(request.POST or None, today=request.today, initial={"until": request.today})
    form.fields["until"].label = _("从哪天起不再任%(post)s") % {"post": PostKind(holding.post).label}
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, actions.leave_post, form, holding=holding, until=form.cleaned_data["until"])
    ):  # fmt: skip
        notices.done(request, _("已记下离任。"))
        return redirect("member", holding.member_id)
    return show(request, form, holding.member, _("离任"), _("记下"))


@page(*WRITERS)
@require_POST
def member_post_undo(request: PageRequest, holding_id: UUID) -> HttpResponse:
    holding = queries.holding_for(request.actor, holding_id)
    _undo(request, take_back_post, holding.recorded_at, holding=holding)
    notices.note(request, _("已撤销，前后都和原来一样。"))
    return redirect("member", holding.member_id)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def member_condition(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_for(request.actor, member_id)
    form = ConditionForm(request.POST or None, today=request.today, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        noted = form.carry_out(
            lambda: write(
                request, actions.set_condition, form, member=member, kind=given["kind"], since=given["since"],
                until=given["until"],
            )
        )  # fmt: skip
        if noted:
            undo = "" if noted.is_repeated else reverse("member_condition_undo", args=[noted.result.pk])
            notices.done(request, _("已记下。"), undo=undo)
            return redirect("member", member.pk)
    lead = _("只选类别，不写病情和原因。程序据此不作硬性要求，不作任何评价。")
    return show(request, form, member, _("记一种情况"), _("记下"), lead)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def member_condition_end(request: PageRequest, condition_id: UUID) -> HttpResponse:
    condition = queries.condition_for(request.actor, condition_id)
    form = EndForm(request.POST or None, today=request.today, initial={"until": request.today})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, actions.end_condition, form, condition=condition, until=form.cleaned_data["until"])
    ):  # fmt: skip
        notices.done(request, _("已记下。"))
        return redirect("member", condition.member_id)
    return show(request, form, condition.member, _("这种情况结束了"), _("记下"))


@page(Right.RECORD)
@require_POST
def member_condition_undo(request: PageRequest, condition_id: UUID) -> HttpResponse:
    condition = queries.condition_for(request.actor, condition_id)
    _undo(request, actions.take_back_condition, condition.recorded_at, condition=condition)
    notices.note(request, _("已撤销。"))
    return redirect("member", condition.member_id)


def _undo(request: PageRequest, action: Callable[..., Done], written_at: Any, **arguments: Any) -> None:
    """Within the time for a second thought; later it is ended or corrected, so that history stays readable."""
    notices.in_time_to_undo(written_at, request.now)
    perform(
        request,
        action,
        right=writing_right(request.actor),
        **arguments,
    )
