"""The wheel holds everything: each file of the package, and the English, whoever has built before. In the drill it is
packed for a machine without network, installed into an empty place with no project near, and run.
"""

import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
import tomllib
import urllib.request
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from tools import bundle, wheel

ROOT = Path(__file__).resolve().parents[2]


def test_every_kind_of_file_in_the_package_is_taken_along() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    names = {Path(name).name for name in wheel.wanted()}
    assert {name for name in names if not any(fnmatch(name, kind) for kind in ["*.py", *patterns])} == set()
    assert "django.mo" in names


class Installed:
    """What install.sh left, run far from the project. Package indexes are out of reach."""

    def __init__(self, place: Path) -> None:
        self.folder, self.program = place / "empty", place / "env" / "bin" / "zhibu"
        self.folder.mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = kept | {"ZHIBU_DATA": str(place / "data"), "PIP_NO_INDEX": "1"}

    def zhibu(self, *words: str, told: str = "") -> str:
        done = subprocess.run(
            [self.program, *words], cwd=self.folder, env=self.environment, input=told,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode in {0, 1} and "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def page(self, port: int, language: str) -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/in/log-in/", headers={"Cookie": f"django_language={language}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("offline")
    with tarfile.open(bundle.pack(place)) as packed:
        packed.extractall(place, filter="data")
    script = next(place.glob("zhibu-*-offline/install.sh"))
    environment = {**os.environ, "PYTHON": sys.executable, "PIP_INDEX_URL": "http://127.0.0.1:9/"}
    done = subprocess.run(
        ["sh", script, place / "env"], env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return Installed(place)


@pytest.mark.drill
def test_an_empty_place_without_network_asks_the_law(installed: Installed) -> None:
    question = '{"question": "vote.ordinary", "facts": {"due_to_vote": 15, "present": 12, "in_favour": 8}}'
    assert '"status"' in installed.zhibu("ask", told=question)
    said = installed.zhibu("ask", "--lang", "en", "--question", "vote.ordinary", "due_to_vote=15", "present=12")
    assert "half" in said.lower()


@pytest.mark.drill
def test_it_runs_the_demo_in_both_languages_and_checks_it(installed: Installed) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    running: Any = subprocess.Popen(
        [installed.program, "run", "--demo", "--port", str(port)], cwd=installed.folder, env=installed.environment
    )
    try:
        for _second in range(900):  # beside the soak of a drill
            try:
                socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
                break
            except OSError:
                time.sleep(1)
        assert "登录" in installed.page(port, "zh-hans")
        assert "Log in" in installed.page(port, "en")
        assert "党支部" in installed.zhibu("check")
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
