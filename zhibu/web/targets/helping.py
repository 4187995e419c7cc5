"""批评帮助: opened together, looked at on agreed days, ended by what was seen; afterwards only a number remains."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.looks import leave_trace
from zhibu.member.models import Member
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.target import queries
from zhibu.target.actions import helping
from zhibu.target.models import HelpEnd, HelpPlan
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Fact
from zhibu.web.days import write_day
from zhibu.web.targets.forms import CriticiseForm, EndForm, HelpForm, HelpLookForm
from zhibu.web.targets.showing import duty_word, plans_table, shown_looks
from zhibu.web.writing import perform


@page(Right.HELP)
@require_safe
def helping_list(request: PageRequest) -> HttpResponse:
    """What is being done now. What has ended stands here only as a number."""
    branch = own_branch(request.actor)
    rows = queries.plans_visible_to(request.actor, request.today).filter(branch=branch, closed_on__isnull=True)
    plans = [plan for plan in rows if plan.member_id != request.actor.member_id]
    past = queries.past_help(branch, request.today.year)
    context = {
        "branch": branch,
        "table": plans_table(plans, queries.help_looks_of(plans), request.today) if plans else None,
        "past": [Fact(str(HelpEnd(end).label), number) for end, number in past.items()],
        "year": request.today.year,
    }
    return render(request, "targets/helping.html", context)


def member_to_help(request: PageRequest, member_id: UUID) -> Member:
    """A member of the branch, never oneself."""
    member = queries.member_in_reach(request.actor, member_id, request.today)
    if member.pk == request.actor.member_id:
        raise NotFound
    return member


def helpers_of(member: Member, request: PageRequest) -> list[Member]:
    assert member.branch is not None
    return [person for person in roster(member.branch, request.today) if person.pk != member.pk]


@page(Right.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def help_new(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Help without any criticism before it."""
    member = member_to_help(request, member_id)
    form = HelpForm(request.POST or None, today=request.today, people=helpers_of(member, request))
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, helping.open_help, right=Right.HELP,
                key=form.cleaned_data["key"], member=member, plan=form.new_plan(),
            )
        )  # fmt: skip
        if done:
            return _opened(request, done)
    context = {"form": form, "title": _("开帮扶"), "member": member, "back": reverse("targets_one", args=[member.pk])}
    return render(request, "targets/help_form.html", context, status=422 if form.errors else 200)


@page(Right.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def criticise(request: PageRequest, member_id: UUID) -> HttpResponse:
    """Criticism that was said face to face, and the help that goes with it: one form, one act."""
    member = member_to_help(request, member_id)
    book = queries.book_of(member, request.today.year)
    form = CriticiseForm(
        request.POST or None,
        today=request.today,
        initial={"by": str(request.actor.member_id or "")},
        people=helpers_of(member, request),
        lines=queries.lines_of(book) if book else [],
    )
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, helping.open_help, right=Right.HELP,
                key=form.cleaned_data["key"], member=member, plan=form.new_plan(), criticism=form.new_criticism(),
            )
        )  # fmt: skip
        if done:
            return _opened(request, done)
    context = {
        "form": form,
        "title": _("批评并帮扶"),
        "member": member,
        "is_criticism": True,
        "back": reverse("targets_one", args=[member.pk]),
    }
    return render(request, "targets/help_form.html", context, status=422 if form.errors else 200)


def _opened(request: PageRequest, done: Any) -> HttpResponse:
    if done.is_repeated:
        return redirect("targets_helping")
    notices.done(request, _("帮扶开始了。"), undo=reverse("targets_help_undo", args=[done.result.thread]))
    return redirect("targets_help", plan_id=done.result.thread)


@page(Right.SEE_OWN)
@require_safe
def help_one(request: PageRequest, plan_id: UUID) -> HttpResponse:
    """For the secretary, the contact, whoever stands by, and the person."""
    actor, today = request.actor, request.today
    plan = queries.plan_for(actor, plan_id, today)
    is_own = plan.member_id == actor.member_id
    if not is_own:
        leave_trace(actor, subject=plan.member_id, root=plan.root, today=today)
    is_open = plan.closed_on is None
    criticism = queries.criticism_of(plan) if is_own or queries.knows_whole_plan(actor, plan, today) else None
    ends = is_open and not is_own and actor.may(Right.HELP)
    context = {
        "plan": plan,
        "is_own": is_own,
        "is_helper": plan.helper_id == actor.member_id,
        "facts": [
            Fact(_("支部做"), plan.branch_does),
            Fact(_("本人做"), plan.member_does),
            Fact(_("联系人"), plan.helper.name),
            Fact(_("从哪天"), write_day(plan.happened_on)),
        ],
        "criticism": _("%(day)s，%(name)s当面讲。关于：%(duty)s。")
        % {
            "day": write_day(criticism.happened_on),
            "name": criticism.by.name,
            "duty": duty_word(criticism.duty, criticism.line_content),
        }
        if criticism
        else "",
        "explanation": criticism.explanation if criticism else "",
        "looks": shown_looks(queries.help_looks_of([plan]).get(plan.thread, []), today, may_see=is_open and not is_own),
        "before": queries.ways_before(plan),
        "ends": ends,
        "end_form": EndForm() if ends else None,
        "back": _back(request, plan),
    }
    return render(request, "targets/help_one.html", context)


def _back(request: PageRequest, plan: HelpPlan) -> str:
    if request.actor.may(Right.HELP) and plan.member_id != request.actor.member_id:
        return reverse("targets_helping")
    return reverse("my_targets") if plan.member_id == request.actor.member_id else reverse("today")


@page(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def help_look(request: PageRequest, look_id: UUID) -> HttpResponse:
    """Whoever stands by, or the secretary, notes what was seen on an agreed day."""
    look, plan = queries.help_look_for(request.actor, look_id, request.today)
    form = HelpLookForm(request.POST or None, today=request.today, initial={"seen_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, helping.see_help, right=Right.SEE_OWN,
                key=given["key"], look=look, plan=plan, seen_on=given["seen_on"], seen=given["seen"],
                again_on=given["again_on"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已记下。"))
            return redirect("targets_help", plan_id=plan.thread)
    context = {"form": form, "plan": plan, "back": reverse("targets_help", args=[plan.thread])}
    return render(request, "targets/help_look.html", context, status=422 if form.errors else 200)


@page(Right.HELP)
@require_POST
def help_end(request: PageRequest, plan_id: UUID) -> HttpResponse:
    """已转变 / 换个办法 / 请上级帮. Another way leads to its form; until that is sent nothing has ended."""
    plan = plan_to_act_on(request, plan_id)
    end = request.POST.get("end", "")
    if end == HelpEnd.ANOTHER_WAY:
        return redirect("targets_help_another", plan_id=plan.thread)
    actions = {HelpEnd.TURNED.value: helping.end_as_turned, HelpEnd.SUPERIOR.value: helping.ask_superior}
    if end not in actions:
        return redirect("targets_help", plan_id=plan.thread)
    perform(request, actions[end], right=Right.HELP, plan=plan)
    said = {
        HelpEnd.TURNED.value: _("已转变，帮扶结束。这一页不再列出，满一年只留件数。"),
        HelpEnd.SUPERIOR.value: _("已告诉上级：本支部请帮一把。是谁、什么事没有传上去，请当面说。"),
    }
    notices.done(request, said[end], undo=reverse("targets_help_reopen", args=[plan.thread]))
    return redirect("targets_helping")


def plan_to_act_on(request: PageRequest, plan_id: UUID) -> HelpPlan:
    plan = queries.plan_for(request.actor, plan_id, request.today)
    if plan.closed_on or plan.member_id == request.actor.member_id:
        raise NotFound
    return plan


@page(Right.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def help_another(request: PageRequest, plan_id: UUID) -> HttpResponse:
    """换个办法: the next plan is written, and in the same act this one ends."""
    plan = plan_to_act_on(request, plan_id)
    form = HelpForm(
        request.POST or None,
        today=request.today,
        initial={"helper": str(plan.helper_id)},
        people=helpers_of(plan.member, request),
    )
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, helping.try_another_way, right=Right.HELP,
                key=form.cleaned_data["key"], plan=plan, new=form.new_plan(),
            )
        )  # fmt: skip
        if done:
            return _opened(request, done)
    context = {
        "form": form,
        "title": _("换个办法"),
        "member": plan.member,
        "before": plan,
        "back": reverse("targets_help", args=[plan.thread]),
    }
    return render(request, "targets/help_form.html", context, status=422 if form.errors else 200)


@page(Right.HELP)
@require_POST
def help_undo(request: PageRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_to_act_on(request, plan_id)
    notices.in_time_to_undo(plan.recorded_at, request.now)
    perform(request, helping.undo_help, right=Right.HELP, plan=plan)
    notices.note(request, _("已撤销，批评和帮扶都收回了。"))
    return redirect("targets_helping")


@page(Right.HELP)
@require_POST
def help_reopen(request: PageRequest, plan_id: UUID) -> HttpResponse:
    plan = queries.plan_to_reopen(request.actor, plan_id)
    notices.in_time_to_undo(plan.recorded_at, request.now)
    perform(request, helping.open_again, right=Right.HELP, plan=plan)
    notices.note(request, _("帮扶接着办。"))
    return redirect("targets_help", plan_id=plan.thread)


@page(Right.SEE_BELOW)
@require_POST
def request_answer(request: PageRequest, request_id: UUID) -> HttpResponse:
    """The superior has been in touch with a branch that asked for help."""
    found = queries.request_for(request.actor, request_id)
    perform(
        request, helping.answer_request, right=Right.SEE_BELOW,
        request=found,
    )  # fmt: skip
    notices.note(request, _("已记下：联系过%(name)s。") % {"name": found.branch.name})
    return redirect("targets")
