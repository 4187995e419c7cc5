"""体检: a branch's own findings with their four parts; for a superior the branches that need help, without ranks."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account.queries import branches_begun, names_of
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.looks import leave_trace, looks_at
from zhibu.base.touched import SheetKind
from zhibu.checkup import actions, queries
from zhibu.checkup.counting import counts_of
from zhibu.checkup.looking import look, look_back
from zhibu.checkup.models import AnswerKind, BranchState
from zhibu.checkup.showing import CheckUp, check_up, check_up_then
from zhibu.checkup.strips import strips_of
from zhibu.checkup.wording import law_as_of
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import lineage, organisation_for, own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.checkup import branches, forms, links, months, showing, supporting
from zhibu.web.checkup.forms import AnswerForm, BranchFilter, ThenForm
from zhibu.web.writing import perform
from zhibu.work import supporting as supports

ROWS = 50
CONTENT = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
LOOKS_SHOWN = 10
SUPPORT_SHOWN = 10


@page(*CONTENT)
@require_safe
def checkup(request: PageRequest) -> HttpResponse:
    """One's own branch; above branches the list of them; for a plain member what is open to all."""
    actor = request.actor
    is_branch = actor.acting is not None and actor.acting.organisation_kind == OrganisationKind.BRANCH
    if not is_branch:
        return _branches(request)
    branch = organisation_for(actor, actor.acting.organisation_id)  # type: ignore[union-attr]
    if actor.may(Right.SEE_BRANCH):
        return _branch(request, branch)
    return _for_members(request, branch)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def checkup_branch(request: PageRequest, branch_id: UUID) -> HttpResponse:
    return _branch(request, _place(request, branch_id))


def _place(request: PageRequest, branch_id: UUID) -> Organisation:
    """One branch of the subtree, or the superior's own organisation with the units on its list."""
    organisation = organisation_for(request.actor, branch_id)
    own = queries.sees_all_of(request.actor, organisation)
    if organisation.kind != OrganisationKind.BRANCH and not own:
        raise NotFound
    if not own:
        leave_trace(request.actor, subject=organisation.pk, root=organisation.root, today=request.today)
    return organisation


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def checkup_why(request: PageRequest, branch_id: UUID, sheet: str, norm: str, subject: UUID, year: int) -> HttpResponse:
    """What one finding was reckoned from: the facts, the records with their pages, and how it can mislead."""
    branch = _place(request, branch_id)
    is_own = queries.sees_all_of(request.actor, branch)
    shown = examine(branch, request, is_own=is_own, with_records=True).find(sheet, norm, subject, year)
    if not shown:
        raise NotFound
    findings = [showing.finding_of(row, request.actor, request.today, is_own=is_own) for row in shown]
    context = {"branch": branch, "back": _back(request, branch), "findings": findings}
    return render(request, "checkup/why.html", context)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def checkup_fine(request: PageRequest, branch_id: UUID) -> HttpResponse:
    """What is in order, a line for each norm."""
    branch = _place(request, branch_id)
    found = examine(branch, request, is_own=queries.sees_all_of(request.actor, branch))
    context = {
        "branch": branch, "back": _back(request, branch), "in_order": showing.in_order_rows(found.in_order)
    }  # fmt: skip
    return render(request, "checkup/fine.html", context)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def checkup_looks(request: PageRequest) -> HttpResponse:
    """Who from above has looked at the own organisation's check-up."""
    actor = request.actor
    if actor.acting is None:
        raise NotFound
    own = organisation_for(actor, actor.acting.organisation_id)
    looks = looks_at(own.pk, request.today)[:LOOKS_SHOWN]
    names = names_of({looker for _day, looker in looks})
    rows = [(day, names.get(looker, _("已停用的账号"))) for day, looker in looks]
    return render(request, "checkup/looks.html", {"branch": own, "back": _back(request, own), "looks": rows})


def _back(request: PageRequest, branch: Organisation) -> str:
    """The check-up page of this organisation."""
    is_here = has_own_branch(request.actor) and queries.sees_all_of(request.actor, branch)
    return reverse("checkup") if is_here else links.branch_url(branch.pk)


def _branch(request: PageRequest, branch: Organisation) -> HttpResponse:
    actor, today = request.actor, request.today
    is_own = queries.sees_all_of(actor, branch)
    found = examine(branch, request, is_own=is_own)
    answers = found.looked.answers if is_own else []
    names = names_of({answer.recorded_by for answer in answers}) if answers else {}
    is_branch = branch.kind == OrganisationKind.BRANCH
    strips = months.strip_rows(found.looked, today) if is_own and is_branch else []
    may_help = actor.may(Right.ASSIGN) and is_branch and not is_own
    context: dict[str, Any] = {
        "branch": branch,
        "is_own": is_own,
        "is_branch": is_branch,
        "may_confirm": is_own and actor.may(Right.CONFIRM),
        "back": "" if is_own and is_branch else reverse("checkup"),
        "summary": showing.summary_of(found),
        "groups": showing.groups_of(found, actor, today, is_own=is_own, with_facts=False),
        "in_order": found.in_order_count,
        "strips": strips,
        "legend": months.legend_of(strips),
        "months_left": months.unconfirmed(found.looked, today) if is_own and is_branch else [],
        "answers": showing.answer_rows(answers, names, found, actor.may(Right.CONFIRM)),
        "support": supporting.shown_for(actor, branch, SUPPORT_SHOWN),
        "support_url": reverse("support_new", args=[branch.pk]) if may_help else "",
        "law_as_of": law_as_of(),
        "checked_at": queries.last_checked_at(branch),
    }
    return render(request, "checkup/branch.html", context)


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def checkup_then(request: PageRequest) -> HttpResponse:
    """The check-up of an earlier day, by what had happened and was written down by then."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("以前某一天的体检"), url="")
    form = ThenForm(request.GET if "on" in request.GET else None, today=request.today)
    context: dict[str, Any] = {"branch": branch, "form": form, "is_own": has_own_branch(request.actor)}
    if form.is_valid():
        on = form.cleaned_data["on"]
        is_own = queries.sees_all_of(request.actor, branch)
        found = check_up_then(look_back([branch], on)[0], on, statutory_only=not is_own)
        groups = showing.groups_of(found, request.actor, on, is_own=False)
        context |= {"on": on, "groups": groups, "in_order": found.in_order_count, "summary": showing.summary_of(found)}
    return render(request, "checkup/then.html", context, status=422 if form.errors else 200)


def examine(branch: Organisation, request: PageRequest, *, is_own: bool, with_records: bool = False) -> CheckUp:
    """Judge one branch as it stands now; superiors get only what has gone up."""
    looked = look([branch], request.today)[0]
    return check_up(looked, request.today, gone_up_only=not is_own, with_records=with_records)


def _branches(request: PageRequest) -> HttpResponse:
    actor, today = request.actor, request.today
    if actor.acting is None or not (actor.may(Right.SEE_BELOW) or actor.may(Right.SEE_BRANCH)):
        raise NotFound
    filters = BranchFilter(request.GET)
    chosen = filters.chosen()
    rows = _only(queries.states_below(actor, chosen.get("q", ""), chosen.get("state", "")), chosen, request)
    sheet = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found = list(sheet)
    own = organisation_for(actor, actor.acting.organisation_id)
    own_findings = queries.findings_of(actor, own, today)
    context = {
        "counts": branches.count_tabs(counts_of(own.pk), chosen),
        "filters": filters,
        "is_filtered": bool(chosen),
        "sheet": sheet,
        "views": branches.view_tabs("list") if actor.may(Right.SEE_BELOW) else [],
        "table": branches.table_of(
            found, queries.titles_below(actor, found, today), lineage, branches.beside_of(actor, found, today)
        ),
        "own_count": len(own_findings),
        "own_url": reverse("checkup_branch", args=[own.pk]) if own_findings else "",
        "law_as_of": law_as_of(),
    }
    return render(request, "checkup/branches.html", context)


def _only(rows: QuerySet[BranchState], chosen: dict[str, Any], request: PageRequest) -> QuerySet[BranchState]:
    """What the superior looks for: one matter, those being helped, those that have not begun."""
    match chosen.get("about", ""):
        case "":
            return rows
        case forms.HELPED:
            helped = supports.open_only(supports.visible_to(request.actor)).order_by().values("branch_id")
            return rows.filter(branch__in=helped)
        case forms.NOT_BEGUN:
            return rows.exclude(branch__in=branches_begun(request.today))
        case about:
            return rows.filter(branch__in=queries.with_findings(request.actor, queries.About(about), request.today))


def _for_members(request: PageRequest, branch: Organisation) -> HttpResponse:
    """What the branch held this year: open to all its members. Findings stay with the committee."""
    looked = look([branch], request.today)[0]
    rows = months.held_rows(strips_of(looked, request.today.year, request.today))
    context = {"branch": branch, "strips": rows, "legend": months.legend_of(rows)}
    return render(request, "checkup/members.html", context)


@page(Right.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def checkup_answer(request: PageRequest, sheet: str, norm: str, subject: UUID, year: int) -> HttpResponse:
    """What the branch says to one finding. The finding is read back first."""
    branch = own_branch(request.actor)
    found = examine(branch, request, is_own=True, with_records=True)
    shown = found.find(sheet, norm, subject, year)
    if not shown:
        notices.note(request, _("这一条已经没有要说明的了。"))
        return redirect("checkup")
    periods = tuple(sorted({period for row in shown for period in row.periods}))
    form = AnswerForm(request.POST or None, periods=periods, answerable=shown[0].answerable)
    if request.method == "POST" and form.is_valid():
        try:
            done = perform(
                request,
                actions.answer_finding,
                right=Right.CONFIRM,
                key=form.cleaned_data["key"],
                branch=branch,
                sheet=SheetKind(sheet),
                norm=norm,
                subject=subject,
                year=year,
                periods=form.mask,
                kind=AnswerKind(form.cleaned_data["kind"]),
                reason=form.cleaned_data["reason"],
                period_months=shown[0].period_months,
            )
        except Refused as error:
            form.refuse(error)
        else:
            key = done.result if done.is_repeated else done.result.pk
            notices.done(request, _("已记下你的说明。"), undo=reverse("checkup_take_back", args=[key]))
            return redirect("checkup")
    context = {
        "form": form,
        "findings": [showing.recap_of(row, request.actor, request.today) for row in shown],
    }
    return render(request, "checkup/answer.html", context, status=422 if form.errors else 200)


@page(Right.CONFIRM)
@require_POST
def checkup_take_back(request: PageRequest, answer_id: UUID) -> HttpResponse:
    answer = queries.answer_for(request.actor, answer_id)
    if answer.branch_id != own_branch(request.actor).pk:
        raise NotFound
    perform(
        request,
        actions.take_back_answer,
        right=Right.CONFIRM,
        answer=answer,
        sheet=queries.sheet_of(answer),
    )
    notices.done(request, _("已收回那条说明。"))
    return redirect("checkup")
