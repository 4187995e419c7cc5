"""The English catalogue: whole for the places that are offered in English, with the same values as the Chinese."""

import ast
import re
from pathlib import Path

import pytest

from tools import messages

PACKAGE = Path(__file__).resolve().parents[2] / "zhibu"
CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）《》]")
BRACES = re.compile(r"\{([A-Za-z_]\w*)(?::[^}]*)?\}")
PERCENT = re.compile(r"%\((\w+)\)[sd]")


def placeholders(text: str) -> set[str]:
    return set(BRACES.findall(text)) | set(PERCENT.findall(text))


@pytest.fixture(scope="module")
def catalogue():
    return messages.catalogue()


@pytest.fixture(scope="module")
def template():
    return messages.template()


def is_translated(known) -> bool:
    return known is not None and messages.is_complete(known.string)


def test_the_catalogue_is_whole(catalogue, template):
    missing = [
        message.id
        for message in template
        if message.id and not is_translated(catalogue.get(message.id, message.context))
    ]
    assert missing == [], "run python -m tools.messages and translate what is new"


def test_every_translation_takes_the_same_values(catalogue):
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if message.id and any(strings):
            wanted = placeholders(ids[0])
            assert all(placeholders(string) <= wanted for string in strings), message.id
            assert placeholders(strings[-1]) == wanted, message.id


def test_no_translation_holds_chinese(catalogue):
    for message in catalogue:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert not any(CHINESE.search(string) for string in strings), message.string


def law_files():
    rooms = [file for room in ("questions", "rules") for file in (PACKAGE / room).rglob("*.py")]
    return [*rooms, *(PACKAGE / "norms").rglob("rules.py"), PACKAGE / "cli" / "ask_text.py"]


def test_the_law_makes_its_sentences_of_templates():
    """An f-string, or words joined by hand, could not be said in English."""
    wrong = []
    for file in law_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else []
            joins = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
            if joins:
                parts = [node.func.value]
            literals = [part.value for part in parts if isinstance(part, ast.Constant)]
            if any(CHINESE.search(text) for text in literals if isinstance(text, str)) and not is_a_word(file, node):
                wrong.append(f"{file.relative_to(PACKAGE)}:{node.lineno}")
    assert wrong == []


def is_a_word(file: Path, node: ast.AST) -> bool:
    """Names of months are whole words, looked up one by one; who writes norms reads the rest."""
    return file.name in {"said.py", "sheets.py", "month_runs.py", "telling.py"} and not isinstance(node, ast.Call)
