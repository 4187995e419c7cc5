"""换届: the elections of a branch, those below that wait, and one with its way from request to new term."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.election import queries
from zhibu.election.models import Election
from zhibu.election.outcome import Layers
from zhibu.election.queries import Part, Standing
from zhibu.ledger.papers.catalogue import papers_for
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, terms_of
from zhibu.questions.layering import plain_layers
from zhibu.web.access import PageRequest, page
from zhibu.web.branch.showing import term_end
from zhibu.web.branch_choice import chosen_branch, has_own_branch, leave_look
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import days_left, write_day
from zhibu.web.elections import showing
from zhibu.web.files.papers import paper_address
from zhibu.web.said import Said

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW)


def layers_for(branch: Organisation, on: date) -> Layers:
    return plain_layers(layers_by_path([branch.path], on)[branch.path])


@page(*READERS)
@require_safe
def elections(request: PageRequest) -> HttpResponse:
    """The branch: when its term ends, what runs, what was. A superior: what runs below and who waits for whom."""
    branch = chosen_branch(request)
    if branch is None:
        return _below(request)
    rows = queries.elections_of(branch)
    running = next((row for row in rows if not row.is_closed), None)
    term = next(iter(terms_of(branch)), None)
    facts = []
    if term:
        ends = term_end(branch, term)
        facts = [
            Fact(_("这一届"), _("%(day)s 选出") % {"day": write_day(term.happened_on)}, reverse("branch_terms")),
            Fact(_("届满"), _("%(day)s，%(left)s") % {"day": write_day(ends), "left": days_left(ends, request.today)}),
        ]
    context = {
        "branch": branch,
        "facts": facts,
        "running": _line(running, request.today) if running else None,
        "earlier": [_line(row, request.today) for row in rows if row.is_closed],
        "may_begin": has_own_branch(request.actor) and request.actor.may(Right.RECORD) and running is None,
    }
    return render(request, "elections/elections.html", context)


def _line(election: Election, today: date) -> dict[str, Any]:
    standing = queries.standing_of(election, layers_for(election.branch, today))
    part = standing.next_part
    return {
        "title": showing.name_of(standing),
        "url": reverse("elections_one", args=[election.pk]),
        "words": _("接下来：%(part)s") % {"part": showing.label_of(standing, part)}
        if part
        else _closed_words(standing),
    }


def _closed_words(standing: Standing) -> str:
    day = standing.done_on(Part.APPROVAL)
    if day and standing.setup.is_by_election:
        return _("%(day)s 批复，已记好职务") % {"day": write_day(day)}
    return _("%(day)s 批复，已记为新一届") % {"day": write_day(day)} if day else _("没有办下去")


def _below(request: PageRequest) -> HttpResponse:
    lines: list[Row] = []
    for election in queries.waiting_below(request.actor):
        standing = queries.standing_of(election, layers_for(election.branch, request.today))
        part = standing.next_part
        lines.append(
            [
                Cell(
                    election.branch.name,
                    reverse("elections_one", args=[election.pk]),
                    note=_("补选") if standing.setup.is_by_election else "",
                ),
                str(showing.label_of(standing, part)) if part else "—",
                showing.whose_turn(request.actor, standing),
            ]
        )
    columns = (Column(_("支部"), Kind.MAIN), Column(_("到哪一步")), Column(_("等谁")))
    table = Table(_("正在办选举的支部"), columns, lines, hide_caption=True) if lines else None
    return render(request, "elections/below.html", {"table": table})


@page(*READERS)
@require_safe
def one(request: PageRequest, election_id: UUID) -> HttpResponse:
    """The way of one election: what is done, what comes next and why, its papers, its counts."""
    election = queries.election_for(request.actor, election_id)
    leave_look(request, election.branch)
    layers = layers_for(election.branch, request.today)
    standing = queries.standing_of(election, layers)
    may_write = showing.keeps(request.actor, election)
    part = standing.next_part
    deadlines = showing.deadlines_said(standing, request.today, layers)
    context = {
        "election": election,
        "standing": standing,
        "title": showing.name_of(standing),
        "steps": showing.steps_of(standing, request.today),
        "next": showing.label_of(standing, part) if part else "",
        "next_says": showing.says_of(standing, part) if part else "",
        "next_button": showing.button_of(standing, part, request.actor) if part else None,
        "level": showing.level_words(standing, request.actor),
        "refused": standing.refused,
        "checks": [row for row in (*_checks(standing, part, request.today, layers), deadlines) if row],
        "after": showing.after_said(standing, request.today, layers) if part == Part.REPORT else None,
        "facts": showing.facts_of(standing),
        "candidates": _candidate_links(standing) if may_write and not election.is_closed else [],
        "papers": papers_of(request, standing, part),
        "outcomes": showing.outcomes_shown(standing, may_write=may_write),
        "table": showing.steps_table(standing, request.today, may_write=may_write and not election.is_closed)
        if standing.steps
        else None,
        "may_write": may_write,
        "others": _others(standing, request) if not election.is_closed else [],
        "plan_url": _plan_address(standing, part) if may_write else "",
        "back": reverse("elections"),
    }
    return render(request, "elections/one.html", context)


def _plan_address(standing: Standing, part: Part | None) -> str:
    """To the planning of the meeting that elects next, with its agenda."""
    if part not in (Part.MEETING, Part.OFFICERS):
        return ""
    kind = showing.kind_of_meeting(standing, showing.office_to_count(standing, part))
    return f"{reverse('meetings_plan')}?kind={kind.value}&election={standing.election.pk}"


def _checks(standing: Standing, part: Part | None, today: date, layers: Layers) -> list[Said]:
    """What the articles say of the part that comes next, or of what stands against them."""
    found = []
    if standing.setup.is_by_election and part == Part.REQUEST:
        found.append(showing.filling_said(today))
    for office in standing.setup.put_up_first:
        number = len(standing.nominees.get(office, []))
        said, is_enough = showing.candidates_said(standing, office, number, today, layers)
        if part == Part.CANDIDATES or (number and not is_enough):
            found.append(said)
    if part == Part.MEETING:
        due = len(queries.electors_of(standing.election.branch, today))
        if due:
            found.append(showing.quorum_said(due, today, layers))
        found.append(showing.presiding_said(standing, today))
    return found


def _candidate_links(standing: Standing) -> list[Fact]:
    return [
        Fact(office.label, "", reverse("elections_candidates", args=[standing.election.pk, office.value]))
        for office in standing.setup.offices
        if not standing.outcomes[office].rounds
    ]


def papers_of(request: PageRequest, standing: Standing, part: Part | None) -> dict[str, list[Fact]]:
    """Those of the next part first, then all that can be drawn by now."""
    opens = {paper.key: paper for paper in papers_for(request.actor)}
    now = [key for key in showing.PAPERS.get(part, ()) if key in opens] if part else []
    reached = standing.parts.index(part) if part else len(standing.parts)
    voting = standing.parts.index(Part.MEETING if Part.MEETING in standing.parts else Part.OFFICERS)
    later = [
        key
        for place, each in enumerate(standing.parts)
        for key in showing.PAPERS.get(each, ())
        if key in opens and key not in now and place <= max(reached, voting)
    ]
    facts = {key: Fact(opens[key].title, "", paper_address(opens[key], standing.election.pk)) for key in (*now, *later)}
    return {"now": [facts[key] for key in now], "later": [facts[key] for key in later]}


def _others(standing: Standing, request: PageRequest) -> list[tuple[str, str]]:
    """Parts that were done already and may be written down late, beside the next one."""
    later = [part for part in standing.parts if standing.done_on(part) is None and part != standing.next_part]
    buttons = [(part, showing.button_of(standing, part, request.actor)) for part in later]
    possible = (Part.REPLY, Part.CANDIDATES, Part.CANDIDATES_SENT, Part.CANDIDATES_REPLY, Part.MEETING)
    return [(str(button.label), button.url) for part, button in buttons if button and part in possible]
