"""会议: the list of a branch, one gathering, its paper, its versions. Reads only."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.ledger.gatherings import writers
from zhibu.meeting import queries
from zhibu.meeting.models import Gathering, Part, Stage
from zhibu.meeting.reach import is_in_reach, is_limited, own_group
from zhibu.org.models import Organisation
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch, leave_look
from zhibu.web.elections.at_meetings import counts_at
from zhibu.web.files.papers import papers_of_gathering
from zhibu.web.meetings import showing
from zhibu.web.meetings.due import due_facts_of
from zhibu.web.meetings.forms import ListFilter
from zhibu.web.meetings.presiding import presiding
from zhibu.web.meetings.voting import verdict_of
from zhibu.web.work.reporting import reported_back

PER_PAGE = 60
COMING_SHOWN = 6  # a whole year may be planned; the list shows what comes next
READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)


@page(*READERS)
@require_safe
def meetings(request: PageRequest) -> HttpResponse:
    """This year's gatherings of one branch, newest first; those to come on top."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("会议"), url=reverse("meetings"))
    rows = queries.listed(request.actor, branch)
    held = rows.filter(stage=Stage.HELD)
    years = sorted({*queries.years_of(held), request.today.year}, reverse=True)
    year = year_asked(request, years)
    data = request.GET.copy()
    data["year"] = str(year)
    bar = ListFilter(data, years=years)
    chosen = bar.chosen()
    found = queries.search(queries.of_kind(queries.in_year(held, year), chosen.get("kind", "")), chosen.get("text", ""))
    sheet = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    planned = list(rows.filter(stage=Stage.PLANNED).order_by("happened_on", "starts", "id"))
    context = {
        "branch": branch,
        "is_own": has_own_branch(request.actor),
        "may_record": request.actor.may(Right.RECORD_GROUP) and has_own_branch(request.actor),
        "planned": [showing.line_of(row, request.today) for row in planned[:COMING_SHOWN]],
        "planned_later": max(len(planned) - COMING_SHOWN, 0),
        "months": showing.by_month(sheet, request.today),
        "sheet": sheet,
        "filter": bar,
        "clear": f"?branch={branch.pk}" if request.GET.get("branch") else "?",
        "is_filtered": bool(chosen),
        "year": year,
        "has_any": len(years) > 1 or bool(sheet.paginator.count),
    }
    return render(request, "meetings/meetings.html", context)


def year_asked(request: PageRequest, years: list[int]) -> int:
    """The year of the address when there is something in it, else this year."""
    asked = request.GET.get("year", "")
    return int(asked) if asked in {str(year) for year in years} else request.today.year


def may_change(actor: Actor, gathering: Gathering) -> bool:
    """Corrections and undo: who records for this branch; a group leader for meetings of the own group."""
    if not actor.may(Right.RECORD_GROUP) or not has_own_branch(actor):
        return False
    if not is_limited(actor):
        return True
    group = own_group(actor)
    kinds = [item.kind for item in gathering.items.all()]
    return is_in_reach(actor, kinds, gathering.group, group.thread if group else None)


def found_for(request: PageRequest, gathering_id: UUID) -> Gathering:
    gathering = queries.gathering_for(request.actor, gathering_id)
    leave_look(request, gathering.branch)
    return gathering


@page(*READERS)
@require_safe
def one(request: PageRequest, gathering: UUID) -> HttpResponse:
    found = found_for(request, gathering)
    context = _context(request, found)
    if found.stage != Stage.PLANNED:
        context["counts"] = counts_at(request.actor, found)
        return render(request, "meetings/one.html", context)
    context["agenda"] = [item for item in context["items"] if item.topic or item.prepared]
    context["to_report"] = reported_back(request.actor, found.branch, request.today)
    return render(request, "meetings/planned.html", context)


def _context(request: PageRequest, found: Gathering) -> dict[str, Any]:
    actor = request.actor
    sees_all = actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)
    names = writers([found])
    return {
        "gathering": found,
        "line": showing.line_of(found, request.today),
        "facts": showing.facts_of(found),
        "items": [showing.item_shown(item, found, verdict_of(item, found)) for item in found.items.all()],
        "absent": showing.absent_names(found) if may_see_names(actor, found) else [],
        "confirmed": showing.confirmed_words(found),
        "is_archived": showing.is_archived(found),
        "to_confirm": parts_open(found) if may_change(actor, found) else [],
        "presiding": presiding(found) if sees_all else None,
        "own_presence": "" if sees_all else showing.own_presence(found, actor),
        "written": showing.history_words(found, names),
        "label": found.how_written,
        "ledgers": showing.ledger_links(found) if sees_all else [],
        "papers": papers_of_gathering(actor, found) if found.stage == Stage.HELD else [],
        "may_change": may_change(actor, found),
        "sees_all": sees_all,
        "has_history": sees_all and queries.has_history(found),
        "notice_text": showing.notice_text(found),
        "due_facts": due_facts_of(found) if may_see_names(actor, found) else [],
        "replies": showing.replies_words(found) if found.stage == Stage.PLANNED else "",
        "back": list_address(actor, found.branch),
    }


def parts_open(found: Gathering) -> list[tuple[str, str]]:
    """Who has still to confirm the record, as (part, label)."""
    done = {row.part for row in found.confirmations.all()}
    return [(part.value, str(part.label)) for part in Part if part not in done]


def may_see_names(actor: Actor, gathering: Gathering) -> bool:
    """Who was away and why is for those who keep the records of this branch, not for superiors or other members."""
    return actor.may(Right.SEE_BRANCH) or may_change(actor, gathering)


def list_address(actor: Actor, branch: Organisation) -> str:
    return reverse("meetings") + ("" if has_own_branch(actor) else f"?branch={branch.pk}")


@page(*READERS)
@require_safe
def paper(request: PageRequest, gathering: UUID) -> HttpResponse:
    """会议记录 as a sheet of paper with lines for the signatures of host and recorder."""
    found = found_for(request, gathering)
    if found.stage == Stage.PLANNED:
        raise NotFound
    return render(request, "meetings/paper.html", _context(request, found))


@page(Right.RECORD_GROUP, Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def versions(request: PageRequest, gathering: UUID) -> HttpResponse:
    """Every version that was ever written, also of a gathering that was taken back."""
    rows = queries.versions_for(request.actor, gathering)
    leave_look(request, rows[0].branch)
    context = {
        "title": rows[0].title,
        "versions": showing.versions_shown(rows, with_names=request.actor.may(Right.SEE_BRANCH)),
        "is_standing": any(row.revoked_at is None for row in rows),
        "one": reverse("meetings_one", args=[gathering]),
        "back": list_address(request.actor, rows[0].branch),
    }
    return render(request, "meetings/versions.html", context)
