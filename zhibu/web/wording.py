"""The edge where Chinese texts of questions, rules and norms turn into the language of the reader."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, npgettext, override

from zhibu.base.own_words import in_own_words
from zhibu.questions import law_in_english
from zhibu.rules.said import in_language

MANY = 2


def as_written(make: Callable[[], Any]) -> str:
    """A text that becomes part of a record, or is proposed for one: Chinese, whoever reads the pages how."""
    with override(settings.LANGUAGE_CODE):
        return str(make())


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def worded(text: Any) -> str:
    """A sentence that remembers its template, or a word of the catalogue, as this reader reads it."""
    return in_language(text, _english) if is_english() else in_own_words(text)


@lru_cache(maxsize=1)
def _law() -> dict[str, str]:
    return law_in_english()


def _english(text: str) -> str:
    """From the catalogue; the law brings its own English."""
    return _law().get(text) or gettext(text)


def worded_lines(texts: Iterable[str]) -> list[str]:
    """Sentences one by one, each beginning with a large letter where a language has them."""
    return [capital(worded(text)) for text in texts]


def source_label(title_zh: str, article_zh: str) -> str:
    """《…》第11条; elsewhere the English title and article."""
    if is_english():
        return ", ".join(filter(None, (worded(title_zh.strip("《》")), worded(article_zh))))
    return f"{title_zh if title_zh.startswith('《') else f'《{title_zh}》'}{article_zh}"


def between(mark: str) -> str:
    """、or ；as this reader's language writes it between words."""
    return gettext(mark) if is_english() else mark


def bracketed(text: Any) -> str:
    """（…） behind another word, as this reader's language writes it."""
    return f"{between('（')}{text}{between('）')}"


def listed(texts: list[str]) -> str:
    """Words in a row that were turned before: 王一、李二; Wang, Li."""
    has_marks = any(mark in text for text in texts for mark in "、，。,")
    return between("；" if has_marks else "、").join(texts)


def in_a_row(*sentences: str) -> str:
    """Sentences, turned before, one after the other; an empty one is passed over."""
    return (" " if is_english() else "").join(filter(None, sentences))


def unit_word(unit_zh: str, number: Any = MANY) -> str:
    """The unit that goes with a number; without one, as it stands behind a label."""
    if not unit_zh or not is_english():
        return unit_zh
    return npgettext("unit", unit_zh, unit_zh, 1 if str(number) == "1" else MANY)


def capital(text: str) -> str:
    """The first letter large, where a language has such letters."""
    return text[:1].upper() + text[1:]


def _catalogue() -> tuple[str, ...]:
    """Names of the tables that can be imported, written out so that translators find them."""
    return (
        gettext("花名册"), gettext("会议台账"), gettext("年度计划"), gettext("问题清单"), gettext("发展党员台账"),
        gettext("培训学时"), gettext("党费台账"), gettext("目标表"), gettext("支部一览"), gettext("民主评议票数"),
        gettext("诉求台账"),
    )  # fmt: skip
