"""What comes back to everybody: 回音栏 with texts that their raisers approved."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.concern import actions
from zhibu.concern.public import board_of
from zhibu.concern.queries import concern_for
from zhibu.web.access import PageRequest, page
from zhibu.web.concerns.grouped import tabs_within
from zhibu.web.concerns.heard import unit_of
from zhibu.web.concerns.working import METHODS, work_on, write
from zhibu.web.concerns.working_forms import OfferForm

SEEN = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW, Right.HANDLE_CONCERNS)


@page(*SEEN)
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """For the notice board: in the handlers' own words, each text approved by whoever raised it."""
    unit = unit_of(request)
    entries = board_of(unit, request.today) if unit else []
    context = {"unit": unit, "entries": entries, "choices": tabs_within("board", request)}
    return render(request, "concerns/board.html", context)


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def offer(request: PageRequest, concern_id: UUID) -> HttpResponse:
    """可公开答复: in own words; printed only when the raiser has agreed to this very text."""
    concern = concern_for(request.actor, concern_id)
    form = OfferForm(request.POST or None, today=request.today)
    return work_on(
        request, concern, form, _("写一条可以公开的答复"), _("请本人看过"),
        lambda: write(
            request, actions.offer_public, form.cleaned_data["key"], concern=concern,
            question=form.cleaned_data["question"], reply=form.cleaned_data["reply"],
        ),
        _("本人同意以后才会上回音栏。"),
    )  # fmt: skip
