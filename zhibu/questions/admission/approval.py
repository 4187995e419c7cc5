"""Until when the higher committee decides on an admission or a conversion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import apart, check_order, cites_of, no_text, say_months
from zhibu.questions.citing import next_step
from zhibu.questions.dating import left, months_after, say
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.said import said
from zhibu.rules.status import Status

RULES = {"admission": "admission-approval-three-months", "conversion": "admission-conversion-approval-three-months"}
KINDS = {"admission": "接收预备党员", "conversion": "转正"}

MEETING = Ask("meeting_on", "day", "支部大会通过的日子", "2026-06-10")
REPORTED = Ask("reported_on", "day", "决议报到上级党委的日子", "2026-06-15", required=False)
APPROVED = Ask("approved_on", "day", "批准的日子", "2026-09-10", required=False, help_zh="还没有批的不填。")


@dataclass(frozen=True, slots=True)
class Approval:
    """The time for an approval. ``last_on`` is the day that counts: the special one where a reason was recorded."""

    rule: str
    from_on: date
    months: int
    deadline: date
    special_deadline: date | None
    has_special_reason: bool

    @property
    def last_on(self) -> date:
        """The last lawful day."""
        return self.special_deadline if self.special_deadline and self.has_special_reason else self.deadline

    def status(self, approved_on: date | None, on: date) -> Status:
        """How an approval, or its absence on a day, stands."""
        if approved_on is not None:
            return Status.MET if approved_on <= self.last_on else Status.BREACHED
        return Status.DUE if on <= self.last_on else Status.OVERDUE


def approval_of(
    kind: str, meeting_on: date, reported_on: date | None, layers: Sequence[Layer] = (), *, special: bool = False
) -> Approval | None:
    """The time for the approval, from the report, or from the meeting where no report is recorded; None where no text
    covers that day.
    """
    start = reported_on or meeting_on
    rule = text_on(RULES[kind], start, layers)
    if rule is None:
        return None
    limits = figures(rule, start, layers)
    longest = months_after(start, limits.months_special) if hasattr(limits, "months_special") else None
    return Approval(rule, start, limits.months, months_after(start, limits.months), longest, special)


def _approval(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_order(facts, MEETING, REPORTED)
    check_order(facts, REPORTED if facts["reported_on"] else MEETING, APPROVED)
    kind = facts["kind"] or "admission"
    special = bool(facts["special_reason"])
    found = approval_of(kind, facts["meeting_on"], facts["reported_on"], layers, special=special)
    if found is None:
        return no_text("决议", facts["reported_on"] or facts["meeting_on"], RULES[kind])
    approved = facts["approved_on"]
    status = found.status(approved, on)
    return Answer(
        {
            "counted_from": found.from_on,
            "deadline": found.deadline,
            "special_deadline": found.special_deadline,
            "days_left": None if approved else apart(on, found.last_on),
            "days_late": max(0, apart(found.last_on, approved or on)),
            "law": title(found.rule),
        },
        status,
        tuple(_sum(found, facts, on)),
        cites_of([(found.rule, found.from_on)], layers),
        _step(found, status),
    )


def _sum(found: Approval, facts: Mapping[str, Any], on: date) -> list[str]:
    months = say_months(found.months)
    if facts["reported_on"]:
        lines = [
            said(
                "{from_on}报上级，{months}内审批，到{deadline}为止。",
                from_on=say(found.from_on),
                months=months,
                deadline=say(found.deadline),
            )
        ]
    else:
        lines = [
            said(
                "没有填上报的日子，从大会{from_on}算{months}，到{deadline}为止。这样算更早，稳妥。",
                from_on=say(found.from_on),
                months=months,
                deadline=say(found.deadline),
            )
        ]
    if found.special_deadline is None:
        if found.has_special_reason:
            lines.append("转正的审批没有写特殊情况可以延长。")
    elif found.has_special_reason:
        lines.append(
            said("有特殊情况，最长到{special_deadline}。原因要记下来。", special_deadline=say(found.special_deadline))
        )
    else:
        lines.append(said("有特殊情况的，最长可以到{special_deadline}。", special_deadline=say(found.special_deadline)))
    approved = facts["approved_on"]
    end = apart(found.last_on, approved or on)
    if approved:
        lines.append(
            said("{approved}批准，", approved=say(approved)) + ("按时。" if end <= 0 else said("晚{end}天。", end=end))
        )
    else:
        lines.append(
            said("还没有批，{left}。", left=left(-end)) if end <= 0 else said("还没有批，超过{end}天。", end=end)
        )
    return lines


def _step(found: Approval, status: Status) -> str:
    if status is Status.MET:
        return "把批复登记下来。"
    return said("{next_step}。", next_step=next_step(found.rule, status))


QUESTION = Question(
    name="admission.approval_deadline",
    title_zh="上级党委最晚哪天批",
    title_en="Until when the higher committee decides",
    asks=(
        MEETING,
        REPORTED,
        APPROVED,
        Ask("kind", "choice", "批什么", "接收预备党员", required=False, choices=KINDS),
        Ask("special_reason", "flag", "有特殊情况，原因记下了", "否", required=False),
    ),
    tells=(
        Told("counted_from", "从哪天算"),
        Told("deadline", "三个月到哪天"),
        Told("special_deadline", "特殊情况最长到哪天（转正没有）"),
        Told("days_left", "还有（负数是超过，批了的为空）", "天"),
        Told("days_late", "晚了", "天"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(
        "admission-approval-three-months",
        "admission-approval-three-months-2026",
        "admission-conversion-approval-three-months",
        "admission-conversion-approval-three-months-2026",
    ),
    reckon=_approval,
)
