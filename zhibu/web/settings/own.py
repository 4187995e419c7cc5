"""改密码、我的登录: everybody's own."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account.models import LogIn
from zhibu.account.sessions import kept_key, running
from zhibu.account.telling import read_all, told_to
from zhibu.base.errors import NotFound
from zhibu.flows.own_log_ins import end_one, end_others
from zhibu.flows.own_password import choose
from zhibu.flows.write import perform_own
from zhibu.web import notices
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.components import Button, Cell, Column, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.door.devices import device_words
from zhibu.web.settings.forms import PasswordForm
from zhibu.web.settings.told import told_words

ROWS = 30


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: PageRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, is_given=request.user.password_is_given)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: choose(request.actor, user=request.user, old=given["old"], new=given["new"], now=request.now)
        ):
            update_session_auth_hash(request, request.user)
            notices.done(request, _("密码已改。别处的登录都已退出。"))
            return redirect("today")
    return render(request, "settings/change_password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@never_cache
@require_safe
def log_ins(request: PageRequest) -> HttpResponse:
    """Where the own account is logged in: kind of device and day, nothing finer."""
    this = kept_key(request.session.session_key)
    found = running(request.user.pk, request.now)
    told = list(told_to(request.actor)[:ROWS])
    context = {
        "table": _log_ins_table(found, this),
        "has_others": any(row.session_key != this for row in found),
        "told": [(write_day(row.told_on), told_words(row), not row.is_read) for row in told],
        "has_unread": any(not row.is_read for row in told),
    }
    return render(request, "settings/log_ins.html", context)


@signed_in
@require_POST
def told_read(request: PageRequest) -> HttpResponse:
    perform_own(request.actor, read_all, today=request.today, now=request.now)
    return redirect("log_ins")


def _log_ins_table(found: list[LogIn], this: str) -> Table:
    lines: list[Row] = []
    for row in found:
        is_this = row.session_key == this
        end = Button(_("退出这一处"), reverse("log_in_end"), post=True, fields={"handle": row.session_key})
        lines.append(
            [
                Cell(
                    device_words(row.device) or _("不知道是什么设备"), note=_("别人也用的电脑") if row.is_shared else ""
                ),
                _("%(day)s登录") % {"day": write_day(row.began_on)} if row.began_on else "",
                _("现在用的这一处") if is_this else Cell(buttons=(end,)),
            ]
        )
    columns = (Column(_("设备"), Kind.MAIN), Column(_("哪天")), Column("", Kind.BUTTONS))
    return Table(_("我的登录"), columns, lines, hide_caption=True)


@signed_in
@require_POST
def log_in_end(request: PageRequest) -> HttpResponse:
    handle = request.POST.get("handle", "")
    if handle == kept_key(request.session.session_key):
        raise NotFound  # this one ends by 退出
    end_one(request.actor, user=request.user, handle=handle, now=request.now)
    notices.done(request, _("那一处已退出。"))
    return redirect("log_ins")


@signed_in
@require_POST
def log_ins_end_others(request: PageRequest) -> HttpResponse:
    end_others(request.actor, user=request.user, this=kept_key(request.session.session_key), now=request.now)
    notices.done(request, _("别处的登录都已退出。"))
    return redirect("log_ins")
