"""Who may open which page. Every view declares it with one of the decorators; an undeclared view is refused.

    @page(Right.SEE_BRANCH)   # log-in and any one of these rights
    @signed_in                # log-in, whatever the role
    @open_page                # everybody; `request.actor` is set when somebody is logged in
    @nameless_page            # everybody; the session is not even looked at (`request.actor` is None)

The edge also reads the clock here, once: `request.now` and `request.today`. Nothing else under `web` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.account.sessions import prolong
from zhibu.base import clock, own_words
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.web.door import answers

WITHOUT_OWN_PASSWORD = frozenset({"change_password", "log_out", "switch_print", "switch_language"})
WITHOUT_SECOND_FACTOR = WITHOUT_OWN_PASSWORD | {
    "second_factor", "second_factor_app", "second_factor_passkey", "second_factor_codes", "switch_role", "log_ins",
}  # fmt: skip
METHOD_NOT_ALLOWED = 405

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PageRequest(HttpRequest):
    """The request as a page of a logged-in person sees it (for annotations only)."""

    actor: Actor
    user: User
    today: date
    now: datetime
    htmx: Any


@dataclass(frozen=True)
class Policy:
    """What a view asks for. `rights`: any one is enough; empty means that being logged in is enough."""

    log_in: bool = True
    nameless: bool = False
    rights: frozenset[Right] = frozenset()

    def admits(self, actor: Actor | None) -> bool:
        if not self.log_in:
            return True
        return actor is not None and (not self.rights or bool(self.rights & actor.rights))


class UndeclaredPage(Exception):
    """A view without a policy: a defect, never served."""


def _declare(policy: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return mark


def page(*rights: Right) -> Callable[[View], View]:
    """For people whose role today holds any one of these rights."""
    if not rights:
        raise TypeError("name a right, or use @signed_in")
    return _declare(Policy(rights=frozenset(rights)))


def signed_in(view: View) -> View:
    return _declare(Policy())(view)


def open_page(view: View) -> View:
    return _declare(Policy(log_in=False))(view)


def nameless_page(view: View) -> View:
    return _declare(Policy(log_in=False, nameless=True))(view)


def policy_of(view: Callable[..., Any]) -> Policy | None:
    return getattr(view, "policy", None)


def recognise(request: HttpRequest) -> Actor | None:
    """The acting person of this request, or None. Reads the session, so not for nameless pages."""
    user = request.user
    actor = actor_of(user, request.today) if isinstance(user, User) else None  # type: ignore[attr-defined]
    if actor is not None:
        prolong(request.session)
        own_words.use(actor.acting.own_words if actor.acting else {})
    request.actor = actor  # type: ignore[attr-defined]
    return actor


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        request.today = clock.day_of(request.now)  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        with own_words.used({}):
            response = self.get_response(request)
        return answers.buttons_only(request, response) if response.status_code == METHOD_NOT_ALLOWED else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        policy = policy_of(view)
        if policy is None:
            raise UndeclaredPage(f"{view.__module__}.{getattr(view, '__name__', view)} declares no policy")
        request.policy = policy  # type: ignore[attr-defined]
        actor = None if policy.nameless else recognise(request)
        if policy.admits(actor):
            return to_own_password(request) or to_second_factor(request, actor) if actor is not None else None
        if actor is None:
            return to_log_in(request)
        return answers.not_allowed(request, NotAllowed(), policy.rights)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The foreseen errors become calm pages; anything else is a defect and stays one."""
        if isinstance(error, NotFound):
            return answers.not_found(request)
        if isinstance(error, NotAllowed):
            return answers.not_allowed(request, error)
        if isinstance(error, Refused):
            return answers.refused(request, error)
        return None


def to_own_password(request: HttpRequest) -> HttpResponse | None:
    """With a one-time password the first thing is to choose an own one; what was asked for waits."""
    match = request.resolver_match
    asks = request.user.is_authenticated and getattr(request.user, "password_is_given", False)
    if not asks or (match and match.url_name in WITHOUT_OWN_PASSWORD):
        return None
    return redirect("change_password")


def to_second_factor(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """Where the unit has decided so, roles that see content set up a second factor before anything else."""
    match = request.resolver_match
    has_one = getattr(request.user, "second_factor_since", None) is not None
    if has_one or not actor.needs_second_factor or (match and match.url_name in WITHOUT_SECOND_FACTOR):
        return None
    return redirect("second_factor")


def to_log_in(request: HttpRequest) -> HttpResponse:
    """Log in, then go on where the person was: the page asked for, or the page whose form was sent."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if request.method in {"GET", "HEAD"}:
        goal = request.get_full_path()
    elif came_from.netloc == request.get_host():
        goal = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    else:
        goal = reverse("today")
    return redirect_to_login(goal)
