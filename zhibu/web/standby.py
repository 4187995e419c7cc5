"""Where a request reads: from the standby whoever only looks, from the primary whoever writes or wrote just now.

Standby lost: everybody reads from the primary. Primary lost: people go on reading, and who wants to write is told so in
a sentence. Standby promoted: the driver finds the server that takes writes by itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.base.standby import STANDBY, answers, follows, reading_from

ONLY_LOOKING = {"GET", "HEAD", "OPTIONS"}
WROTE = "wrote"  # cookie: for a few seconds this browser reads what it has just written
SECONDS = 10


class StandbyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if STANDBY not in connections:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ONLY_LOOKING:
            with reading_from(_source(has_written=WROTE in request.COOKIES)):
                return self.get_response(request)
        if not answers(DEFAULT_DB_ALIAS):
            return closed(request)
        response = self.get_response(request)
        response.set_cookie(
            WROTE, "1", max_age=SECONDS, path=settings.COOKIE_PATH, httponly=True, secure=settings.HTTPS,
            samesite="Lax",
        )  # fmt: skip
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Somebody looked, the page wanted to note something, and the primary was not there."""
        is_away = isinstance(error, (OperationalError, InterfaceError)) and not answers(DEFAULT_DB_ALIAS)
        return closed(request) if is_away else None


def closed(request: HttpRequest) -> HttpResponse:
    context = {
        "reason": _("现在只能看，暂时不能写。"),
        "next_step": _("刚才的没有存下。数据都在，过几分钟返回上一页再点一次。"),
        "problems": [],
        "back": request.path,
    }
    request.actor = None  # type: ignore[attr-defined]
    with reading_from(STANDBY):
        answer = render(request, "door/refused.html", context, status=503)
    answer["Retry-After"] = "60"
    return answer


def _source(*, has_written: bool) -> str:
    """A standby that follows nobody any more may be behind: then the primary, as long as there is one."""
    if not has_written and follows(STANDBY):
        return STANDBY
    return DEFAULT_DB_ALIAS if answers(DEFAULT_DB_ALIAS) else STANDBY
