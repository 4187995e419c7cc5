"""docs/security.md promises only what a test holds: each test named there exists, each line says which."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ANSWERS = ("tested", "the unit", "missing", "`make audit`")


def all_tests() -> set[str]:
    found = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(node.name)
    return found


def test_each_test_named_there_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 40
    assert named - all_tests() == set()


def test_each_line_says_tested_the_unit_or_missing() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and not set(line) <= set("|- ")]
    told = [row for row in rows if row not in {"| what | |", "| control | |"}]
    assert [row for row in told if not any(word in row.split("|")[2] for word in ANSWERS)] == []


def test_tested_names_a_test_or_a_chapter() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|") and "tested" in line.split("|")[2]]
    assert [row for row in rows if "`test_" not in row and "as under" not in row] == []


def test_it_claims_no_conformity() -> None:
    assert "claims no conformity" in PAGE
    assert not re.search(r"\b(compliant|certified|complies|conforms)\b", PAGE)
