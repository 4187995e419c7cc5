"""The language of the pages: Chinese, unless the person chose another on this device."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PLACES_IN_ENGLISH = frozenset({"ask", "language"})
"""The places whose every text is in the English catalogue; the others are shown in Chinese until theirs are."""


def has_english(path: str) -> bool:
    """Can the page at this address be read in English?"""
    place = PurePosixPath(path.strip("/")).parts[:1]
    return bool(place) and place[0] in PLACES_IN_ENGLISH


class LanguageMiddleware:
    """Like Django's LocaleMiddleware, but what a browser happens to prefer changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES) and (
            chosen == settings.LANGUAGE_CODE or has_english(request.path_info)
        )
        language = chosen if known else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
