"""Questions about terms: when one ends, until when the election may wait, and when to begin preparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer, Resolved
from zhibu.questions.citing import cite, next_step, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.days import add_months, day_date
from zhibu.rules.judgement import Sheet
from zhibu.rules.said import said
from zhibu.rules.sheets import OTHER, TERM, VILLAGE
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import say_day
from zhibu.rules.terms import election_deadline, term_end

_ON_TIME, _REMINDER = "term-election-on-time", "term-reminder-six-months"
_EXTENSIONS = ("term-extension-limit", "term-extension-limit-2018")
_LENGTHS = {VILLAGE: "term-village-community", OTHER: "term-other-branches"}
_PLACES = {"other": "企业、机关、学校等", "village": "村、社区"}


def _end(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    _check_order(facts)
    domain = VILLAGE if facts["place"] == "village" else OTHER
    length = _LENGTHS[domain]
    if facts["ends_on"] is None:
        not_yet = outside((length,), facts["elected_on"])
        if not_yet:
            return Answer(
                {},
                not_yet.status,
                (*not_yet.because, "更早选出的一届，请填登记的届满日再算。"),
                not_yet.cites,
                "填届满日。",
            )
    given = {name: facts[name] for name in ("elected_on", "ends_on", "extended_to", "next_elected_on")}
    sheet = TERM.make(domain=domain, has_committee=1, extension_approved_on=facts["approved_on"], **given)
    resolved = norms.resolve(_ON_TIME, on, layers)
    end = term_end(sheet, resolved.values)
    deadline = election_deadline(sheet, resolved.values)
    prepare = add_months(deadline, -resolved.values.months_before)
    marks = norms.judge(resolved, sheet, on)
    told = norms.explain(resolved, sheet, on, marks)
    extension, limits = _extension(sheet, on, layers)
    because = [told.sentence_zh if not marks.not_applicable else _before_the_text(end)]
    cites = [cite(_ON_TIME, on, layers), cite(length, on, layers), cite(_REMINDER, on, layers)]
    if not limits.not_applicable:
        because.append(norms.explain(extension, sheet, on, limits).sentence_zh)
        cites.append(cite(extension.norm.id, on, layers))
    return Answer(
        answer={
            "ends_on": day_date(end),
            "deadline": day_date(deadline),
            "prepare_from": day_date(prepare),
            "days_left": deadline - on.toordinal(),
            "extension": None if limits.not_applicable else limits.status().value,
        },
        status=marks.status(),
        because=tuple(because),
        cites=tuple(cites),
        next_step=_step(marks.status(), day_date(prepare), held=facts["next_elected_on"] is not None),
    )


def _before_the_text(end: int) -> str:
    since = say_day(norms.norm(_ON_TIME).span.from_on.toordinal())
    return said("任期到{end}，早于{since}，当时按时换届的规定这里没有收。", end=say_day(end), since=since)


def _extension(sheet: Sheet, on: date, layers: Sequence[Layer]) -> tuple[Resolved, Marks]:
    """The limit of a delay, by the text in force on the day the term ends."""
    for norm_id in _EXTENSIONS:
        resolved = norms.resolve(norm_id, on, layers)
        marks = norms.judge(resolved, sheet, on)
        if not marks.not_applicable:
            break
    return resolved, marks


def _step(status: Status, prepare: date | None, *, held: bool) -> str:
    if status is Status.MET and held:
        return "登记新一届的选出日和届满日。"
    if status is Status.MET and prepare is not None:
        return said("到{day}开始准备换届。", day=say_day(prepare.toordinal()))
    return next_step(_ON_TIME, status)


def _check_order(facts: Mapping[str, Any]) -> None:
    elected = facts["elected_on"]
    for name, label in (("ends_on", "届满日"), ("extended_to", "延期到"), ("next_elected_on", "下一届选出日")):
        if facts[name] is not None and facts[name] <= elected:
            raise QuestionError(
                name,
                said("{label} {day} 不晚于选出日 {elected}。请核对。", label=label, day=facts[name], elected=elected),
                elected.replace(year=elected.year + 3, day=1).isoformat(),
            )
    if facts["approved_on"] is not None and facts["extended_to"] is None:
        raise QuestionError("extended_to", "填了批复日，还要填延期到哪天。", "2027-04-12")


QUESTIONS = (
    Question(
        name="term.end",
        title_zh="支委会哪天届满，什么时候准备换届",
        title_en="When a committee's term ends, and when to prepare the election",
        asks=(
            Ask("elected_on", "day", "本届选出日", "2023-10-12"),
            Ask("place", "choice", "单位类型", "企业、机关、学校等", choices=_PLACES),
            Ask("ends_on", "day", "登记的届满日", "2026-10-12", required=False),
            Ask("extended_to", "day", "延期到", "2027-04-12", required=False),
            Ask("approved_on", "day", "延期批复日", "2026-09-01", required=False),
            Ask("next_elected_on", "day", "下一届选出日", "2026-10-10", required=False),
        ),
        tells=(
            Told("ends_on", "届满日"),
            Told("deadline", "最晚换届日"),
            Told("prepare_from", "开始准备"),
            Told("days_left", "还有（负数是超过）", "天"),
            Told("extension", "延期合不合规定（没有延期时为空）"),
        ),
        norm_ids=(_ON_TIME, *_LENGTHS.values(), _REMINDER, *_EXTENSIONS),
        reckon=_end,
    ),
)
