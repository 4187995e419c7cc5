"""`zhibu say`: the self-check is green on a deployment that keeps its promises, and red on each thing that does not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from zhibu.cli import main as command
from zhibu.cli.say import SNIPPET

Printed = pytest.CaptureFixture[str]
KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
LOGGED_IN = {"Set-Cookie": "csrftoken=x; Path=/in/; SameSite=Lax"}


class Proxy:
    """What stands in front, as somebody might have set it up. `own`: headers by address; the rest gets `everywhere`."""

    def __init__(self, log: Path) -> None:
        self.everywhere: dict[str, str] = dict(KEPT)
        self.own: dict[str, dict[str, str]] = {"/in/log-in/": {**KEPT, **LOGGED_IN}}
        self.writes: Any = lambda request: ""  # the line of the access log
        self.log, self.seen = log, []
        proxy = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                proxy.seen.append((self.command, self.path, dict(self.headers)))
                with proxy.log.open("a") as log:
                    log.write(proxy.writes(self))
                status = 200 if self.path.startswith(("/say/3/", "/in/")) else 404
                self.send_response_only(status)
                for name, value in proxy.own.get(self.path, proxy.everywhere).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET  # noqa: N815 (the server's name)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}/say/3/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Proxy]:
    monkeypatch.setattr(command, "set_up_django", lambda: None)
    settings.DATA, settings.DEBUG = tmp_path, False
    log = tmp_path / "access.log"
    log.write_text('10.0.0.7 - - [23/Nov/2026:10:00:01 +0800] "GET /in/meetings/ HTTP/1.1" 200\n')
    made = Proxy(log)
    yield made
    made.server.shutdown()
    made.server.server_close()


def checked(proxy: Proxy, *more: str) -> int:
    return command.main(["say", proxy.address, "--log", str(proxy.log), *more])


def test_what_keeps_its_promises_is_green(proxy: Proxy, capsys: Printed) -> None:
    assert checked(proxy) == 0
    assert "没有发现会记下说事的地方" in capsys.readouterr().out


def test_it_comes_as_people_come_and_brings_a_cookie_and_a_mark(proxy: Proxy) -> None:
    checked(proxy)
    assert [(method, path) for method, path, _headers in proxy.seen[:1]] == [("GET", "/say/3/")]
    assert sum(path.startswith("/say/selfcheck") for _method, path, _headers in proxy.seen) == 1, "a page not there"
    posts = [headers for method, _path, headers in proxy.seen if method == "POST"]
    assert {headers.get("Origin", "") for headers in posts} == {"", "https://elsewhere.example"}
    marked = {path: "sessionid=selfcheck" in headers["Cookie"] for _method, path, headers in proxy.seen}
    assert not marked.pop("/in/log-in/"), "this page may be in the log, with the browser's name"
    assert all(marked.values())


@pytest.mark.parametrize(
    "line",
    [
        lambda request: f'10.0.0.7 - [10:00:01] "{request.command} {request.path} HTTP/1.1" 200\n',
        lambda request: f"10.0.0.7 - [10:00:01] {request.headers['User-Agent']}\n",
        lambda request: f'{{"ip": "10.0.0.7", "cookie": "{request.headers["Cookie"]}"}}\n',
    ],
    ids=["address", "browser", "cookie"],
)
def test_an_access_log_that_is_still_written_is_red(proxy: Proxy, capsys: Printed, line: Any) -> None:
    proxy.writes = line
    assert checked(proxy) == 1
    assert "行记着说事的请求" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        '2026/11/23 10:00:01 [error] 7#7: *1 client intended to send too large body, request: "POST /say/3/ HTTP/1.1"',
        '10.0.0.7 - - [23/Nov/2026:10:00:01 +0800] "GET /static/x.css HTTP/1.1" 200 "https://u.example/say/3/"',
        '{"uri": "/say", "status": 308}',
        "10.0.0.7 GET /say?large=1",
    ],
    ids=["error log", "came from", "json", "without a slash"],
)
def test_a_line_of_earlier_is_red(proxy: Proxy, capsys: Printed, line: str) -> None:
    with proxy.log.open("a") as log:
        log.write(line + "\n")
    assert checked(proxy) == 1
    assert "里有 1 行记着说事的请求" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["Set-Cookie", "X-Request-ID", "ETag", "Server-Timing", "NEL", "Report-To", "X-Trace-Id", "Traceparent", "X-Cache"],
)
def test_a_header_that_follows_people_is_red(proxy: Proxy, capsys: Printed, name: str) -> None:
    proxy.everywhere[name] = "a1"
    assert checked(proxy) == 1
    assert f"回答里有 {name.lower()}" in capsys.readouterr().err


def test_one_on_failed_pages_only_is_red_too(proxy: Proxy, capsys: Printed) -> None:
    proxy.own["/say/receipt/"] = {**KEPT, "X-Request-ID": "a1"}
    assert checked(proxy) == 1
    assert "x-request-id" in capsys.readouterr().err


@pytest.mark.parametrize("name", list(KEPT))
def test_a_header_that_the_proxy_took_away_is_red(proxy: Proxy, capsys: Printed, name: str) -> None:
    del proxy.everywhere[name]
    assert checked(proxy) == 1
    assert f"回答里没有 {name.lower()}" in capsys.readouterr().err


def test_a_cookie_for_all_addresses_is_red(proxy: Proxy, capsys: Printed) -> None:
    proxy.own["/in/log-in/"] = {**KEPT, "Set-Cookie": "sessionid=x; Path=/"}
    assert checked(proxy) == 1
    assert "没有限在 /in/ 下面" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({"DEBUG": True}, "ZHIBU_DEBUG"),
        ({"ADMINS": [("管理员", "keeper@example.com")]}, "出错时会发邮件"),
        ({"LOGGING": {"handlers": {"m": {"class": "django.utils.log.AdminEmailHandler"}}}}, "出错时会发邮件"),
        ({"LOGGING": {"handlers": {"m": {"class": "logging.handlers.SMTPHandler"}}}}, "出错时会发邮件"),
        ({"MIDDLEWARE": ["zhibu.web.say.chain.SayMiddleware", "sentry_sdk.Middleware"]}, "装了监控"),
        ({"MIDDLEWARE": ["django_prometheus.middleware.Before", "zhibu.web.say.chain.SayMiddleware"]}, "装了监控"),
        (
            {
                "MIDDLEWARE": [
                    "django.contrib.sessions.middleware.SessionMiddleware",
                    "zhibu.web.say.chain.SayMiddleware",
                ]
            },
            "没有排在会话前面",
        ),
    ],
)
def test_settings_that_would_write_something_down_are_red(
    proxy: Proxy, settings: Any, capsys: Printed, planted: dict[str, Any], said: str
) -> None:
    for name, value in planted.items():
        setattr(settings, name, value)
    assert checked(proxy) == 1
    assert said in capsys.readouterr().err


def test_a_waiting_folder_open_to_others_is_red(proxy: Proxy, tmp_path: Path, capsys: Printed) -> None:
    (tmp_path / "waiting").mkdir(mode=0o755)
    assert checked(proxy) == 1
    assert "别的用户也能看" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("say.example", "看不懂网址"),
        ("file:///etc/passwd", "看不懂网址"),
        ("http://127.0.0.1:1/say/", "打不开"),
    ],
)
def test_an_address_that_answers_nothing_is_said(proxy: Proxy, capsys: Printed, address: str, said: str) -> None:
    assert command.main(["say", address]) == 1
    assert said in capsys.readouterr().err


def test_a_log_that_cannot_be_read_is_red(proxy: Proxy, tmp_path: Path, capsys: Printed) -> None:
    assert checked(proxy, "--log", str(tmp_path / "nowhere.log")) == 1
    assert "读不了" in capsys.readouterr().err


def test_the_snippet_turns_off_logs_origins_and_buffers_on_disk() -> None:
    block = SNIPPET.split("location ^~ /say {")[1].split("}")[0]
    lines = {" ".join(line.split()) for line in block.splitlines()}
    for wanted in (
        "access_log off;", "error_log /dev/null crit;", "log_not_found off;", 'proxy_set_header X-Forwarded-For "";',
        'proxy_set_header X-Real-IP "";', 'proxy_set_header Cookie "";', "proxy_request_buffering off;",
        "proxy_buffering off;", "proxy_cache off;",
    ):  # fmt: skip
        assert wanted in lines, wanted


def test_the_command_prints_it_alone(proxy: Proxy, capsys: Printed) -> None:
    assert command.main(["say", "--snippet"]) == 0
    assert capsys.readouterr().out.strip() == SNIPPET.strip()
