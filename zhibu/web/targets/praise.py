"""Praise with its deed, published by consent; and reminder talks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.target import queries
from zhibu.target.actions import praise
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.targets.books import one_url, right_of
from zhibu.web.targets.forms import PraiseForm, UrgeForm, one_of
from zhibu.web.targets.pages import branch_of
from zhibu.web.targets.showing import praise_table
from zhibu.web.writing import perform

KEEPERS = (Right.SEE_TARGETS, Right.CONTACT)


@page(Right.SEE_OWN)
@require_safe
def praises(request: PageRequest) -> HttpResponse:
    """All of it for the secretary; for comrades what was published with consent."""
    branch = branch_of(request)
    rows = list(queries.praise_visible_to(request.actor, branch)[:200])
    keeps = request.actor.may(Right.SEE_TARGETS)
    context = {
        "branch": branch,
        "keeps": keeps,
        "may_praise": any(request.actor.may(right) for right in KEEPERS),
        "table": praise_table(rows, request.today, keeps=keeps, own=request.actor.member_id) if rows else None,
    }
    return render(request, "targets/praises.html", context)


@page(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def praise_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    initial = {"member": request.GET.get("member", ""), "happened_on": request.today}
    form = PraiseForm(request.POST or None, today=request.today, initial=initial, people=roster(branch, request.today))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, praise.praise, right=right_of(request.actor),
                key=given["key"], branch=branch, member=one_of(form.people, given["member"]), name=given["name"],
                deed=given["deed"], happened_on=given["happened_on"],
                consent_on=request.today if given["has_consent"] else None,
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("targets_praise_undo", args=[done.result.pk])
            notices.done(request, _("已记下。"), undo=undo)
            return redirect("targets_praises")
    return render(request, "targets/praise_new.html", {"form": form}, status=422 if form.errors else 200)


@page(*KEEPERS)
@require_POST
def praise_undo(request: PageRequest, praise_id: UUID) -> HttpResponse:
    """The secretary at any time; whoever wrote it for ten minutes."""
    found = queries.praise_to_undo(request.actor, praise_id)
    if not request.actor.may(Right.SEE_TARGETS):
        notices.in_time_to_undo(found.recorded_at, request.now)
    perform(
        request, praise.undo_praise, right=right_of(request.actor),
        praise=found,
    )  # fmt: skip
    notices.note(request, _("已撤销那次表扬。"))
    return redirect("targets_praises")


@page(Right.SEE_OWN)
@require_POST
def publish(request: PageRequest, praise_id: UUID) -> HttpResponse:
    """The praised person's own yes or no."""
    found = queries.praise_for(request.actor, praise_id)
    is_public = request.POST.get("public") == "1"
    perform(
        request, praise.agree_to_publish, right=Right.SEE_OWN,
        praise=found, is_public=is_public,
    )  # fmt: skip
    notices.note(request, _("已在支部公开。") if is_public else _("已收回，不再公开。"))
    return redirect("my_targets")


@page(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def urge(request: PageRequest, member_id: UUID) -> HttpResponse:
    """A reminder talk: by whom, on which day, about which duty."""
    member = queries.member_in_reach(request.actor, member_id, request.today)
    if member.branch is None or member.pk == request.actor.member_id:
        raise NotFound
    book = queries.book_of(member, request.today.year)
    people = [person for person in roster(member.branch, request.today) if person.pk != member.pk]
    form = UrgeForm(
        request.POST or None,
        today=request.today,
        initial={"by": str(request.actor.member_id or ""), "happened_on": request.today},
        people=people,
        lines=queries.lines_of(book) if book else [],
    )
    back = one_url(request.actor, member, request.today.year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        duty, line_content = form.duty_given()
        by = one_of(people, given["by"])
        assert by is not None
        done = form.carry_out(
            lambda: perform(
                request, praise.urge, right=right_of(request.actor),
                key=given["key"], member=member, by=by, duty=duty, line_content=line_content,
                happened_on=given["happened_on"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("targets_urge_undo", args=[done.result.pk])
            notices.done(request, _("已记下。说了什么不记。"), undo=undo)
            return redirect(back)
    context = {"form": form, "member": member, "back": back}
    return render(request, "targets/urge.html", context, status=422 if form.errors else 200)


@page(*KEEPERS)
@require_POST
def urge_undo(request: PageRequest, urging_id: UUID) -> HttpResponse:
    found = queries.urging_for(request.actor, urging_id, request.today)
    perform(
        request, praise.undo_urging, right=right_of(request.actor),
        urging=found,
    )  # fmt: skip
    notices.note(request, _("已撤销那次提醒。"))
    return redirect(one_url(request.actor, found.member, request.today.year))
