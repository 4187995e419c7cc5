"""我已交: the member's button, and the answer of those who keep the dues."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.dues import claims, queries
from zhibu.dues.models import Claim
from zhibu.member.queries import own_member
from zhibu.rules.month_runs import month_number, say_month
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.dues import showing
from zhibu.web.dues.writing import keep
from zhibu.web.wording import worded
from zhibu.web.writing import perform


@page(Right.SEE_OWN)
@require_POST
def dues_say_paid(request: PageRequest) -> HttpResponse:
    actor = request.actor
    member = own_member(actor)
    month = posted_month(request)
    branch = queries.branch_paid_to(member, month.year, request.today) if member else None
    if member is None or branch is None:
        raise NotFound
    done = perform(
        request, claims.say_paid, right=Right.SEE_OWN, branch=branch,
        member=member, month=month, happened_on=request.today,
    )  # fmt: skip
    notices.done(
        request,
        _("已告诉支部：%(month)s的党费交了。书记或者组织委员核对以后记下。")
        % {"month": worded(say_month(month_number(month)))},
        undo=reverse("dues_claim_undo", args=[done.result.pk]),
    )
    return redirect(f"{reverse('dues')}?year={month.year}")


@page(Right.SEE_OWN)
@require_POST
def dues_claim_undo(request: PageRequest, claim_id: UUID) -> HttpResponse:
    claim = queries.own_claim(request.actor, claim_id)
    perform(
        request, claims.take_back, right=Right.SEE_OWN, claim=claim
    )  # fmt: skip
    notices.note(request, _("已收回。"))
    return redirect(f"{reverse('dues')}?year={claim.month.year}")


@page(Right.KEEP_DUES)
@require_POST
def dues_claim_confirm(request: PageRequest, claim_id: UUID) -> HttpResponse:
    claim = queries.kept_for(request.actor, Claim, claim_id)
    done = keep(request, claims.confirm, claim=claim)
    words = {"name": claim.member.name, "sum": showing.sum_words(done.result.fen)}
    notices.done(
        request,
        _("已记下：%(name)s 交了 %(sum)s。") % words,
        undo=reverse("dues_payment_undo", args=[done.result.pk]),
    )
    return _back(claim)


@page(Right.KEEP_DUES)
@require_POST
def dues_claim_not_seen(request: PageRequest, claim_id: UUID) -> HttpResponse:
    claim = queries.kept_for(request.actor, Claim, claim_id)
    keep(request, claims.not_seen, claim=claim)
    notices.note(request, _("已告诉 %(name)s：支部还没有收到。") % {"name": claim.member.name})
    return _back(claim)


def _back(claim: Claim) -> HttpResponse:
    return redirect(f"{reverse('dues')}?month={claim.month:%Y-%m}")


def posted_month(request: PageRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("month", "")).replace(day=1)
    except ValueError as error:
        raise NotFound from error
