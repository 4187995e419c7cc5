"""计划: what the year asks of a branch, month by month; gatherings that are planned; days by which something is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.checkup.looking import Looked, look
from zhibu.checkup.showing import Shown, check_up
from zhibu.checkup.strips import strips_of
from zhibu.checkup.terms import standing_term_ends_on
from zhibu.rules.status import Status
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.checkup.links import button_for
from zhibu.web.checkup.months import held_rows, legend_of, strip_rows
from zhibu.web.checkup.showing import title_of
from zhibu.web.components import Button
from zhibu.web.days import days_left, write_day
from zhibu.web.today.contexts import DAYS_BEHIND, coming

COMING_SHOWN = 6  # two years may be planned: what comes next stands open, the rest is folded


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due, with the step to it."""

    on: date
    day: str
    left: str
    title: str
    button: Button | None = None


@page(Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def plan(request: PageRequest) -> HttpResponse:
    """One's own branch; a superior chooses one. Others than the committee see what is planned and what was held."""
    actor, today = request.actor, request.today
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("计划"), url="")
    looked = look([branch], today)[0]
    sees_all = has_own_branch(actor) and actor.may(Right.SEE_BRANCH)
    strips = strip_rows(looked, today) if sees_all else held_rows(strips_of(looked, today.year, today))
    gatherings = coming(actor, branch, today, today - timedelta(days=DAYS_BEHIND), None)
    context: dict[str, Any] = {
        "branch": branch,
        "is_own": has_own_branch(actor),
        "may_record": actor.may(Right.RECORD),
        "year": today.year,
        "coming": gatherings[:COMING_SHOWN],
        "far": gatherings[COMING_SHOWN:],
        "strips": strips,
        "legend": legend_of(strips),
        "deadlines": deadlines_of(looked, actor, today) if sees_all else [],
    }
    return render(request, "plan/plan.html", context)


def deadlines_of(looked: Looked, actor: Actor, today: date) -> list[Deadline]:
    """Days to come, the next one first: what is due, and the end of the term even while that is far away."""
    found = [_deadline(shown, actor, today) for shown in check_up(looked, today).of(Status.DUE) if shown.due_on]
    ends_on = standing_term_ends_on(looked, today)
    if ends_on and ends_on >= today and not any(row.on == ends_on for row in found):
        found.append(Deadline(ends_on, write_day(ends_on), days_left(ends_on, today), _("本届任期到期")))
    return sorted(found, key=lambda row: row.on)


def _deadline(shown: Shown, actor: Actor, today: date) -> Deadline:
    on = shown.due_on or today
    step = button_for(shown.steps[0], shown, actor) if shown.steps else None
    return Deadline(on, write_day(on), days_left(on, today), title_of(shown, today), step)
