"""What members ask to have put right, and the answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.member import asking
from zhibu.member.queries import correction_for, own_member
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.forms import Form
from zhibu.web.members.showing import LABELS
from zhibu.web.short_form import show_form
from zhibu.web.writing import perform_form


class AskForm(Form):
    is_private = True

    column = forms.ChoiceField(label=gettext_lazy("哪一项不对"), choices=list(LABELS.items()))
    wanted = forms.CharField(label=gettext_lazy("应当是"), max_length=100)


class AnswerForm(Form):
    is_private = True

    is_changed = forms.TypedChoiceField(
        label=gettext_lazy("怎么办的"),
        choices=[("yes", gettext_lazy("已经改了")), ("no", gettext_lazy("没有改"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    answer = forms.CharField(label=gettext_lazy("答复本人的话"), max_length=100, required=False)


def _carry_out(request: PageRequest, action: Any, right: Right, form: Form | None = None, **arguments: Any) -> Any:
    return perform_form(request, form, action, right=right, **arguments)


@page(Right.SEE_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def my_correction(request: PageRequest) -> HttpResponse:
    """A member asks that something kept about them is put right."""
    member = own_member(request.actor)
    if member is None:
        raise NotFound
    form = AskForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _carry_out(
                request, asking.ask_for_correction, Right.SEE_OWN, form, member=member, column=given["column"],
                wanted=given["wanted"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已请支部改。答复写在“我的资料”里。"))
            return redirect("my_page")
    return show_form(
        request, form, title=_("资料不对，请支部改"), button=_("交给支部"), back=reverse("my_page"),
        back_label=_("我的资料"),
    )  # fmt: skip


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_answer(request: PageRequest, request_id: UUID) -> HttpResponse:
    asked = correction_for(request.actor, request_id)
    form = AnswerForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _carry_out(
                request, asking.answer_request, Right.RECORD, form, asked=asked, is_changed=given["is_changed"],
                answer=given["answer"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已答复%(name)s。") % {"name": asked.member.name})
            return redirect("member", asked.member_id)
    words = {"label": LABELS.get(asked.column, asked.column), "wanted": asked.wanted}
    return show_form(
        request, form, title=_("%(name)s请支部改资料") % {"name": asked.member.name}, button=_("答复"),
        back=reverse("member", args=[asked.member_id]), back_label=asked.member.name,
        says=[_("%(label)s，应当是：%(wanted)s。先在“改资料”里改好，再回来答复。") % words],
    )  # fmt: skip
