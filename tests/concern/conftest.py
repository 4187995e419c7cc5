import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.concern.clock import Clock
from tests.concern.unit import Unit
from tests.remembering import remembered
from zhibu.base import clock as real


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Unit]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered("concern unit", Unit)
        transaction.set_rollback(True)


@pytest.fixture
def empty_waiting() -> Iterator[None]:
    folder = Path(settings.DATA) / "waiting"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the pages read; `day.pass_days(3)` lets days go by, with the release of each morning."""
    clock = Clock()
    monkeypatch.setattr(real, "now", lambda: clock.now)
    return clock


@pytest.fixture
def unit(built: Unit, db: None, empty_waiting: None, day: Clock) -> Unit:
    return built
