"""Answers in another language without Django: the compiled catalogue, read only when it is asked for."""

from collections.abc import Callable, Mapping
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from zhibu.base.errors import Refused
from zhibu.questions import law_in_english
from zhibu.rules.said import in_language

CATALOGUE = Path(__file__).resolve().parents[1] / "locale" / "en" / "LC_MESSAGES" / "django.mo"


def words_in(language: str) -> Callable[[Any], str]:
    """How texts are said in zh or en. Raises Refused where the English catalogue was not compiled."""
    if language == "zh":
        return str
    if not CATALOGUE.exists():
        raise Refused("英文译文还没有编译。", "运行 make setup，再试一次。")
    with CATALOGUE.open("rb") as file:
        catalogue = GNUTranslations(file)
    law = law_in_english()

    def english(text: str) -> str:
        return law.get(text) or catalogue.gettext(text)

    def words(text: Any) -> str:
        shown = in_language(text, english)
        return shown[:1].upper() + shown[1:]

    return words


def in_words(told: Any, words: Callable[[Any], str]) -> Any:
    """An answer as it is printed, with every text in it said in the language; codes, dates and figures stay."""
    if isinstance(told, Mapping):
        return {name: in_words(item, words) for name, item in told.items()}
    if isinstance(told, list):
        return [in_words(item, words) for item in told]
    return words(told) if isinstance(told, str) and not told.isascii() else told
