"""The second step of a log-in, as one of Django's ways to authenticate: so that wrong codes are slowed down as wrong
passwords are, by the same count.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from zhibu.account.factors import fits_code, fits_passkey
from zhibu.account.models import User


class SecondStep(BaseBackend):
    """`half`: whose password was right. `code`: as typed; `passkey`: host, what was asked, and the answer."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> User | None:
        if "half" not in given:
            return None
        user = User.objects.filter(pk=given["half"], username=given["username"], is_active=True).first()
        if user is None:
            return None
        passkey = given.get("passkey")
        fits = fits_passkey(user, *passkey) if passkey else fits_code(user, given["code"], given["now"])
        return user if fits else None

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
