"""What every answer carries whatever page it is, and what is refused before a page sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.conftest import Entering
from zhibu.config import settings as product

pytestmark = pytest.mark.django_db
ADDRESSES = ("/", "/meetings/", "/settings/password/", "/rules/", "/no/such/page/", "/checkup/")


def directives(header: str) -> dict[str, list[str]]:
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_a_strict_policy(as_role: Entering, address: str) -> None:
    policy = directives(as_role("secretary").get(address).headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'self'"]
    assert all(value == "'self'" or value.startswith("'nonce-") for value in policy["script-src"])
    assert policy["style-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in str(policy)
    assert "*" not in str(policy)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_other_headers(as_role: Entering, address: str) -> None:
    headers = as_role("secretary").get(address).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_has_an_inline_script_or_style_that_the_policy_would_stop(as_role: Entering) -> None:
    browser = as_role("secretary")
    for address in ADDRESSES:
        page = browser.get(address).content.decode()
        assert " style=" not in page, address
        assert " onclick=" not in page, address
        assert all("src=" in tag or "nonce=" in tag for tag in page.split("<script")[1:]), address


def test_the_cookie_of_a_log_in_is_closed_to_scripts(as_role: Entering, person: Any) -> None:
    user = person("王立明")
    browser = as_role()
    browser.logout()
    answer = browser.post("/log-in/", {"username": user.username, "password": "pine-river-lamp"})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.logs_errors
def test_a_body_beyond_the_limit_is_refused(as_role: Entering, settings: LazySettings) -> None:
    """The limit of Django, made small: what is larger never reaches a page."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = as_role("secretary").post("/settings/password/", {"old": "x" * 2000})
    assert answer.status_code == 400
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    assert as_role("secretary").post("/settings/password/", {f"f{n}": "" for n in range(9)}).status_code == 400


def test_a_page_is_no_file_of_ours_whatever_it_is_called(as_role: Entering) -> None:
    """A file that claims to be a page or a script is refused by its content, not by its name."""
    file = SimpleUploadedFile("名册.xlsx", b"<html><script>alert(1)</script></html>", content_type="text/html")
    answer = as_role("secretary").post("/files/import/", {"file": file})
    assert answer.status_code in {200, 422}
    assert b"<script>alert(1)" not in answer.content


def read_settings(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import json; from zhibu.config import settings as s; "
        "print(json.dumps({n: getattr(s, n) for n in ('SECURE_SSL_REDIRECT','SECURE_HSTS_SECONDS',"
        "'SESSION_COOKIE_SECURE','CSRF_COOKIE_SECURE','SECURE_PROXY_SSL_HEADER')}))"
    )
    own = {"ZHIBU_DATA": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, check=False, timeout=60
    )


def test_with_https_everything_insists_on_it(tmp_path: Path) -> None:
    found = json.loads(read_settings(tmp_path, ZHIBU_HTTPS="1").stdout)
    assert found["SECURE_SSL_REDIRECT"] is found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIBU_HTTPS", "yes"),
        ("ZHIBU_SECRET_KEY", "short"),
        ("ZHIBU_LOG_KEY", "short"),
        ("ZHIBU_DATABASE", "mysql://x"),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    done = read_settings(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr


def test_passwords_are_kept_with_argon2() -> None:
    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_no_page_writes_sql() -> None:
    package = Path(product.__file__).resolve().parent.parent
    for file in (package / "web").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert ".raw(" not in text and "cursor(" not in text and ".extra(" not in text, file
