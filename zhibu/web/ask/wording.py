"""What an answer holds, in words: figures with their units, codes by the names that the question gives them, rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from zhibu.questions import Question, Told, list_questions, question_named
from zhibu.rules.status import Status
from zhibu.web.days import write_day, write_month
from zhibu.web.wording import capital, is_english, listed, unit_word, worded

_BRACKETS = re.compile(r"（([^（）]*(?:（[^（）]*）[^（）]*)*)）")
_CODE_FIRST = re.compile(r"([a-z][a-z0-9_-]*)\s+(.+?)(?=[，、；：]\s*[a-z][a-z0-9_-]*(?:\s|$)|[；）]|$)")
_CODE_LAST = re.compile(r"([^：、，（）]+)（([a-z][a-z0-9_]*)）")
_CODES = re.compile(r"(?<![a-z0-9_-])[a-z][a-z0-9_-]*(?![a-z0-9_-])")
_NAMES = re.compile(r"\s?[a-z]+(?:[_.][a-z]+)+\s?")
_SPACES = re.compile(" +")
_EMPTY_LIST = "填空的列表 []，或者"
_FOR_PROGRAMS = ("为空", "负数是", "这样写", "是 = ", "代码")
_LATE = re.compile(r"负数是([\u4e00-\u9fff]{2,3}?)(?=[；，）。]|了|$)")
_EITHER = re.compile(r"([\u4e00-\u9fff])不\1")
_HAVE, _VALID = "有没有", "有没有效"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_TWIN = "_zh"  # form and form_zh: the code for programs, the word for people
_STATUSES = {status.value: status.label_zh for status in Status}


def for_people(question: Question, text: str) -> str:
    """A text of a question as this reader reads it, without what only programs write."""
    return without_names(question, worded(text))


def without_names(question: Question, text: str) -> str:
    """Names of questions and facts become words."""

    def word(found: re.Match[str]) -> str:
        words = _words_for_names(question.name, is_english()).get(found[0].strip())
        if not words:
            return found[0]
        return f" “{words}” " if is_english() else f"“{words}”"

    shown = _NAMES.sub(word, text).replace(_EMPTY_LIST, "")
    return _SPACES.sub(" ", shown).replace("” .", "”.") if is_english() else shown


@lru_cache
def _words_for_names(name: str, english: bool) -> Mapping[str, str]:
    """The titles of all questions and the labels of the facts of one."""
    titles = {question.name: question.title_en if english else question.title_zh for question in list_questions()}
    return titles | {ask.name: worded(ask.label_zh) for ask in question_named(name).asks}


def label_of(told: Told) -> str:
    """The label as people read it."""
    return capital(worded(short_label(told)))


def short_label(told: Told) -> str:
    """The label without what it tells programs: which codes there are, when the field is empty."""

    def kept(found: re.Match[str]) -> str:
        parts = [part for part in re.split("[；]", found[1]) if not _is_for_programs(part)]
        return f"（{'；'.join(parts)}）" if parts else ""

    shown = _BRACKETS.sub(kept, told.label_zh)
    return (
        "；".join(part for part in shown.split("；") if not _is_for_programs(part)).partition("：")[0] or told.label_zh
    )


def _is_for_programs(part: str) -> bool:
    return any(word in part for word in _FOR_PROGRAMS) or bool(_CODES.search(part))


def names_of(told: Told) -> dict[str, str]:
    """The words for codes and for the cells of rows, as the label lists them."""
    names = {code: words.removeprefix("是") for code, words in _CODE_FIRST.findall(told.label_zh)}
    return names | {code: words.strip() for words, code in _CODE_LAST.findall(told.label_zh) if code not in names}


def shown_tells(question: Question, answer: Mapping[str, Any]) -> Iterator[tuple[Told, Any]]:
    """The fields of the answer that say something to people, in the order of the question."""
    for told in question.tells:
        value = answer.get(told.name)
        if value is None or value in ("", [], ()) or f"{told.name}{_TWIN}" in answer:
            continue
        if not _is_range_of_one(told.name, answer):
            yield told, value


def _is_range_of_one(name: str, answer: Mapping[str, Any]) -> bool:
    """An end of due_from to due_to, where both are the figure that has a field of its own."""
    stem, _line, end = name.rpartition("_")
    low, high = answer.get(f"{stem}_from"), answer.get(f"{stem}_to")
    others = [value for key, value in answer.items() if not key.startswith(f"{stem}_")]
    return end in {"from", "to"} and low == high and low in others


def words(question: Question, told: Told, value: Any) -> str:
    """One field of an answer with its unit: 50.00 元, 能, 2026年8月8日, 王一、李二."""
    if isinstance(value, bool):
        return _yes_or_no(told.label_zh, value)
    if isinstance(value, int) and value < 0 and (late := _LATE.search(told.label_zh)):
        unit = unit_word(told.unit_zh, -value)
        return (f"{-value} {unit} over" if is_english() else f"{late[1]} {-value} {unit}").strip()
    if isinstance(value, str) and value in _STATUSES and _EITHER.search(told.label_zh):
        return _yes_or_no(told.label_zh, value == Status.MET)
    if isinstance(value, int | Decimal) and told.unit_zh:
        return f"{value} {unit_word(told.unit_zh, value)}"
    return say(value, _names_in(question))


def say(value: Any, names: Mapping[str, str]) -> str:
    """A value as people write it; codes by their names."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, Mapping):
        return " ".join(say(item, names) for key, item in value.items() if _is_shown(key, item, value))
    if isinstance(value, list | tuple):
        items = [say(item, names) for item in value]
        return listed(items)
    text = str(value)
    if day := _DAY.fullmatch(text):
        return write_day(date(int(day[1]), int(day[2]), int(day[3])))
    if month := _MONTH.fullmatch(text):
        return write_month(int(month[1]), int(month[2]))
    return worded(names.get(text) or _STATUSES.get(text) or value)


def _names_in(question: Question) -> dict[str, str]:
    """Codes explained anywhere among the fields: one label may refer to another."""
    return {code: name for told in question.tells for code, name in names_of(told).items()}


def _yes_or_no(label: str, value: bool) -> str:
    """In the words of the label: 能不能 → 能, 够不够 → 不够. English says yes or no."""
    if is_english():
        return _("是") if value else _("否")
    if _VALID in label:
        return _("有效") if value else _("无效")
    if _HAVE in label:
        return _("有") if value else _("没有")
    if found := _EITHER.search(label):
        return found[1] if value else f"不{found[1]}"
    return _("是") if value else _("否")


def _is_shown(key: str, item: Any, row: Mapping[str, Any]) -> bool:
    is_for_programs = isinstance(item, list | tuple) and all(isinstance(part, Mapping) for part in item)
    return item not in (None, "") and f"{key}{_TWIN}" not in row and key != "colour" and not is_for_programs


def columns_of(told: Told, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The cells of rows worth a column, with their headings: as the label names them, else as it lists them."""
    keys = [key for key in rows[0] if any(_is_shown(key, row.get(key), row) for row in rows)]
    if "name" in keys and "step" in keys:
        keys.remove("step")  # 3. 确定积极分子: said with the name
        keys.sort(key=lambda key: (key != "name", key.startswith("status")))
    names = names_of(told)
    listed = told.label_zh.partition("：")[2].split("、") if not names else []
    headings = []
    for place, key in enumerate(keys):
        plain = key.removesuffix(_TWIN)
        heading = names.get(key) or names.get(plain) or (listed[place] if place < len(listed) else "")
        told_so = worded(heading.removesuffix("的中文"))
        headings.append((key, capital(told_so) or (_("情况") if plain == "status" else _("哪一项"))))
    return headings
