"""发展党员: who is where and who is next; one person with what the next step needs; the own steps for the applicant."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu import questions
from zhibu.account.queries import names_of
from zhibu.admission import actions, queries
from zhibu.admission.case import Case, Gate, Timeline, gate, load
from zhibu.admission.materials import materials_of, missing_in
from zhibu.admission.models import Candidate, Origin, Step, StepKind
from zhibu.admission.steps import about, kinds_of
from zhibu.base.actor import Right
from zhibu.base.looks import looks_at
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.rules.status import Status
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.admission import showing
from zhibu.web.admission.forms import CasesFilter, NewCandidateForm, ParticularsForm
from zhibu.web.admission.papers import papers_of
from zhibu.web.admission.reading import KEEPERS, layers_for, may_keep, opened, timelines, write
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.members.showing import looks_table

PER_PAGE = 50


@page(*KEEPERS, Right.SEE_OWN, Right.SEE_OWN_ADMISSION)
@require_safe
def admission(request: PageRequest) -> HttpResponse:
    """The pipeline of a branch, or of all branches below; for everybody else what hangs out, and the own steps."""
    actor = request.actor
    if not any(actor.may(right) for right in KEEPERS):
        return _for_others(request)
    filters = CasesFilter(request.GET)
    chosen = filters.chosen()
    rows = queries.visible_to(actor).filter(is_closed=chosen.get("closed") == "1")
    if text := chosen.get("q", "").strip():
        rows = rows.filter(name__contains=text)
    own = has_own_branch(actor)
    sheet = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    cases = load(list(sheet))
    listed = [
        showing.listed(case, line, request.today)
        for case, line in zip(cases, timelines(cases, request.today), strict=True)
    ]
    wanted = [row for row in listed if chosen.get("stage") in (None, row.timeline.stage)]
    context = {
        "branch": own_branch(actor) if own else None,
        "filters": filters,
        "is_filtered": bool(chosen),
        "sheet": sheet,
        "stages": showing.stage_tabs(Counter(row.timeline.stage for row in listed), chosen.get("stage"))
        if listed and not sheet.has_other_pages()
        else None,
        "table": showing.cases_table(showing.in_order(wanted), with_branch=not own) if wanted else None,
        "new_url": reverse("admission_new") if own and may_keep(actor) else "",
        "queue": queries.waiting_below(actor).count() if actor.may(Right.APPROVE_ADMISSION) else 0,
        "plan": _plan_words(actor.acting.organisation_id, request.today) if own and actor.acting else "",
    }
    return render(request, "admission/cases.html", context)


def _plan_words(branch_id: UUID, today: date) -> str:
    plan = queries.plans_of([branch_id], today.year).get(branch_id)
    admitted = queries.admitted_in([branch_id], today.year).get(branch_id, 0)
    if plan is None:
        return _("今年已接收 %(count)d 名，上级还没有给计划数。") % {"count": admitted}
    return _("今年计划 %(number)d 名，已接收 %(count)d 名。") % {"number": plan.number, "count": admitted}


def _for_others(request: PageRequest) -> HttpResponse:
    """A member or an applicant: public notices of the own branch, and the own steps."""
    case = queries.own_case(request.actor)
    branch = own_branch(request.actor) if has_own_branch(request.actor) else None
    shown = queries.on_show(branch, request.today) if branch else []
    ends = {step.pk: notice_ends(step, branch) for step in shown if branch}
    context: dict[str, Any] = {"notices": showing.notices_table(shown, ends) if shown else None}
    if case is not None:
        timeline = case.timeline(request.today, layers_for(case.candidate.branch, request.today))
        context |= {
            "case": case,
            "words": showing.stage_words(timeline),
            "stages": showing.stages(timeline, case.is_over),
            "table": showing.own_table(case, timeline, request.today),
            "missing": showing.materials_table(missing_in(case), request.today, may_write=False)
            if missing_in(case)
            else None,
            "next": timeline.next,
            "who": about(kinds_of(timeline.next.number, request.today)[0]).who if timeline.next else "",
            "looks": _looks(case.candidate, request.today),
        }
    return render(request, "admission/own.html", context)


def notice_ends(step: Step, branch: Organisation) -> date | None:
    """The last day of the working days that the law asks for."""
    answer = questions.answer(
        "admission.public_notice",
        step.happened_on,
        {"posted_on": step.happened_on},
        layers_for(branch, step.happened_on),
    )
    found: date | None = answer.answer.get("ends_on")
    return found


def _looks(candidate: Candidate, today: date) -> Any:
    found = looks_at(candidate.pk, today)
    return looks_table(found, names_of({looker for _day, looker in found})) if found else None


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def admission_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = NewCandidateForm(
        request.POST or None, today=request.today, members=queries.probationers_without_case(branch)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        member = form.members.get(given.get("member", ""))
        made = form.carry_out(
            lambda: write(
                request, actions.enter_candidate, given["key"], branch=branch, name=given["name"] or _name_of(member),
                born_on=given["born_on"] or _birth_of(member), applied_on=given["applied_on"], member=member,
                origin=Origin(given["origin"]), since=given["since"],
            )
        )  # fmt: skip
        if made:
            candidate_id = made.result if made.is_repeated else made.result.pk
            notices.done(request, _("已建档。以前办过的，接着补登日子。"))
            return redirect("admission_one", candidate_id)
    return render(request, "admission/new.html", {"form": form}, status=422 if form.errors else 200)


def _name_of(member: Member | None) -> str:
    return member.name if member else ""


def _birth_of(member: Member | None) -> date | None:
    details = member.details.filter(revoked_at__isnull=True).first() if member else None
    return details.birth_on if details else None


@page(*KEEPERS)
@require_safe
def one(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """S5: this step needs, may it go on, the clocks, what contradicts, all steps, papers."""
    candidate, case, layers = opened(request, candidate_id)
    timeline = case.timeline(request.today, layers)
    may_write = may_keep(request.actor)
    rows = showing.step_rows(case, timeline, request.today, may_write=may_write)
    coming = showing.coming_kind(case, timeline, request.today)
    gated = gate(case, coming, request.today, layers) if coming else None
    context = {
        "candidate": candidate,
        "case": case,
        "timeline": timeline,
        "words": showing.stage_words(timeline),
        "stages": showing.stages(timeline, case.is_over),
        "may_write": may_write,
        "is_superior": request.actor.may(Right.APPROVE_ADMISSION),
        "is_paused": case.is_paused(request.today),
        "next": timeline.next,
        "coming": coming,
        "about": about(coming) if coming else None,
        "gate": gated,
        "gate_words": showing.gate_facts(gated, request.today) if gated else "",
        "missing": [showing.said(point) for point in gated.missing] if gated else [],
        "contradictions": [showing.said(point) for point in timeline.contradictions],
        "open": [showing.said(p) for p in timeline.points if _is_open(p.status) and not _is_gated(p, gated)],
        "waits": [row for row in case.submissions if not row.outcome],
        "sends": _sends(case, timeline) if may_write else [],
        "rows": rows[: timeline.reached + 1],
        "later": rows[timeline.reached + 1 :],
        "letters": showing.letters_table(case.letters, request.today, may_write=may_write) if case.letters else None,
        "submissions": showing.submissions_table(case.submissions, request.today, may_write=may_write)
        if case.submissions
        else None,
        "materials": showing.materials_table(materials_of(case), request.today, may_write=may_write)
        if case.steps
        else None,
        "missing_count": len(missing_in(case)),
        "places": showing.place_facts(case),
        "member_url": reverse("member", args=[candidate.member_id]) if candidate.member_id else "",
        "looks": _looks(candidate, request.today),
        "on_probation": StepKind.ADMISSION_MEETING in case.passed and StepKind.CONVERSION_APPROVED not in case.passed,
        "papers": papers_of(case, timeline),
        "asks_letters": timeline.stage == 3 or bool(case.letters),
    }
    return render(request, "admission/one.html", context)


def _is_open(status: Status) -> bool:
    return status in (Status.DUE, Status.UNKNOWN, Status.OVERDUE)


def _is_gated(point: Any, gated: Gate | None) -> bool:
    return gated is not None and any((row.rule, row.sentence) == (point.rule, point.sentence) for row in gated.missing)


def _sends(case: Case, timeline: Timeline) -> list[tuple[str, str]]:
    """What may be sent up at this point: (address, label)."""
    waiting = {row.matter for row in case.waiting()}
    return [
        (reverse("admission_send", args=[case.candidate.pk, matter.value]), str(matter.label))
        for matter in showing.matters_at(case)
        if matter not in waiting
    ]


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def particulars(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    candidate, _case, _layers = opened(request, candidate_id)
    initial = {"name": candidate.name, "born_on": candidate.born_on}
    form = ParticularsForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, actions.correct_particulars, given["key"], candidate=candidate, name=given["name"],
                born_on=given["born_on"],
            )
        ):  # fmt: skip
            notices.done(request, _("已改好。改之前的样子留着。"))
            return redirect("admission_one", candidate.pk)
    return show(request, form, candidate, _("改姓名和出生日期"), _("存下"))


def show(
    request: PageRequest, form: Any, candidate: Candidate, title: str, button: str, lead: str = "", **more: Any
) -> HttpResponse:
    """A short form about one person."""
    context = {"form": form, "candidate": candidate, "title": title, "button": button, "lead": lead, **more}
    return render(request, "admission/form.html", context, status=422 if form.errors or more.get("warnings") else 200)
