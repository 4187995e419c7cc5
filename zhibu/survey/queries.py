"""Reads of surveys. Results are the branch's own: nothing of them goes up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.survey.models import Survey, Tally

FEWEST = 5
"""k: with fewer answers nothing is shown."""


@dataclass(frozen=True)
class Answered:
    """One question with its sums. `counts` beside `choices`; `words` where own words were asked for."""

    text: str
    choices: Sequence[str]
    counts: Sequence[int]
    words: Sequence[str]

    @property
    def given(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Results:
    """`answered` is None while the survey runs, and when too few answered. `on_page` and `on_paper`: sheets."""

    on_page: int
    on_paper: int
    is_over: bool
    answered: Sequence[Answered] | None

    @property
    def sheets(self) -> int:
        """How many stand in the sums."""
        return sum(sheets for sheets in (self.on_page, self.on_paper) if sheets >= FEWEST)

    @property
    def page_left_out(self) -> bool:
        """Fewer than five came from the page: whoever counted the paper could tell who they were."""
        return 0 < self.on_page < FEWEST


def visible_to(actor: Actor) -> QuerySet[Survey]:
    rows: QuerySet[Survey] = Survey.objects.filter(below(actor.path, "branch__path"))
    return rows if actor.may(Right.SEE_BRANCH) else rows.none()


def survey_for(actor: Actor, survey_id: UUID | str) -> Survey:
    threads = Survey.versions.filter(Q(pk=survey_id) | Q(thread=survey_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def open_at(code: str, today: date) -> Survey | None:
    """By its address, for whoever has it, as long as it is open."""
    return Survey.objects.filter(code=code, happened_on__lte=today, until__gte=today).select_related("branch").first()


def listed(rows: QuerySet[Survey]) -> list[Survey]:
    """Newest first."""
    return list(rows.select_related("branch").order_by("-happened_on", "-recorded_at"))


def results_of(survey: Survey, today: date) -> Results:
    """Page and paper together; each only from five sheets on, because whoever knows one part could subtract it."""
    tally = Tally.objects.filter(survey=survey.thread).first()
    paper = survey.paper
    on_page, on_paper = tally.sheets if tally else 0, int(paper.get("sheets", 0))
    is_over = survey.until < today and (tally is None or tally.is_final)
    parts = []
    if tally and on_page >= FEWEST:
        parts.append((tally.counts, tally.words))
    if on_paper >= FEWEST:
        parts.append((paper["counts"], paper["words"]))
    answered = [_answered(survey, number, parts) for number in range(len(survey.questions))]
    return Results(on_page, on_paper, is_over, answered if is_over and parts else None)


def _answered(survey: Survey, number: int, parts: Sequence[tuple[Any, Any]]) -> Answered:
    question = survey.questions[number]
    counts = [sum(counts[number][place] for counts, _words in parts) for place in range(len(question["choices"]))]
    words = sorted(line for _counts, words in parts for line in words[number])
    return Answered(question["text"], question["choices"], counts, words)
