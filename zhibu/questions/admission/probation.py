"""Probation: when it ends, whether an extension stands, and what a probationary member may not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import apart, check_order, cites_of, no_text, say_months
from zhibu.questions.dating import months_after, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.said import said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_short_day

YEAR, EXTENSION, RIGHTS = (
    "admission-probation-one-year",
    "admission-probation-extension",
    "constitution-probationer-rights",
)

MEETING = Ask("admission_meeting_on", "day", "支部大会通过接收的日子", "2025-03-31")
EXTENDED_TO = Ask("extended_to", "day", "延长到哪天", "2026-09-30", required=False)
EXTENDED_BY = Ask("extended_months", "whole", "延长几个月", "6", "个月", required=False)


@dataclass(frozen=True, slots=True)
class Probation:
    """A probation worked out: its own end, the end after an extension, and what is wrong with the extension."""

    year_rule: str
    extension_rule: str | None
    ends_on: date
    last_end_on: date
    earliest_extension: date
    latest_extension: date
    fault_zh: str = ""

    @property
    def is_extended(self) -> bool:
        """Was it extended?"""
        return self.last_end_on != self.ends_on


def probation_of(
    meeting_on: date,
    layers: Sequence[Layer] = (),
    *,
    extended_to: date | None = None,
    times: int = 1,
    decided_on: date | None = None,
) -> Probation | None:
    """The probation that began with this meeting; None where no text covers the day.

    The year follows the text of the meeting, an extension that of the day it was decided (the end, where not known).
    """
    rule = text_on(YEAR, meeting_on, layers)
    if rule is None:
        return None
    ends = months_after(meeting_on, figures(rule, meeting_on, layers).months)
    decided = decided_on or ends
    extension = text_on(EXTENSION, decided, layers)
    if extension is None:
        return None
    limits = figures(extension, decided, layers)
    earliest, latest = months_after(ends, limits.months_min), months_after(ends, limits.months_max)
    fault = ""
    if times > limits.times:
        fault = said("已经延长过，只能延长{times}次。", times=limits.times)
    elif extended_to is not None and extended_to < earliest:
        fault = said(
            "延长最短{months_min}，最早到{earliest}。", months_min=say_months(limits.months_min), earliest=say(earliest)
        )
    elif extended_to is not None and extended_to > latest:
        fault = said(
            "延长最长{months_max}，最晚到{latest}。", months_max=say_months(limits.months_max), latest=say(latest)
        )
    used = extension if extended_to is not None or fault else None
    return Probation(rule, used, ends, extended_to or ends, earliest, latest, fault)


def _extended_to(facts: Mapping[str, Any], ends: date) -> date | None:
    by: int | None = facts["extended_months"]
    to: date | None = facts["extended_to"]
    if by is None:
        return to
    if not 1 <= by <= 60:
        raise QuestionError("extended_months", said("“延长几个月”填 1 到 60。你填的是 {by}。", by=by), "6")
    reckoned = months_after(ends, by)
    if to is not None and to != reckoned:
        raise QuestionError(
            "extended_to",
            said(
                "从{ends}延长{by}个月到{reckoned}，和你填的 {to} 对不上。", ends=ends, by=by, reckoned=reckoned, to=to
            ),
            reckoned.isoformat(),
        )
    return reckoned


def _probation(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    meeting = facts["admission_meeting_on"]
    for ask in (EXTENDED_TO, CONVERTED):
        check_order(facts, MEETING, ask)
    plain = probation_of(meeting, layers)
    if plain is None:
        return no_text("接收大会", meeting, YEAR)
    times = 1 if facts["extensions"] is None else facts["extensions"]
    found = probation_of(
        meeting,
        layers,
        extended_to=_extended_to(facts, plain.ends_on),
        times=times,
        decided_on=facts["extension_decided_on"],
    )
    assert found is not None  # the same meeting has just been found
    converted = facts["converted_on"]
    full = converted is not None and converted <= on
    used = [(found.year_rule, meeting)]
    if found.extension_rule:
        used.append((found.extension_rule, facts["extension_decided_on"] or found.ends_on))
    rights = text_on(RIGHTS, on)
    if rights:
        used.append((rights, on))
    return Answer(
        {
            "ends_on": found.ends_on,
            "last_end_on": found.last_end_on,
            "extension_allowed": None if found.extension_rule is None else not found.fault_zh,
            "extension_from": found.earliest_extension,
            "extension_to": found.latest_extension,
            "days_left": apart(on, found.last_end_on),
            "may_vote": full if rights else None,
            "law": title(found.year_rule),
        },
        _status(found, on, converted),
        tuple(_sum(found, facts, on, full, rights is not None)),
        cites_of(used, layers),
        _step(found, on, full),
    )


def _status(found: Probation, on: date, converted: date | None) -> Status:
    if found.fault_zh or (converted is not None and converted < found.last_end_on):
        return Status.BREACHED
    if converted is not None or on < found.last_end_on:
        return Status.MET
    return Status.DUE


def _sum(found: Probation, facts: Mapping[str, Any], on: date, full: bool, rights_known: bool) -> list[str]:
    meeting, converted = facts["admission_meeting_on"], facts["converted_on"]
    lines = [said("{meeting}大会通过，预备期一年，到{ends_on}满。", meeting=say(meeting), ends_on=say(found.ends_on))]
    if found.ends_on.day != meeting.day:
        lines.append(said("第二年没有{day}，算到那个月的最后一天。", day=say_short_day(meeting.toordinal())))
    if found.is_extended:
        lines.append(
            said("延长到{last_end_on}。", last_end_on=say(found.last_end_on)) + (found.fault_zh or "在半年到一年之间。")
        )
    elif found.fault_zh:
        lines.append(found.fault_zh)
    else:
        lines.append(
            said(
                "要延长的，只能一次，到{earliest_extension}至{latest_extension}之间的一天。",
                earliest_extension=say(found.earliest_extension),
                latest_extension=say(found.latest_extension),
            )
        )
    if rights_known:
        lines.append(
            "已经转正，有表决权、选举权和被选举权。"
            if full
            else "预备期里没有表决权、选举权和被选举权，要参加组织生活、交党费。"
        )
    if converted is not None and converted < found.last_end_on:
        lines.append(
            said(
                "{converted}就批了转正，早于期满{apart}天。",
                converted=say(converted),
                apart=apart(converted, found.last_end_on),
            )
        )
    if not full and on >= found.last_end_on:
        lines.append("预备期满了，该讨论转正。")
    return lines


def _step(found: Probation, on: date, full: bool) -> str:
    if found.fault_zh:
        return "核对延长的决定，问上级怎么办。"
    if full:
        return "把材料归档。"
    if on < found.last_end_on:
        return said("{last_end_on}以前请本人交转正申请。", last_end_on=say(found.last_end_on))
    return "请本人交转正申请，开大会讨论。"


CONVERTED = Ask("converted_on", "day", "党委批准转正的日子", "2026-11-10", required=False)

QUESTION = Question(
    name="admission.probation",
    title_zh="预备期哪天满，能不能延长",
    title_en="When probation ends, and whether an extension stands",
    asks=(
        MEETING,
        EXTENDED_TO,
        EXTENDED_BY,
        Ask("extension_decided_on", "day", "决定延长的日子", "2026-04-02", required=False),
        Ask("extensions", "whole", "这是第几次延长", "1", "次", required=False),
        CONVERTED,
    ),
    tells=(
        Told("ends_on", "预备期满的日子"),
        Told("last_end_on", "延长以后满的日子（没有延长时同上）"),
        Told("extension_allowed", "这次延长合不合规定（没有延长时为空）"),
        Told("extension_from", "延长最短到哪天"),
        Told("extension_to", "延长最长到哪天"),
        Told("days_left", "还有（负数是超过）", "天"),
        Told("may_vote", "有没有表决权（规定没有收时为空）"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(YEAR, "admission-probation-one-year-2026", EXTENSION, "admission-probation-extension-2026", RIGHTS),
    reckon=_probation,
)
