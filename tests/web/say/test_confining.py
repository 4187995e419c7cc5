"""Cookies of the product lie below /in/; a browser that uses the product and 说事 sends none to 说事."""

from typing import Any

import pytest

from zhibu.config.confining import confined


def asked(path: str, method: str = "GET", query: str = "") -> tuple[str, str, str]:
    """Status or “inner”, script name, path or address to go to."""
    seen: list[tuple[str, str, str]] = []

    def inner(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(("inner", environ.get("SCRIPT_NAME", ""), environ["PATH_INFO"]))
        return [b""]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        seen.append((status[:3], "", dict(headers)["Location"]))

    list(confined(inner)({"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query}, start))
    return seen[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/in/meetings/", ("inner", "/in", "/meetings/")),
        ("/in/", ("inner", "/in", "/")),
        ("/in", ("inner", "/in", "/")),
        ("/say/", ("inner", "", "/say/")),
        ("/say/3/", ("inner", "", "/say/3/")),
        ("/static/web/zhibu.css", ("inner", "", "/static/web/zhibu.css")),
        ("/meetings/", ("307", "", "/in/meetings/")),
        ("/", ("307", "", "/in/")),
        ("/in/say/3/", ("307", "", "/say/3/")),
        ("/in/static/x.css", ("307", "", "/static/x.css")),
        ("/inbox/", ("307", "", "/in/inbox/")),
        ("/sayings/", ("307", "", "/in/sayings/")),
        ("//elsewhere.example/", ("307", "", "/in//elsewhere.example/")),
    ],
)
def test_where_an_address_leads(path: str, expected: tuple[str, str, str]) -> None:
    assert asked(path) == expected


def test_the_question_comes_along_and_programs_are_answered() -> None:
    assert asked("/members/", query="q=li") == ("307", "", "/in/members/?q=li")
    assert asked("/members/", method="POST") == ("inner", "", "/members/")
    assert asked("/党员/".encode().decode("latin-1")) == ("307", "", "/in/%E5%85%9A%E5%91%98/")
