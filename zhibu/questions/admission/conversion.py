"""Conversion: when to apply, when the meeting may be held and until when, and the approval after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhibu.norms import Layer, resolve
from zhibu.questions.admission.approval import approval_of
from zhibu.questions.admission.asks import PROVINCE, apart, check_order, cites_of, no_text, say_months, with_province
from zhibu.questions.admission.probation import EXTENDED_TO, MEETING, YEAR, Probation, probation_of
from zhibu.questions.citing import next_step
from zhibu.questions.dating import left, months_after, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.said import said
from zhibu.rules.status import WORST_FIRST, Status

PROMPT, TRANSFERRED = "admission-conversion-on-time", "admission-transferred-probationer-delay"
LOCAL_APPLY, LOCAL_MEETING = "local-gz-conversion-application-week", "local-gz-conversion-meeting-one-month"

APPLIED = Ask("applied_on", "day", "本人交转正申请的日子", "2026-03-20", required=False)
HELD = Ask("meeting_on", "day", "大会讨论转正的日子", "2026-04-10", required=False, help_zh="还没有开的不填。")
REPORTED = Ask("reported_on", "day", "转正决议报上级的日子", "2026-04-15", required=False)
APPROVED = Ask("approved_on", "day", "批准转正的日子", "2026-06-30", required=False, help_zh="还没有批的不填。")
TRANSFERRED_IN = Ask("transferred_in_on", "day", "预备期里转来的日子", "2025-11-20", required=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One point that was looked at: how it stands, what to say, and the rule with the day of its text."""

    status: Status
    sentence_zh: str
    rule: str
    law_on: date


def meeting_window(
    probation: Probation, layers: Sequence[Layer], *, transferred: bool = False
) -> tuple[date, date, str, date]:
    """The first day of a meeting on conversion, the last one by our reminder (or by the article on transferred
    members), the rule of the last day, and the day of its text. Raises LayerError.
    """
    end = probation.last_end_on
    rule = text_on(TRANSFERRED, end) if transferred else None
    rule = rule or text_on(PROMPT, end, layers)
    assert rule is not None  # the probation itself was found in the same text
    return end, months_after(end, figures(rule, end, layers).months), rule, end


def _conversion(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    for first, last in (
        (MEETING, APPLIED),
        (MEETING, HELD),
        (MEETING, EXTENDED_TO),
        (HELD, REPORTED),
        (HELD, APPROVED),
        (MEETING, TRANSFERRED_IN),
    ):
        check_order(facts, first, last)
    if facts["meeting_on"] is None and (facts["approved_on"] or facts["reported_on"]):
        raise QuestionError("meeting_on", "填了上报或者批准的日子，还要填大会讨论转正的日子。", "2026-04-10")
    local = with_province(facts, layers)
    joined = facts["admission_meeting_on"]
    probation = probation_of(joined, local, extended_to=facts["extended_to"])
    if probation is None:
        return no_text("接收大会", joined, YEAR)
    transferred = facts["transferred_in_on"] is not None and facts["transferred_in_on"] <= probation.last_end_on
    earliest, latest, rule, law_on = meeting_window(probation, local, transferred=transferred)
    lines = [_first_line(probation, joined)]
    apply_by, applying = _applying(probation, facts["applied_on"], on, local)
    lines += [*applying, *_meeting(probation, facts, on, (latest, rule, law_on), local)]
    local_latest, asked = _local_meeting(facts, on, local)
    lines += asked
    approval_by, approving = _approving(facts, on, local)
    lines += approving
    status = next(status for status in WORST_FIRST if any(line.status is status for line in lines))
    return Answer(
        {
            "probation_ends_on": earliest,
            "apply_by": apply_by,
            "meeting_from": earliest,
            "meeting_by": min(latest, local_latest) if local_latest else latest,
            "meeting_by_is_ours": local_latest is None and resolve(rule, law_on, local).ours,
            "approval_by": approval_by,
            "standing_from": earliest,
            "law": title(rule),
        },
        status,
        tuple(line.sentence_zh for line in lines),
        cites_of([(line.rule, line.law_on) for line in lines], local),
        _step(lines, status, facts, probation, on),
    )


def _first_line(probation: Probation, joined: date) -> Line:
    days = {"joined": say(joined), "ends_on": say(probation.ends_on)}
    sentence = said("{joined}大会通过，预备期到{ends_on}满。", **days)
    if probation.is_extended:
        sentence = said(
            "{joined}大会通过，预备期到{ends_on}满，延长到{last_end_on}。{fault_zh}",
            **days,
            last_end_on=say(probation.last_end_on),
            fault_zh=probation.fault_zh,
        )
    rule = probation.extension_rule or probation.year_rule
    law_on = probation.ends_on if probation.extension_rule else joined
    return Line(Status.BREACHED if probation.fault_zh else Status.MET, sentence, rule, law_on)


def _applying(probation: Probation, applied: date | None, on: date, layers: Sequence[Layer]) -> tuple[date, list[Line]]:
    """The day by which to apply: the end of probation, a week earlier in Guizhou."""
    end = probation.last_end_on
    rule = text_on(LOCAL_APPLY, end, layers)
    if rule is None:
        return end, []
    last = end - timedelta(days=figures(rule, end, layers).days)
    ask_zh = said("贵州要求期满前一周交转正申请，最晚{last}", last=say(last))
    if applied is not None:
        late = apart(last, applied)
        told = said("{applied}交的，", applied=say(applied)) + (
            "按时。" if late <= 0 else said("晚{late}天。", late=late)
        )
        return last, [
            Line(
                Status.MET if late <= 0 else Status.BREACHED,
                said("{ask_zh}；{told}", ask_zh=ask_zh, told=told),
                rule,
                end,
            )
        ]
    status = Status.DUE if on <= last else Status.UNKNOWN
    return last, [
        Line(
            status, said("{ask_zh}；", ask_zh=ask_zh) + ("还没有交。" if on <= last else "没有申请的记录。"), rule, end
        )
    ]


def _meeting(
    probation: Probation,
    facts: Mapping[str, Any],
    on: date,
    limit: tuple[date, str, date],
    layers: Sequence[Layer],
) -> list[Line]:
    latest, rule, law_on = limit
    end, held = probation.last_end_on, facts["meeting_on"]
    why = _why(rule, latest, law_on, layers)
    if held is None:
        return [_not_held(end, latest, on, why, rule, law_on)]
    lines = []
    if held < end:
        early = text_on(YEAR, held, layers) or probation.year_rule
        return [
            Line(
                Status.BREACHED,
                said("{held}就讨论转正，早于期满{apart}天。", held=say(held), apart=apart(held, end)),
                early,
                held,
            )
        ]
    late = apart(latest, held)
    told = "按时。" if late <= 0 else said("晚{late}天。", late=late)
    lines.append(
        Line(
            Status.MET if late <= 0 else Status.BREACHED,
            said("{why}；{held}开的，{told}", why=why, held=say(held), told=told),
            rule,
            law_on,
        )
    )
    applied = facts["applied_on"]
    if applied is not None and applied > held:
        sequence = text_on("admission-conversion-sequence", held, layers) or rule
        lines.append(
            Line(
                Status.BREACHED,
                said("{applied}才交申请，晚于{held}的大会，次序不对。", applied=say(applied), held=say(held)),
                sequence,
                held,
            )
        )
    return lines


def _not_held(end: date, latest: date, on: date, why: str, rule: str, law_on: date) -> Line:
    if on < end:
        return Line(
            Status.MET, said("期满那天起可以开大会讨论转正，还有{apart}天。", apart=apart(on, end)), rule, law_on
        )
    if on <= latest:
        return Line(Status.DUE, said("{why}；还没有开，{left}。", why=why, left=left(apart(on, latest))), rule, law_on)
    return Line(
        Status.OVERDUE, said("{why}；还没有开，超过{apart}天。", why=why, apart=apart(latest, on)), rule, law_on
    )


def _why(rule: str, latest: date, law_on: date, layers: Sequence[Layer]) -> str:
    months = say_months(figures(rule, law_on, layers).months)
    if rule == TRANSFERRED:
        return said("转来的预备党员可以推迟讨论，最多{months}，到{latest}", months=months, latest=say(latest))
    ours = "，这是本系统的提醒，条文只写“及时”" if resolve(rule, law_on, layers).ours else ""
    return said("期满后及时讨论，按{months}提醒，到{latest}{ours}", months=months, latest=say(latest), ours=ours)


def _local_meeting(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> tuple[date | None, list[Line]]:
    applied, held = facts["applied_on"], facts["meeting_on"]
    rule = text_on(LOCAL_MEETING, applied, layers) if applied else None
    if rule is None or applied is None:
        return None, []
    last = months_after(applied, figures(rule, applied, layers).months)
    ask_zh = said("贵州要求收到申请后一般一个月内开大会，到{last}", last=say(last))
    end = apart(last, held or on)
    if held is not None:
        told = "按时。" if end <= 0 else said("晚{end}天。", end=end)
        return last, [
            Line(
                Status.MET if end <= 0 else Status.BREACHED,
                said("{ask_zh}；{told}", ask_zh=ask_zh, told=told),
                rule,
                applied,
            )
        ]
    status = Status.DUE if end <= 0 else Status.OVERDUE
    return last, [Line(status, said("{ask_zh}；还没有开。", ask_zh=ask_zh), rule, applied)]


def _approving(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> tuple[date | None, list[Line]]:
    held = facts["meeting_on"]
    found = approval_of("conversion", held, facts["reported_on"], layers) if held else None
    if found is None:
        return None, []
    approved = facts["approved_on"]
    status = found.status(approved, on)
    start = "上报" if facts["reported_on"] else "大会（没有填上报的日子，这样算更早）"
    end = apart(found.deadline, approved or on)
    done = said("{approved}批准，", approved=say(approved)) if approved else "还没有批，"
    told = (
        "按时。"
        if approved and end <= 0
        else said("晚{end}天。", end=end)
        if end > 0
        else said("{left}。", left=left(-end))
    )
    sentence = said(
        "从{start}{from_on}算{months}审批，到{deadline}；{done}{told}",
        start=start,
        from_on=say(found.from_on),
        months=say_months(found.months),
        deadline=say(found.deadline),
        done=done,
        told=told,
    )
    return found.deadline, [Line(status, sentence, found.rule, found.from_on)]


def _step(lines: Sequence[Line], status: Status, facts: Mapping[str, Any], probation: Probation, on: date) -> str:
    if facts["meeting_on"] is None and on < probation.last_end_on and status is Status.MET:
        return said("{last_end_on}以前请本人交转正申请。", last_end_on=say(probation.last_end_on))
    if status is Status.MET:
        return "把材料归档。" if facts["approved_on"] else "把决议报上级党委。"
    worst = next(line for line in lines if line.status is status)
    return said("{next_step}。", next_step=next_step(worst.rule, status) or "核对日子")


QUESTION = Question(
    name="admission.conversion",
    title_zh="什么时候转正，最晚哪天办",
    title_en="When conversion is due",
    asks=(MEETING, APPLIED, HELD, REPORTED, APPROVED, EXTENDED_TO, TRANSFERRED_IN, PROVINCE),
    tells=(
        Told("probation_ends_on", "预备期满的日子"),
        Told("apply_by", "最晚哪天交转正申请"),
        Told("meeting_from", "最早哪天开大会"),
        Told("meeting_by", "最晚哪天开大会"),
        Told("meeting_by_is_ours", "最晚开会的日子是本系统的提醒"),
        Told("approval_by", "最晚哪天批（没开大会时为空）"),
        Told("standing_from", "转正以后党龄从哪天算"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(
        YEAR,
        "admission-probation-one-year-2026",
        "admission-probation-extension",
        "admission-probation-extension-2026",
        PROMPT,
        "admission-conversion-on-time-2026",
        "admission-conversion-sequence",
        "admission-conversion-sequence-2026",
        "admission-conversion-approval-three-months",
        "admission-conversion-approval-three-months-2026",
        TRANSFERRED,
        LOCAL_APPLY,
        LOCAL_MEETING,
    ),
    reckon=_conversion,
)
