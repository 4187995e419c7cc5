"""Recording a step. What contradicts a text is said once before it is kept; grave acts ask one question a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.admission import queries
from zhibu.admission.case import Case, Layers, Point, trial
from zhibu.admission.models import Candidate, Paper, Step, StepKind
from zhibu.admission.steps import about
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows import admission as flow
from zhibu.member.facts import is_full_member
from zhibu.member.models import Member
from zhibu.member.queries import roster
from zhibu.rules.admission_steps import STAGES
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.admission import grave, showing
from zhibu.web.admission.forms import EarlierForm, StepForm, help_of
from zhibu.web.admission.pages import show
from zhibu.web.admission.reading import opened, write
from zhibu.web.admission.warnings import changes_of, warned
from zhibu.web.forms import Form
from zhibu.web.wording import in_a_row


def kind_named(name: str) -> StepKind:
    if name not in StepKind.values:
        raise NotFound
    return StepKind(name)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: PageRequest, candidate_id: UUID, kind: str) -> HttpResponse:
    candidate, case, layers = opened(request, candidate_id)
    wanted = kind_named(kind)
    if about(wanted).is_grave:
        return grave.record(request, candidate, case, layers, wanted)
    form = StepForm(
        request.POST or None,
        today=request.today,
        initial={"happened_on": request.today},
        asked=about(wanted),
        members=full_members(candidate, request),
    )
    warnings: Sequence[Point] = ()
    if request.method == "POST" and form.is_valid():
        warnings = () if form.cleaned_data["as_it_was"] else warned(case, wanted, form.columns(), layers, request.today)
        if not warnings:
            done = form.carry_out(
                lambda: write(
                    request,
                    flow.note_step,
                    form.cleaned_data["key"],
                    candidate=candidate,
                    kind=wanted,
                    **form.columns(),
                )
            )
            if done:
                return recorded(request, candidate, done)
    return shown(request, form, candidate, str(wanted.label), warnings, about(wanted).who, help_of(wanted))


def full_members(candidate: Candidate, request: PageRequest) -> list[Member]:
    """Who may be contact or introducer: full members of the branch (a probationary member may not)."""
    return [
        member
        for member in roster(candidate.branch, request.today)
        if is_full_member(member.joined_on, member.full_on, member.category, request.today)
        and member.pk != candidate.member_id
    ]


def shown(
    request: PageRequest,
    form: Form,
    candidate: Candidate,
    title: str,
    warnings: Sequence[Point],
    who: Any = "",
    lead: str = "",
) -> HttpResponse:
    """The form; its tick for “as it was” is there only where something was said."""
    if not warnings and "as_it_was" in form.fields and not form.data.get("as_it_was"):
        del form.fields["as_it_was"]
    words = _("由%(who)s办。") % {"who": who} if who else ""
    return show(
        request, form, candidate, title, _("照实记下") if warnings else _("记下"), in_a_row(words, lead),
        warnings=[showing.said(point) for point in warnings],
    )  # fmt: skip


def recorded(request: PageRequest, candidate: Candidate, done: Any) -> HttpResponse:
    step = done.result
    undo = "" if done.is_repeated or not isinstance(step, Step) else reverse("admission_step_undo", args=[step.pk])
    notices.done(request, _("已记下。"), undo=undo)
    return redirect("admission_one", candidate.pk)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """The paper file of a case under way, on one page."""
    candidate, case, layers = opened(request, candidate_id)
    kinds = [kind for kind in StepKind if kind not in case.passed and kind not in NOT_EARLIER]
    form = EarlierForm(request.POST or None, today=request.today, kinds=kinds)
    warnings: Sequence[Point] = ()
    if request.method == "POST" and form.is_valid():
        days, numbers = form.days(), form.numbers()
        if not form.cleaned_data["as_it_was"]:
            warnings = contradictions(case, days, numbers, layers, request.today)
        if not warnings:
            done = form.carry_out(
                lambda: write(
                    request, flow.note_steps, form.cleaned_data["key"], candidate=candidate, days=days, numbers=numbers,
                    source_note=form.cleaned_data["source_note"],
                )
            )  # fmt: skip
            if done:
                notices.done(
                    request, _("已记下 %(count)d 个日子。") % {"count": sum(len(row) for row in days.values())}
                )
                return redirect("admission_one", candidate.pk)
    lead = _("照纸质档案，知道哪天填哪天，不知道的空着。写错了以后可以一条一条更正。")
    if not warnings and not form.data.get("as_it_was"):
        del form.fields["as_it_was"]
    context = {
        "form": form, "candidate": candidate, "title": _("补登以前的日子"), "lead": lead,
        "button": _("照实记下") if warnings else _("记下"), "warnings": [showing.said(point) for point in warnings],
        "groups": groups_of(form),
    }  # fmt: skip
    return render(request, "admission/earlier.html", context, status=422 if form.errors or warnings else 200)


NOT_EARLIER = frozenset({StepKind.LEAVING, StepKind.ENDED, StepKind.CANCELLED, StepKind.EXTENSION})


def contradictions(
    case: Case, days: Mapping[StepKind, Sequence[Any]], numbers: Mapping[StepKind, int], layers: Layers,
    today: date,
) -> list[Point]:  # fmt: skip
    """Of many days only what contradicts is said; what is missing is asked afterwards on the person's page."""
    changes: dict[str, Any] = {}
    for kind, happened in days.items():
        if kind == StepKind.REVIEW:
            changes["review_dates"] = [*case.facts.get("review_dates", []), *happened]
        elif kind == StepKind.PROBATION_REVIEW:
            changes["probation_review_dates"] = [*case.facts.get("probation_review_dates", []), *happened]
        else:
            changes |= changes_of(kind, {"happened_on": happened[0], "number": numbers.get(kind)})
    return [point for point in trial(case, changes, today, layers) if point.status.value == "breached"]


def groups_of(form: EarlierForm) -> list[tuple[str, list[Any]]]:
    """The fields by stage, then what stands beside them."""
    groups: list[tuple[str, list[Any]]] = [(name, []) for name in STAGES]
    rest: list[Any] = []
    stage = 0
    for name in form.fields:
        if name == "key":
            continue
        if name in StepKind.values:
            number = about(name).number
            stage = next(index for index, last in enumerate(LAST_OF_STAGE) if number <= last)
            groups[stage][1].append(form[name])
        elif name in ("source_note", "as_it_was"):
            rest.append(form[name])
        else:
            groups[stage][1].append(form[name])
    return [*(group for group in groups if group[1]), (_("照哪里补的"), rest)]


LAST_OF_STAGE = (2, 6, 11, 18, 25)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def step_edit(request: PageRequest, step_id: UUID) -> HttpResponse:
    """Correct one step; the earlier version stays readable."""
    step = queries.step_for(request.actor, step_id)
    candidate, case, layers = opened(request, step.candidate_id)
    kind = StepKind(step.kind)
    if about(kind).is_grave:
        return grave.correct(request, candidate, case, layers, step)
    form = StepForm(
        request.POST or None,
        today=request.today,
        initial=_as_typed(step),
        asked=about(kind),
        members=full_members(candidate, request),
    )
    warnings: Sequence[Point] = ()
    if request.method == "POST" and form.is_valid():
        columns = form.columns()
        warnings = () if form.cleaned_data["as_it_was"] else warned(case, kind, columns, layers, request.today)
        if not warnings:
            done = form.carry_out(
                lambda: write(request, flow.correct_step, form.cleaned_data["key"], step=step, **columns)
            )
            if done:
                notices.done(request, _("已更正。改之前的样子留着。"))
                return redirect("admission_one", candidate.pk)
    title = _("更正：%(step)s") % {"step": kind.label}
    return shown(request, form, candidate, title, warnings)


def _as_typed(step: Step) -> dict[str, Any]:
    return {
        "happened_on": step.happened_on,
        "passed": "yes" if step.passed else "no",
        "people": [str(row.member_id) for row in step.people.all()],
        "number": step.number,
        "days": step.number,
        "class_hours": step.class_hours,
        "body": step.body,
        "paper": step.paper,
        "source_note": step.source_note,
    }


@page(Right.KEEP_ADMISSION)
@require_POST
def step_undo(request: PageRequest, step_id: UUID) -> HttpResponse:
    step = queries.step_for(request.actor, step_id)
    notices.in_time_to_undo(step.recorded_at, request.now)
    write(request, flow.take_back_step, step=step)
    notices.note(request, _("已撤销。"))
    return redirect("admission_one", step.candidate_id)


@page(Right.KEEP_ADMISSION)
@require_POST
def paper_seen(request: PageRequest, step_id: UUID) -> HttpResponse:
    """The paper of a step is there: one press."""
    step = queries.step_for(request.actor, step_id)
    write(request, flow.correct_step, step=step, happened_on=step.happened_on, paper=Paper.SEEN)
    notices.done(request, _("已记下：%(paper)s有了。") % {"paper": about(step.kind).paper})
    return redirect("admission_one", step.candidate_id)
