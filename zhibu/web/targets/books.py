"""Writing a target book, agreeing, showing it to comrades, a sentence of one's own, and the book on paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.member.models import Member, PostKind
from zhibu.member.queries import details_of, posts_of, roster
from zhibu.target import posts, queries
from zhibu.target.actions import books
from zhibu.target.models import Book
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.targets.forms import BookForm, WordForm, lines_initial, one_of, proposed_initial
from zhibu.web.targets.links import links_for
from zhibu.web.targets.pages import branch_of, year_asked
from zhibu.web.writing import perform


def right_of(actor: Actor) -> Right:
    """In whose name this role writes: the branch's, a contact's, or the member's own."""
    for right in (Right.SEE_TARGETS, Right.CONTACT):
        if actor.may(right):
            return right
    return Right.SEE_OWN


def one_url(actor: Actor, member: Member, year: int) -> str:
    address = reverse("my_targets") if member.pk == actor.member_id else reverse("targets_one", args=[member.pk])
    return f"{address}?year={year}"


@page(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = queries.member_in_reach(request.actor, member_id, request.today)
    year = year_asked(request)
    standing = queries.book_of(member, year)
    is_own = member.pk == request.actor.member_id
    form = BookForm(
        request.POST or None,
        today=request.today,
        initial=_initial(request, member, standing, year),
        people=_contacts(member, request),
        links=links_for(request, member, standing, year),
        is_own=is_own,
        chooses_contact=not is_own or request.actor.may(Right.SEE_TARGETS),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, books.write_book, right=right_of(request.actor),
                key=given["key"], member=member, year=year, lines=form.new_lines(), post=given["post"],
                contact=one_of(form.people, given.get("contact")), signed_on=given.get("signed_on"),
                source_note=given.get("source_note", ""), standing=given["version"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("targets_book_undo", args=[member.pk, year])
            said = _("已记下，双方都同意了。") if given.get("signed_on") else _("已记下，等另一方同意。")
            notices.done(request, said, undo="" if given.get("signed_on") else undo)
            return redirect(one_url(request.actor, member, year))
    offered = posts.posts().values()
    context = {
        "form": form,
        "member": member,
        "year": year,
        "is_own": is_own,
        "is_new": standing is None,
        "posts": [post for post in offered if not post.is_situation],
        "situations": [post for post in offered if post.is_situation],
        "own_posts": list(posts.of_branch(member.branch).values()) if member.branch else [],
        "chosen": request.GET.get("post", ""),
        "back": one_url(request.actor, member, year),
    }
    return render(request, "targets/book.html", context, status=422 if form.errors else 200)


def _initial(request: PageRequest, member: Member, standing: Book | None, year: int) -> dict[str, Any]:
    """The book as it stands, or the lines of the post that was chosen or that fits the job on the roster."""
    own = posts.of_branch(member.branch) if member.branch else {}
    chosen = (posts.posts() | own).get(request.GET.get("post", ""))
    found: dict[str, Any] = {"version": standing.pk if standing else None}
    if standing:
        found |= {"post": standing.post, "contact": str(standing.contact_id or "")}
    if chosen:
        return found | proposed_initial(chosen, year)
    if standing:
        return found | lines_initial(queries.lines_of(standing))
    fitting = posts.fitting(details.job) if (details := details_of(member)) else None
    return found | (proposed_initial(fitting, year) if fitting else {})


def _contacts(member: Member, request: PageRequest) -> list[Member]:
    """The committee, or where there is none all comrades; never the member."""
    assert member.branch is not None
    holders = posts_of(member.branch, request.today)
    committee = {row.member_id: row.member for row in holders if row.post != PostKind.GROUP_LEADER}
    people = list(committee.values()) if len(committee) > 1 else roster(member.branch, request.today)
    return [person for person in people if person.pk != member.pk]


def book_to_act_on(request: PageRequest, member_id: UUID, year: int) -> Book:
    member = queries.member_in_reach(request.actor, member_id, request.today)
    found = queries.book_of(member, year)
    if found is None:
        raise NotFound
    return found


@page(Right.SEE_OWN)
@require_POST
def agree(request: PageRequest, member_id: UUID, year: int) -> HttpResponse:
    found = book_to_act_on(request, member_id, year)
    perform(request, books.agree, right=right_of(request.actor), book=found)
    notices.note(request, _("已同意。现在双方都同意了。"))
    return redirect(one_url(request.actor, found.member, year))


@page(Right.SEE_OWN)
@require_POST
def show(request: PageRequest, member_id: UUID, year: int) -> HttpResponse:
    found = book_to_act_on(request, member_id, year)
    is_shown = request.POST.get("shown") == "1"
    perform(
        request, books.show_book, right=Right.SEE_OWN,
        book=found, is_shown=is_shown,
    )  # fmt: skip
    notices.note(request, _("已在支部里公开，随时可以收回。") if is_shown else _("已收回，只有你和支部看得到。"))
    return redirect(one_url(request.actor, found.member, year))


@page(Right.SEE_OWN)
@require_POST
def undo(request: PageRequest, member_id: UUID, year: int) -> HttpResponse:
    found = book_to_act_on(request, member_id, year)
    notices.in_time_to_undo(found.recorded_at, request.now)
    perform(request, books.undo_book, right=right_of(request.actor), book=found)
    notices.note(request, _("已撤销。"))
    return redirect(one_url(request.actor, found.member, year))


@page(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: PageRequest, line_id: UUID) -> HttpResponse:
    """A sentence of the member about one of the own lines."""
    line = queries.line_of(request.actor, line_id)
    form = WordForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, books.say_word, right=Right.SEE_OWN,
                key=given["key"], line=line, words=given["words"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("targets_word_undo", args=[done.result.pk])
            notices.done(request, _("已记下。"), undo=undo)
            return redirect(one_url(request.actor, line.book.member, line.book.year))
    context = {"form": form, "line": line, "back": one_url(request.actor, line.book.member, line.book.year)}
    return render(request, "targets/word.html", context, status=422 if form.errors else 200)


@page(Right.SEE_OWN)
@require_POST
def word_undo(request: PageRequest, word_id: UUID) -> HttpResponse:
    found = queries.word_for(request.actor, word_id)
    perform(request, books.take_word_back, right=Right.SEE_OWN, word=found)
    notices.note(request, _("已收回那一句。"))
    return redirect("my_targets")


@page(Right.SEE_OWN)
@require_safe
def paper(request: PageRequest, member_id: UUID, year: int) -> HttpResponse:
    """责任书 of one member, to be signed by both."""
    found = book_to_act_on(request, member_id, year)
    return render(request, "targets/books_paper.html", {"books": [found], "year": year, "branch": found.branch})


@page(Right.SEE_TARGETS)
@require_safe
def papers(request: PageRequest, year: int) -> HttpResponse:
    """All 责任书 of the branch, one sheet each."""
    branch = branch_of(request)
    found = queries.books_in(branch, year)
    books_in_order = sorted(found.values(), key=lambda row: (row.member.sort_key, str(row.pk)))
    return render(request, "targets/books_paper.html", {"books": books_in_order, "year": year, "branch": branch})
