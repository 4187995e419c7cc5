"""From a proven name to a log-in: by one step, or by two for whoever has set up a second one."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhibu.account import sessions
from zhibu.account.models import User
from zhibu.account.queries import actor_of
from zhibu.web import notices
from zhibu.web.access import PageRequest
from zhibu.web.door.devices import device_of

HALF = "half_log_in"
HALF_FOR = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Half:
    """What is remembered between the steps."""

    user: str
    goal: str
    is_shared: bool
    until: str


def begin(request: PageRequest, user: User, *, goal: str, is_shared: bool) -> HttpResponse:
    """The name is proven: go on to the second step where there is one, else in."""
    half = Half(str(user.pk), goal, is_shared, (request.now + HALF_FOR).isoformat())
    if user.second_factor_since is None:
        return enter(request, user, half)
    request.session.cycle_key()
    request.session[HALF] = asdict(half)
    return redirect("second_step")


def half_of(request: PageRequest) -> Half | None:
    """The half log-in of this browser, while it holds."""
    kept = request.session.get(HALF)
    half = Half(**kept) if kept else None
    return half if half and datetime.fromisoformat(half.until) > request.now else None


def enter(request: PageRequest, user: User, half: Half) -> HttpResponse:
    request.session.pop(HALF, None)
    login(request, user, backend=BACKEND)
    sessions.begin(
        request.session, today=request.today.isoformat(), device=device_of(request), is_shared=half.is_shared
    )
    has_own_password = not user.password_is_given
    if user.second_factor_since is None and has_own_password and actor_of(user, request.today).is_asked_for_more:
        notices.note(request, _("你的角色看得到别人的资料。加上第二道验证更稳妥：点自己的名字，再点“第二道验证”。"))
    return redirect(half.goal)


def host_of(request: HttpRequest) -> str:
    """The name of this server as the browser knows it: passkeys are bound to it."""
    return request.get_host().partition(":")[0]
