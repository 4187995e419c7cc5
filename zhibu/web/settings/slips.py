"""登录条子: the first log-ins of secretaries, with one-time passwords on slips to print. Each is shown once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Right
from zhibu.flows.first_log_ins import AT_ONCE, Waiting, waiting_below, write_slips
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.days import write_short_day
from zhibu.web.forms import Form
from zhibu.web.writing import perform


class SlipsForm(Form):
    """Which branches. Those without a log-in are ticked; a slip that was handed out is not made void by itself."""

    is_private = True
    branches = forms.MultipleChoiceField(
        label=gettext_lazy("给哪些支部的书记"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("还没有选支部，至少选一个。")},
    )

    def __init__(self, *args: Any, waiting: Sequence[Waiting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = waiting[:AT_ONCE]
        field = self.fields["branches"]
        field.choices = [(str(row.branch.pk), self._label(row)) for row in shown]  # type: ignore[attr-defined]
        field.initial = [str(row.branch.pk) for row in shown if row.user is None]

    def _label(self, row: Waiting) -> str:
        words = {"branch": row.branch.name, "name": row.holding.member.name}
        if row.given_on is None:
            return _("%(branch)s：%(name)s") % words
        words["day"] = write_short_day(row.given_on, self.today or row.given_on)
        return _("%(branch)s：%(name)s（%(day)s发过，没用上；再发一张，旧的作废）") % words

    def chosen(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["branches"]]


@page(Right.FIRST_LOG_INS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: PageRequest) -> HttpResponse:
    """Answers the post itself with the slips: nothing that could show them again keeps them."""
    waiting = waiting_below(request.actor, request.today)
    waiting.sort(key=lambda row: row.user is not None)  # first those without any; stable within the tree's order
    form = SlipsForm(request.POST or None, today=request.today, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, write_slips, right=Right.FIRST_LOG_INS,
                key=form.cleaned_data["key"], branch_ids=form.chosen(),
            )
        )  # fmt: skip
        if done and done.is_repeated:
            notices.note(request, _("条子只显示一次。没印下来的，再发一张。"))
            return redirect("slips")
        if done:
            address = request.build_absolute_uri("/").rstrip("/")
            return render(request, "settings/slips_once.html", {"slips": done.result, "address": address})
    context = {"form": form, "total": len(waiting), "more": max(len(waiting) - AT_ONCE, 0), "most": AT_ONCE}
    return render(request, "settings/slips.html", context, status=422 if form.errors else 200)
