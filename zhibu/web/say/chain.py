"""The short way of every request to 说事: no session, no cookie read or set, no lock-out, no message, no log line.

It stands before the session in the list of middlewares and answers by itself, so nothing behind it ever sees such a
request. An unforeseen error is noted without its time and said at the next release.
"""

import traceback
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponsePermanentRedirect
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import Resolver404, get_resolver
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.base import clock
from zhibu.base.errors import NotFound, Refused
from zhibu.concern.submitting import waiting
from zhibu.web.access import policy_of
from zhibu.web.say.uploads import InMemory
from zhibu.web.wording import worded

PREFIX = "/say/"
IDENTIFYING = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Language": "zh-hans",
}


class SayMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_ours = request.path_info.startswith(PREFIX) or request.path_info == PREFIX.rstrip("/")
        host = settings.SAY_HOST
        if is_ours and host and host_of(request) != host:
            response: HttpResponse = HttpResponsePermanentRedirect(f"{request.scheme}://{host}{request.path_info}")
        elif host and not is_ours and host_of(request) == host:
            response = HttpResponsePermanentRedirect(PREFIX) if request.path_info == "/" else HttpResponseNotFound()
        elif not is_ours:
            return self.get_response(request)
        else:
            with translation.override(settings.LANGUAGE_CODE):
                response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)  # only the style says otherwise: it may be kept
        response.cookies.clear()
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log 4xx with path and second
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        for name in IDENTIFYING:
            request.META.pop(name, None)
        request.upload_handlers = [InMemory(request)]
        request.now = clock.now()  # type: ignore[attr-defined]
        request.today = clock.day_of(request.now)  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        try:
            match = get_resolver(settings.ROOT_URLCONF).resolve(request.path_info)
        except Resolver404:
            if not request.path_info.endswith("/"):
                return HttpResponsePermanentRedirect(request.path_info + "/")
            return _page(_("没有这一页。"), _("从头开始：打开说事的首页。"), 404)
        policy = policy_of(match.func)
        if policy is None or not policy.nameless:
            raise TypeError(f"{match.func} below {PREFIX} is not a nameless page")
        request.resolver_match = match
        return self._carried_out(request)

    def _carried_out(self, request: HttpRequest) -> HttpResponse:
        match = request.resolver_match
        assert match is not None
        try:
            if request.method == "POST" and not comes_from_here(request):
                return _page(_("这次提交不是从这里的页面发出的，没有收。"), _("打开说事的页面，在那里填。"), 403)
            return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
        except NotFound:
            return _page(_("没有这一页。"), _("从头开始：打开说事的首页。"), 404)
        except Refused as error:
            return _page(worded(error.reason), worded(error.next_step), 422)
        except (
            RequestDataTooBig, TooManyFilesSent, MultiPartParserError, SuspiciousOperation, StopUpload,
        ):  # fmt: skip
            return _page(_("内容太大或者读不懂，没有收。"), _("文字 500 字以内；图片不超过 12 MB，也可以不附。"), 413)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            waiting().note_fault(f"{type(error).__name__} {place.filename.rsplit('zhibu', 1)[-1]}:{place.lineno}")
            return _page(_("程序出错了，没有交上去。"), _("过一会儿再试；一直不行就当面找受理人。"), 500)


def host_of(request: HttpRequest) -> str:
    """Empty for a name that is not ours: Django's own error would come into the log with the second."""
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


def comes_from_here(request: HttpRequest) -> bool:
    """By what browsers say of the page that sent the form. Old browsers say nothing; then the form's token decides."""
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.get_host()
    site = request.headers.get("Sec-Fetch-Site", "")
    return site in {"", "same-origin", "none"} and origin != "null"


def _page(reason: str, next_step: str, status: int) -> HttpResponse:
    text = render_to_string("say/refused.html", {"reason": reason, "next_step": next_step, "large": False})
    return HttpResponse(text, status=status)
