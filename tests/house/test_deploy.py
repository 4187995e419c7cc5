"""The files of `deploy`: each is read by the tool that will read it, and what they promise for concerns is tried."""

import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhibu.cli import main as command
from zhibu.cli.run import ONLY
from zhibu.cli.say import SNIPPET

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SETTING = re.compile(r"ZHIBU_[A-Z_]+")


def test_every_part_of_the_program_has_its_unit_and_commands_exist() -> None:
    text = "\n".join(file.read_text() for file in UNITS)
    assert set(re.findall(r"run --only (\w+)", text)) == set(ONLY)
    compose = (DEPLOY / "compose" / "compose.yaml").read_text()
    named = {command.name for command in command.COMMANDS}
    assert set(re.findall(r"zhibu/bin/zhibu (\w+)", text)) | set(re.findall(r"^\s+zhibu (\w+)", compose, re.M)) <= named


def test_settings_named_there_are_settings() -> None:
    known = set(SETTING.findall((ROOT / "docs" / "start.md").read_text()))
    for file in DEPLOY.rglob("*"):
        if file.is_file():
            assert set(SETTING.findall(file.read_text())) <= known, file.name


def test_the_proxy_has_the_snippet_that_the_program_prints() -> None:
    assert (DEPLOY / "nginx" / "say.conf").read_text() == SNIPPET.replace("127.0.0.1:8000", "127.0.0.1:8001")
    assert "StandardOutput=null" in (DEPLOY / "systemd" / "zhibu-say.service").read_text()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("zhibu")
    for file in UNITS:
        (tmp_path / file.name).write_text(file.read_text().replace("/opt/zhibu/bin/zhibu", str(program)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [line for line in done.stderr.splitlines() if "zhibu" in line]
    assert (done.returncode, own) == (0, [])


def test_the_containers_fit_together() -> None:
    composed = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    services = composed["services"]
    assert set(services) == {"database", "zhibu", "say", "backup"}
    for service in services.values():
        for volume in service["volumes"]:
            assert volume.split(":")[0] in composed["volumes"]
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    assert services["say"]["logging"]["driver"] == "none"
    waiting = [service["depends_on"] for service in services.values() if "depends_on" in service]
    awaited = {name for one in waiting if isinstance(one, dict) for name in one}
    assert awaited == {"database", "zhibu"} and all("healthcheck" in services[name] for name in awaited)
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose" / "compose.yaml").read_text()))
    given = {line.split("=")[0] for line in (DEPLOY / "compose" / "example.env").read_text().splitlines()}
    assert asked == given
    recipe = (DEPLOY / "compose" / "Containerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(\S+)", recipe, re.M):
        assert (ROOT / source).exists()
    assert re.search(r"python:3\.11", recipe) and "--require-hashes" in recipe


class Program(BaseHTTPRequestHandler):
    """What stands behind the proxy: answers as 说事 and the pages do."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.path, dict(self.headers)))
        inside = self.path.startswith("/in/")
        self.send_response_only(200 if inside or self.path.startswith("/say/3/") else 404)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "same-origin")
        if inside:
            self.send_header("Set-Cookie", "csrftoken=x; Path=/in/; SameSite=Lax")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 (the server's name)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def behind() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Program)
    server.seen = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(tmp_path: Path, behind: Any) -> Iterator[str]:
    """nginx with our files: only ports, places and the certificate are others."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Program) as probe:
        port = probe.server_port
    with ThreadingHTTPServer(("127.0.0.1", 0), Program) as probe:
        plain = probe.server_port
    say = (DEPLOY / "nginx" / "say.conf").read_text()
    site = (DEPLOY / "nginx" / "zhibu.conf").read_text()
    (tmp_path / "say.conf").write_text(say.replace("127.0.0.1:8001", f"127.0.0.1:{behind.server_port}"))
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}").replace(
        "/etc/zhibu/say.conf", f"{tmp_path}/say.conf"
    )
    site = site.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace(
        "listen 80;", f"listen 127.0.0.1:{plain};"
    )
    site = re.sub(r"\s+ssl_certificate\S* \S+", "", site).replace("/var/log/nginx", str(tmp_path))
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log {tmp_path}/access.log; client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p;"
        f" fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n{site}}}\n"
    )
    checked = subprocess.run([NGINX, "-t", "-q", "-c", conf], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    running = subprocess.Popen([NGINX, "-c", conf], stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _try in range(100):
        try:
            urllib.request.urlopen(f"{address}/in/", timeout=2).close()
            break
        except OSError:
            time.sleep(0.05)
    yield address
    running.terminate()
    running.wait(10)


@pytest.mark.skipif(NGINX is None, reason="needs nginx")
def test_nginx_with_our_files_keeps_what_was_said_to_itself(
    proxy: str, behind: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "set_up_django", lambda: None)
    settings.DATA, settings.DEBUG = tmp_path, False
    logs = [str(tmp_path / name) for name in ("zhibu.access.log", "zhibu.error.log", "access.log", "error.log")]
    words = [word for log in logs for word in ("--log", log)]
    assert command.main(["say", f"{proxy}/say/3/", *words]) == 0
    said = [headers for path, headers in behind.seen if path.startswith("/say")]
    assert said
    for headers in said:
        assert not {"X-Forwarded-For", "X-Real-IP", "Forwarded", "Cookie", "X-Request-ID"} & set(headers)
    until = time.monotonic() + 10
    while "/in/log-in/" not in (seen := (tmp_path / "zhibu.access.log").read_text()) and time.monotonic() < until:
        time.sleep(0.05)  # nginx writes its log after it has answered
    assert "/in/log-in/" in seen, "other pages are in the log as usual"
    assert any(headers.get("X-Forwarded-For") == "127.0.0.1" for path, headers in behind.seen if path.startswith("/in"))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{proxy}/metrics", timeout=5)
    assert not any(path == "/metrics" for path, _headers in behind.seen)
