"""One field for everything. Each place adds a source; a source sees only what its actor may see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor
from zhibu.web.access import PageRequest, signed_in
from zhibu.web.frame import places_for

LONGEST = 60
SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, where it leads, and what it is (“党员”, “会议 11月5日”)."""

    title: str | Promise
    url: str
    what: str | Promise


Source = Callable[[Actor, str, date], Iterable[Hit]]


def find_places(actor: Actor, text: str, today: date) -> Iterable[Hit]:
    return [Hit(place.label, place.url, _("页面")) for place in places_for(actor, "") if text in str(place.label)]


SOURCES: list[Source] = [find_places]


@signed_in
@require_safe
def search(request: PageRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = [hit for source in SOURCES for hit in source(request.actor, text, request.today)] if text else []
    return render(request, "search/search.html", {"text": text, "hits": hits[:SHOWN]})
