"""等你同意的: what the keeper of accounts cannot do alone. Whoever agrees to a new password hands it to the person."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhibu.account.models import ProposalKind
from zhibu.account.queries import names_of
from zhibu.base.actor import Right
from zhibu.base.touched import Done
from zhibu.flows import opening, seconding
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.settings import showing
from zhibu.web.settings.opening import waiting_table
from zhibu.web.writing import perform


@page(Right.SET_UP, Right.CONFIRM)
@require_safe
def seconds(request: PageRequest) -> HttpResponse:
    rows = seconding.for_me(request.actor, request.today)
    table = showing.seconds_table(rows, names_of({row.recorded_by for row in rows}))
    asked = opening.openings_for_me(request.actor, request.today, request.now)
    opens = waiting_table(asked, names_of({row.recorded_by for row in asked})) if asked else None
    return render(request, "settings/seconds.html", {"table": table if rows else None, "opens": opens})


@page(Right.SET_UP, Right.CONFIRM)
@never_cache
@require_POST
def second_agree(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    proposal = seconding.proposal_for(request.actor, proposal_id, request.today)
    if proposal.kind == ProposalKind.RECOVERY:
        user, password = _act(request, seconding.agree_to_recovery, proposal).result
        return render(request, "settings/password_once.html", {"person": user, "password": password, "is_second": True})
    _act(request, seconding.agree_to_role, proposal)
    notices.done(request, _("角色从今天起生效。"))
    return redirect("seconds")


@page(Right.SET_UP, Right.CONFIRM)
@require_POST
def second_decline(request: PageRequest, proposal_id: UUID) -> HttpResponse:
    proposal = seconding.proposal_for(request.actor, proposal_id, request.today)
    _act(request, seconding.decline_proposal, proposal)
    notices.note(request, _("没有同意，什么都没有变。"))
    return redirect("seconds")


def _act(request: PageRequest, action: object, proposal: object) -> Done:
    right = Right.SET_UP if request.actor.may(Right.SET_UP) else Right.CONFIRM
    return perform(request, action, right=right, proposal=proposal)  # type: ignore[arg-type]
