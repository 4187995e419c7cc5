"""Personal data that is kept only where a unit says so: encrypted, and found again only by exact value."""

import base64
import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


def _key(purpose: str) -> bytes:
    return hashlib.blake2b(settings.FIELD_KEY.encode(), person=purpose.encode()[:16], digest_size=32).digest()


def keyed_digest(value: str, purpose: str) -> str:
    """Same value, same digest, of no use without the key. 32 hexadecimal digits."""
    return hmac.new(_key(purpose), value.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedText(models.TextField[Any, Any]):
    """Text that only the program with its key can read; the key lives outside database and backups."""

    def get_prep_value(self, value: Any) -> Any:
        if value in (None, ""):
            return value
        return Fernet(base64.urlsafe_b64encode(_key("field"))).encrypt(str(value).encode()).decode("ascii")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value in (None, ""):
            return value
        try:
            return Fernet(base64.urlsafe_b64encode(_key("field"))).decrypt(value.encode()).decode()
        except InvalidToken:
            return None  # the key was changed: the value is lost to us, the rest of the row is not
