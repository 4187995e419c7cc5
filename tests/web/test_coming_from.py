"""Lock-outs behind a proxy: each address for itself, and nobody chooses the own address by a header."""

from ipaddress import ip_network

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from tests.web.workshop import Workshop, built, workshop
from zhibu.config import environment
from zhibu.config import settings as deployed
from zhibu.web.door.coming_from import address_of

__all__ = ["built", "workshop"]
PROXY, OTHER = "127.0.0.1", "203.0.113.9"


@pytest.mark.parametrize(
    ("nearest", "header", "expected"),
    [
        (PROXY, "198.51.100.7", "198.51.100.7"),
        (PROXY, "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the first was sent along by the client itself
        (PROXY, "2001:db8::1", "2001:db8::1"),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, "198.51.100.7,", PROXY),
        (OTHER, "198.51.100.7", OTHER),  # not from the proxy: nothing is believed
        ("", "198.51.100.7", ""),
    ],
)
def test_only_the_last_entry_of_a_named_proxy_is_believed(
    settings: LazySettings, nearest: str, header: str, expected: str
) -> None:
    settings.PROXIES = [ip_network("127.0.0.0/8")]
    request = RequestFactory().get("/", REMOTE_ADDR=nearest, headers={"x-forwarded-for": header})
    assert address_of(request) == expected


def test_no_proxy_is_trusted_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIBU_PROXIES", raising=False)
    assert environment.networks("PROXIES") == []
    monkeypatch.setenv("ZHIBU_PROXIES", "127.0.0.1, 10.0.0.0/24")
    assert environment.networks("PROXIES") == [ip_network("127.0.0.1"), ip_network("10.0.0.0/24")]
    monkeypatch.setenv("ZHIBU_PROXIES", "nginx")
    with pytest.raises(environment.ImproperlyConfigured, match="ZHIBU_PROXIES"):
        environment.networks("PROXIES")
    assert deployed.AXES_CLIENT_IP_CALLABLE == "zhibu.web.door.coming_from.address_of"


def tried(browser: Client, address: str, nearest: str = PROXY, password: str = "wrong") -> int:
    given = {"username": "secretary", "password": password}
    return browser.post("/log-in/", given, REMOTE_ADDR=nearest, headers={"x-forwarded-for": address}).status_code


@pytest.mark.django_db
def test_a_lock_out_holds_for_the_address_behind_the_proxy_and_for_no_other(
    workshop: Workshop, settings: LazySettings
) -> None:
    settings.PROXIES = [ip_network(PROXY)]
    settings.AXES_ENABLED = True
    for _time in range(settings.AXES_FAILURE_LIMIT):
        last = tried(Client(), "198.51.100.7")
    assert last == 429
    assert tried(Client(), "198.51.100.8") != 429
    assert tried(Client(), "198.51.100.8, 198.51.100.7") == 429  # a header of one's own in front helps nobody
    for number in range(settings.AXES_FAILURE_LIMIT):
        last = tried(Client(), f"192.0.2.{number}", nearest=OTHER)  # past the proxy, another header each time
    assert last == 429
