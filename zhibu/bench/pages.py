"""Logged-in pages of a real server under load: many browsers, each its own branch, over kept connections."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http.client import HTTPConnection
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhibu.account.models import RoleGrant, User
from zhibu.base.actor import Role
from zhibu.org.models import Organisation

PEOPLE, BROWSERS = 40, 6
PAGES = {"体检": "/checkup/", "会议": "/meetings/", "支部资料": "/branch/"}


@dataclass(frozen=True)
class Load:
    a_second: float
    p50: float
    p99: float
    wrong: tuple[int, ...]  # statuses of answers that were no page


def secretaries(branches: Sequence[Organisation], today: date, now: datetime) -> list[str]:
    """Cookies of logged-in secretaries of random branches."""
    draw = random.Random(10)  # noqa: S311 - repeatable, not secret
    return [_cookie(branch, today, now) for branch in draw.sample(branches, min(PEOPLE, len(branches)))]


def _cookie(branch: Organisation, today: date, now: datetime) -> str:
    user = User.objects.create_user(f"bench-{uuid4().hex[:12]}", None, "测试")
    user.password_is_given = False
    user.save()
    RoleGrant(
        root=branch.root, user=user, organisation=branch, role=Role.SECRETARY.value, since=date(today.year, 1, 1),
        recorded_at=now, recorded_by=user.pk,
    ).save(force_insert=True)  # fmt: skip
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def queries_of(page: str, cookie: str) -> int:
    """How many questions one such page asks the database."""
    browser = Client(SERVER_NAME="localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    browser.get(page)
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answered {answer.status_code}")
    return len(caught)


def wait_for(port: int, patience: float = 120) -> None:
    """Until the server answers."""
    ends_at = time.monotonic() + patience
    while time.monotonic() < ends_at:
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", "/health")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(port)


def prefix_of(port: int) -> str:
    """Below which address the server keeps its pages: it sends on whoever leaves it out."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/meetings/")
    answer = line.getresponse()
    answer.read()
    return (answer.getheader("Location") or "/meetings/").partition("/meetings/")[0]


def load(port: int, address: str, cookies: Sequence[str], seconds: float) -> Load:
    """Everybody asks again as soon as the answer is there."""
    ends_at = time.monotonic() + seconds
    times: list[float] = []
    wrong: list[int] = []

    def ask(place: int) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        turn = place
        while time.monotonic() < ends_at:
            turn += BROWSERS
            name = settings.SESSION_COOKIE_NAME
            started = time.perf_counter()
            line.request("GET", address, headers={"Cookie": f"{name}={cookies[turn % len(cookies)]}"})
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status != 200:
                wrong.append(answer.status)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(BROWSERS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(times)
    return Load(
        len(times) / (time.monotonic() - started),
        ordered[len(ordered) // 2],
        ordered[int(len(ordered) * 0.99)],
        tuple(sorted(set(wrong))),
    )
