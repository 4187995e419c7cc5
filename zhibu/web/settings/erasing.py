"""离开以后删除资料: what goes, what stays and why, and the own request. Nothing goes at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.flows import erasing
from zhibu.flows.write import perform_own
from zhibu.web import notices
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.settings.factors import PasswordAgain


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: PageRequest) -> HttpResponse:
    form = PasswordAgain(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if not request.user.check_password(form.password_given()):
            form.refuse(Refused("密码不对。", "填现在登录用的密码。", "password"))
        elif form.carry_out(
            lambda: perform_own(
                request.actor, erasing.ask_erasure, today=request.today, now=request.now,
                key=form.cleaned_data["key"], user=request.user,
            )
        ):  # fmt: skip
            notices.done(request, _("已记下。满 30 天、而且已经离开本单位，就删。"))
            return redirect("erasure")
    asked = erasing.asked_by(request.user)
    context = {
        "form": form,
        "asked": asked,
        "until": erasing.waits_until(asked) if asked else None,
        "has_left": erasing.has_left(request.user, request.today),
        "exports": request.actor.member_id is not None and request.actor.may(Right.SEE_OWN),
    }
    return render(request, "settings/erasure.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def erasure_withdraw(request: PageRequest) -> HttpResponse:
    perform_own(
        request.actor, erasing.withdraw_erasure, today=request.today, now=request.now, user=request.user
    )  # fmt: skip
    notices.note(request, _("已撤回，什么都不删。"))
    return redirect("erasure")
