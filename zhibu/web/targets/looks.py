"""The look of a quarter: the whole branch on one page, on one printed sheet, typed back by exceptions."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows.beside import facts_beside
from zhibu.org.queries import own_branch
from zhibu.target import queries
from zhibu.target.actions import looks
from zhibu.target.actions.looks import cause_field, outcome_field
from zhibu.target.models import Book
from zhibu.target.quarters import first_day, last_day
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.days import write_short_day
from zhibu.web.targets.books import right_of
from zhibu.web.targets.forms import QuarterForm, looked_field
from zhibu.web.targets.showing import quarter_of_year
from zhibu.web.writing import perform

RIGHTS = (Right.SEE_TARGETS, Right.CONTACT)


def books_to_look_at(request: PageRequest, year: int, quarter: int) -> list[Book]:
    """Agreed books of the people in view, without the own one, by pinyin; `?member=` names one of them."""
    if quarter not in (1, 2, 3, 4):
        raise NotFound
    branch = own_branch(request.actor)
    people = queries.people_of(request.actor, branch, request.today)
    wanted = request.GET.get("member", "")
    found = queries.books_in(branch, year)
    rows = [
        found[person.pk]
        for person in people
        if person.pk in found and person.pk != request.actor.member_id and wanted in ("", str(person.pk))
    ]
    return [row for row in rows if row.is_agreed]


@page(*RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def quarter(request: PageRequest, year: int, quarter: int) -> HttpResponse:
    branch = own_branch(request.actor)
    books = books_to_look_at(request, year, quarter)
    members = [row.member for row in books]
    seen = {key: rows[quarter] for key, rows in queries.looks_of(members, year).items() if quarter in rows}
    form = QuarterForm(
        request.POST or None,
        today=request.today,
        initial={"happened_on": request.today},
        books=books,
        seen=seen,
        only=bool(request.GET.get("member")),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, looks.look_at, right=right_of(request.actor),
                key=given["key"], branch=branch, year=year, quarter=quarter, looks=form.new_looks(),
                happened_on=given["happened_on"], on_paper=given["on_paper"], source_note=given["source_note"],
            )
        )  # fmt: skip
        if done:
            count = len(form.new_looks())
            undo = "" if done.is_repeated else reverse("targets_look_undo", args=[done.result.pk])
            notices.done(request, _("已记下 %(count)d 人的回看。") % {"count": count}, undo=undo)
            return redirect("targets")
    context = {
        "form": form,
        "branch": branch,
        "title": _("%(quarter)s回看") % {"quarter": quarter_of_year(year, quarter)},
        "blocks": _blocks(request, form, books, seen, year, quarter),
        "paper_url": reverse("targets_quarter_paper", args=[year, quarter]),
        "is_closed": queries.closed_quarter(branch, year, quarter) is not None,
        "keeps": request.actor.may(Right.SEE_TARGETS),
        "year": year,
        "quarter": quarter,
    }
    return render(request, "targets/quarter.html", context, status=422 if form.errors else 200)


def _blocks(
    request: PageRequest, form: QuarterForm, books: list[Book], seen: Any, year: int, quarter: int
) -> list[dict[str, Any]]:
    """One block for each member: tick, facts beside, lines with their own words, outcome and cause."""
    last = min(last_day(year, quarter), request.today)
    facts = facts_beside(request.actor, [row.member_id for row in books], first_day(year, quarter), last)
    words = queries.words_of([row.member for row in books], year)
    blocks = []
    for book in books:
        there = seen.get(book.member_id)
        lines: list[dict[str, Any]] = [
            {
                "line": line,
                "outcome": form[outcome_field(line.thread)],
                "cause": form[cause_field(line.thread)],
                "words": words.get(line.thread, [])[:1],
            }
            for line in sorted(book.lines.all(), key=lambda line: line.order)
        ]
        blocks.append(
            {
                "book": book,
                "looked": form[looked_field(book)],
                "facts": facts.get(book.member_id, []),
                "seen_on": write_short_day(there.look.happened_on, request.today) if there else "",
                "lines": lines,
            }
        )
    return blocks


@page(*RIGHTS)
@require_safe
def paper(request: PageRequest, year: int, quarter: int) -> HttpResponse:
    """季度表 of everybody on paper: boxes to tick, a line for the cause, both names."""
    books = books_to_look_at(request, year, quarter)
    last = min(last_day(year, quarter), request.today)
    facts = facts_beside(request.actor, [row.member_id for row in books], first_day(year, quarter), last)
    rows = [(row, sorted(row.lines.all(), key=lambda line: line.order), facts.get(row.member_id, [])) for row in books]
    context = {
        "branch": own_branch(request.actor),
        "title": quarter_of_year(year, quarter),
        "rows": rows,
        "back": reverse("targets_quarter", args=[year, quarter]),
    }
    return render(request, "targets/quarter_paper.html", context)


@page(*RIGHTS)
@require_POST
def look_undo(request: PageRequest, look_id: UUID) -> HttpResponse:
    look = queries.look_for(request.actor, look_id, request.today)
    notices.in_time_to_undo(look.recorded_at, request.now)
    perform(request, looks.undo_look, right=right_of(request.actor), look=look)
    notices.note(request, _("已撤销那次回看。"))
    return redirect("targets")


@page(Right.SEE_TARGETS)
@require_POST
def close(request: PageRequest, year: int, quarter: int) -> HttpResponse:
    perform(
        request, looks.close_quarter, right=Right.SEE_TARGETS,
        branch=own_branch(request.actor), year=year, quarter=quarter,
    )  # fmt: skip
    notices.done(request, _("这个季度看完了。"), undo=reverse("targets_quarter_open", args=[year, quarter]))
    return redirect("targets")


@page(Right.SEE_TARGETS)
@require_POST
def open_again(request: PageRequest, year: int, quarter: int) -> HttpResponse:
    perform(
        request, looks.open_quarter, right=Right.SEE_TARGETS,
        branch=own_branch(request.actor), year=year, quarter=quarter,
    )  # fmt: skip
    notices.note(request, _("已重新打开这个季度，可以补记。"))
    return redirect("targets_quarter", year=year, quarter=quarter)
