"""The calm pages for what cannot be shown or done: not found, not allowed, refused, unreadable form, our own fault."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhibu.account.models import RoleName
from zhibu.base.actor import MAY, Actor, Grant, Right, Role
from zhibu.base.errors import Invalid, NotAllowed, Overtaken, Refused
from zhibu.web.wording import worded


def not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, error: NotAllowed, rights: Iterable[Right] = ()) -> HttpResponse:
    """Says who can, and offers the person's own role that can, if there is one."""
    wanted = frozenset(rights)
    context = {
        "reason": worded(error.reason),
        "ask": worded(error.ask),
        "roles": roles_with(wanted),
        "own_roles": other_roles_with(wanted, getattr(request, "actor", None)),
        "back": way_back(request),
    }
    return render(request, "403.html", context, status=403)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Pages answer most refusals beside the field; this is for those that no form on the page can show."""
    problems = list(map(worded, error.problems.values())) if isinstance(error, Invalid) else []
    said = {"reason": worded(error.reason), "next_step": worded(error.next_step), "problems": problems}
    context = {**said, "back": way_back(request)}
    return render(request, "door/refused.html", context, status=409 if isinstance(error, Overtaken) else 422)


def buttons_only(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """Somebody opened the address of a button. The methods that it takes stay in the answer."""
    context = {"reason": _("这个地址只收按钮送来的内容，不能直接打开。"), "next_step": "", "problems": []}
    response = render(request, "door/refused.html", {**context, "back": way_back(request)}, status=refusal.status_code)
    response.headers["Allow"] = refusal.headers.get("Allow", "")
    return response


def roles_with(rights: frozenset[Right]) -> str:
    """“书记、副书记、组织委员”, or empty when no right is named."""
    names = [str(RoleName(role.value).label) for role in Role if rights & MAY[role]]
    return _("、").join(names)


def other_roles_with(rights: frozenset[Right], actor: Actor | None) -> list[Grant]:
    if actor is None:
        return []
    return [grant for grant in actor.grants if grant != actor.acting and rights & MAY[grant.role]]


def way_back(request: HttpRequest) -> str:
    """The page that the person came from, when it is one of ours and not this very page; else 今天."""
    address = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return reverse("today")
    parts = urlsplit(address)
    if request.method == "GET" and parts.path == request.path:
        return reverse("today")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def own_address(request: HttpRequest, address: str) -> str:
    """The address when it is one of our own pages, else 今天."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours and address.startswith(("/", "http")) else reverse("today")  # a bare word is no address
