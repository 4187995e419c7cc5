"""通行密钥 (WebAuthn): a key that stays in the device. The reckoning is that of `fido2`; here is what we ask of it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fido2.cose import UnsupportedKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

ISSUER = "支部工作台"
VERIFIED = UserVerificationRequirement.PREFERRED  # the password came before: touching the key is enough

State = dict[str, Any]


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=ISSUER))


def ask_to_make(host: str, user_id: UUID, username: str, name: str, kept: Sequence[str]) -> tuple[str, State]:
    """What the browser is asked (as JSON), and what has to be remembered until it answers."""
    user = PublicKeyCredentialUserEntity(id=user_id.bytes, name=username, display_name=name)
    options, state = _server(host).register_begin(user, [_read(row) for row in kept], user_verification=VERIFIED)
    return json.dumps(dict(options)["publicKey"]), dict(state)


def made(host: str, state: State | None, answer: str) -> str | None:
    """The public half to keep, or None when the answer does not fit the question."""
    try:
        found = _server(host).register_complete(state or {}, json.loads(answer)).credential_data
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if found is None or isinstance(found.public_key, UnsupportedKey):
        return None
    return b64encode(bytes(found)).decode("ascii")


def ask_to_sign(host: str, kept: Sequence[str]) -> tuple[str, State]:
    options, state = _server(host).authenticate_begin([_read(row) for row in kept], user_verification=VERIFIED)
    return json.dumps(dict(options)["publicKey"]), dict(state)


def signed_by(host: str, state: State | None, kept: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Which of the kept keys signed (its place), and the key's own count of signatures; None: none of them."""
    credentials = [_read(row) for row in kept]
    try:
        response = json.loads(answer)
        used = _server(host).authenticate_complete(state or {}, credentials, response)
        count = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return [row.credential_id for row in credentials].index(used.credential_id), count


def _read(row: str) -> AttestedCredentialData:
    return AttestedCredentialData(b64decode(row))
