"""Keeps the English catalogue in step with the program: `python -m tools.messages` extracts every text and merges it.

Three sources: calls of gettext in Python; templates; and the Chinese of the law (rules, norms, questions), which is not
marked there because those rooms know no Django: every Chinese text of theirs that is not a docstring is a message.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from zhibu import norms
from zhibu.intake.kinds import KINDS
from zhibu.questions import Ask, list_questions
from zhibu.web.ask.wording import names_of, short_label

PACKAGE = Path(__file__).resolve().parent.parent / "zhibu"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile("[\u4e00-\u9fff，。；：、（）“”]")
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "gettext": None,
    "translated": None,  # gettext beside gettext_lazy as _
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "said": None,  # a template of zhibu.rules.said
}
ROOMS = (
    "base", "org", "member", "account", "meeting", "work", "target", "concern", "admission", "dues", "election",
    "survey", "treatment", "notice",
)  # fmt: skip
UNMARKED = ("rules", "questions", *ROOMS, "checkup", "flows", "norms/model.py", "norms/resolving.py", "cli/ask_text.py")
"""Rooms that know no page: what they say is turned at the edge. So it is in the rules.py of every regulation."""
NOT_SHOWN = frozenset(
    {
        "rules/said.py",
        "base/own_words.py",  # Chinese words of units, for Chinese pages
        "notice/words.py",  # what is sent is Chinese
        "questions/checking.py",  # read by who writes norms
        "member/names.py",  # readings and variants of names
        "member/pinyin.py",
        "survey/samples.py",  # texts that a branch takes over and changes
        "flows/layouts.py",  # headings of other people's tables
        "flows/giving_back.py",
        "flows/copying.py",  # as official systems call them
        "flows/beginning.py",
        "checkup/counting.py",
    }
)
TOLD = ("intake/", "flows/imports/")
"""Their whole sentences are messages; single words there are mostly what tables are headed with."""
READ = re.compile(r"[\\^|]|\[[^\]]*\]\+")  # a pattern that reads what was typed

Found = tuple[str, str | tuple[str, str], str]  # where, message (or one and many), context


def messages() -> Iterator[Found]:
    """Every text of the program that an English reader may meet."""
    for file in sorted(PACKAGE.rglob("*")):
        name = file.relative_to(PACKAGE).as_posix()
        if "migrations" in file.parts or "__pycache__" in file.parts:
            continue
        if file.suffix == ".html":
            calls = templatize(file.read_text(encoding="utf-8"), origin=name)
            yield from _called(name, "\n".join(line.strip() for line in calls.splitlines()))
        elif file.suffix == ".py":
            source = file.read_text(encoding="utf-8")
            words = {key: args for key, args in KEYWORDS.items() if key != "said" or name not in NOT_SHOWN}
            yield from _called(name, source, words)
            if is_unmarked(name):
                yield from ((name, text, "") for text in chinese_texts(source))
            elif name.startswith(TOLD):
                yield from ((name, text, "") for text in chinese_texts(source) if text.endswith("。"))
    yield from (("questions", text, "") for text in _labels())
    yield from (("intake", text, "") for text in _tables())
    yield from (("questions", (unit, unit), "unit") for unit in _units())
    yield from (("norms", text, "") for text in _law())


def is_unmarked(name: str) -> bool:
    """Are the Chinese texts of this file messages without a mark?"""
    if name in NOT_SHOWN or name.startswith("flows/imports/"):
        return False
    return name.startswith(tuple(f"{room}/" for room in UNMARKED)) or name in UNMARKED or name.endswith("/rules.py")


def _called(name: str, source: str, keywords: Mapping[str, Any] = KEYWORDS) -> Iterator[Found]:
    for _line, keyword, found, _notes in extract_python(BytesIO(source.encode()), keywords, [], {}):
        texts = [found] if isinstance(found, str) else list(found or [""])
        context = texts.pop(0) if "pgettext" in str(keyword) else ""
        if str(keyword).startswith("n") and all(texts[:2]):
            yield name, (texts[0], texts[1]), context
        elif texts[0]:
            yield name, texts[0], context


def chinese_texts(source: str) -> Iterator[str]:
    """The Chinese literals of a module: no docstrings, no patterns, no parts of an f-string."""
    tree = ast.parse(source)
    left_out = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    left_out |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in left_out:
            continue
        if CHINESE.search(node.value) and not READ.search(node.value):
            yield node.value


def _labels() -> Iterator[str]:
    """What pages make out of the labels of answers."""
    for question in list_questions():
        for told in question.tells:
            names = names_of(told)
            listed = told.label_zh.partition("：")[2].split("、") if not names else []
            for text in (told.label_zh, short_label(told), *names.values(), *listed):
                yield text.removesuffix("的中文")
        for ask in question.asks:
            yield from _cells(ask)


def _cells(ask: Ask) -> Iterator[str]:
    """Names in the examples of rows."""
    if ask.columns and ask.columns[0].kind == "text":
        yield from (row.split(" ")[0] for row in ask.example.split("；"))


def _tables() -> Iterator[str]:
    """Names of the tables that are read, and of what their columns can mean."""
    for kind in KINDS.values():
        yield kind.label
        yield from (getattr(field.label, "template", field.label) for field in kind.fields.values())


def _units() -> Iterator[str]:
    for question in list_questions():
        yield from (told.unit_zh for told in question.tells if told.unit_zh)
        yield from (ask.unit_zh for ask in question.asks if ask.unit_zh)
    for norm in norms.library().norms.values():
        yield from (value.unit_zh for value in norm.values.values() if value.unit_zh)


def _law() -> Iterator[str]:
    """Texts of the norms that have no English of their own there."""
    for norm in norms.library().norms.values():
        yield from (step.say_zh for steps in norm.steps.values() for step in steps)
        yield from norm.seen.values()
        yield from (value.label_zh for value in norm.values.values())
        yield from (value.reason_zh for value in norm.values.values() if value.reason_zh)
        yield from filter(None, (norm.misleads_zh, norm.disagreement_zh, norm.article_reason_zh))
        if norm.article and not norm.article[:1].isdigit():
            yield norm.article
    yield from (regulation.issuer for regulation in norms.library().regulations.values())
    for months in range(1, 13):
        yield f"{months}月"
    yield from ("一季度", "二季度", "三季度", "四季度")


def template() -> Catalog:
    """All messages, in the order of the places where they stand."""
    found = Catalog(charset="utf-8", project="zhibu")
    for place, text, context in messages():
        if text and CHINESE.search(text if isinstance(text, str) else text[0]):
            found.add(text, locations=[(place, 0)], context=context or None)
    return found


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def save(found: Catalog) -> None:
    """Written by order of text, without places: two people who translate touch different lines."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, found, width=0, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)


def main() -> int:
    found = catalogue() if CATALOGUE.exists() else Catalog(locale="en", fuzzy=False, project="zhibu")
    found.update(template(), no_fuzzy_matching=True)
    found.fuzzy = False
    save(found)
    missing = [message.id for message in found if message.id and not is_complete(message.string)]
    sys.stdout.write(f"{len(found)} 条，还没有译的 {len(missing)} 条\n")
    return 0


def is_complete(string: Any) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    import django

    django.setup()
    sys.exit(main())
