"""改密码: everybody's own."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhibu.flows.own_password import choose
from zhibu.web import notices
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.settings.forms import PasswordForm


@signed_in
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: PageRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: choose(request.actor, user=request.user, old=given["old"], new=given["new"], now=request.now)
        ):
            update_session_auth_hash(request, request.user)
            notices.done(request, _("密码已改。别处的登录都已退出。"))
            return redirect("today")
    return render(request, "settings/change_password.html", {"form": form}, status=422 if form.errors else 200)
