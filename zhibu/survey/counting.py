"""Answers become sums. They come with the daily release of what waits (see `zhibu.concern.waiting`), shuffled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhibu.survey.models import Survey, Tally
from zhibu.survey.queries import FEWEST

LONGEST_WORDS = 200
KEEP_FEW = timedelta(days=30)
KEEP_WORDS = timedelta(days=365)
Question = Mapping[str, Any]


def empty_sums(questions: Sequence[Question]) -> tuple[list[list[int]], list[list[str]]]:
    return [[0] * len(question["choices"]) for question in questions], [[] for _ in questions]


def tidy(lines: Iterable[str]) -> list[str]:
    """Own words in the order of the alphabet: whose they were first, nobody can tell."""
    return sorted(line.strip()[:LONGEST_WORDS] for line in lines if line.strip())


def count_in(items: Iterable[Mapping[str, Any]], today: date) -> int:
    """Add what was answered on the page and end what is over; how many sheets.

    Each item: survey (code), answers, token.

    An answer for a survey that has ended or was withdrawn is dropped. May be repeated.
    """
    by_code: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        by_code.setdefault(item["survey"], []).append(item)
    counted = sum(_count(code, waiting) for code, waiting in by_code.items())
    over = Survey.objects.filter(until__lt=today).values("thread")
    Tally.objects.filter(is_final=False, survey__in=over).update(is_final=True)
    return counted


def _count(code: str, waiting: list[Mapping[str, Any]]) -> int:
    survey = Survey.objects.filter(code=code).first()
    found = Tally.objects.select_for_update().filter(survey=survey.thread, is_final=False) if survey else None
    tally = found.first() if found is not None else None
    if tally is None:
        return 0
    known = set(tally.taken)
    fresh = [item for item in waiting if item["token"] not in known]
    for item in fresh:
        for number, answer in enumerate(item["answers"]):
            if isinstance(answer, int):
                tally.counts[number][answer] += 1
            elif answer:
                tally.words[number].append(answer)
    tally.words = [tidy(lines) for lines in tally.words]
    tally.sheets += len(fresh)
    tally.taken = sorted(item["token"] for item in waiting)
    tally.save()
    return len(fresh)


def purge(today: date) -> None:
    """Too few answers are deleted a month after the end; own words a year after it."""
    for survey in Survey.objects.filter(until__lt=today - KEEP_FEW):
        tally = Tally.objects.filter(survey=survey.thread).first()
        if tally is None:
            continue
        if tally.sheets + survey.paper.get("sheets", 0) < FEWEST:
            tally.delete()
        elif survey.until < today - KEEP_WORDS and any(tally.words):
            tally.words = [[] for _ in tally.words]
            tally.save(update_fields=["words"])
