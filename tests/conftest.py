"""The ground of all tests: nothing may be logged as an error, and property tests are quick unless a drill is on."""

import gc
import logging
import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.asked import asked, leave, left, to_repeat
from tests.looking import FLAGS

settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("drill", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


NEEDS_A_DATABASE = {"db", "transactional_db", "live_server"}
IS_SECOND = os.environ.get("ZHIBU_DATABASE", "").startswith("postgres")
ASKED = Path(os.environ["ZHIBU_ASKED"]).resolve() if os.environ.get("ZHIBU_ASKED") else None
ASKED_BY: dict[str, tuple[float, set[int]]] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second database repeats only what a database can change: pure tests have run once already, and of those that
    go through pages the ones are enough that `asked.py` names.

    Random trials that end with the drill's time begin somewhere else in each drill, so that all of them have a turn.
    """
    if "DRILL_UNTIL" in os.environ and items:
        first = random.randrange(len(items))
        items[:] = items[first:] + items[:first]
    if not IS_SECOND:
        return
    touching = [item.nodeid for item in items if touches_the_database(item)]
    repeated = to_repeat(touching, left(ASKED) if ASKED else {})
    kept, left_out = [], []
    for item in items:
        (kept if item.nodeid in repeated else left_out).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def touches_the_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(NEEDS_A_DATABASE & names)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """On the first database each test leaves what it asked."""
    if not ASKED or IS_SECOND or not touches_the_database(item):
        return (yield)
    began = time.process_time()
    with asked() as found:
        done = yield
    ASKED_BY[item.nodeid] = time.process_time() - began, found
    return done


def pytest_sessionfinish() -> None:
    if ASKED and ASKED_BY:
        leave(ASKED, os.environ.get("PYTEST_XDIST_WORKER", "one"), ASKED_BY)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In a drill the random trials have a moment at which they end; what was not begun by then says so."""
    if time.time() > float(os.environ.get("DRILL_UNTIL", "inf")):
        pytest.skip("the drill's time is over")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "asyncio":  # Playwright's own loop, telling of a request that a closed page no longer awaits
            return
        self.lines.append(f"{record.name}: {record.getMessage()}")


def pytest_collection_finish() -> None:
    """Fourteen thousand collected tests stay until the end: the collector of garbage leaves them alone."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test fails when something was logged as an error, unless it is marked `logs_errors` and then it must be."""
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if request.node.get_closest_marker("logs_errors"):
        assert collector.lines, "an error in the log was expected"
    else:
        assert not collector.lines, collector.lines


@pytest.fixture(scope="session")
def chromium(live_server: LiveServer) -> Iterator[Browser]:
    """The system's Chromium, started once for all browser tests; it ends before the server, which else would still be
    answering it when its database is taken away."""
    # Playwright keeps an event loop in this thread; Django would take every query of a fixture for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
