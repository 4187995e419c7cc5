"""A passkey in a real Chromium with a virtual authenticator: made, used at the log-in, not usable when copied."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.web.conftest import BACKEND, PASSWORD
from zhibu.account.models import SecondFactor, User
from zhibu.org.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_passkey_is_made_and_opens_the_second_step(
    chromium: Browser, live_server: LiveServer, person: Any, branch: Organisation
) -> None:
    user: User = person("王立明", ("secretary", branch))
    client = Client()
    client.force_login(user, backend=BACKEND)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    made = device.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}}
    )

    page.goto("/settings/second-factor/passkey/")
    page.get_by_label("给它起个名").fill("办公室电脑")
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name="用这台设备做一把").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    row = SecondFactor.objects.get(kind="passkey")
    assert row.label == "办公室电脑"

    context.clear_cookies()
    page.goto("/log-in/?next=/settings/log-ins/")
    page.get_by_label("登录名").fill(user.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="第二道验证")).to_be_visible()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("heading", name="我的登录")).to_be_visible()
    assert SecondFactor.objects.get(kind="passkey").used > 0

    SecondFactor.objects.filter(kind="passkey").update(used=10_000)  # a copy of the key has signed meanwhile
    context.clear_cookies()
    page.goto("/log-in/")
    page.get_by_label("登录名").fill(user.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.locator(".error").first).to_contain_text("对不上")

    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})
    context.close()
    assert [text for text in problems if "422" not in text] == []
