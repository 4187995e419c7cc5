"""Log-in through the unit's own provider, against one that runs as a process of its own."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from tests.account.provider_process import CLIENT, SECRET
from tests.personas import NOW, TODAY, do
from tests.web.sending import text_of
from tests.web.workshop import Workshop
from zhibu.account.actions import end_role
from zhibu.account.models import LogIn, RoleGrant, User
from zhibu.base import clock
from zhibu.base.actor import Right
from zhibu.config.environment import Provider

pytestmark = pytest.mark.django_db


class Running:
    def __init__(self, port: int) -> None:
        self.port = port

    def play(self, **what: Any) -> None:
        self._ask("POST", "/play", json.dumps(what))

    def go(self, address: str) -> str:
        """As the person's browser: to where the provider sends it back."""
        parts = urlsplit(address)
        assert parts.port == self.port
        return self._ask("GET", f"{parts.path}?{parts.query}").headers["Location"]

    def _ask(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        return answer


@pytest.fixture(scope="module")
def process() -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = subprocess.Popen([sys.executable, "-m", "tests.account.provider_process", str(port)])
    running = Running(port)
    for _try in range(100):
        try:
            running.play()
            break
        except OSError:
            time.sleep(0.1)
    yield running
    started.terminate()
    started.wait(timeout=10)


@pytest.fixture
def provider(process: Running, settings: LazySettings) -> Running:
    issuer = f"http://127.0.0.1:{process.port}"
    settings.OIDC = Provider(issuer, CLIENT, SECRET, "employee", "openid", "统一登录")
    process.play(employee="SECRETARY")
    return process


def come_back(browser: Client, provider: Running, query: str = "") -> HttpResponse:
    asked = browser.get(f"/log-in/provider/{query}")
    assert asked.status_code == 302
    return browser.get(provider.go(asked.headers["Location"]))


def test_who_is_known_there_and_here_gets_in_with_the_own_role(workshop: Workshop, provider: Running) -> None:
    browser = Client()
    assert "用统一登录登录" in text_of(browser.get("/log-in/?next=/plan/"))
    grants = RoleGrant.objects.count()
    answer = come_back(browser, provider, "?next=/plan/")
    assert answer.headers["Location"] == "/plan/"
    assert browser.get("/members/").status_code == 200
    assert browser.get("/settings/accounts/").status_code == 403
    assert RoleGrant.objects.count() == grants


def test_a_shared_computer_stays_a_short_session(workshop: Workshop, provider: Running) -> None:
    come_back(Client(), provider, "?shared=1")
    assert LogIn.objects.get(user__username="secretary").is_shared


def test_the_second_factor_is_asked_for_all_the_same(workshop: Workshop, provider: Running) -> None:
    User.objects.filter(username="secretary").update(second_factor_since=TODAY)
    browser = Client()
    assert come_back(browser, provider).headers["Location"] == "/log-in/second/"
    assert browser.get("/members/").status_code == 302


@pytest.mark.parametrize("name", ["e-4711", "", "' or 1=1 --"])
def test_an_unknown_person_reads_a_plain_sentence_and_gets_no_account(
    workshop: Workshop, provider: Running, name: str
) -> None:
    provider.play(employee=name)
    users = User.objects.count()
    answer = come_back(Client(), provider)
    assert answer.status_code == 422
    assert "这里还没有这个登录名" in text_of(answer)
    assert User.objects.count() == users


def test_whose_post_has_ended_does_not_get_in(workshop: Workshop, provider: Running) -> None:
    grant = RoleGrant.objects.get(user__username="secretary")
    do(workshop.actor("keeper"), end_role, Right.ACCOUNTS, grant=grant, until=TODAY)
    assert "没有角色" in text_of(come_back(Client(), provider))
    User.objects.filter(username="member").update(is_active=False)
    provider.play(employee="member")
    assert "已经停用" in text_of(come_back(Client(), provider))


WRONG: list[dict[str, Any]] = [
    {"other_key": True},
    {"alg": "HS256"},
    {"alg": "none"},
    {"says": {"nonce": "another"}},
    {"says": {"aud": "somebody-else"}},
    {"says": {"iss": "http://127.0.0.1:1"}},
    {"says": {"exp": 1}},
    {"says": {"iat": None}},
    {"says": {"azp": "somebody-else", "aud": [CLIENT, "somebody-else"]}},
    {"issuer": "https://elsewhere.example"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_token_that_is_not_right_opens_nothing(workshop: Workshop, provider: Running, wrong: dict[str, Any]) -> None:
    browser = Client()
    asked = browser.get("/log-in/provider/").headers["Location"]
    provider.play(employee="secretary", **wrong)
    assert browser.get(provider.go(asked)).status_code == 422
    assert browser.get("/members/").status_code == 302


def test_an_answer_that_another_browser_asked_for_opens_nothing(workshop: Workshop, provider: Running) -> None:
    """Somebody is lured into the log-in of a stranger, or a caught answer is used elsewhere."""
    theirs, mine = Client(), Client()
    caught = provider.go(theirs.get("/log-in/provider/").headers["Location"])
    assert mine.get(caught).status_code == 422
    mine.get("/log-in/provider/")
    assert mine.get(caught).status_code == 422
    assert mine.get("/members/").status_code == 302


def test_an_answer_counts_once_and_for_ten_minutes(
    workshop: Workshop, provider: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    back = provider.go(browser.get("/log-in/provider/").headers["Location"])
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 422
    late = Client()
    back = provider.go(late.get("/log-in/provider/").headers["Location"])
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=11))
    assert late.get(back).status_code == 422


def test_the_code_alone_is_of_no_use_without_what_this_browser_keeps(workshop: Workshop, provider: Running) -> None:
    """PKCE: the provider itself refuses a code that comes with another verifier."""
    mine, theirs = Client(), Client()
    stolen = parse_qs(urlsplit(provider.go(theirs.get("/log-in/provider/").headers["Location"])).query)["code"][0]
    state = parse_qs(urlsplit(mine.get("/log-in/provider/").headers["Location"]).query)["state"][0]
    answer = mine.get(f"/log-in/provider/back/?{urlencode({'code': stolen, 'state': state})}")
    assert answer.status_code == 422
    assert mine.get("/members/").status_code == 302


def test_nothing_of_the_secret_goes_to_the_browser_and_the_way_back_is_ours(
    workshop: Workshop, provider: Running
) -> None:
    address = Client().get("/log-in/provider/?next=https://elsewhere.example/").headers["Location"]
    asked = parse_qs(urlsplit(address).query)
    assert SECRET not in address
    assert asked["redirect_uri"] == ["http://testserver/log-in/provider/back/"]
    assert come_back(Client(), provider, "?next=https://elsewhere.example/").headers["Location"] == "/"


def test_a_provider_that_is_down_is_said_plainly(workshop: Workshop, settings: LazySettings) -> None:
    settings.OIDC = Provider("http://127.0.0.1:9", CLIENT, SECRET, "employee", "openid", "统一登录")
    answer = Client().get("/log-in/provider/")
    assert answer.status_code == 422
    assert "现在用不了" in text_of(answer)


def test_without_one_there_is_no_such_page(workshop: Workshop) -> None:
    assert Client().get("/log-in/provider/").status_code == 404
    assert Client().get("/log-in/provider/back/").status_code == 404
    assert "log-in/provider" not in text_of(Client().get("/log-in/"))
