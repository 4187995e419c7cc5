"""第二道验证: everybody's own. What opens the account beside the password is shown once and never again."""

from typing import Any
from uuid import UUID

import segno
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.account import factors, passkeys, totp
from zhibu.account.models import FactorKind, SecondFactor, User
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.flows.write import perform_own
from zhibu.web import notices
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.components import Button, Cell, Column, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.door.entering import host_of
from zhibu.web.forms import Form
from zhibu.web.short_form import show_form

ASKED = "passkey_to_make"
METHODS = require_http_methods(["GET", "HEAD", "POST"])


class PasswordAgain(Form):
    """The own password, so that an unlocked phone on a table changes nothing."""

    is_private = True

    password = forms.CharField(
        label=gettext_lazy("登录密码"), widget=forms.PasswordInput, strip=False, max_length=200, required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.has_usable_password():
            self.fields["password"].required = True
            self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        else:
            del self.fields["password"]

    def password_given(self) -> str:
        return str(self.cleaned_data.get("password", ""))


class AppForm(PasswordAgain):
    code = forms.CharField(
        label=gettext_lazy("手机上现在的六位数"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "number"}),
    )
    secret = forms.CharField(widget=forms.HiddenInput, max_length=40)
    field_order = ["code", "password"]


class PasskeyForm(PasswordAgain):
    label = forms.CharField(
        label=gettext_lazy("给它起个名"), max_length=40, help_text=gettext_lazy("比如“办公室电脑”“我的手机”")
    )
    answer = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20_000,
        error_messages={"required": gettext_lazy("设备还没有回答。按“用这台设备做一把”。")},
    )
    field_order = ["label", "password"]


@signed_in
@never_cache
@require_safe
def second_factor(request: PageRequest) -> HttpResponse:
    rows = [row for row in factors.factors_of(request.user) if row.kind != FactorKind.CODES]
    context = {
        "table": _table(rows) if rows else None,
        "has_app": any(row.kind == FactorKind.APP for row in rows),
        "codes_left": len(factors.codes_left(request.user)),
        "is_needed": request.actor.needs_second_factor,
    }
    return render(request, "settings/second_factor.html", context)


def _table(rows: list[SecondFactor]) -> Table:
    lines: list[Row] = [
        [
            Cell(str(FactorKind(row.kind).label), note=row.label),
            _("%(day)s加的") % {"day": write_day(row.made_on)},
            Cell(buttons=(Button(_("去掉"), reverse("second_factor_remove", args=[row.pk])),)),
        ]
        for row in rows
    ]
    columns = (Column(_("哪一种"), Kind.MAIN), Column(_("哪天")), Column("", Kind.BUTTONS))
    return Table(_("在用的第二道验证"), columns, lines)


@signed_in
@sensitive_post_parameters()
@never_cache
@METHODS
def second_factor_app(request: PageRequest) -> HttpResponse:
    """The square code for the app. The secret goes with the form, and is kept when the phone proves that it has it."""
    form = AppForm(request.POST or None, user=request.user, initial={"secret": totp.new_secret()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _do(
                request, factors.keep_app, key=given["key"],
                secret=given["secret"], code=given["code"], password=form.password_given(),
            )
        )  # fmt: skip
        if done:
            return _after(request, done)
    secret = form["secret"].value() or ""  # left out by whoever sent it
    if not totp.is_secret(secret):
        raise NotFound
    address = totp.address(secret, request.user.username, passkeys.ISSUER)
    drawn = segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    context = {
        "form": form,
        "code": mark_safe(drawn),  # noqa: S308 (ours)
        "letters": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return render(request, "settings/second_factor_app.html", context, status=422 if form.errors else 200)


@signed_in
@sensitive_post_parameters()
@never_cache
@METHODS
def second_factor_passkey(request: PageRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        public = passkeys.made(host_of(request), request.session.pop(ASKED, None), given["answer"])
        if public is None:
            form.add_error(None, _("没有做成：设备的回答对不上。再按一次。"))
        else:
            done = form.carry_out(
                lambda: _do(
                    request, factors.keep_passkey, key=given["key"],
                    label=given["label"], public=public, password=form.password_given(),
                )
            )  # fmt: skip
            if done:
                return _after(request, done)
    kept = [row.secret for row in factors.passkeys_of(request.user)]
    options, request.session[ASKED] = passkeys.ask_to_make(
        host_of(request), request.user.pk, request.user.username, request.user.display_name, kept
    )
    context = {"form": form, "options": options}
    return render(request, "settings/second_factor_passkey.html", context, status=422 if form.errors else 200)


@signed_in
@sensitive_post_parameters()
@never_cache
@METHODS
def second_factor_codes(request: PageRequest) -> HttpResponse:
    """New codes; the old ones open nothing any more."""
    if request.user.second_factor_since is None:
        raise NotFound
    form = PasswordAgain(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: _do(
                request, factors.renew_codes, key=form.cleaned_data["key"], password=form.password_given()
            )
        )  # fmt: skip
        if done:
            return _after(request, done)
    return show_form(
        request, form, title=_("换一批备用码"), button=_("换"), back=reverse("second_factor"),
        back_label=_("第二道验证"), lead=_("手机丢了、不在身边时用。换了以后，以前抄下的都不能用。"),
    )  # fmt: skip


@signed_in
@sensitive_post_parameters()
@never_cache
@METHODS
def second_factor_remove(request: PageRequest, factor_id: UUID) -> HttpResponse:
    row = next((row for row in factors.factors_of(request.user) if row.pk == factor_id), None)
    if row is None or row.kind == FactorKind.CODES:
        raise NotFound
    form = PasswordAgain(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: _do(
                request, factors.give_up_factor, key=form.cleaned_data["key"],
                factor=row.pk, password=form.password_given(),
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已去掉。"))
            return redirect("second_factor")
    name = f"{FactorKind(row.kind).label} {row.label}".strip()
    return show_form(
        request, form, title=_("去掉：%(name)s") % {"name": name}, button=_("去掉"), back=reverse("second_factor"),
        back_label=_("第二道验证"), lead=_("去掉最后一种，备用码也一起作废，以后只凭密码登录。"),
    )  # fmt: skip


def _do(request: PageRequest, action: Any, *, key: UUID, **arguments: Any) -> Done:
    return perform_own(
        request.actor, action, today=request.today, now=request.now, key=key, user=request.user, **arguments
    )


def _after(request: PageRequest, done: Done) -> HttpResponse:
    """The codes to write down, in the answer itself; nothing that could show them again keeps them readable."""
    if done.is_repeated or not done.result[1]:
        notices.done(request, _("第二道验证已加上。"))
        return redirect("second_factor")
    return render(request, "settings/second_factor_codes.html", {"codes": done.result[1]})
