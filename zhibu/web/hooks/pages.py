"""通知别的程序: webhooks for whoever keeps the accounts. Says that something changed and where, never what."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account.queries import names_of
from zhibu.base.actor import Right
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.notice.hook_actions import (
    deliveries_of,
    hook_for,
    make_hook,
    restart_hook,
    revoke_hook,
    standing_at,
    try_hook,
)
from zhibu.notice.hooks import new_secret
from zhibu.notice.models import TRIAL, Delivery, Hook, State, Topic
from zhibu.org.models import Organisation
from zhibu.org.queries import names_by_key, organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import Form
from zhibu.web.templatetags.show import moment
from zhibu.web.wording import between, worded
from zhibu.web.writing import perform

SHOWN = 50


class HookForm(Form):
    """Where to, of what. The address may hold a key, so it is not shown again."""

    is_private = True

    label = forms.CharField(label=gettext_lazy("给哪个程序"), max_length=40, help_text=gettext_lazy("比如“办公系统”"))
    address = forms.CharField(
        label=gettext_lazy("网址"), max_length=300, help_text=gettext_lazy("http 或 https 开头，主机要由部署的人先放行")
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("有什么变动时告诉它"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("还没有选告诉什么。至少选一样。")},
    )


def _place(request: PageRequest) -> Organisation:
    if request.actor.acting is None:
        raise NotFound
    return organisation_for(request.actor, request.actor.acting.organisation_id)


@page(Right.ACCOUNTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: PageRequest) -> HttpResponse:
    """Answers the post itself with the secret: nothing that could show it again keeps it in the open."""
    place = _place(request)
    form = HookForm(request.POST or None, initial={"topics": Topic.values})
    if request.method == "POST" and form.is_valid():
        given, secret = form.cleaned_data, new_secret()
        done = form.carry_out(
            lambda: perform(
                request, make_hook, right=Right.ACCOUNTS, key=given["key"], organisation=place, label=given["label"],
                address=given["address"], topics=given["topics"], secret=secret,
            )
        )  # fmt: skip
        if done and done.is_repeated:
            notices.note(request, _("密钥只显示一次。没抄下的，停用它，再设一个。"))
            return redirect("hooks")
        if done:
            return render(request, "hooks/hook_once.html", {"hook": done.result, "secret": secret})
    rows = list(standing_at(place))
    context = {"form": form, "table": _table(rows) if rows else None}
    return render(request, "hooks/hooks.html", context, status=422 if form.errors else 200)


def _table(rows: list[Hook]) -> Table:
    lines: list[Row] = [
        [
            Cell(row.label, url=reverse("hook", args=[row.pk]), note=row.host),
            between("、").join(str(Topic(topic).label) for topic in row.topics),
            _("停了：连着三天没送到") if row.stopped_at else _("在用"),
        ]
        for row in rows
    ]
    return Table(_("在通知的程序"), (Column(_("程序"), Kind.MAIN), Column(_("告诉什么")), Column(_("现在"))), lines)


@page(Right.ACCOUNTS)
@require_safe
def hook(request: PageRequest, hook_id: UUID) -> HttpResponse:
    """What was told, newest first: kind, where, when, and whether it arrived."""
    found = hook_for(request.actor, _place(request), hook_id)
    rows = deliveries_of(found, SHOWN)
    context = {"hook": found, "facts": _facts(found), "table": _deliveries(rows) if rows else None}
    return render(request, "hooks/hook.html", context)


def _facts(found: Hook) -> list[Fact]:
    who = names_of({found.made_by}).get(found.made_by, "")
    when = write_day(day_of(found.made_at))
    facts = [
        Fact(_("主机"), found.host),
        Fact(_("告诉什么"), between("、").join(str(Topic(topic).label) for topic in found.topics)),
        Fact(_("谁设的"), _("%(name)s，%(day)s") % {"name": who, "day": when}),
    ]
    if found.stopped_at:
        facts.append(Fact(_("现在"), _("停了：连着三天没送到。对方修好以后，按“重新开始”。")))
    return facts


def _deliveries(rows: list[Delivery]) -> Table:
    names = names_by_key({row.organisation for row in rows})
    lines: list[Row] = [
        [
            Cell(_("试一条") if row.topic == TRIAL else str(Topic(row.topic).label), note=names[row.organisation]),
            moment(row.made_at),
            Cell(str(State(row.state).label), note=_why(row)),
        ]
        for row in rows
    ]
    columns = (Column(_("什么"), Kind.MAIN), Column(_("什么时候")), Column(_("送到没有")))
    return Table(_("最近告诉过的"), columns, lines)


def _why(row: Delivery) -> str:
    if not row.trouble:
        return ""
    said = worded(row.trouble)
    return _("%(why)s（第 %(count)d 次，回的是 %(status)s）") % {
        "why": said, "count": row.attempts, "status": row.status or _("没有回"),
    }  # fmt: skip


def _act(request: PageRequest, hook_id: UUID, action: Callable[..., Done], **given: Any) -> Done:
    found = hook_for(request.actor, _place(request), hook_id)
    return perform(request, action, right=Right.ACCOUNTS, hook=found, **given)


@page(Right.ACCOUNTS)
@require_POST
def hook_try(request: PageRequest, hook_id: UUID) -> HttpResponse:
    _act(request, hook_id, try_hook)
    notices.note(request, _("一分钟内会送过去。"))
    return redirect("hook", hook_id)


@page(Right.ACCOUNTS)
@require_POST
def hook_restart(request: PageRequest, hook_id: UUID) -> HttpResponse:
    _act(request, hook_id, restart_hook)
    notices.note(request, _("重新开始了。停的时候有过的变动，请那个程序自己来取一遍。"))
    return redirect("hook", hook_id)


@page(Right.ACCOUNTS)
@require_POST
def hook_revoke(request: PageRequest, hook_id: UUID) -> HttpResponse:
    _act(request, hook_id, revoke_hook)
    notices.note(request, _("已停用，网址和密钥都不再留。"))
    return redirect("hooks")
