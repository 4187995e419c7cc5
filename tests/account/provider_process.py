"""A small provider of OpenID Connect as a process of its own: `python -m tests.account.provider_process PORT`.

Like real ones it remembers what it was asked (client, address to go back to, challenge, nonce), gives a code once, and
signs with a key pair. Whom it takes somebody for, and what it does wrong, is told it by POST /play.
"""

import base64
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "zhibu", "kept-only-in-tests-of-the-provider"
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
play: dict[str, Any] = {}
codes: dict[str, dict[str, str]] = {}


def issuer() -> str:
    return f"http://127.0.0.1:{sys.argv[1]}"


def token(asked: dict[str, str]) -> str:
    now = int(time.time())
    says = {
        "iss": issuer(), "aud": CLIENT, "sub": "17", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        "employee": play.get("employee", ""),
    } | play.get("says", {})  # fmt: skip
    if play.get("alg") == "HS256":
        return jwt.encode(says, SECRET, algorithm="HS256", headers={"kid": "one"})
    if play.get("alg") == "none":
        return jwt.encode(says, "", algorithm="none")
    return jwt.encode(says, OTHER if play.get("other_key") else KEY, algorithm="ES256", headers={"kid": "one"})


class Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/ask", "token_endpoint": "/token", "jwks_uri": "/keys"}
            self.say({"issuer": play.get("issuer", issuer())} | {name: issuer() + at for name, at in names.items()})
        elif parts.path == "/keys":
            key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
            self.say({"keys": [key | {"kid": "one", "alg": "ES256", "use": "sig"}]})
        elif parts.path == "/ask":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
                self.say({"error": "invalid_request"}, 400)
                return
            code = f"code-{len(codes)}"
            codes[code] = asked
            self.send_response(302)
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/play":
            play.clear()
            play.update(json.loads(body))
            self.say({})
            return
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = codes.pop(given.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            asked is not None
            and self.headers.get("Authorization") == f"Basic {pair}"
            and asked["redirect_uri"] == given.get("redirect_uri")
            and asked["code_challenge"] == challenge
        )
        if not is_right or asked is None:
            self.say({"error": "invalid_grant"}, 400)
            return
        self.say({"access_token": "unused", "token_type": "Bearer", "id_token": token(asked)})

    def say(self, what: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
