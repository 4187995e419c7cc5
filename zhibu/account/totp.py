"""动态码: six digits that change every half minute (RFC 6238), as any authenticator app reckons them."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from urllib.parse import quote

PERIOD, DIGITS, SECRET_BYTES = 30, 6, 20
AROUND = 1  # steps before and after the present one that are taken: clocks of phones differ


def new_secret() -> str:
    """Thirty-two letters and digits, as apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def is_secret(text: str) -> bool:
    try:
        return len(base64.b32decode(text.encode("ascii"))) == SECRET_BYTES
    except ValueError:
        return False


def code_at(secret: str, step: int) -> str:
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The step whose code this is. `after`: the step used last; that one and earlier ones are taken no second time."""
    present = int(now.timestamp()) // PERIOD
    typed = plain(code)
    for step in range(present - AROUND, present + AROUND + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), typed.encode()):
            return step
    return None


def plain(code: str) -> str:
    """As people type it: full-width digits, spaces and hyphens mean nothing."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).lower() if letter.isalnum())


def address(secret: str, name: str, issuer: str) -> str:
    """What the square code holds for the app."""
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={secret}&issuer={quote(issuer)}"
