"""The second step of a log-in, for whoever has set one up. Between the steps nothing is open: the session knows only
whose password was right, for ten minutes.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhibu.account.factors import passkeys_of
from zhibu.account.models import SecondFactor, User
from zhibu.account.passkeys import ask_to_sign
from zhibu.account.queries import active_user
from zhibu.web.access import PageRequest, open_page
from zhibu.web.door.entering import enter, half_of, host_of
from zhibu.web.forms import Form

ASKED = "passkey_asked"


class SecondForm(Form):
    is_private = True

    code = forms.CharField(
        label=gettext_lazy("动态码，或一个备用码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("打开手机上的验证器，填现在的六位数。手机不在身边，填一个备用码。"),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, *args: Any, has_passkey: bool, **kwargs: Any) -> None:
        """`has_passkey`: there is another way than a code."""
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not has_passkey
        self.fields["code"].widget.attrs.update(
            autocomplete="one-time-code", autocapitalize="none", spellcheck="false", autofocus=True
        )


@open_page
@sensitive_post_parameters("code", "answer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: PageRequest) -> HttpResponse:
    half = half_of(request)
    user = active_user(half.user) if half else None
    if half is None or user is None:
        return redirect("log_in")
    keys = passkeys_of(user)
    form = SecondForm(request.POST or None, has_passkey=bool(keys))
    if request.method == "POST" and form.is_valid():
        found = _fitting(request, user, form.cleaned_data)
        if found is not None:
            return enter(request, found, half)
        form.add_error("code", _("对不上。动态码半分钟换一次，用过的不能再用；备用码每个只能用一次。"))
    return _show(request, keys, form)


def _fitting(request: PageRequest, user: User, given: dict[str, Any]) -> User | None:
    """Counted like a wrong password when it does not fit."""
    asked = request.session.pop(ASKED, None)
    half: dict[str, UUID] = {"half": user.pk}
    if given["answer"]:
        passkey = (host_of(request), asked, given["answer"])
        found = authenticate(request, username=user.username, passkey=passkey, now=request.now, **half)
    else:
        found = authenticate(request, username=user.username, code=given["code"], now=request.now, **half)
    return found if isinstance(found, User) else None


def _show(request: PageRequest, keys: Sequence[SecondFactor], form: SecondForm) -> HttpResponse:
    options = ""
    if keys:
        options, request.session[ASKED] = ask_to_sign(host_of(request), [row.secret for row in keys])
    context = {"form": form, "options": options}
    return render(request, "door/second.html", context, status=422 if form.errors else 200)
