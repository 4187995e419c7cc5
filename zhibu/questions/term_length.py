"""Questions about the terms of every organisation, and what is reported after an election."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, say, years_after
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.said import said
from zhibu.rules.status import Status

_VILLAGE_ALL, _GENERAL, _PRIMARY = "term-village-community-all", "term-general-branch", "term-primary-committee"
_COLLEGE, _UNIVERSITY = "term-university-college", "term-university-no-committee"
_BRANCH, _VILLAGE_BRANCH, _RESULT = "term-other-branches", "term-village-community", "election-result-report"
_ORGANISATIONS = {
    "branch": "党支部（设支委会）",
    "branch_without_committee": "党支部（不设支委会）",
    "general_branch": "党总支",
    "primary_committee": "基层党委",
    "college": "高校院系党组织",
}
_PLACES = {"other": "企业、机关等", "village": "村、社区", "university": "高校"}
_YEARS = {_BRANCH: "years_other", _VILLAGE_BRANCH: "years_village"}


def _rule(organisation: str, place: str) -> str:
    """The rule on the term; empty where none was seen."""
    if organisation == "college":
        return _COLLEGE
    if organisation in ("general_branch", "primary_committee"):
        return _VILLAGE_ALL if place == "village" else _GENERAL if organisation == "general_branch" else _PRIMARY
    if organisation == "branch":
        return _VILLAGE_BRANCH if place == "village" else _BRANCH
    return _UNIVERSITY if place == "university" else ""


def _length(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    elected, rule = facts["elected_on"], _rule(facts["organisation"], facts["place"])
    if not rule:
        line = "不设支委会的支部，书记任期几年，高校以外没有看到规定。"
        cites = (cite(_UNIVERSITY, elected, layers),)
        return Answer({"years": None, "ends_on": None, "days_left": None}, Status.UNKNOWN, (line,), cites, "问上级。")
    not_yet = outside((rule,), elected)
    if not_yet:
        return not_yet
    years = getattr(norms.resolve(rule, elected, layers).values, _YEARS.get(rule, "years"))
    ends = years_after(elected, years)
    usually = "一般" if norms.norm(rule).strength_class == "normally" else ""
    left = (ends - on).days
    tail = (
        said("还有{left}天。", left=left)
        if left > 0
        else "今天届满。"
        if not left
        else said("过了{left}天。", left=-left)
    )
    return Answer(
        answer={"years": years, "ends_on": ends, "days_left": left},
        status=Status.MET if left > 0 else Status.DUE if not left else Status.OVERDUE,
        because=(
            said(
                "{organisation}每届{usually}{years}年，{elected}选出，到{ends}届满，{judged}",
                organisation=_ORGANISATIONS[facts["organisation"]],
                usually=usually,
                years=years,
                elected=say(elected),
                ends=say(ends),
                judged=tail,
            ),
        ),
        cites=(cite(rule, elected, layers),),
        next_step="届满以前准备换届。" if left > 0 else "报上级，准备换届。",
    )


def _result(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    labels = {"elected_on": "选举日", "members_filed_on": "委员报备日", "officers_sent_on": "书记、副书记报批日"}
    check_past(on, facts, labels, *labels)
    check_order(facts, labels, "elected_on", "members_filed_on", "officers_sent_on")
    elected = facts["elected_on"]
    not_yet = outside((_RESULT,), elected)
    if not_yet:
        return not_yet
    wanted = {"officers_sent_on": "书记、副书记报上级批准"}
    if facts["has_committee"] is not False:
        wanted = {"members_filed_on": "委员名单报上级备案", **wanted}
    open_steps = [label for name, label in wanted.items() if facts[name] is None]
    done = [
        said("{label}，{day}。", label=label, day=say(facts[name]))
        for name, label in wanted.items()
        if facts[name] is not None
    ]
    return Answer(
        answer={"to_report": open_steps, "complete": not open_steps},
        status=Status.DUE if open_steps else Status.MET,
        because=(
            *done,
            *(said("{label}，还没有记录。", label=label) for label in open_steps),
            "多久以内报，条例没有写。",
        ),
        cites=(cite(_RESULT, elected, layers),),
        next_step=said("{open_steps}。", open_steps=open_steps[0]) if open_steps else "等上级的批复，存好。",
    )


QUESTIONS = (
    Question(
        name="term.length",
        title_zh="支部、总支、党委，一届几年",
        title_en="How long a term is",
        asks=(
            Ask("organisation", "choice", "什么组织", "党总支", choices=_ORGANISATIONS),
            Ask("place", "choice", "什么单位", "企业、机关等", choices=_PLACES),
            Ask("elected_on", "day", "选出日", "2024-06-18"),
        ),
        tells=(
            Told("years", "一届（没有看到规定时为空）", "年"),
            Told("ends_on", "届满日（没有看到规定时为空）"),
            Told("days_left", "还有（负数是超过）", "天"),
        ),
        norm_ids=(_VILLAGE_ALL, _GENERAL, _PRIMARY, _COLLEGE, _UNIVERSITY, _BRANCH, _VILLAGE_BRANCH),
        reckon=_length,
    ),
    Question(
        name="term.after_election",
        title_zh="选完以后，要向上级报什么",
        title_en="What is reported after an election",
        asks=(
            Ask("elected_on", "day", "选举日", "2026-04-18"),
            Ask("has_committee", "flag", "设有支委会", "是", required=False, help_zh="不填算“是”。"),
            Ask("members_filed_on", "day", "委员报备日", "2026-04-20", required=False),
            Ask("officers_sent_on", "day", "书记、副书记报批日", "2026-04-20", required=False),
        ),
        tells=(Told("to_report", "还要报的"), Told("complete", "都报了")),
        norm_ids=(_RESULT,),
        reckon=_result,
    ),
)
