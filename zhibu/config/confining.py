"""Keeps the cookies of the product away from 说事: all other pages lie below `/in/`, and so do their cookies.

A browser sends a cookie only to addresses below its path. `/say/`, files of style, the interface for programs and what
monitors ask stay outside and get none. An address without `/in` still leads where it did: a reader is sent on, a
program is answered.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

PREFIX = "/in"
OUTSIDE = ("/say", "/static", "/api", "/health", "/metrics")
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


def is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


def confined(application: Application) -> Application:
    """The application with its pages below the prefix."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if is_below(path, PREFIX):
            inner = path.removeprefix(PREFIX) or "/"
            if any(is_below(inner, place) for place in OUTSIDE):
                return _sent_on(inner, environ, start_response)
            return application({**environ, "SCRIPT_NAME": PREFIX, "PATH_INFO": inner}, start_response)
        if any(is_below(path, place) for place in OUTSIDE) or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return application(environ, start_response)
        return _sent_on(PREFIX + path, environ, start_response)

    return answer


def _sent_on(path: str, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    """To an address of ours: the path comes as it was decoded, and goes out encoded again."""
    query = environ.get("QUERY_STRING", "")
    target = quote(path.encode("latin-1", "replace")) + (f"?{query}" if query else "")
    start_response("307 Temporary Redirect", [("Location", target), ("Cache-Control", "no-store")])
    return [b""]
