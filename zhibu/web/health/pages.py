"""For whoever watches over the machine: alive, ready, and figures in Prometheus' text form. Nothing about people.

`/health` answers everybody with one word. What is finer is for the machine itself, or for who brings the token.
"""

import importlib.metadata
import secrets
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhibu.flows.beats import Health, Part, health, waiting_work
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import numbers_by_kind
from zhibu.web.access import PageRequest, nameless_page

SENT_ON = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto")
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@nameless_page
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@nameless_page
@never_cache
@require_safe
def ready(request: PageRequest) -> HttpResponse:
    """503 when pages cannot be served or written. Only the machine itself, or the token, reads why."""
    found = health(request.now)
    status = 200 if found.is_ready else 503
    if not may_read(request):
        return HttpResponse("ready\n" if found.is_ready else "not ready\n", status=status, content_type="text/plain")
    told = {
        "ready": found.is_ready,
        "database": found.database,
        "disk_free_bytes": found.free,
        **{f"{part}_age_seconds": seconds(found, part) for part in Part},
        "late": [part.value for part in Part if found.is_late(part)],
    }
    return JsonResponse(told, status=status)


@nameless_page
@never_cache
@require_safe
def metrics(request: PageRequest) -> HttpResponse:
    if not may_read(request):
        raise Http404
    return HttpResponse("".join(f"{line}\n" for line in lines(health(request.now))), content_type=TEXT)


def may_read(request: HttpRequest) -> bool:
    """The token, or a request from this machine that no proxy has sent on: behind one, everybody comes from here."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind.lower() == "bearer":
        return secrets.compare_digest(given.strip().encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in SENT_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def seconds(found: Health, part: Part) -> int | None:
    age = found.age(part)
    return None if age is None else int(age.total_seconds())


def lines(found: Health) -> Iterator[str]:
    yield from _gauge("zhibu_info", "The version that runs.", [(f'version="{importlib.metadata.version("zhibu")}"', 1)])
    yield from _gauge("zhibu_ready", "1 when pages can be served and written.", [("", int(found.is_ready))])
    beats = [(f'part="{part}"', age) for part in Part if (age := seconds(found, part)) is not None]
    yield from _gauge("zhibu_beat_age_seconds", "Seconds since a part last showed that it works.", beats)
    late = [(f'part="{part}"', int(found.is_late(part))) for part in Part]
    yield from _gauge("zhibu_beat_late", "1 when a part has been silent for too long.", late)
    yield from _gauge("zhibu_disk_free_bytes", "Room left where the data lies.", [("", found.free)])
    yield from _gauge("zhibu_disk_size_bytes", "Size of the disk where the data lies.", [("", found.size)])
    if found.database:
        yield from _gauge("zhibu_outbox_waiting", "Work in the outbox.", [("", waiting_work())])
        counts = numbers_by_kind()
        kinds = [(f'kind="{kind}"', counts.get(kind, 0)) for kind in OrganisationKind.values]
        yield from _gauge("zhibu_organisations", "Organisations by kind.", kinds)


def _gauge(name: str, about: str, values: Iterable[tuple[str, int]]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} gauge"
    for labels, value in values:
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"
