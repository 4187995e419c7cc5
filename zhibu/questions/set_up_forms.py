"""Questions about setting up: which form fits so many members, and when an application is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, months_after, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.said import said
from zhibu.rules.status import Status

_HUNDRED, _FIFTY = "soe-committee-100", "soe-general-branch-50"
_OWN, _JOINT, _SIZE = "branch-set-up-min-members", "joint-branch-below-three", "branch-size-cap"
_ANSWER = "branch-approval-deadline"
_UNITS = {"state_owned_enterprise": "国有企业", "other": "别的单位"}
_FORMS = {
    "primary_committee": "党委",
    "general_branch": "党总支",
    "branch": "党支部",
    "joint_branch": "联合党支部",
    "none": "先不建",
}


def _form(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    members, full = facts["members"], facts["full_members"]
    if full > members:
        raise QuestionError(
            "full_members",
            said("正式党员{full}人，比党员{members}人还多。请核对。", full=full, members=members),
            str(members),
        )
    enterprise = facts["unit"] == "state_owned_enterprise"
    not_yet = outside((_HUNDRED, _FIFTY) if enterprise else (_OWN, _JOINT), on)
    if not_yet:
        return not_yet
    form, norm_id, line = _enterprise_form(members, on, layers) if enterprise else ("", "", "")
    if not form:
        form, norm_id, line = _branch_form(full, on, layers)
    most = norms.resolve(_SIZE, on, layers).values.members_max
    large = form == "branch" and members > most
    lines = [line]
    if large:
        lines.append(
            said(
                "一个支部一般不超过{most}人，现在{members}人。分成几个支部、要不要设总支，问上级。",
                most=most,
                members=members,
            )
        )
    return Answer(
        answer={"form": form, "form_zh": _FORMS[form], "larger_than_a_branch": large},
        status=Status.UNKNOWN if large else Status.MET,
        because=tuple(lines),
        cites=tuple(cite(used, on, layers) for used in ((norm_id, _SIZE) if large else (norm_id,))),
        next_step="问上级怎么设。"
        if large
        else said("向上级请示设{forms}。", forms=_FORMS[form])
        if form != "none"
        else "",
    )


def _enterprise_form(members: int, on: date, layers: Sequence[Layer]) -> tuple[str, str, str]:
    hundred = norms.resolve(_HUNDRED, on, layers).values.members_min
    fifty = norms.resolve(_FIFTY, on, layers).values.members_min
    if members >= hundred:
        return (
            "primary_committee",
            _HUNDRED,
            said("国企党员{members}人，满{hundred}人，设党委。", members=members, hundred=hundred),
        )
    if members >= fifty:
        line = said(
            "国企党员{members}人，满{fifty}人、不到{hundred}人，设党总支。确有需要的，经批准也可以设党委。",
            members=members,
            fifty=fifty,
            hundred=hundred,
        )
        return "general_branch", _FIFTY, line
    return "", "", ""


def _branch_form(full: int, on: date, layers: Sequence[Layer]) -> tuple[str, str, str]:
    least = norms.resolve(_OWN, on, layers).values.full_members_min
    if full >= least:
        return "branch", _OWN, said("正式党员{full}人，满{least}人，设支部。", full=full, least=least)
    if full:
        return (
            "joint_branch",
            _JOINT,
            said("正式党员{full}人，不到{least}人，同邻近或者同行业的单位设联合支部。", full=full, least=least),
        )
    return "none", _JOINT, "没有正式党员，先不建。"


def _approval(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    labels = {"applied_on": "请示日", "answered_on": "批复日"}
    check_past(on, facts, labels, "applied_on", "answered_on")
    check_order(facts, labels, "applied_on", "answered_on")
    applied, answered = facts["applied_on"], facts["answered_on"]
    not_yet = outside((_ANSWER,), applied)
    if not_yet:
        return not_yet
    months = norms.resolve(_ANSWER, applied, layers).values.months_max
    last = months_after(applied, months)
    late = max(((answered or on) - last).days, 0)
    if answered is not None:
        status, told = (Status.BREACHED if late else Status.MET), said("{answered}批复", answered=say(answered))
    else:
        status, told = (Status.OVERDUE if late else Status.DUE), "还没有批复"
    tail = said("，晚了{late}天。", late=late) if late else "。"
    return Answer(
        answer={"answer_by": last, "days_late": late},
        status=status,
        because=(
            said(
                "{applied}收到请示，一般{months}个月内批复，到{last}为止，{told}{still}",
                applied=say(applied),
                months=months,
                last=say(last),
                told=told,
                still=tail,
            ),
        ),
        cites=(cite(_ANSWER, applied, layers),),
        next_step={
            Status.MET: "召开党员大会，选班子。",
            Status.BREACHED: "召开党员大会，选班子。",
            Status.DUE: "等批复，先准备选举。",
            Status.OVERDUE: "问一问上级办到哪一步了。",
        }[status],
    )


QUESTIONS = (
    Question(
        name="set_up.organisation",
        title_zh="这么多党员，设支部、总支还是党委",
        title_en="A branch, a general branch or a committee",
        asks=(
            Ask("unit", "choice", "什么单位", "国有企业", choices=_UNITS),
            Ask("members", "whole", "党员（含预备党员）", "64", "人"),
            Ask("full_members", "whole", "其中正式党员", "61", "人"),
        ),
        tells=(
            Told("form", "设什么（代码）"),
            Told("form_zh", "设什么"),
            Told("larger_than_a_branch", "超过了一个支部一般的人数"),
        ),
        norm_ids=(_HUNDRED, _FIFTY, _OWN, _JOINT, _SIZE),
        reckon=_form,
    ),
    Question(
        name="set_up.approval",
        title_zh="建支部的请示，哪天以前批复",
        title_en="Until when an application to set up a branch is answered",
        asks=(
            Ask("applied_on", "day", "上级收到请示的日子", "2026-04-10"),
            Ask("answered_on", "day", "批复日", "2026-04-28", required=False),
        ),
        tells=(Told("answer_by", "批复一般不晚于"), Told("days_late", "晚了", "天")),
        norm_ids=(_ANSWER,),
        reckon=_approval,
    ),
)
