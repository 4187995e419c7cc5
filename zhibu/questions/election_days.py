"""The question about the days of a term election: when to prepare and to ask, and is the order of the days right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.days import add_months
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_day, say_span

_NOTICE, _REMINDER, _ON_TIME = "election-notice-ahead", "term-reminder-six-months", "term-election-on-time"


def _deadlines(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    ends: date = facts["term_ends_on"]
    lawful_on = min(on, ends)
    used = (_NOTICE, _REMINDER, _ON_TIME)
    not_yet = outside(used, lawful_on)
    if not_yet:
        return not_yet
    _check_days(facts)
    notice = norms.resolve(_NOTICE, lawful_on, layers)
    prepare = add_months(ends.toordinal(), -norms.resolve(_REMINDER, lawful_on, layers).values.months_before)
    request_by = add_months(ends.toordinal(), -notice.values.months_ahead)
    faults = _faults(facts)
    status = _status(facts, on, prepare, faults)
    ours = "本系统的默认值，单位可以改" if notice.ours else "单位定的"
    return Answer(
        answer={
            "prepare_from": date.fromordinal(prepare),
            "request_by": date.fromordinal(request_by),
            "days_to_request": None if facts["requested_on"] else request_by - on.toordinal(),
            "elect_by": ends,
            "days_to_elect": ends.toordinal() - on.toordinal(),
            "in_order": None if _nothing_done(facts) else not faults,
        },
        status=status,
        because=(
            said(
                "任期到{ends}，在这一天或者以前换届。上级批了延期的，填延期到的日子。", ends=say_day(ends.toordinal())
            ),
            said(
                "提前{months_before}个月准备：{prepare}。",
                months_before=norms.resolve(_REMINDER, lawful_on, layers).values.months_before,
                prepare=say_day(prepare),
            ),
            said(
                "提前{months_ahead}个月报请示：{request_by}。几个月是{ours}，规定没有写数。",
                months_ahead=notice.values.months_ahead,
                request_by=say_day(request_by),
                ours=ours,
            ),
            *_requested(facts, request_by, on),
            *faults,
        ),
        cites=tuple(cite(norm_id, lawful_on, layers) for norm_id in used),
        next_step=_step(facts, status, prepare, request_by, on),
    )


def _nothing_done(facts: Mapping[str, Any]) -> bool:
    return all(facts[name] is None for name in ("requested_on", "replied_on", "planned_on"))


def _check_days(facts: Mapping[str, Any]) -> None:
    requested, replied = facts["requested_on"], facts["replied_on"]
    if replied is not None and requested is None:
        raise QuestionError("requested_on", "填了批复日，还要填请示日。", "2026-08-10")
    if replied is not None and replied < requested:
        raise QuestionError(
            "replied_on",
            said("批复日 {replied} 早于请示日 {requested}。请核对。", replied=replied, requested=requested),
            requested.isoformat(),
        )


def _faults(facts: Mapping[str, Any]) -> list[str]:
    """What is out of order between request, reply, election and the end of the term."""
    ends, planned = facts["term_ends_on"], facts["planned_on"]
    requested, replied = facts["requested_on"], facts["replied_on"]
    found = []
    if requested is not None and requested > ends:
        found.append(said("请示在届满以后{span}才报。", span=say_span(ends.toordinal(), requested.toordinal())))
    if planned is not None and requested is not None and planned < requested:
        found.append("选举在请示以前。要先请示。")
    elif planned is not None and replied is not None and planned < replied:
        found.append("选举在批复以前。收到批复再选。")
    if planned is not None and planned > ends:
        found.append(said("选举比届满日晚{span}。", span=say_span(ends.toordinal(), planned.toordinal())))
    return found


def _status(facts: Mapping[str, Any], on: date, prepare: int, faults: Sequence[str]) -> Status:
    if faults:
        return Status.BREACHED
    if facts["requested_on"] is not None and (facts["planned_on"] is None or facts["replied_on"] is not None):
        return Status.MET
    if facts["planned_on"] is not None and facts["planned_on"] <= on:
        return Status.UNKNOWN
    if on.toordinal() < prepare:
        return Status.MET
    return Status.DUE if on <= facts["term_ends_on"] else Status.OVERDUE


def _requested(facts: Mapping[str, Any], request_by: int, on: date) -> list[str]:
    if facts["requested_on"] is None:
        late = on.toordinal() - request_by
        return [said("请示还没有登记，比这个日子晚了{late}天。", late=late)] if late > 0 else ["请示还没有登记。"]
    asked = facts["requested_on"].toordinal()
    late_zh = said("，比这个日子晚{days}天", days=asked - request_by) if asked > request_by else ""
    replied = facts["replied_on"]
    reply_zh = (
        said("批复日{replied}。", replied=say_day(replied.toordinal())) if replied is not None else "批复还没有登记。"
    )
    return [said("请示日{asked}{late_zh}，{reply_zh}", asked=say_day(asked), late_zh=late_zh, reply_zh=reply_zh)]


def _step(facts: Mapping[str, Any], status: Status, prepare: int, request_by: int, on: date) -> str:
    if status is Status.BREACHED:
        return "核对这几个日子；确实是这样的，向上级说明。"
    if facts["requested_on"] is None:
        if status is Status.MET:
            return said("{prepare}开始准备换届。", prepare=say_day(prepare))
        if status is Status.UNKNOWN:
            return "登记请示和批复的日子。"
        return (
            "现在就报请示。"
            if on.toordinal() >= request_by
            else said("{request_by}以前报请示。", request_by=say_day(request_by))
        )
    if facts["replied_on"] is None:
        return "收到批复再选，把批复登记上。"
    return "按批复开会选举。" if facts["planned_on"] is None else "按定的日子选。"


QUESTIONS = (
    Question(
        name="election.deadlines",
        title_zh="换届：哪天开始准备，哪天报请示",
        title_en="The days of a term election: prepare, ask, elect",
        asks=(
            Ask("term_ends_on", "day", "届满日（批了延期的填延期到）", "2026-10-12"),
            Ask("requested_on", "day", "请示日", "2026-08-10", required=False),
            Ask("replied_on", "day", "批复日", "2026-09-01", required=False),
            Ask("planned_on", "day", "选举日（定好的或者已经选的）", "2026-10-10", required=False),
        ),
        tells=(
            Told("prepare_from", "开始准备"),
            Told("request_by", "请示最晚（本单位没有定的，是默认值）"),
            Told("days_to_request", "到请示还有（负数是超过；已经请示时为空）", "天"),
            Told("elect_by", "最晚选举日"),
            Told("days_to_elect", "到最晚选举日还有（负数是超过）", "天"),
            Told("in_order", "请示、批复、选举的先后对不对（都没填时为空）"),
        ),
        norm_ids=(_NOTICE, _REMINDER, _ON_TIME),
        reckon=_deadlines,
    ),
)
