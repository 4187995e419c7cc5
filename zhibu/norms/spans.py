"""Spans of days that must follow each other without a gap and without an overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from zhibu.norms.model import Span

_DAY = timedelta(days=1)


def broken_spell(spans: Sequence[Span]) -> str:
    """What is wrong with a row of spans, as the end of a Chinese sentence; empty when each begins the day after the
    last.
    """
    for span in spans:
        if span.to_on is not None and span.to_on < span.from_on:
            return f"有一段的止期 {span.to_on} 早于起期 {span.from_on}"
    for before, after in pairwise(spans):
        if before.to_on is None or after.from_on <= before.to_on:
            return f"在 {after.from_on} 重叠"
        if after.from_on != before.to_on + _DAY:
            return f"在 {before.to_on + _DAY} 断开"
    return ""


def covers(spans: Sequence[Span], whole: Span) -> str:
    """What part of ``whole`` the spans leave out, as the end of a Chinese sentence; empty when nothing."""
    if not spans:
        return "没有写数值"
    if spans[0].from_on > whole.from_on:
        return f"从 {whole.from_on} 到 {spans[0].from_on} 没有数值"
    last: date | None = spans[-1].to_on
    if last is not None and (whole.to_on is None or last < whole.to_on):
        return f"{last} 以后没有数值"
    return ""
