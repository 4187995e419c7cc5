"""目标: the branch's list, one member's year, the own one, and what comrades agreed to show."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.looks import leave_trace
from zhibu.flows.beside import facts_beside
from zhibu.member.models import Member
from zhibu.member.queries import own_member as on_roster
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.target import queries
from zhibu.target.quarters import first_day, last_day, latest_finished, to_look_at
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Fact
from zhibu.web.days import write_day
from zhibu.web.targets import showing

OLDEST_YEARS = 3


def year_asked(request: PageRequest) -> int:
    """`?year=`, within the years that can have a book; else the running one."""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else request.today.year
    is_open = request.today.year - OLDEST_YEARS <= year <= request.today.year + 1
    return year if is_open else request.today.year


@page(Right.SEE_OWN, Right.SEE_TARGETS, Right.SEE_BELOW)
@require_safe
def targets(request: PageRequest) -> HttpResponse:
    """The secretary's or contact's list; numbers for a superior; for everybody else the own targets."""
    actor = request.actor
    if actor.may(Right.SEE_BELOW):
        return _totals(request)
    if not (actor.may(Right.SEE_TARGETS) or actor.may(Right.CONTACT)):
        return own_page(request)
    branch = own_branch(actor)
    people = queries.people_of(actor, branch, request.today)
    if not people and not actor.may(Right.SEE_TARGETS):
        return own_page(request)
    year, quarter = to_look_at(request.today)
    books, looks = queries.books_in(branch, year), queries.looks_of(people, year)
    plans = list(queries.plans_visible_to(actor, request.today).filter(branch=branch, closed_on__isnull=True))
    in_help = frozenset(plan.member_id for plan in plans if plan.member_id != actor.member_id)
    context = {
        "branch": branch,
        "year": year,
        "summary": showing.summary_of(looks, quarter, len(people)),
        "table": showing.people_table(people, books, looks, quarter, in_help, request.today) if people else None,
        "quarter_url": reverse("targets_quarter", args=[year, quarter]),
        "quarter_label": _("%(quarter)s回看") % {"quarter": showing.quarter_name(quarter)},
        "is_closed": queries.closed_quarter(branch, year, quarter) is not None,
        "keeps": actor.may(Right.SEE_TARGETS),
        "links": _links(actor, year, quarter),
        "own_url": reverse("my_targets") if actor.member_id else "",
    }
    return render(request, "targets/targets.html", context)


def _links(actor: Actor, year: int, quarter: int) -> list[Button]:
    links = [Button(_("打印季度表"), reverse("targets_quarter_paper", args=[year, quarter]))]
    if actor.may(Right.SEE_TARGETS):
        links += [
            Button(_("打印责任书"), reverse("targets_books_paper", args=[year])),
            Button(_("帮扶"), reverse("targets_helping")),
            Button(_("体检里的提醒"), reverse("weakness", args=["example"])),
        ]
    return [
        *links,
        Button(_("表扬"), reverse("targets_praises")),
        Button(_("评优"), reverse("targets_honours")),
        Button(_("大家公开的目标"), reverse("targets_shown")),
    ]


def _totals(request: PageRequest) -> HttpResponse:
    """As of the last finished quarter, so that two readings of one day cannot be subtracted."""
    year, quarter = latest_finished(request.today)
    last = last_day(year, quarter)
    totals = queries.totals_below(request.actor, year, quarter, last)
    context = {
        "last": last,
        "facts": showing.totals_facts(totals),
        "requests": queries.requests_below(request.actor),
    }
    return render(request, "targets/totals.html", context)


@page(Right.SEE_TARGETS, Right.CONTACT)
@require_safe
def one(request: PageRequest, member_id: UUID) -> HttpResponse:
    """One member's year for whoever answers for it. Opening it leaves a trace that the member sees."""
    member = queries.member_in_reach(request.actor, member_id, request.today)
    if member.pk == request.actor.member_id:
        return own_page(request)
    leave_trace(request.actor, subject=member.pk, root=member.root, today=request.today)
    return render(request, "targets/one.html", context_of(request, member))


@page(Right.SEE_OWN)
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    return own_page(request)


def own_page(request: PageRequest) -> HttpResponse:
    own = own_member(request.actor)
    if own is None:
        return render(request, "targets/nobody.html")
    return render(request, "targets/one.html", context_of(request, own))


def own_member(actor: Actor) -> Member | None:
    """The acting person among the members, where the log-in belongs to one in a branch."""
    found = on_roster(actor) if actor.may(Right.SEE_OWN) else None
    return found if found and found.branch else None


def context_of(request: PageRequest, member: Member) -> dict[str, Any]:
    """Everything about one member's year, for the member or for who answers for it."""
    actor, today = request.actor, request.today
    is_own = member.pk == actor.member_id
    year = year_asked(request)
    book = queries.book_of(member, year)
    looks = queries.looks_of([member], year).get(member.pk, {})
    words = queries.words_of([member], year)
    lines = queries.lines_of(book) if book else []
    facts = facts_beside(actor, [member.pk], first_day(year, 1), today).get(member.pk, [])
    plans = list(queries.plans_visible_to(actor, today).filter(member=member, closed_on__isnull=True))
    quarter_year, quarter = to_look_at(today)
    return {
        "member": member,
        "year": year,
        "is_own": is_own,
        "book": book,
        "state": showing.agreement(book),
        "may_agree": book is not None and not (book.member_agreed_on if is_own else book.branch_agreed_on),
        "lines": showing.shown_lines(lines, looks, words, today, is_own=is_own),
        "looked": showing.looks_facts(looks),
        "facts": facts,
        "facts_since": write_day(first_day(year, 1)),
        "praise": showing.praise_table(
            queries.praises_of(member, year), today, keeps=False, own=actor.member_id if is_own else None
        )
        if queries.praises_of(member, year)
        else None,
        "urgings": urging_facts(queries.urgings_of(actor, member, today), actor),
        "plans": plans,
        "past_plans": queries.past_plans(actor, member) if is_own else [],
        "helps": actor.may(Right.HELP) and not is_own and not plans,
        "quarter_url": f"{reverse('targets_quarter', args=[quarter_year, quarter])}?member={member.pk}",
        "quarter_label": _("%(quarter)s一起看") % {"quarter": showing.quarter_name(quarter)},
        "looks_after": not is_own and book is not None and book.is_agreed and year == quarter_year,
        "book_url": f"{reverse('targets_book', args=[member.pk])}?year={year}",
    }


def urging_facts(rows: Sequence[Any], actor: Actor) -> list[tuple[Fact, str]]:
    """Day and duty of each reminder, with the address to take it back for who may."""
    return [
        (
            Fact(
                write_day(row.happened_on),
                _("%(name)s提醒：%(duty)s")
                % {"name": row.by.name if row.by else _("支部"), "duty": showing.duty_word(row.duty, row.line_content)},
            ),
            reverse("targets_urge_undo", args=[row.pk]) if row.member_id != actor.member_id else "",
        )
        for row in rows
    ]


@page(Right.SEE_OWN)
@require_safe
def shown(request: PageRequest) -> HttpResponse:
    """Targets that comrades agreed to show, for the members of the branch."""
    branch = branch_of(request)
    year = year_asked(request)
    return render(
        request, "targets/shown.html", {"branch": branch, "year": year, "books": queries.shown_books(branch, year)}
    )


def branch_of(request: PageRequest) -> Organisation:
    """The branch of the acting role; somebody whose role is above branches has no such page."""
    branch = own_branch(request.actor)
    if not request.actor.may(Right.SEE_OWN):
        raise NotFound
    return branch
