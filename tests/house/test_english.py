"""The English catalogue: whole for the places that are offered in English, with the same values as the Chinese."""

import ast
import re
from pathlib import Path

import pytest

from tools import messages

PACKAGE = Path(__file__).resolve().parents[2] / "zhibu"
CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）《》]")
BRACES = re.compile(r"\{([A-Za-z_]\w*)(?::[^}]*)?\}")
TELLS_WHAT_TO_TYPE = re.compile("写|加一列|在“|姓名之间|要算进|补上学时|表头里要有|只写一个人")
"""How messages begin that say what a cell or a heading has to hold: those words stay, as tables are Chinese."""
AS_TYPED = re.compile("[\u4e00-\u9fff，、（）]")
PERCENT = re.compile(r"%\((\w+)\)[sd]")
CHOICE = re.compile(r"\{\w+:[^{}|]*\|([a-z]+)[^{}]*\}")


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


def test_words_go_with_their_number(catalogue):
    """No “1 rows”: a word that somewhere goes with a number, "{count:row|rows}", goes with it everywhere."""
    single = [message.string for message in catalogue if message.id and isinstance(message.string, str)]
    many = {word for string in single for word in CHOICE.findall(string)} - {"are", "were"}
    plain = re.compile(rf"(?:%\(\w+\)[sd]|\{{[a-z_\d]+\}})(?: [a-z]+)? (?:{'|'.join(sorted(many))})\b")
    assert len(many) > 40
    assert [string for string in single if plain.search(string)] == []


def test_what_goes_on_keeps_its_space(catalogue):
    """看到：{{ … }} needs none, “Seen:” does."""
    goes_on = re.compile(r'translate "([^"]*[：；，])"[^%]*%\}(?:\{% (?:if|for)[^%]*%\})*(?:\{\{|<a |“)')
    begun = {text for file in PACKAGE.rglob("*.html") for text in goes_on.findall(file.read_text(encoding="utf-8"))}
    assert len(begun) > 5
    assert [text for text in begun if not catalogue.get(text).string.endswith(" ")] == []


def test_no_translation_holds_chinese(catalogue):
    for message in catalogue:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            typed = "".join(AS_TYPED.findall(message.id)) if TELLS_WHAT_TO_TYPE.match(str(message.id)) else ""
            assert not any(set(CHINESE.findall(string)) - set(typed) for string in strings), message.string


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


CHINESE_BY_NATURE = {
    "ledger": "ledgers and papers are Chinese documents",
    "demo": "the sample unit is made up in Chinese",
    "bench": "read by who measures the program",
    "cli": "the command line speaks Chinese; what it answers about the law is turned at its own edge",
    "config": "read by who starts the server",
    "jobs": "mails to the two people who keep the log's head",
    "norms": "read by who writes norms",
    "notice/words.py": "what is sent is Chinese",
    "intake/forms/filling.py": "filled into other people's Chinese tables",
    "intake/headers.py": "headings, as tables have them",
    "intake/spreading.py": "cells of a table that is laid out anew",
    "intake/kinds/plan.py": "a cell, before it is read",
    "intake/kinds/meeting_fields.py": "built once; every label is in the catalogue",
    "intake/kinds/appraisals.py": "patterns of headings",
    "intake/values/people.py": "names of ethnic groups, as they are written on cards",
    "intake/tables.py": "names of sheets",
    "intake/result.py": "the place of a cell as the command line prints it",
    "intake/writing.py": "remarks in the user's own workbook, read again when it comes back",
    "flows/imports/building.py": "what becomes part of a record",
    "flows/imports/comparing.py": "the label that a staged row is kept under",
    "flows/imports/undoing.py": "months in a row of names",
    "flows/copying.py": "as official systems write it",
    "flows/giving_back.py": "cells of the unit's own tables",
    "flows/given_rows.py": "the same",
    "rules/said.py": "names of months, looked up one by one",
    "rules/sheets.py": "the same",
    "rules/telling.py": "the same",
    "web/targets/showing.py": "names of quarters, looked up one by one",
    "web/checkup/showing.py": "the Chinese side of a choice between two languages",
    "web/ask/wording.py": "the Chinese side of a choice between two languages",
    "web/files/giving_back.py": "the title of a Chinese table",
    "flows/layouts.py": "the heading of a Chinese table",
}
"""Where an f-string may hold Chinese, and why."""
NAMES_OF_FILES = re.compile(r"\.(docx|xlsx|pdf|txt|zip|csv)$")


def test_sentences_are_not_put_together_in_ways_that_no_language_can_follow():
    """What people read is a template, said("…{x}…") or gettext; an f-string in Chinese stays Chinese for everybody."""
    wrong, needed = [], set()
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        if "migrations" in file.parts:
            continue
        found = [
            f"{name}:{node.lineno}"
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.JoinedStr) and holds_chinese(node)
        ]
        reasons = [known for known in CHINESE_BY_NATURE if name == known or name.startswith(f"{known}/")]
        needed |= set(reasons if found else ())
        wrong += [] if reasons else found
    assert wrong == []
    assert needed == set(CHINESE_BY_NATURE), "no longer needed there"


def holds_chinese(node: ast.JoinedStr) -> bool:
    """Words of its own, not words that something inside brings along; names of files stay Chinese."""
    words = [part.value for part in node.values if isinstance(part, ast.Constant)]
    text = "".join(str(word) for word in words)
    is_sentence = not messages.READ.search(text) and not NAMES_OF_FILES.search(text)
    return is_sentence and re.search("[\u4e00-\u9fff]", text) is not None
