"""What goes up and comes back: sending, the superior's queue, answers; plan numbers of the branches below."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.admission import actions, queries
from zhibu.admission.case import Case, Point, Timeline, load
from zhibu.admission.models import Matter, Outcome, SentUp
from zhibu.admission.steps import agreed_by, sent_by
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows import admission as flow
from zhibu.org.queries import branch_for, branches_of
from zhibu.rules.status import Status
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.admission import showing
from zhibu.web.admission.forms import AnswerForm, MoveForm, PlanForm, SendForm
from zhibu.web.admission.pages import show
from zhibu.web.admission.reading import opened, timelines, write
from zhibu.web.admission.warnings import warned
from zhibu.web.components import Button, Cell, Column, Kind, Row, Table
from zhibu.web.wording import worded_lines

PER_PAGE = 50


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: PageRequest, candidate_id: UUID, matter: str) -> HttpResponse:
    """Send up. The checks run first, so that what would come back is mended before it goes."""
    candidate, case, layers = opened(request, candidate_id)
    if matter not in Matter.values:
        raise NotFound
    wanted = Matter(matter)
    form = SendForm(request.POST or None, today=request.today, initial={"sent_on": request.today})
    found = checks(case, wanted, case.timeline(request.today, layers))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = sent_by(wanted, given["sent_on"])
        columns = {"happened_on": given["sent_on"]}
        fresh = warned(case, kind, columns, layers, request.today) if kind and kind not in case.passed else []
        found = [*found, *(point for point in fresh if point not in found)]
        if given["as_it_was"] or not found:
            sent = form.carry_out(
                lambda: write(
                    request, actions.send_up, given["key"], candidate=candidate, matter=wanted, sent_on=given["sent_on"]
                )
            )
            if sent:
                undo = "" if sent.is_repeated else reverse("admission_send_undo", args=[sent.result.pk])
                notices.done(request, _("已报上去，等上级答复。"), undo=undo)
                return redirect("admission_one", candidate.pk)
        elif not form.errors:
            form.add_error("as_it_was", _("上面还有没对上的。补好再报，或者勾上这里照样报。"))
    if not found:
        form.fields.pop("as_it_was", None)
    title = _("报上级：%(matter)s") % {"matter": wanted.label}
    context = {
        "form": form, "candidate": candidate, "title": title, "button": _("报上去"),
        "checks": [showing.said(point) for point in found], "checked": True, "lead": _("补好再报，上级就不用退回来。"),
    }  # fmt: skip
    return render(request, "admission/form.html", context, status=422 if form.errors else 200)


LAST_STEP = {Matter.ACTIVIST: 4, Matter.TARGET: 8, Matter.PRE_REVIEW: 12, Matter.ADMISSION: 16, Matter.CONVERSION: 23}


def checks(case: Case, matter: Matter, timeline: Timeline) -> list[Point]:
    """What contradicts or is missing up to the step that is sent up."""
    upto = LAST_STEP[matter]
    wrong = (Status.BREACHED, Status.UNKNOWN, Status.OVERDUE)
    return [point for point in timeline.points if point.step <= upto and point.status in wrong]


@page(Right.KEEP_ADMISSION)
@require_POST
def send_undo(request: PageRequest, submission_id: UUID) -> HttpResponse:
    submission = queries.submission_for(request.actor, submission_id)
    write(request, actions.take_back_submission, submission=submission)
    notices.note(request, _("已撤回。"))
    return redirect("admission_one", submission.candidate_id)


@page(Right.APPROVE_ADMISSION)
@require_safe
def queue(request: PageRequest) -> HttpResponse:
    """Everything that waits for an answer, the oldest first, with the checks already run."""
    sheet = Paginator(queries.waiting_below(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(sheet)
    cases = load(row.candidate for row in rows)
    found = {case.candidate.pk: line for case, line in zip(cases, timelines(cases, request.today), strict=True)}
    table = showing.queue_table([(row, found[row.candidate_id]) for row in rows], request.today) if rows else None
    return render(request, "admission/queue.html", {"table": table, "sheet": sheet})


@page(Right.APPROVE_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PageRequest, submission_id: UUID) -> HttpResponse:
    submission = queries.submission_for(request.actor, submission_id)
    if submission.outcome:
        return redirect("admission_one", submission.candidate_id)
    candidate, case, layers = opened(request, submission.candidate_id)
    matter = Matter(submission.matter)
    found = checks(case, matter, case.timeline(request.today, layers))
    wrong = [point for point in found if point.status is Status.BREACHED]
    initial = {
        "answered_on": request.today,
        "body": "committee",
        "reasons": "\n".join(worded_lines(point.sentence for point in found)),
    }
    form = AnswerForm(request.POST or None, today=request.today, initial=initial, matter=matter)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        agreed = given["outcome"] == Outcome.AGREED
        fresh = _fresh(case, submission, given, layers, request) if agreed else []
        found = [*found, *(point for point in fresh if point not in found)]
        wrong = [point for point in found if point.status is Status.BREACHED]
        if agreed and wrong and not given["as_it_was"]:
            form.add_error("as_it_was", _("上面有对不上规定的地方。退回补正，或者勾上这里照样同意。"))
        elif _answered(request, form, submission):
            notices.done(request, _("已答复：%(outcome)s。") % {"outcome": Outcome(given["outcome"]).label})
            return redirect("admission_queue")
    if not wrong:
        form.fields.pop("as_it_was", None)
    context = {
        "form": form,
        "candidate": candidate,
        "submission": submission,
        "days": (request.today - submission.happened_on).days,
        "matter": matter.label,
        "checks": [showing.said(point) for point in found],
    }
    return render(request, "admission/answer.html", context, status=422 if form.errors else 200)


def _fresh(case: Case, submission: SentUp, given: dict[str, Any], layers: Any, request: PageRequest) -> Sequence[Point]:
    kind = agreed_by(Matter(submission.matter), given["answered_on"])
    columns = {
        "happened_on": given["answered_on"],
        "body": given.get("body", ""),
        "has_special_reason": given.get("has_special_reason", False),
    }
    return warned(case, kind, columns, layers, request.today)


def _answered(request: PageRequest, form: AnswerForm, submission: SentUp) -> Any:
    given = form.cleaned_data
    agreed = given["outcome"] == Outcome.AGREED
    return form.carry_out(
        lambda: write(
            request, flow.answer_submission, given["key"], submission=submission, outcome=Outcome(given["outcome"]),
            answered_on=given["answered_on"], reasons="" if agreed else given["reasons"], body=given.get("body", ""),
            has_special_reason=bool(given.get("has_special_reason")),
        )
    )  # fmt: skip


@page(Right.APPROVE_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """To another branch of the subtree: the whole file goes, and the membership with it."""
    candidate, _case, _layers = opened(request, candidate_id)
    others = branches_of(request.actor, request.today).exclude(pk=candidate.branch_id)
    form = MoveForm(request.POST or None, today=request.today, initial={"since": request.today}, branches=others)
    if request.method == "POST" and form.is_valid():
        goal = branch_for(request.actor, form.cleaned_data["branch"])
        if form.carry_out(
            lambda: write(
                request, flow.move_case, form.cleaned_data["key"], candidate=candidate, branch=goal,
                since=form.cleaned_data["since"],
            )
        ):  # fmt: skip
            words = {"name": candidate.name, "branch": goal.name}
            notices.done(request, _("%(name)s的材料已转到%(branch)s，日子和材料都跟着走。") % words)
            return redirect("admission_one", candidate.pk)
    lead = _("档案里的日子、函件和审批都跟着走，不用重录。已经在花名册里的，组织关系在同一天转过去。")
    return show(request, form, candidate, _("转到别的支部"), _("转过去"), lead)


@page(Right.APPROVE_ADMISSION)
@require_safe
def plans(request: PageRequest) -> HttpResponse:
    """Plan numbers of the branches below for this year, with how many were taken in."""
    year = request.today.year
    sheet = Paginator(branches_of(request.actor, request.today), PER_PAGE).get_page(request.GET.get("page"))
    keys = [branch.pk for branch in sheet]
    numbers, admitted = queries.plans_of(keys, year), queries.admitted_in(keys, year)
    lines: list[Row] = [
        [
            Cell(branch.name),
            str(numbers[branch.pk].number) if branch.pk in numbers else _("没有给"),
            admitted.get(branch.pk, 0),
            Cell(buttons=(Button(_("改"), reverse("admission_plan", args=[branch.pk])),)),
        ]
        for branch in sheet
    ]
    columns = (Column(_("支部"), Kind.MAIN), Column(_("计划"), Kind.NUMBER), Column(_("已接收"), Kind.NUMBER),
               Column("", Kind.BUTTONS))  # fmt: skip
    title = _("%(year)d 年的计划数") % {"year": year}
    context = {"table": Table(title, columns, lines, hide_caption=True), "title": title, "sheet": sheet}
    return render(request, "admission/plans.html", context)


@page(Right.APPROVE_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PageRequest, branch_id: UUID) -> HttpResponse:
    branch = branch_for(request.actor, branch_id)
    year = request.today.year
    standing = queries.plan_of(branch, year)
    form = PlanForm(request.POST or None, today=request.today, initial={"number": standing.number if standing else ""})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(
            request, actions.set_plan, form.cleaned_data["key"], branch=branch, year=year,
            number=form.cleaned_data["number"],
        )
    ):  # fmt: skip
        notices.done(request, _("已记下%(branch)s的计划数。") % {"branch": branch.name})
        return redirect("admission_plans")
    context = {
        "form": form, "title": _("%(branch)s，%(year)d 年") % {"branch": branch.name, "year": year},
        "button": _("记下"), "back": reverse("admission_plans"), "back_label": _("计划数"),
    }  # fmt: skip
    return render(request, "admission/form.html", context, status=422 if form.errors else 200)
