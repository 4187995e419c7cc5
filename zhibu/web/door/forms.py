from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhibu.account.models import User
from zhibu.web.forms import Form


class LogInForm(Form):
    """Name and password. One sentence for every failure, so that nobody learns which names exist."""

    is_private = True

    username = forms.CharField(label=_("登录名"), max_length=40)
    password = forms.CharField(label=_("密码"), widget=forms.PasswordInput, strip=False, max_length=200)

    is_shared = forms.BooleanField(
        label=_("这是别人也用的电脑"), required=False, help_text=_("勾上，半小时不用或关了浏览器就自动退出。")
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        name = given["username"].strip().lower()
        user = authenticate(self.request, username=name, password=given["password"])
        if not isinstance(user, User):
            self.add_error("password", _("登录名和密码对不上。再试一次，或找书记要一个新密码。"))
        else:
            self.user = user
        return given
