"""One small POST to another server: ten seconds, no redirect followed, nothing of address or answer in a log."""

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

SECONDS = 10
MOST_BYTES = 4096
NOTHING = SplitResult("", "", "", "", "")


def parts_of(address: str) -> SplitResult:
    """Empty for what is no address, or has a name and a password in it."""
    try:
        parts = urlsplit(address.strip())
        _port = parts.port
    except ValueError:
        return NOTHING
    if "@" in parts.netloc or any(letter.isspace() or ord(letter) < 33 for letter in address.strip()):
        return NOTHING
    return parts


def post(parts: SplitResult, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Status and the beginning of the answer; OSError and HTTPException when there is none."""
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES)
    finally:
        connection.close()
