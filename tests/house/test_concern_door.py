"""The tables of concerns are reached by their own pages and flow only; everybody else has `zhibu.concern.summary`."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = (
    "zhibu/concern/", "zhibu/web/say/", "zhibu/web/concerns/", "zhibu/flows/concerns.py", "zhibu/flows/carrying.py",
    "zhibu/demo/concerns.py",
    "zhibu/flows/imports/homes/concerns.py",
)  # fmt: skip
DOOR = "zhibu.concern.summary"


def opened(source):
    """Modules of the room that a Python text imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "zhibu":
                found |= {f"zhibu.{alias.name}" for alias in node.names if alias.name == "concern"}
            elif node.module == "zhibu.concern":
                found |= {f"zhibu.concern.{alias.name}" for alias in node.names}
            elif node.module.startswith("zhibu.concern."):
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[:2] == ["zhibu", "concern"]}
    return found


def others():
    for file in sorted((ROOT / "zhibu").rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if not name.startswith(OWN):
            yield name, file.read_text(encoding="utf-8")


def test_the_search_finds_them():
    assert opened("from zhibu.concern import models, summary") == {"zhibu.concern.models", "zhibu.concern.summary"}
    assert opened("from zhibu.concern.models import Concern") == {"zhibu.concern.models"}
    assert opened("import zhibu.concern.queries") == {"zhibu.concern.queries"}
    assert opened("from zhibu.concerns import x\nfrom zhibu.web.concerns import y") == set()


def test_nobody_else_opens_the_room():
    assert {name: opened(source) - {DOOR} for name, source in others() if opened(source) - {DOOR}} == {}


def test_nobody_reaches_the_tables_by_name():
    signs = ('"concern"', "'concern'", "concern_concern", "concern.Concern")
    wrong = [name for name, source in others() if "get_model" in source and any(sign in source for sign in signs)]
    assert wrong == []


def test_the_door_shows_no_text_and_nobody():
    source = (ROOT / "zhibu/concern/summary.py").read_text(encoding="utf-8")
    columns = next(line for line in source.splitlines() if line.startswith("COLUMNS"))
    assert not any(word in columns for word in ("words", "receipt", "raiser", "enclosure", "bypass", "kind"))
    assert "about_a_person=False" in source


# --- 说事 and sessions ------------------------------------------------------------------------------------------------

APART = ("zhibu/web/say", "zhibu/concern/submitting.py", "zhibu/concern/waiting.py", "zhibu/concern/receipts.py")
TRACES = ("django.contrib", "django.core.cache", "django.core.mail", "django.middleware", "logging")
"""What remembers people or minutes. import-linter keeps our own rooms away; parts of Django only a text can."""


def traces(source):
    """Modules among the traces that a Python text imports, and what of a request it must not touch."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and node.attr in {
            "session",
            "COOKIES",
            "user",
            "set_cookie",
            "REMOTE_ADDR",
        }:
            found.add(node.attr)
        found |= {trace for trace in TRACES for name in names if name == trace or name.startswith(f"{trace}.")}
    return found


def test_the_search_finds_traces():
    assert traces("from django.contrib import messages\nimport logging") == {"django.contrib", "logging"}
    assert traces("from django.core.cache import cache") == {"django.core.cache"}
    assert traces("def page(request): return request.session, request.COOKIES") == {"session", "COOKIES"}
    assert traces("from django.http import HttpResponse") == set()


def test_say_pages_touch_nothing_that_remembers():
    files = [
        file for place in APART for file in ([ROOT / place] if place.endswith(".py") else (ROOT / place).glob("*.py"))
    ]
    assert len(files) >= 9
    assert {file.name: traces(file.read_text(encoding="utf-8")) for file in files if traces(file.read_text())} == {}
