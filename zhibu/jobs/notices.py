"""Notices by the clock: composed and sent within a bounded part of each minute, so that nothing else has to wait."""

import time
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from zhibu.notice import hooks, outbox

SECONDS = 15


def compose_groups(today: date, now: datetime) -> None:
    outbox.compose_groups(today, now, settings.ADDRESS)


def run_pending(today: date, now: datetime) -> None:
    end = time.monotonic() + SECONDS
    outbox.compose(today, now, import_string(settings.OPEN_COUNT), settings.ADDRESS, lambda: time.monotonic() > end)
    outbox.deliver(today, now, lambda: time.monotonic() > end + SECONDS)


def tell_programs(today: date, now: datetime) -> None:
    end = time.monotonic() + SECONDS
    hooks.deliver(now, lambda: time.monotonic() > end)
