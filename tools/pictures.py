"""Takes the pictures of the README from a fresh demo: `python -m tools.pictures [FOLDER]`.

It starts its own `zhibu run --demo` with a temporary data folder on a free port and stops it again.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.chromium import chromium
from zhibu.demo import PASSWORD

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PATIENCE = 180  # seconds for the demo to be written and the page to answer
PICTURES = (
    # name, log-in, address, width, height
    ("checkup", "demo-shuji", "/checkup/", 1280, 860),
    ("today", "demo-shuji", "/", 1280, 860),
)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a running demo."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="zhibu-pictures-") as data:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "zhibu.cli.main", "run", "--demo", "--port", str(port)],
            env=environment | {"ZHIBU_DATA": data},
        )
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    last_moment = time.monotonic() + PATIENCE
    while time.monotonic() < last_moment and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/log-in/", timeout=5).close()  # noqa: S310 (our own address)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit("示例没有启动。")


def log_in(page: Page, username: str) -> None:
    page.goto("/log-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def take(browser: Browser, address: str, folder: Path) -> None:
    for name, username, path, width, height in PICTURES:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", device_scale_factor=1.5
        )
        page = context.new_page()
        log_in(page, username)
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png")
        context.close()


def main(words: list[str]) -> int:
    folder = Path(words[0]) if words else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as address, chromium() as browser:
        take(browser, address, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
