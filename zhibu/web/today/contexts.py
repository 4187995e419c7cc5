"""What 今天 shows to each role. Everything is prepared here; the template only lays it out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import WHATEVER_THE_ROLE, Actor, Right
from zhibu.checkup import queries
from zhibu.checkup.counting import State, counts_of
from zhibu.checkup.todo import SHOWN_AT_MOST
from zhibu.meeting.models import Gathering
from zhibu.meeting.queries import planned
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import lineage, organisation_for
from zhibu.web.checkup import branches, links
from zhibu.web.components import Cell, Column, Kind, Table
from zhibu.web.days import days_left, write_short_day, write_weekday
from zhibu.web.frame import optional_url
from zhibu.web.today.gathering import matters_of
from zhibu.web.today.matters import in_order
from zhibu.web.today.sorting import sort_out
from zhibu.web.today.waited import sent_up

NEXT = 3  # gatherings that a member sees at once; the rest of the year is folded
DAYS_AHEAD = 7
DAYS_BEHIND = 14
TERM_NORM = "term-election-on-time"
ROWS = 7


@dataclass(frozen=True)
class Coming:
    """One planned gathering: when in words, what, where, and its page. Over and not written down yet: `is_past`."""

    when: str
    title: str
    place: str
    url: str
    is_past: bool = False
    change_url: str = ""
    hold_url: str = ""
    cancel_url: str = ""


def context_of(actor: Actor, today: date) -> dict[str, Any]:
    """The template's context for the acting role, with the name of its part."""
    if actor.acting is None:
        return {"part": "nobody"}
    if actor.may(Right.SEE_OWN_ADMISSION):
        return {"part": "applicant", "steps_url": optional_url("admission")}
    place = organisation_for(actor, actor.acting.organisation_id)
    if actor.may(Right.ACCOUNTS):
        return {"part": "keeper", "accounts_url": optional_url("accounts"), **_lists(actor, place, today)}
    if actor.rights == WHATEVER_THE_ROLE:
        return {"part": "desk", **_lists(actor, place, today)}
    if place.kind != OrganisationKind.BRANCH:
        return _superior(actor, place, today)
    if actor.may(Right.SEE_BRANCH):
        return _branch(actor, place, today)
    return _member(actor, place, today)


def _branch(actor: Actor, branch: Organisation, today: date) -> dict[str, Any]:
    return {
        "part": "branch",
        **_lists(actor, branch, today),
        "coming": coming(actor, branch, today, today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_AHEAD)),
        "may_record": actor.may(Right.RECORD),
    }


def _lists(actor: Actor, place: Organisation, today: date) -> dict[str, Any]:
    """The list of today, at most seven; the rest; what waits for others; what was put aside."""
    found = sort_out(matters_of(actor, place, today), actor, place, today)
    actions = [matter.action for matter in in_order(found.open)]
    return {
        "actions": actions[:SHOWN_AT_MOST],
        "later": actions[SHOWN_AT_MOST:],
        "waiting": [*found.waiting, *sent_up(actor, place, today)],
        "aside_rows": found.aside,
    }


def coming(actor: Actor, branch: Organisation, today: date, since: date, until: date | None) -> list[Coming]:
    """Planned gatherings between two days."""
    return [_coming(row, actor, today) for row in planned(actor, branch, since, until)]


def _coming(row: Gathering, actor: Actor, today: date) -> Coming:
    day = f"{write_short_day(row.happened_on, today)} {write_weekday(row.happened_on)}"
    may = actor.may(Right.RECORD)
    return Coming(
        when=f"{day} {row.starts:%H:%M}" if row.starts else day,
        title=row.title,
        place=row.place,
        url=reverse("meetings_one", args=[row.pk]),
        is_past=row.happened_on < today,
        change_url=reverse("meetings_replan", args=[row.pk]) if may else "",
        hold_url=reverse("meetings_hold", args=[row.pk]) if may and row.happened_on <= today else "",
        cancel_url=reverse("meetings_call_off", args=[row.pk]) if may else "",
    )


def _member(actor: Actor, branch: Organisation, today: date) -> dict[str, Any]:
    planned_from_now = coming(actor, branch, today, today, None)
    return {
        "part": "member",
        "branch": branch,
        **_lists(actor, branch, today),
        "coming": planned_from_now[:NEXT],
        "far": planned_from_now[NEXT:],
        "may_record_group": actor.may(Right.RECORD_GROUP),
    }


def _superior(actor: Actor, place: Organisation, today: date) -> dict[str, Any]:
    counts = counts_of(place.pk)
    in_need = list(queries.states_below(actor, state=State.NEEDS_HELP)[:ROWS])
    titles = queries.titles_below(actor, in_need, today)
    beside = branches.beside_of(actor, in_need, today)
    return {
        "part": "superior",
        **_lists(actor, place, today),
        "in_need": branches.table_of(in_need, titles, lineage, beside) if in_need else None,
        "more_in_need": max(counts[State.NEEDS_HELP] - ROWS, 0),
        "counts": branches.count_tabs(counts, {}),
        "terms": _terms_table(actor, today),
        "own_findings": queries.visible_to(actor, today).filter(branch=place).count(),
        "own_url": links.branch_url(place.pk),
        "help_url": f"{reverse('checkup')}?state={State.NEEDS_HELP.value}",
    }


def _terms_table(actor: Actor, today: date) -> Table | None:
    """Committees whose term ends within the months in which the superior reminds (2018 regulations, art. 21)."""
    rows = queries.visible_to(actor, today).filter(norm=TERM_NORM, status="due").select_related("branch")
    found = list(rows.order_by("due_on", "branch__path")[:ROWS])
    if not found:
        return None
    names = lineage([row.branch.path for row in found])
    lines = [
        (
            Cell(row.branch.name, links.branch_url(row.branch_id), note=branches.above(row.branch, names)),
            Cell(
                write_short_day(row.due_on, today) if row.due_on else "",
                note=days_left(row.due_on, today) if row.due_on else "",
            ),
        )
        for row in found
    ]
    columns = (Column(_("支部"), Kind.MAIN), Column(_("任期到")))
    return Table(_("要提醒换届的支部"), columns, lines, hide_caption=True)
