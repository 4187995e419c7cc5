"""Two days that forms often mix: the day of joining and the day from which Party standing counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import check_order, cites_of
from zhibu.questions.admission.probation import EXTENDED_TO, MEETING, probation_of
from zhibu.questions.citing import cite
from zhibu.questions.dating import say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import text_on
from zhibu.rules.days import full_months
from zhibu.rules.said import said
from zhibu.rules.status import Status

STANDING, JOINED = "admission-standing-from-conversion", "membership-from-admission-meeting"

_APPROVED = Ask("approved_on", "day", "党委批准接收的日子", "2025-06-20", required=False)
_CONVERTED = Ask("conversion_meeting_on", "day", "大会通过转正的日子", "2026-10-09", required=False)
_RECORDED = Ask(
    "recorded_on",
    "day",
    "档案里写的转正日期",
    "2026-09-30",
    required=False,
    help_zh="2014年5月以前入党的，规定这里没有收，填档案里的日子，只算满几年。",
)


def _standing(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    for last in (_APPROVED, _CONVERTED, _RECORDED, EXTENDED_TO):
        check_order(facts, MEETING, last)
    meeting, recorded = facts["admission_meeting_on"], facts["recorded_on"]
    probation = probation_of(meeting, layers, extended_to=facts["extended_to"])
    if probation is None:
        return _older(meeting, recorded, on)
    if probation.fault_zh:
        raise QuestionError(
            "extended_to",
            said("{fault_zh}请核对。", fault_zh=probation.fault_zh),
            probation.earliest_extension.isoformat(),
        )
    begins, converted = probation.last_end_on, facts["conversion_meeting_on"]
    text = text_on(STANDING, begins, layers) or STANDING
    used = [(text, begins), (probation.year_rule, meeting)]
    joined = None
    if text_on(JOINED, meeting, layers):
        used.append((JOINED, meeting))
        joined = meeting
    if converted is None:
        return Answer(
            _fields(joined, None, None),
            Status.UNKNOWN,
            (
                *_joined_zh(joined, meeting, facts),
                said("预备期到{begins}满。还没有填转正的日子，党龄先不算。", begins=say(begins)),
            ),
            cites_of(used, layers),
            "转正了，把大会通过转正的日子填上。",
        )
    if converted < begins:
        raise QuestionError(
            "conversion_meeting_on",
            said("转正的大会 {converted} 早于预备期满 {begins}。请核对。", converted=converted, begins=begins),
            begins.isoformat(),
        )
    because = [*_joined_zh(joined, meeting, facts)]
    because.append(
        said(
            "预备期到{begins}满，{converted}大会通过转正。党龄从期满那天算，不从开会那天算。",
            begins=say(begins),
            converted=say(converted),
        )
    )
    status = Status.MET
    if recorded is not None and recorded != begins:
        status = Status.BREACHED
        because.append(said("档案里写的是{recorded}，和{begins}对不上。", recorded=say(recorded), begins=say(begins)))
    because.append(_years_zh(begins, on))
    step = "核对档案，请有权限的党委更正。" if status is Status.BREACHED else "填表时，入党时间和党龄分开填。"
    return Answer(_fields(joined, begins, on), status, tuple(because), cites_of(used, layers), step)


def _joined_zh(joined: date | None, meeting: date, facts: Mapping[str, Any]) -> tuple[str, ...]:
    if joined is None:
        return (said("{meeting}的入党时间怎样算，当时的规定这里没有收，照档案填。", meeting=say(meeting)),)
    if facts["approved_on"] is None:
        return (said("入党时间是大会通过那天：{joined}。要党委批准才算，批准的日子还没有填。", joined=say(joined)),)
    return (
        said(
            "入党时间是大会通过那天：{joined}，不是{approved_on}批准那天。",
            joined=say(joined),
            approved_on=say(facts["approved_on"]),
        ),
    )


def _older(meeting: date, recorded: date | None, on: date) -> Answer:
    """Before the first text: the years are counted from the day in the file, nothing else is said."""
    missing = said("{meeting}的预备期怎样算，当时的规定这里没有收。", meeting=say(meeting))
    cites = (cite(STANDING, on),)
    if recorded is None:
        return Answer({}, Status.NOT_APPLICABLE, (missing,), cites, "把档案里写的转正日期填上。")
    return Answer(
        _fields(None, recorded, on),
        Status.NOT_APPLICABLE,
        (said("{missing}照档案里的{recorded}算。", missing=missing, recorded=say(recorded)), _years_zh(recorded, on)),
        cites,
        "照档案填。",
    )


def _years_zh(begins: date, on: date) -> str:
    years, months = divmod(full_months(begins.toordinal(), on.toordinal()), 12)
    return said("到{on}，党龄满{years}年", on=say(on), years=years) + (
        said("零{months}个月。", months=months) if months else "。"
    )


def _fields(joined: date | None, begins: date | None, on: date | None) -> dict[str, Any]:
    years = full_months(begins.toordinal(), on.toordinal()) // 12 if begins and on else None
    return {"joined_on": joined, "standing_from": begins, "years": years}


QUESTIONS = (
    Question(
        name="member.standing",
        title_zh="入党时间和党龄从哪天算",
        title_en="The day of joining and Party standing",
        asks=(MEETING, _APPROVED, _CONVERTED, EXTENDED_TO, _RECORDED),
        tells=(
            Told("joined_on", "入党时间（规定没有收时为空）"),
            Told("standing_from", "党龄从哪天算（没有转正时为空）"),
            Told("years", "满", "年"),
        ),
        norm_ids=(
            STANDING,
            "admission-standing-from-conversion-2026",
            JOINED,
            "admission-probation-one-year",
            "admission-probation-one-year-2026",
        ),
        reckon=_standing,
    ),
)
