import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.concern.clock import Clock
from tests.web.workshop import Workshop, built, workshop
from zhibu.base import clock as real

__all__ = ["built", "workshop"]


@pytest.fixture
def day(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Days pass with the release of each morning; the waiting file begins and ends empty."""
    folder = Path(settings.DATA) / "waiting"
    shutil.rmtree(folder, ignore_errors=True)
    clock = Clock()
    monkeypatch.setattr(real, "now", lambda: clock.now)
    yield clock
    shutil.rmtree(folder, ignore_errors=True)
