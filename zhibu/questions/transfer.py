"""Questions about moving an affiliation: the letter of introduction, who is responsible on the way, graduates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, months_after, say, years_after
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.said import said
from zhibu.rules.status import WORST_FIRST, Status

_LETTER, _ON_THE_WAY = "transfer-letter-validity", "transfer-in-flight-responsibility"
_RECEIPT, _REISSUE = "transfer-graduate-receipt-one-month", "transfer-graduate-reissue-six-months"
_KEEP, _LONGER = "transfer-graduate-keep-two-years", "transfer-graduate-extension-one-year"


_LABELS = {
    "issued_on": "开出日",
    "valid_to": "信上写的截止日",
    "presented_on": "交到接收方的日子",
    "graduated_on": "毕业日",
    "moved_out_on": "转出日",
    "received_on": "接收日",
    "returned_on": "回执转出日",
}


def _letter(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    issued = facts["issued_on"]
    check_order(facts, _LABELS, "issued_on", "presented_on", "valid_to")
    not_yet = outside((_LETTER,), issued)
    if not_yet:
        return not_yet
    values = norms.resolve(_LETTER, issued, layers).values
    last, how = _last_day(facts, values.days_default)
    longest = months_after(issued, values.months_max)
    presented = facts["presented_on"]
    status = _letter_status(presented or on, presented is not None, last)
    because = [how, _letter_line(presented, on, last)]
    if last > longest:
        because.append(
            said(
                "一般最长{months_max}个月，到{longest}为止，这封信写得更长。",
                months_max=values.months_max,
                longest=say(longest),
            )
        )
    return Answer(
        answer={
            "last_day": last,
            "days_left": None if presented else (last - on).days,
            "in_time": None if presented is None and on <= last else presented is not None and presented <= last,
            "longer_than_usual": last > longest,
        },
        status=status,
        because=tuple(because),
        cites=(cite(_LETTER, issued, layers),),
        next_step=_letter_step(status, last),
    )


def _last_day(facts: Mapping[str, Any], default_days: int) -> tuple[date, str]:
    """The last day of a letter: as written on it, or by the unit's figure."""
    issued = facts["issued_on"]
    if facts["valid_to"] is not None:
        return facts["valid_to"], said("信上写的截止日是{valid_to}。", valid_to=say(facts["valid_to"]))
    days = facts["valid_days"]
    if days == 0:
        raise QuestionError("valid_days", "“信上写的有效天数”至少是1天；没有写就不填。", "30")
    source = "信上写的" if days is not None else "信上没有写，按单位定的"
    last = issued + timedelta(days=days or default_days)
    return last, said(
        "{source}{days}天，从{issued}的第二天数起，到{last}为止。",
        source=source,
        days=days or default_days,
        issued=say(issued),
        last=say(last),
    )


def _letter_status(day: date, presented: bool, last: date) -> Status:
    if day > last:
        return Status.OVERDUE
    return Status.MET if presented else Status.DUE


def _letter_line(presented: date | None, on: date, last: date) -> str:
    if presented is not None:
        late = (presented - last).days
        return said("{presented}交到，", presented=say(presented)) + (
            said("过期{late}天。", late=late) if late > 0 else "没有过期。"
        )
    left = (last - on).days
    return said("{on}看，", on=say(on)) + (
        said("过期{left}天。", left=-left)
        if left < 0
        else "今天是最后一天。"
        if left == 0
        else said("还有{left}天。", left=left)
    )


def _letter_step(status: Status, last: date) -> str:
    if status is Status.MET:
        return "等接收方的回执。"
    return (
        "请转出方收回旧信，重开一封。" if status is Status.OVERDUE else said("{last}以前交到接收方。", last=say(last))
    )


def _responsible(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    issued, received = facts["issued_on"], facts["received_on"]
    check_order(facts, {**_LABELS, "issued_on": "转出日"}, "issued_on", "received_on")
    law_on = received if received is not None and received <= on else on
    not_yet = outside((_ON_THE_WAY,), law_on)
    if not_yet:
        return not_yet
    if on < issued:
        who, line = "origin", said("{on}还没有转出，由原支部管。", on=say(on))
    elif received is None or on < received:
        who, line = (
            "origin",
            said("{issued}转出，到{on}对方还没有接收，由原支部管，名册上先不划掉。", issued=say(issued), on=say(on)),
        )
    else:
        who, line = "destination", said("对方{received}接收，从那天起由接收的支部管。", received=say(received))
    under_way = issued <= on and who == "origin"
    return Answer(
        answer={
            "responsible": who,
            "responsible_zh": {"origin": "原支部", "destination": "接收的支部"}[who],
            "on_roster_of": who,
            "days_under_way": (on - issued).days if under_way else None,
        },
        status=Status.DUE if under_way else Status.MET,
        because=(line, "党费、组织生活和联系，都由管他的支部负责。"),
        cites=(cite(_ON_THE_WAY, law_on, layers),),
        next_step="催一下接收方，收到回执再划掉。" if under_way else "",
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the dates of a graduate: what comes out, how it stands, the sentence, the step, the norm, its day."""

    answer: Mapping[str, Any]
    status: Status
    line: str
    step: str
    norm_ids: tuple[str, ...]
    law_on: date


def _graduate(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_order(facts, _LABELS, "received_on", "returned_on")
    check_order(facts, _LABELS, "moved_out_on", "received_on")
    if facts["returned_on"] is not None and facts["received_on"] is None:
        raise QuestionError("received_on", "填了回执转出日，还要填接收日。", "2026-07-10")
    not_yet = outside((_RECEIPT,), facts["received_on"] or facts["moved_out_on"] or on)
    if not_yet:
        return not_yet
    empty = dict.fromkeys(("keep_until", "keep_until_extended", "reissue_until", "receipt_by", "receipt_days_late"))
    days = ("graduated_on", "moved_out_on", "received_on")
    if all(facts[name] is None for name in days):
        return Answer(
            empty,
            Status.UNKNOWN,
            ("三个日子都没有填。",),
            (cite(_RECEIPT, on, layers),),
            "毕业日、转出日、接收日，至少填一个。",
        )
    found = (_kept(facts, on, layers), _reissued(facts, on, layers), _receipt(facts, on, layers))
    parts = [part for part in found if part]
    worst = next(status for status in WORST_FIRST if any(part.status is status for part in parts))
    return Answer(
        answer={**empty, **{name: value for part in parts for name, value in part.answer.items()}},
        status=worst,
        because=tuple(part.line for part in parts),
        cites=tuple(cite(norm_id, part.law_on, layers) for part in parts for norm_id in part.norm_ids),
        next_step=next(part.step for part in parts if part.status is worst),
    )


def _kept(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> _Part | None:
    """How long the affiliation may stay at the university."""
    graduated = facts["graduated_on"]
    if graduated is None:
        return None
    moved = facts["moved_out_on"] or facts["received_on"]
    law_on = moved or on
    norm_ids = tuple(norm_id for norm_id in (_KEEP, _LONGER) if norms.norm(norm_id).span.holds(law_on))
    until = years_after(graduated, norms.resolve(_KEEP, law_on, layers).values.years_max)
    longer = years_after(until, norms.resolve(_LONGER, law_on, layers).values.years_max)
    answer = {"keep_until": until, "keep_until_extended": longer}
    allowed = longer if facts["longer_agreed"] else until
    line = said(
        "{graduated}毕业，组织关系留校一般到{until}；经同意再延，一般到{longer}。",
        graduated=say(graduated),
        until=say(until),
        longer=say(longer),
    )
    if moved is not None:
        status = Status.MET if moved <= allowed else Status.BREACHED
        return _Part(answer, status, line, "" if status is Status.MET else "说明晚转的原因。", norm_ids, law_on)
    status = Status.DUE if on <= allowed else Status.OVERDUE
    step = (
        said("{allowed}以前转到工作单位或者居住地。", allowed=say(allowed))
        if on <= allowed
        else "联系本人，把组织关系转走；有特殊情况的先报批。"
    )
    return _Part(answer, status, line, step, norm_ids, law_on)


def _reissued(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> _Part | None:
    """Until when the university may issue an expired letter again."""
    moved = facts["moved_out_on"]
    if moved is None:
        return None
    until = months_after(moved, norms.resolve(_REISSUE, moved, layers).values.months_max)
    line = said(
        "{moved}转出，因为客观原因过期的，学校到{until}以前可以凭原来的介绍信重开。", moved=say(moved), until=say(until)
    )
    if facts["received_on"] is not None:
        return _Part({"reissue_until": until}, Status.MET, line, "", (_REISSUE,), moved)
    status = Status.DUE if on <= until else Status.OVERDUE
    step = "催本人尽快交到接收方。" if on <= until else "过了重开的时间，问学校和接收方的上级怎么办。"
    return _Part({"reissue_until": until}, status, line, step, (_REISSUE,), moved)


def _receipt(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> _Part | None:
    """The receipt that goes back to the university."""
    received, returned = facts["received_on"], facts["returned_on"]
    if received is None:
        return None
    by = months_after(received, norms.resolve(_RECEIPT, received, layers).values.months_max)
    late = max(0, ((returned or on) - by).days)
    line = said("{received}接收，回执要在{by}以前转给学校，", received=say(received), by=say(by))
    if returned is not None:
        line += said("{returned}转了", returned=say(returned)) + (
            said("，晚{late}天。", late=late) if late else "，按时。"
        )
        status = Status.BREACHED if late else Status.MET
    else:
        line += said("现在晚{late}天。", late=late) if late else "还没有转。"
        status = Status.OVERDUE if late else Status.DUE
    step = "" if returned else "把回执转给学校。"
    return _Part({"receipt_by": by, "receipt_days_late": late}, status, line, step, (_RECEIPT,), received)


QUESTIONS = (
    Question(
        name="transfer.letter",
        title_zh="介绍信到哪天过期",
        title_en="Until when a letter of introduction is good",
        asks=(
            Ask("issued_on", "day", "开出日", "2026-05-10"),
            Ask(
                "valid_days",
                "whole",
                "信上写的有效天数",
                "30",
                "天",
                required=False,
                help_zh="信上没有写就不填，按单位定的天数算。",
            ),
            Ask("valid_to", "day", "信上写的截止日", "2026-06-09", required=False, help_zh="写了截止日的，以它为准。"),
            Ask("presented_on", "day", "交到接收方的日子", "2026-05-18", required=False),
        ),
        tells=(
            Told("last_day", "最后一天"),
            Told("days_left", "还有（负数是过期；已经交到的为空）", "天"),
            Told("in_time", "没有过期就交到了（还没交、也没过期的为空）"),
            Told("longer_than_usual", "比通常的三个月长"),
        ),
        norm_ids=(_LETTER,),
        reckon=_letter,
    ),
    Question(
        name="transfer.responsible",
        title_zh="转组织关系的路上，谁管这名党员",
        title_en="Who is responsible for a member on the way",
        asks=(
            Ask("issued_on", "day", "转出日", "2026-05-10"),
            Ask("received_on", "day", "对方接收日", "2026-05-25", required=False, help_zh="还没接收就不填。"),
        ),
        tells=(
            Told("responsible", "谁管（origin 原支部，destination 接收的支部）"),
            Told("responsible_zh", "谁管"),
            Told("on_roster_of", "在谁的名册上（代码同上）"),
            Told("days_under_way", "在路上（不在路上的为空）", "天"),
        ),
        norm_ids=(_ON_THE_WAY,),
        reckon=_responsible,
    ),
    Question(
        name="transfer.graduate",
        title_zh="毕业生党员的组织关系，几个日子",
        title_en="The affiliation of a graduate: the dates",
        asks=(
            Ask("graduated_on", "day", "毕业日", "2026-06-30", required=False),
            Ask(
                "moved_out_on",
                "day",
                "学校转出日",
                "2026-07-01",
                required=False,
                help_zh="毕业日、转出日、接收日至少填一个。",
            ),
            Ask("received_on", "day", "接收日", "2026-07-10", required=False),
            Ask("returned_on", "day", "回执转出日", "2026-08-01", required=False),
            Ask("longer_agreed", "flag", "同意过再留一段", "否", required=False),
        ),
        tells=(
            Told("keep_until", "留校一般到"),
            Told("keep_until_extended", "经同意再延，一般到"),
            Told("reissue_until", "过期重开最晚"),
            Told("receipt_by", "回执最晚"),
            Told("receipt_days_late", "回执晚了", "天"),
        ),
        norm_ids=(_RECEIPT, _REISSUE, _KEEP, _LONGER),
        reckon=_graduate,
    ),
)
