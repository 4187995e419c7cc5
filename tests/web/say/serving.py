"""The product as it is served, on a day after the personas' day; and what has to be there before it is."""

import os
from datetime import UTC, datetime
from typing import Any

from zhibu.base import clock

LATER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
clock.now = lambda: LATER  # (a process of its own)


def prepare() -> None:
    """A unit with an open door and one concern; its receipt goes to the standard output."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.concern.unit import Unit, raise_concern
    from zhibu.flows.concerns import release

    call_command("createcachetable", verbosity=0)
    unit = Unit()
    receipt = raise_concern(unit, "夜班吃不上热饭")
    release(clock.day_of(LATER), LATER)
    print(unit.address, receipt)  # noqa: T201


def __getattr__(name: str) -> Any:
    """`application`, for the server only: settings are read when it is asked for."""
    if name != "application":
        raise AttributeError(name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")
    from zhibu.config.wsgi import application

    return application
