"""What is asked once a year: which year the law covers, whether it is done, open, or missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhibu import norms
from zhibu.questions.citing import cite
from zhibu.questions.dating import months_after, say
from zhibu.questions.model import Answer, Ask, QuestionError
from zhibu.rules.said import said
from zhibu.rules.status import WORST_FIRST, Status

YEAR = Ask("year", "whole", "年份", "2026", "年")
COMPLETE = Ask(
    "complete",
    "flag",
    "这一年的都填在这里了",
    "是",
    required=False,
    help_zh="填“是”，过了年还没有的就算没办；不填，只算没有记录。",
)
_DAY = timedelta(days=1)


def check_year(facts: Mapping[str, Any]) -> int:
    """The year asked about. Raises QuestionError for one that is no year."""
    year: int = facts["year"]
    if not 1950 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")
    return year


def last_day_of(year: int, closes_after_months: int = 0) -> date:
    """The last day of the year, or of the months into the next year until which the unit lets it run."""
    return months_after(date(year + 1, 1, 1), closes_after_months) - _DAY


def check_dates(facts: Mapping[str, Any], name: str, on: date, first: date, last: date) -> tuple[date, ...]:
    """The dates of a fact, refused when one lies outside the days that count or has not come yet."""
    days: tuple[date, ...] = facts[name] or ()
    for day in days:
        if day > on:
            raise QuestionError(name, said("{day} 还没有到。填到{on}为止的日子。", day=day, on=on), on.isoformat())
        if not first <= day <= last:
            raise QuestionError(
                name,
                said("{day} 不在{first}到{last}之间。只填这一年的。", day=day, first=say(first), last=say(last)),
                f"{first.year}-03-05",
            )
    return days


def covers_year(norm_id: str, year: int) -> bool:
    """Is the text in force on every day of the year?"""
    span = norms.norm(norm_id).span
    return span.holds(date(year, 1, 1)) and span.holds(date(year, 12, 31))


def year_status(done: bool, on: date, year: int, last: date, *, complete: bool | None) -> Status:
    """Met when done; due until the last day; then overdue where the branch said that all is here, else a question."""
    if done:
        return Status.MET
    if on < date(year, 1, 1):
        return Status.NOT_APPLICABLE
    if on <= last:
        return Status.DUE
    return Status.OVERDUE if complete else Status.UNKNOWN


def worst(statuses: Iterable[Status]) -> Status:
    """The one status that stands for several."""
    found = set(statuses)
    return next(status for status in WORST_FIRST if status in found)


def year_not_covered(norm_ids: Sequence[str], year: int, tells: Iterable[str]) -> Answer:
    """The answer for a year of which the text does not cover every day: all fields empty, and why."""
    span = norms.norm(norm_ids[0]).span
    until = said("，到{to_on}为止", to_on=say(span.to_on)) if span.to_on else ""
    sentence = said(
        "{year}年不是整年都按这条规定看：它从{from_on}起施行{until}。",
        year=year,
        from_on=say(span.from_on),
        until=until,
    )
    cites = tuple(cite(norm_id, date(year, 12, 31)) for norm_id in norm_ids)
    return Answer(dict.fromkeys(tells), Status.NOT_APPLICABLE, (sentence,), cites, "换一个年份，或者问上级。")
