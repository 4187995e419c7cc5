"""Takes the pictures of the README and the handbook from a fresh demo: `python -m tools.pictures [FOLDER]`.

What each shows is written into `fresh.json` beside the texts of the handbook: the day, and a digest of the words of its
page. A test compares these with the templates as they are now.

It starts its own `zhibu run --demo` with a temporary data folder on a free port and stops it again.
"""

import hashlib
import json
import os
import re
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
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.chromium import chromium
from zhibu.base import clock
from zhibu.demo import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "docs" / "pictures"
HANDBOOK = ROOT / "zhibu" / "web" / "static" / "web" / "handbook"
FRESH = ROOT / "zhibu" / "web" / "handbook" / "texts" / "fresh.json"
TEMPLATES = ROOT / "zhibu" / "web" / "templates"
PATIENCE = 600  # seconds for the demo to be written and the page to answer
WORDS = re.compile(r"""_\(["'](.+?)["']\)|\{% translate ["'](.+?)["']|blocktranslate[^%]*%\}(.+?)\{%""")


@dataclass(frozen=True)
class Picture:
    """What is pictured: for whom, which page, and the templates whose words are seen there."""

    name: str
    log_in: str
    path: str
    width: int
    height: int
    templates: tuple[str, ...]
    folder: Path = HANDBOOK
    scale: float = 1


PICTURES = (
    Picture("checkup", "demo-shuji", "/checkup/", 1280, 860, ("checkup/branch.html",), README, 1.5),
    Picture("today", "demo-shuji", "/", 1280, 860, ("today/today.html", "today/branch.html"), README, 1.5),
    Picture("checkup", "demo-shuji", "/checkup/", 1000, 700, ("checkup/branch.html",)),
    Picture("today", "demo-shuji", "/", 1000, 640, ("today/today.html", "today/branch.html")),
    Picture("record", "demo-shuji", "/meetings/new/", 390, 760, ("meetings/form.html",), scale=1.5),
    Picture("member", "demo-dangyuan", "/", 390, 700, ("today/member.html",), scale=1.5),
    Picture("own", "demo-dangyuan", "/members/", 390, 760, ("members/own.html",), scale=1.5),
    Picture("officer", "demo-zuzhiyuan", "/", 1000, 640, ("today/superior.html",)),
    Picture("branches", "demo-zuzhiyuan", "/checkup/", 1000, 700, ("checkup/branches.html",)),
    Picture("accounts", "demo-guanli", "/settings/accounts/", 1000, 700, ("settings/accounts.html",)),
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


def take(browser: Browser, address: str, folder: Path | None) -> None:
    for picture in PICTURES:
        context = browser.new_context(
            base_url=address, viewport={"width": picture.width, "height": picture.height}, locale="zh-CN",
            device_scale_factor=picture.scale,
        )  # fmt: skip
        page = context.new_page()
        log_in(page, picture.log_in)
        page.goto(picture.path)
        target = folder / picture.folder.name if folder else picture.folder
        target.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target / f"{picture.name}.png")
        context.close()


def words_of(picture: Picture) -> str:
    """A digest of the words that the pictured page always shows: another wording wants another picture."""
    texts = [
        next(filter(None, found))
        for name in picture.templates
        for found in WORDS.findall((TEMPLATES / name).read_text(encoding="utf-8"))
    ]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def shown_now() -> dict[str, str]:
    return {f"{picture.folder.name}/{picture.name}": words_of(picture) for picture in PICTURES}


def main(words: list[str]) -> int:
    with demo() as address, chromium() as browser:
        take(browser, address, Path(words[0]) if words else None)
    if not words:
        taken = {"taken_on": clock.today().isoformat(), "words": shown_now()}
        FRESH.write_text(json.dumps(taken, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
