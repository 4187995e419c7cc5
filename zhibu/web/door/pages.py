"""The door: log in and out, the person's own switches, and the pages for wrong addresses."""

import errno
import sys
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhibu.account.preferences import choose_print, choose_role
from zhibu.account.queries import demo_logins
from zhibu.base.errors import NotFound
from zhibu.demo import PASSWORD as DEMO_PASSWORD
from zhibu.flows import first_code
from zhibu.web.access import PageRequest, open_page, recognise, signed_in
from zhibu.web.door import answers
from zhibu.web.door.answers import own_address
from zhibu.web.door.entering import begin
from zhibu.web.door.forms import LogInForm
from zhibu.web.frame import LARGE_PRINT_COOKIE

YEAR = 365 * 24 * 3600


@open_page
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: PageRequest) -> HttpResponse:
    goal = own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.actor is not None and request.method != "POST":
        return redirect(goal)
    if first_code.is_waiting():
        return redirect("set_up")
    form = LogInForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid() and form.user:
        return begin(request, form.user, goal=goal, is_shared=form.cleaned_data["is_shared"])
    context = {
        "form": form,
        "next": goal,
        "demo": demo_logins() if settings.DEMO else [],
        "password": DEMO_PASSWORD,
        "provider": settings.OIDC,
    }
    return render(request, "door/log_in.html", context, status=422 if form.errors else 200)


@open_page
@require_POST
def log_out(request: PageRequest) -> HttpResponse:
    logout(request)
    return redirect("log_in")


@signed_in
@require_POST
def switch_role(request: PageRequest) -> HttpResponse:
    try:
        grant = UUID(request.POST.get("grant", ""))
    except ValueError as error:
        raise NotFound from error
    choose_role(request.user, grant=grant, today=request.today)
    return redirect("today")


@open_page
@require_POST
def switch_print(request: PageRequest) -> HttpResponse:
    large = request.POST.get("large") == "1"
    if request.actor is not None:
        choose_print(request.user, large=large)
    response = redirect(own_address(request, request.POST.get("next", "")))
    return remember(response, LARGE_PRINT_COOKIE, "1" if large else "0")


@open_page
@require_POST
def switch_language(request: PageRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    response = redirect(own_address(request, request.POST.get("next", "")))
    if wanted not in dict(settings.LANGUAGES) or not check_for_language(wanted):
        return response
    return remember(response, settings.LANGUAGE_COOKIE_NAME, wanted)


@open_page
@require_GET
def keys(request: PageRequest) -> HttpResponse:
    """The keys, as a page: what `?` shows, for everybody who cannot or does not use the window."""
    return render(request, "door/keys.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Wrong addresses match no view, so nobody has looked yet who is asking."""
    if getattr(request, "policy", None) is None and hasattr(request, "user"):
        recognise(request)
    return answers.not_found(request)


def our_fault(request: HttpRequest) -> HttpResponse:
    """A defect; or the machine: no database, a full disk. That is said as such, and pressing again is safe.

    Both pages need nothing that could be broken as well.
    """
    error = sys.exc_info()[1]
    is_machine = isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    )
    response = HttpResponse(loader.get_template("503.html" if is_machine else "500.html").render(), status=500)
    if is_machine:
        response.status_code = 503
        response.headers["Retry-After"] = "30"
    return response


def remember(response: HttpResponseRedirect, name: str, value: str) -> HttpResponseRedirect:
    """A choice kept on this device for a year; readable by no script."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=settings.COOKIE_PATH,
    )
    return response
