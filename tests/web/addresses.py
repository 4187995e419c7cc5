"""The product's addresses, the gallery, and a few views that do on purpose what pages should not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from zhibu.base.actor import Right
from zhibu.base.errors import Invalid, NotAllowed, NotFound, Overtaken, Refused
from zhibu.web.access import PageRequest, nameless_page, open_page, page, signed_in
from zhibu.web.confirm import Confirm, ask_first, is_confirmed


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


@nameless_page
def nameless(request: PageRequest) -> HttpResponse:
    return HttpResponse(f"actor:{request.actor}")


@open_page
def clock_read(request: PageRequest) -> HttpResponse:
    return HttpResponse(request.today.isoformat())


@page(Right.ACCOUNTS, Right.CONFIRM)
def guarded(request: PageRequest) -> HttpResponse:
    return HttpResponse(request.actor.name)


@signed_in
def failing(request: PageRequest, kind: str) -> HttpResponse:
    errors: dict[str, Exception] = {
        "missing": NotFound(),
        "forbidden": NotAllowed("归档要由主持人来办。", "王书记"),
        "refused": Refused("11月5日的会已经归档。", "写一份更正。"),
        "overtaken": Overtaken("这条记录刚才已被别人改过。", None),
        "invalid": Invalid({"title": "名称还没填。", "present": "到会多于应到。"}),
        "defect": RuntimeError("unforeseen"),
    }
    raise errors[kind]


@signed_in
def archive(request: PageRequest) -> HttpResponse:
    if is_confirmed(request):
        return HttpResponse("archived " + request.POST["gathering"])
    return ask_first(request, Confirm("归档这次会议", "归档", "/meetings/", fields={"gathering": "g-1"}))


@open_page
def said(request: PageRequest) -> HttpResponse:
    """Messages whose text must not become markup."""
    messages.success(request, "<b>已记下</b>", extra_tags="undo:/undo/1/")
    return HttpResponse(engines["django"].from_string('{% extends "base.html" %}').render({}, request))


urlpatterns = [
    path("", include("zhibu.web.urls")),
    path("gallery/", include("zhibu.web.gallery.urls")),
    path("test/undeclared/", undeclared),
    path("test/nameless/", nameless),
    path("test/clock/", clock_read),
    path("test/guarded/", guarded),
    path("test/failing/<str:kind>/", failing),
    path("test/archive/", archive),
    path("test/said/", said),
]
handler404 = "zhibu.web.door.pages.not_found"
handler500 = "zhibu.web.door.pages.our_fault"
