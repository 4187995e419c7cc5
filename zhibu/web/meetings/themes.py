"""上级每月主题: what the superior gave out, or what the branch pasted; it enters a planned theme day in one press."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.flows.year_plan import day_for_theme
from zhibu.meeting import queries
from zhibu.meeting.themes import enter_theme, note_theme, withdraw_theme
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import organisation_for, own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.forms import Form
from zhibu.web.writing import perform

MONTHS_SHOWN = 13


class ThemeForm(Form):
    draft = "month-theme"
    month = forms.ChoiceField(label=gettext_lazy("哪个月"))
    theme = forms.CharField(label=gettext_lazy("主题"), max_length=100)
    notice = forms.CharField(
        label=gettext_lazy("哪份通知"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("文件名或文号，例如 关于做好 12 月主题党日的通知"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        months = [date(today.year + (today.month + step - 1) // 12, (today.month + step - 1) % 12 + 1, 1) for step in
                  range(MONTHS_SHOWN)]  # fmt: skip
        fields: dict[str, Any] = self.fields
        fields["month"].choices = [
            (month.isoformat(), _("%(year)d年%(month)d月") % {"year": month.year, "month": month.month})
            for month in months
        ]

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


@page(Right.RECORD, Right.SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: PageRequest) -> HttpResponse:
    """The list and the form to add one: a superior for everything below, a branch for itself."""
    actor = request.actor
    if actor.acting is None:
        raise NotFound
    place = organisation_for(actor, actor.acting.organisation_id)
    is_branch = place.kind == OrganisationKind.BRANCH
    form = ThemeForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request,
                note_theme,
                right=Right.RECORD if is_branch else Right.SET_UP,
                key=given["key"],
                organisation=place,
                month=given["month"],
                theme=given["theme"],
                notice=given["notice"],
            )
        )
        if done:
            notices.done(request, _("已记下这个月的主题。"))
            return redirect("meetings_themes")
    context = {
        "form": form,
        "place": place,
        "is_branch": is_branch,
        "themes": queries.themes_since(place, request.today.replace(day=1)),
        "back": reverse("meetings_year"),
    }
    return render(request, "meetings/themes.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def enter(request: PageRequest, theme: UUID) -> HttpResponse:
    """放进计划: into the theme day that is planned in that month; where there is none, one is planned."""
    branch = own_branch(request.actor)
    found = queries.theme_for(branch, theme)
    done = perform(
        request,
        enter_theme,
        right=Right.RECORD,
        branch=branch,
        theme=found,
        otherwise_on=day_for_theme(branch, found.month, request.today),
    )
    notices.done(request, _("主题已放进计划。"), undo=reverse("meetings_undo", args=[done.result.pk]))
    return redirect("meetings_one", gathering=done.result.pk)


@page(Right.RECORD, Right.SET_UP)
@require_POST
def withdraw(request: PageRequest, theme: UUID) -> HttpResponse:
    """Only by the organisation that noted it."""
    actor = request.actor
    if actor.acting is None:
        raise NotFound
    place = organisation_for(actor, actor.acting.organisation_id)
    found = queries.own_theme(place, theme)
    perform(
        request,
        withdraw_theme,
        right=Right.RECORD if place.kind == OrganisationKind.BRANCH else Right.SET_UP,
        theme=found,
    )
    notices.done(request, _("已去掉这个主题。"))
    return redirect("meetings_themes")
