"""The two catalogues that stand where Django keeps its own: Chinese in the unit's words, English that counts."""

from typing import Any

from django.conf import settings
from django.utils.translation import trans_real

from zhibu.base.own_words import renamed
from zhibu.rules.said import Counted


class OwnWordsTranslation(trans_real.DjangoTranslation):
    """The Chinese catalogue; what comes out of it speaks with the unit's words. English keeps the program's."""

    def gettext(self, message: str) -> str:
        return renamed(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return renamed(super().ngettext(msgid1, msgid2, n))


class CountingTranslation(trans_real.DjangoTranslation):
    """A catalogue whose sentences choose the word that goes with a number, once the number is filled in."""

    def gettext(self, message: str) -> str:
        return _counted(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _counted(super().ngettext(msgid1, msgid2, n))


def _counted(text: str) -> str:
    return Counted(text) if "|" in text else text


def put_in_place() -> None:
    """Django keeps one catalogue a language; these are ours."""
    django: Any = trans_real  # where it keeps them has no public name
    django._translations[settings.LANGUAGE_CODE] = OwnWordsTranslation(settings.LANGUAGE_CODE)
    django._translations["en"] = CountingTranslation("en")
    django._default = None
