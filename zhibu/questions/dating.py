"""Days in questions: words, sums of months and years, and the refusal of days in the wrong order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhibu.questions.model import QuestionError
from zhibu.rules.days import add_months, add_years
from zhibu.rules.said import said
from zhibu.rules.telling import say_day


def say(day: date) -> str:
    """2026年3月5日."""
    return say_day(day.toordinal())


def left(days: int) -> str:
    """还有3天; 今天是最后一天 for none."""
    return said("还有{days}天", days=days) if days else "今天是最后一天"


def months_after(day: date, months: int) -> date:
    """The same day that many months later, or the last day of that month."""
    return date.fromordinal(add_months(day.toordinal(), months))


def years_after(day: date, years: int) -> date:
    """The same day that many years later; 29 February becomes 28 February."""
    return date.fromordinal(add_years(day.toordinal(), years))


def check_order(facts: Mapping[str, Any], labels: Mapping[str, str], earlier: str, *later: str) -> None:
    """Refuse a day that lies before the day it must follow; days that are not known are let through."""
    first = facts[earlier]
    for name in later:
        if first is not None and facts[name] is not None and facts[name] < first:
            raise QuestionError(
                name,
                said(
                    "{label} {day} 早于{before} {first}。请核对。",
                    label=labels[name],
                    day=facts[name],
                    before=labels[earlier],
                    first=first,
                ),
                first.isoformat(),
            )


def check_past(on: date, facts: Mapping[str, Any], labels: Mapping[str, str], *names: str) -> None:
    """Refuse a day of something that has happened when it is later than the day of asking."""
    for name in names:
        if facts[name] is not None and facts[name] > on:
            raise QuestionError(
                name,
                said("{label} {day} 还没有到。填到{on}为止的日子。", label=labels[name], day=facts[name], on=on),
                on.isoformat(),
            )
