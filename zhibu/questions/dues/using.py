"""What dues are used for, who decides, and whether the members were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.said import said
from zhibu.rules.status import Status

_SCOPE, _TOGETHER, _TOLD = "dues-use-scope", "dues-use-collective", "dues-publish-yearly"
_PURPOSES = {
    "train": "培训党员",
    "materials": "订学习资料、办党员教育设施",
    "commend": "表彰先进",
    "hardship": "补助生活困难的党员",
    "disaster": "补助受灾的党员和党的设施",
    "other_activity": "别的党的活动",
    "not_party": "不是党的活动",
}


def _use(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_SCOPE, _TOGETHER), on)
    if not_yet:
        return not_yet
    purpose, decided = facts["purpose"], facts["decided_together"]
    in_scope = {"not_party": False, "other_activity": None}.get(purpose, True)
    scope_line = {
        True: said("{purposes}，在党费的用处里。", purposes=_PURPOSES[purpose]),
        False: "不是党的活动，不能用党费。",
        None: "规定列的几样里没有，是不是党的活动要先问上级。",
    }[in_scope]
    decided_line = {True: "集体讨论决定过。", False: "没有集体讨论决定。", None: "有没有集体讨论决定，没有说。"}[
        decided
    ]
    may_spend = False if in_scope is False or decided is False else None if None in (in_scope, decided) else True
    return Answer(
        answer={"in_scope": in_scope, "may_spend": may_spend},
        status={True: Status.MET, False: Status.BREACHED, None: Status.UNKNOWN}[may_spend],
        because=(scope_line, decided_line),
        cites=(cite(_SCOPE, on, layers), cite(_TOGETHER, on, layers)),
        next_step=_use_step(in_scope, decided),
    )


def _use_step(in_scope: bool | None, decided: bool | None) -> str:
    if in_scope is False:
        return "用别的经费。"
    if in_scope is None:
        return "先问上级能不能用党费。"
    return "把决定和票据一起存好。" if decided else "先开会集体讨论，决定了再用。"


def _publication(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year, days = facts["year"], facts["dates"]
    if not 1950 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")
    for day in days:
        if day.year != year:
            raise QuestionError(
                "dates", said("{day} 不在{year}年。只填这一年公布的日期。", day=day, year=year), f"{year}-12-10"
            )
    reference = min(on, date(year, 12, 31))
    not_yet = outside((_TOLD,), reference)
    if not_yet:
        return not_yet
    times = norms.resolve(_TOLD, reference, layers).values.times
    missing = max(0, times - len(days))
    status = _publication_status(missing, year, facts["complete"], on)
    word = {
        Status.MET: "够了。",
        Status.DUE: said("今年还要{missing}次。", missing=missing),
        Status.OVERDUE: said("少{missing}次。", missing=missing),
        Status.UNKNOWN: "没有记录。",
    }[status]
    return Answer(
        answer={"times": len(days), "missing": missing, "last_day": date(year, 12, 31)},
        status=status,
        because=(
            said(
                "{year}年公布了{days_count}次，每年至少{times}次，{word}",
                year=year,
                days_count=len(days),
                times=times,
                word=word,
            ),
        ),
        cites=(cite(_TOLD, reference, layers),),
        next_step="" if not missing else "列出每人交了多少，在支部大会上公布，记下日期。",
    )


def _publication_status(missing: int, year: int, complete: bool | None, on: date) -> Status:
    if not missing:
        return Status.MET
    if on <= date(year, 12, 31):
        return Status.DUE
    return Status.OVERDUE if complete else Status.UNKNOWN


QUESTIONS = (
    Question(
        name="dues.use",
        title_zh="这笔钱能不能用党费出",
        title_en="May dues be used for this",
        asks=(
            Ask("purpose", "choice", "用来做什么", "培训党员", choices=_PURPOSES),
            Ask("decided_together", "flag", "集体讨论决定过", "是", required=False),
        ),
        tells=(Told("in_scope", "在用处里（要先问的为空）"), Told("may_spend", "可以用了（还不清楚的为空）")),
        norm_ids=(_SCOPE, _TOGETHER),
        reckon=_use,
    ),
    Question(
        name="dues.publication",
        title_zh="党费收缴情况公布了没有",
        title_en="Were the members told what dues were collected",
        asks=(
            Ask("year", "whole", "年份", "2026", "年"),
            Ask("dates", "days", "公布的日期", "2026-01-15", help_zh="一次也没有，填空的列表 []，或者填“没有”。"),
            Ask(
                "complete",
                "flag",
                "日期都在这里了",
                "是",
                required=False,
                help_zh="填“是”，过了年还没有日期就算没公布。",
            ),
        ),
        tells=(Told("times", "公布了", "次"), Told("missing", "还少", "次"), Told("last_day", "最后一天")),
        norm_ids=(_TOLD,),
        reckon=_publication,
    ),
)
