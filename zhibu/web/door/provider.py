"""Log-in through the unit's own provider: out, and back with an answer that only this browser can have asked for."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from zhibu.account import provider
from zhibu.base.errors import NotFound, Refused
from zhibu.web.access import PageRequest, open_page
from zhibu.web.door.answers import own_address
from zhibu.web.door.entering import HALF_FOR, begin

ASKED = "provider_asked"


@open_page
@never_cache
@require_safe
def provider_ask(request: PageRequest) -> HttpResponse:
    if settings.OIDC is None:
        raise NotFound
    asked = provider.ask(
        goal=own_address(request, request.GET.get("next", "")),
        is_shared=request.GET.get("shared") == "1",
        until=request.now + HALF_FOR,
    )
    address = provider.address_to_ask(asked, _back(request))
    request.session[ASKED] = asdict(asked)
    return HttpResponseRedirect(address)


@open_page
@sensitive_variables("kept", "asked")
@never_cache
@require_safe
def provider_back(request: PageRequest) -> HttpResponse:
    """An answer counts once: what was asked is forgotten before it is looked at."""
    if settings.OIDC is None:
        raise NotFound
    kept = request.session.pop(ASKED, None)
    if kept is None:
        raise Refused(*provider.NO_FIT)
    asked = provider.Asked(**kept)
    given = {name: request.GET.get(name, "") for name in ("state", "code")}
    name = provider.who_came(asked, **given, back=_back(request), now=request.now)
    user = provider.account_of(name, request.today)
    return begin(request, user, goal=asked.goal, is_shared=asked.is_shared)


def _back(request: PageRequest) -> str:
    return request.build_absolute_uri(reverse("provider_back"))
