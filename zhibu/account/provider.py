"""Log-in through the unit's own provider (OpenID Connect, code flow with PKCE). It proves who somebody is and gives no
right: the account has to be here already, under the log-in name that stands in the claim chosen by the unit.
"""

import hashlib
import hmac
import http.client
import json
import ssl
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base.errors import NotFound, Refused
from zhibu.rules.said import said

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # signed by a key pair only: a shared secret signs nothing here
TIMEOUT = 10
MOST_BYTES = 1_000_000
OK = 200
LEEWAY = 60  # seconds by which both clocks may differ

TROUBLE = ("统一登录现在用不了。", "用登录名和密码登录，或者过一会再试；老是这样，告诉管理员。")
NO_FIT = ("这次统一登录没有接上。", "回到登录页再来一次。")


@dataclass(frozen=True)
class Asked:
    """What is remembered in the session until the person comes back."""

    state: str
    nonce: str
    verifier: str
    goal: str
    is_shared: bool
    until: str


def _unit() -> Any:
    """The settings of the unit: `config.environment.Provider`."""
    if settings.OIDC is None:
        raise NotFound
    return settings.OIDC


def ask(*, goal: str, is_shared: bool, until: datetime) -> Asked:
    return Asked(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), goal, is_shared, until.isoformat())


def address_to_ask(asked: Asked, back: str) -> str:
    """Where the browser is sent."""
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": _unit().client,
        "redirect_uri": back,
        "scope": _unit().scope,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    where = _described()["authorization_endpoint"]
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def who_came(asked: Asked, *, state: str, code: str, back: str, now: datetime) -> str:
    """The value of the unit's claim, from an answer that fits what was asked in this very browser."""
    if not code or datetime.fromisoformat(asked.until) <= now or not hmac.compare_digest(state, asked.state):
        raise Refused(*NO_FIT)
    described = _described()
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier,
        "client_id": _unit().client,
    }  # fmt: skip
    answer = _fetch(described["token_endpoint"], form)
    told = _read(str(answer.get("id_token", "")), described)
    if not hmac.compare_digest(str(told.get("nonce", "")), asked.nonce):
        raise Refused(*NO_FIT)
    return str(told.get(_unit().claim, "")).strip().lower()


def account_of(name: str, today: date) -> User:
    """The account of that log-in name, when somebody works with it today."""
    user = User.objects.filter(username=name).first() if name else None
    if user is None:
        raise Refused(
            said("统一登录认得“{name}”，这里还没有这个登录名。", name=name or "？"),
            "请本支部书记或管理员开账号，登录名要和统一登录里的一样。",
        )
    if not user.is_active or not grants_of(user, today):
        raise Refused("这个账号现在没有角色，或者已经停用。", "还在任的，请管理员看一看。")
    return user


def _read(token: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """What the signed token says; it has to be for us, from the provider, and of now."""
    try:
        keys = jwt.PyJWKSet.from_dict(_fetch(described["jwks_uri"]))
        header = jwt.get_unverified_header(token)
        fitting = [key for key in keys.keys if header.get("kid") in {None, key.key_id}]
        if header.get("alg") not in ALGORITHMS or len(fitting) != 1:
            raise Refused(*NO_FIT)
        told: dict[str, Any] = jwt.decode(
            token, fitting[0].key, algorithms=list(ALGORITHMS), audience=_unit().client,
            issuer=_unit().issuer, leeway=LEEWAY, options={"require": ["exp", "iat", "aud", "iss", "nonce"]},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise Refused(*NO_FIT) from error
    if told.get("azp", _unit().client) != _unit().client:
        raise Refused(*NO_FIT)
    return told


def _described() -> dict[str, Any]:
    """The provider's own description; it has to speak of itself."""
    found = _fetch(_unit().issuer.rstrip("/") + "/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if found.get("issuer") != _unit().issuer or not all(isinstance(found.get(name), str) for name in wanted):
        raise Refused(*TROUBLE)
    return found


def _fetch(address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One request, no redirects, a bounded answer. With a form the client's secret goes along in the header."""
    parts = urlsplit(address)
    if not is_safe(address):
        raise Refused(*TROUBLE)
    headers = {"Accept": "application/json"}
    body = None
    if form is not None:
        pair = f"{quote(_unit().client, safe='')}:{quote(_unit().secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    connection = (
        http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read(MOST_BYTES)) if answer.status == OK else None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(*TROUBLE) from error
    finally:
        connection.close()
    if not isinstance(found, dict):
        raise Refused(*(TROUBLE if form is None else NO_FIT))
    return found


def is_safe(address: str) -> bool:
    """Encrypted; or on this very machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"})
    )
