"""Calendar months as numbers (year × 12 + month − 1), and runs of months that follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhibu.rules.said import joined, month_name, said


def month_number(day: date) -> int:
    """The number of the month in which the day lies."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """First day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Last day of a month."""
    return date.fromordinal(first_day(month + 1).toordinal() - 1)


def quarter_last_day(month: int) -> date:
    """Last day of the calendar quarter of a month."""
    return last_day(month - month % 3 + 2)


def runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """(first, last) of every run of consecutive months, in order."""
    found: list[tuple[int, int]] = []
    for month in sorted(set(months)):
        if found and month == found[-1][1] + 1:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def write_month(month: int) -> str:
    """2026-03."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def say_month(month: int) -> str:
    """2026年3月."""
    return said("{year}年{month}月", year=month // 12, month=month_name(month % 12 + 1))


def say_months(months: Iterable[int]) -> str:
    """2026年1月至3月、2026年5月; 没有 for none."""
    return joined(_say_run(first, last) for first, last in runs(months)) or "没有"


def _say_run(first: int, last: int) -> str:
    if first == last:
        return say_month(first)
    if first // 12 == last // 12:
        ends = {"first": month_name(first % 12 + 1), "last": month_name(last % 12 + 1)}
        return said("{year}年{first}月至{last}月", year=first // 12, **ends)
    return said("{first}至{end}", first=say_month(first), end=say_month(last))
