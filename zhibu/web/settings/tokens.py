"""程序用的令牌: keys for programs, each for one role, some purposes and a last day. A key is shown once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.account.models import Token
from zhibu.account.tokens import Scope, make_token, new_key, revoke_token, token_for, tokens_of
from zhibu.base.actor import MAY, Actor, Right
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Cell, Column, Kind, Row, Table
from zhibu.web.days import Near, write_day
from zhibu.web.forms import DayField, Form
from zhibu.web.wording import between
from zhibu.web.writing import perform

SEES = (Right.SEE_BRANCH, Right.SEE_BELOW)
LABELS = {
    Scope.ORGANISATIONS: gettext_lazy("看所辖党组织"),
    Scope.MEMBERS: gettext_lazy("看花名册（姓名、党小组、职务）"),
    Scope.GATHERINGS: gettext_lazy("看会议"),
    Scope.RECORD_GATHERINGS: gettext_lazy("记会议"),
    Scope.DUES: gettext_lazy("看党费"),
    Scope.COLLECT_DUES: gettext_lazy("记一个月的党费"),
    Scope.TASKS: gettext_lazy("看任务"),
    Scope.WRITE_TASKS: gettext_lazy("记任务和进展"),
    Scope.FINDINGS: gettext_lazy("看体检"),
    Scope.LEDGERS: gettext_lazy("看支部工作的台账"),
    Scope.PEOPLE_LEDGERS: gettext_lazy("看写到个人的台账（花名册带电话、党费、目标等，你打得开的）"),
    Scope.DECISIONS: gettext_lazy("看会上的决定和办得怎样"),
    Scope.TARGETS: gettext_lazy("看党员的目标和按季回看（看过谁的，本人看得到）"),
}
NEEDS = {
    Scope.RECORD_GATHERINGS: Right.RECORD,
    Scope.DUES: Right.KEEP_DUES,
    Scope.COLLECT_DUES: Right.KEEP_DUES,
    Scope.WRITE_TASKS: Right.RECORD,
    Scope.TARGETS: Right.CONTACT,
}
USUAL = timedelta(days=180)


class TokenForm(Form):
    """For which program, for what, until when. Only what the acting role may do is offered."""

    is_private = True

    label = forms.CharField(label=gettext_lazy("给哪个程序用"), max_length=40, help_text=gettext_lazy("比如“办公系统”"))
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("能做什么"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("还没有选能做什么。至少选一样。")},
    )
    until = DayField(label=gettext_lazy("用到哪天"), near=Near.FUTURE, help_text=gettext_lazy("最长一年"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = MAY[actor.acting.role] if actor.acting else frozenset()
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.value, label) for scope, label in LABELS.items() if NEEDS.get(scope) is None or NEEDS[scope] in role
        ]


@page(*SEES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PageRequest) -> HttpResponse:
    """Answers the post itself with the key: nothing that could show it again keeps it."""
    form = TokenForm(
        request.POST or None, today=request.today, actor=request.actor, initial={"until": request.today + USUAL}
    )
    if request.method == "POST" and form.is_valid():
        given, key = form.cleaned_data, new_key()
        done = form.carry_out(
            lambda: perform(
                request, make_token, right=right_of(request.actor),
                key=given["key"], user=request.user, label=given["label"], scopes=given["scopes"],
                until=given["until"], secret=key,
            )
        )  # fmt: skip
        if done and done.is_repeated:
            notices.note(request, _("令牌只显示一次。没抄下的，停用它，再开一个。"))
            return redirect("tokens")
        if done:
            address = request.build_absolute_uri("/api/v1/organisations")
            return render(
                request, "settings/token_once.html", {"token": done.result, "secret": key, "address": address}
            )
    rows = list(tokens_of(request.user, request.today))
    context = {"form": form, "table": _table(rows) if rows else None}
    return render(request, "settings/tokens.html", context, status=422 if form.errors else 200)


def right_of(actor: Actor) -> Right:
    return next(right for right in SEES if actor.may(right))


def _table(rows: list[Token]) -> Table:
    lines: list[Row] = [
        [
            Cell(row.label, note=between("、").join(str(LABELS[Scope(scope)]) for scope in row.scopes)),
            write_day(row.until),
            Cell(buttons=(Button(_("停用"), reverse("token_revoke", args=[row.pk]), post=True),)),
        ]
        for row in rows
    ]
    columns = (Column(_("程序"), Kind.MAIN), Column(_("用到哪天")), Column("", Kind.BUTTONS))
    return Table(_("在用的令牌"), columns, lines)


@page(*SEES)
@require_POST
def token_revoke(request: PageRequest, token_id: UUID) -> HttpResponse:
    token = token_for(request.user, token_id, request.today)
    perform(request, revoke_token, right=right_of(request.actor), token=token)
    notices.note(request, _("令牌已停用，那个程序进不来了。"))
    return redirect("tokens")
