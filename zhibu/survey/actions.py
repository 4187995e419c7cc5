"""Writes of surveys."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhibu.base.actor import Actor
from zhibu.base.errors import Invalid, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.queries import roster
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.survey.asking import check
from zhibu.survey.counting import empty_sums, tidy
from zhibu.survey.models import Audience, Survey, Tally
from zhibu.survey.queries import FEWEST

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that are mistaken for one another on paper
CODE = 8
LONGEST = timedelta(days=60)
MOST_SHEETS = 5000


def open_survey(
    actor: Actor,
    *,
    branch: Organisation,
    title: str,
    audience: Audience,
    questions: Sequence[Mapping[str, Any]],
    until: date,
    today: date,
    now: datetime,
) -> Done:
    """Invalid names the fields title, until, text-N and choices-N. Refused where so few are asked that each is seen."""
    people = list(roster(branch, today))
    if audience == Audience.MEMBERS and len(people) < FEWEST:
        raise Refused(
            said(
                "支部只有 {people_count} 名党员，少于 {FEWEST} 人，答了也看得出是谁。",
                people_count=len(people),
                FEWEST=FEWEST,
            ),
            "当面听更好。",
        )
    problems = {}
    if not title.strip():
        problems["title"] = "写一句这次问什么。"
    if until < today:
        problems["until"] = "最后一天已经过了，写今天或以后的日子。"
    elif until > today + LONGEST:
        problems["until"] = said("最长开 {days} 天。", days=LONGEST.days)
    try:
        kept = check(questions, [member.name for member in people])
    except Invalid as error:
        raise Invalid(problems | error.problems) from error
    if problems:
        raise Invalid(problems)
    survey = Survey(
        root=branch.root, branch=branch, happened_on=today, title=title.strip(), audience=audience, questions=kept,
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE)), until=until, **stamp(actor, now),
    )  # fmt: skip
    survey.save(force_insert=True)
    counts, words = empty_sums(kept)
    Tally.objects.create(survey=survey.thread, counts=counts, words=words)
    return Done(survey, set(), branch)


def enter_paper(
    actor: Actor,
    *,
    survey: Survey,
    sheets: int,
    counts: Sequence[Sequence[int]],
    words: Sequence[Collection[str]],
    now: datetime,
) -> Done:
    """What the sheets of paper say, counted by hand; entered again it takes the place of what stood there.

    Invalid names the fields sheets and q-N (a question whose answers are more than the sheets).
    """
    problems = {}
    if not 0 < sheets <= MOST_SHEETS:
        problems["sheets"] = said("收回的张数写 1 到 {MOST_SHEETS}。", MOST_SHEETS=MOST_SHEETS)
    for number, row in enumerate(counts, start=1):
        if sum(row) > sheets:
            problems[f"q-{number}"] = said(
                "第 {number} 题加起来是 {sum}，比收回的 {sheets} 张多。", number=number, sum=sum(row), sheets=sheets
            )
    if problems:
        raise Invalid(problems)
    paper = {"sheets": sheets, "counts": [list(row) for row in counts], "words": [tidy(lines) for lines in words]}
    return Done(replace(survey, {"paper": paper}, actor, now), set(), survey.branch)


def change_end(actor: Actor, *, survey: Survey, until: date, today: date, now: datetime) -> Done:
    """Longer, when few have answered, or an end today.

    What has ended stays ended: the difference between two results would be one person.
    """
    if survey.until < today:
        raise Refused("这次小调查已经结束，不能再开。", "要接着问，另发一次。")
    if until < today:
        raise Invalid({"until": "最后一天写今天或以后的日子。"})
    if until > survey.happened_on + LONGEST:
        raise Invalid({"until": said("从发出那天起，最长开 {days} 天。", days=LONGEST.days)})
    return Done(replace(survey, {"until": until}, actor, now), set(), survey.branch)


def withdraw(actor: Actor, *, survey: Survey, now: datetime) -> Done:
    """Undo: what was answered already is dropped with it."""
    revoke(survey, actor, now)
    Tally.objects.filter(survey=survey.thread).delete()
    return Done(survey, set(), survey.branch)
