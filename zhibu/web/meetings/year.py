"""年度会议计划: what is planned and held month by month, what is still missing, and laying it out in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows.year_plan import Proposal, Wishes, propose, usual_wishes
from zhibu.ledger.papers.catalogue import paper_of
from zhibu.meeting import queries
from zhibu.meeting.actions import NewGathering
from zhibu.meeting.batches import plan_year, undo_year_plan
from zhibu.meeting.models import Gathering, ItemKind, MonthTheme, Stage
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.web import days, notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Mark, Tab
from zhibu.web.files.papers import paper_address
from zhibu.web.meetings import showing
from zhibu.web.meetings.calendar import calendar_file
from zhibu.web.meetings.forms import WishesForm
from zhibu.web.wording import between, worded
from zhibu.web.writing import perform

LOOK = "look"  # the button that shows another layout without planning it
READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)


@dataclass(frozen=True)
class PlanLine:
    """One gathering of the plan: proposed, planned or held, with the reason and how it went against the plan."""

    day: str
    weekday: str
    title: str
    kinds: str
    more: str
    reason: str
    url: str = ""
    mark: Mark | None = None
    word: str = ""


@dataclass(frozen=True)
class PlanMonth:
    """number: year × 12 + month − 1."""

    number: int
    title: str
    lines: list[PlanLine]
    themes: list[MonthTheme]


@page(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def year(request: PageRequest) -> HttpResponse:
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("年度会议计划"), url=reverse("meetings_year"))
    wanted = _year_asked(request)
    may_plan = request.actor.may(Right.RECORD) and has_own_branch(request.actor)
    usual = usual_wishes(branch, request.today) if may_plan else Wishes()
    data = request.POST if request.method == "POST" else None
    form = WishesForm(data, initial=WishesForm.of(usual), today=request.today)
    is_valid = data is None or form.is_valid()
    wishes = form.wishes(usual) if data is not None and is_valid else usual
    proposal = propose(branch, wanted, request.today, wishes) if may_plan else Proposal(wanted)
    if request.method == "POST" and is_valid and LOOK not in request.POST:
        if not may_plan:
            raise NotFound
        return _take_over(request, branch, proposal, form)
    months = _months(queries.year_of(request.actor, branch, wanted), proposal, branch, wanted, request.today)
    plan = paper_of("plan")
    begun = [month for month in months if month.number < request.today.year * 12 + request.today.month - 1]
    context = {
        "branch": branch,
        "is_own": has_own_branch(request.actor),
        "year": wanted,
        "tabs": [
            Tab(_("%(year)d 年") % {"year": number}, f"?year={number}", is_here=number == wanted)
            for number in (request.today.year, request.today.year + 1)
        ],
        "form": form,
        "is_changed": data is not None,
        "may_plan": may_plan,
        "proposal": proposal,
        "months": months[len(begun) :],
        "begun": begun,
        "dropped": [showing.line_of(row, request.today) for row in proposal.dropped],
        "is_empty": not any(month.lines for month in months),
        "has_ledger": request.actor.may(Right.SEE_BRANCH) or request.actor.may(Right.SEE_BELOW),
        "word": paper_address(plan, branch.pk, wanted) if plan.rights & request.actor.rights else "",
    }
    return render(request, "meetings/year.html", context, status=200 if is_valid else 422)


def _year_asked(request: PageRequest) -> int:
    """This year or the next one."""
    asked = request.POST.get("year") or request.GET.get("year", "")
    years = {str(request.today.year), str(request.today.year + 1)}
    return int(asked) if asked in years else request.today.year


def _take_over(request: PageRequest, branch: Organisation, proposal: Proposal, form: WishesForm) -> HttpResponse:
    if not proposal.new and not proposal.dropped:
        notices.note(request, _("这一年已经排好，没有要补的。"))
        return redirect(f"{reverse('meetings_year')}?year={proposal.year}")
    done = perform(
        request,
        plan_year,
        right=Right.RECORD,
        key=form.cleaned_data["key"],
        branch=branch,
        entries=proposal.new,
        dropped=proposal.dropped,
        batch=form.cleaned_data["key"],
    )
    if not done.is_repeated:
        words = {"new": len(proposal.new), "dropped": len(proposal.dropped)}
        said = _("排好了 %(new)d 次，换掉了 %(dropped)d 次。") if proposal.dropped else _("排好了 %(new)d 次。")
        notices.done(request, said % words, undo=reverse("meetings_year_undo", args=[form.cleaned_data["key"]]))
    return redirect(f"{reverse('meetings_year')}?year={proposal.year}")


def _months(
    rows: Sequence[Gathering], proposal: Proposal, branch: Organisation, wanted: int, today: date
) -> list[PlanMonth]:
    """Every month in which something is planned, held or proposed, or for which a theme was given."""
    plans = queries.planned_versions(rows)
    planned_since = min((plan.happened_on for plan in plans.values()), default=None)
    lines: dict[tuple[int, int], list[tuple[date, PlanLine]]] = {}
    for row in rows:
        line = _line_of(row, plans.get(row.thread), planned_since, today)
        lines.setdefault((row.happened_on.year, row.happened_on.month), []).append((row.happened_on, line))
    for new in proposal.new:
        key = (new.happened_on.year, new.happened_on.month)
        lines.setdefault(key, []).append((new.happened_on, _proposed(new, today)))
    themes: dict[tuple[int, int], list[MonthTheme]] = {}
    for theme in queries.themes_of(branch, wanted):
        themes.setdefault((theme.month.year, theme.month.month), []).append(theme)
    return [
        PlanMonth(
            key[0] * 12 + key[1] - 1,
            _("%(year)d年%(month)d月") % {"year": key[0], "month": key[1]},
            [line for _day, line in sorted(lines.get(key, []), key=lambda pair: pair[0])],
            themes.get(key, []),
        )
        for key in sorted(lines.keys() | themes.keys())
    ]


def _line_of(row: Gathering, plan: Gathering | None, planned_since: date | None, today: date) -> PlanLine:
    shown = showing.line_of(row, today)
    if row.stage == Stage.PLANNED:
        mark, word = shown.mark, shown.word or _("已定")
        return _plan_line(row, shown, row.plan_reason, mark, word)
    word = ""
    if plan and plan.happened_on != row.happened_on:
        word = _("原定 %(day)s") % {"day": days.write_short_day(plan.happened_on, today)}
    elif plan is None and planned_since and row.happened_on >= planned_since:
        word = _("计划外")
    return _plan_line(row, shown, plan.plan_reason if plan else "", Mark.DONE, word)


def _day(day: date) -> str:
    """11月5日: the heading says the year."""
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def _plan_line(row: Gathering, shown: showing.Line, reason: str, mark: Mark | None, word: str) -> PlanLine:
    return PlanLine(
        day=_day(row.happened_on),
        weekday=shown.weekday,
        title=shown.title,
        kinds="" if shown.kinds == shown.title else shown.kinds,
        more=showing.plan_words(row) if row.stage == Stage.PLANNED else shown.present,
        reason=reason,
        url=shown.url,
        mark=mark,
        word=word,
    )


def _proposed(new: NewGathering, today: date) -> PlanLine:
    kinds = between("、").join(str(ItemKind(item.kind).label) for item in new.items)
    kinds += _("（%(group)s）") % {"group": new.group.name} if new.group else ""
    further = [_("另一场 %(day)s") % {"day": days.write_short_day(row.held_on, today)} for row in new.sessions]
    return PlanLine(
        day=_day(new.happened_on),
        weekday=days.write_weekday(new.happened_on),
        title=new.title or kinds,
        kinds=kinds if new.title else "",
        more=between("，").join(further),
        reason=worded(new.plan_reason),
        word=_("建议"),
    )


@page(Right.RECORD)
@require_POST
def undo(request: PageRequest, batch: UUID) -> HttpResponse:
    """撤销: what was laid out in one press goes in one press; what was changed by hand since stays."""
    branch = own_branch(request.actor)
    perform(
        request,
        undo_year_plan,
        right=Right.RECORD,
        branch=branch,
        batch=batch,
    )
    notices.done(request, _("已撤销这次排的计划。"))
    return redirect("meetings_year")


@page(*READERS)
@require_safe
def calendar(request: PageRequest) -> HttpResponse:
    """The planned gatherings of a year as a calendar file, titles neutral."""
    branch = chosen_branch(request)
    if branch is None:
        raise NotFound
    rows = [row for row in queries.year_of(request.actor, branch, _year_asked(request)) if row.stage == Stage.PLANNED]
    return calendar_file(rows, f"zhibu-{_year_asked(request)}.ics", request.now)
