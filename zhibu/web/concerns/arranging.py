"""Talks arranged in one step, let go without a reason, confirmed by the other one if they like."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.meeting.actions import confirm_talk
from zhibu.meeting.facts import talks_missing_in
from zhibu.meeting.queries import talk_to_confirm
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.target.actions import talks
from zhibu.target.queries import talk_arranged_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.concerns.forms import ArrangeForm
from zhibu.web.writing import perform


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def talk_arrange(request: PageRequest) -> HttpResponse:
    """Those who lack a talk stand first; several are chosen at once."""
    branch = own_branch(request.actor)
    missing = talks_missing_in(branch.pk, request.today)
    form = ArrangeForm(
        request.POST or None,
        today=request.today,
        initial={"talker": str(request.actor.member_id or "")},
        people=roster(branch, request.today),
        missing=frozenset().union(*missing.values()),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, talks.arrange_talks, right=Right.RECORD,
                key=given["key"], branch=branch, talker=form.people[given["talker"]],
                partners=[form.people[key] for key in given["partners"]], planned_on=given["planned_on"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已约好 %(count)d 次谈话。") % {"count": len(given["partners"])})
            return redirect("concerns")
    context = {"form": form, "back": reverse("concerns")}
    return render(request, "concerns/arrange.html", context, status=422 if form.errors else 200)


@page(Right.SEE_OWN, Right.RECORD)
@require_POST
def talk_let_go(request: PageRequest, arranged_id: UUID) -> HttpResponse:
    """By either of the two, or by who keeps the list. No reason is asked, nothing follows."""
    found = talk_arranged_for(request.actor, arranged_id)
    right = Right.SEE_OWN if request.actor.may(Right.SEE_OWN) else Right.RECORD
    perform(request, talks.let_go, right=right, arranged=found)
    notices.note(request, _("这次不谈了。"))
    return redirect("concerns")


@page(Right.SEE_OWN)
@require_POST
def talk_confirm(request: PageRequest, talk_id: UUID) -> HttpResponse:
    found = talk_to_confirm(request.actor, talk_id)
    perform(request, confirm_talk, right=Right.SEE_OWN, talk=found)
    notices.note(request, _("已确认。"))
    return redirect("concerns")
