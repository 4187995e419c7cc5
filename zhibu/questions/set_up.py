"""Questions about setting up: a branch or a joint branch, and whether there is a committee."""

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

_OWN, _JOINT, _PROJECT = "branch-set-up-min-members", "joint-branch-below-three", "project-branch-six-months"
_SEVEN, _BELOW, _SIZE = "committee-required-seven", "no-committee-below-seven", "committee-size"

_FULL = Ask("full_members", "whole", "正式党员", "5", "人", help_zh="预备党员不算。")
_FORMS = {"branch": "建自己的支部", "joint_branch": "同别的单位建联合支部", "none": "没有正式党员，先不建"}


def _branch(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    long_enough = _project_length(facts, on, layers)
    not_yet = outside((_OWN, _JOINT), on)
    if not_yet:
        return not_yet
    full = facts["full_members"]
    least = norms.resolve(_OWN, on, layers).values.full_members_min
    form = "branch" if full >= least else "joint_branch" if full else "none"
    because = [
        said("正式党员{full}人，建支部要{least}人，", full=full, least=least)
        + ("够了。" if full >= least else said("差{missing}人。", missing=least - full))
    ]
    cites = [cite(_OWN if full >= least else _JOINT, on, layers)]
    if long_enough is not None:
        months = norms.resolve(_PROJECT, on, layers).values.months_min
        because.append(
            said("项目{reached}{months}个月", reached="满" if long_enough else "不满", months=months)
            + ("，具备条件的要在项目上建支部。" if long_enough else "。")
        )
        cites.append(cite(_PROJECT, on, layers))
    return Answer(
        answer={"form": form, "form_zh": _FORMS[form], "project_long_enough": long_enough},
        status=Status.MET,
        because=tuple(because),
        cites=tuple(cites),
        next_step={"branch": "向上级请示建支部。", "joint_branch": "找邻近或者同行业的单位商量合建。", "none": ""}[
            form
        ],
    )


def _project_length(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> bool | None:
    first, last = facts["project_from"], facts["project_to"]
    if first is None or last is None:
        return None
    if last < first:
        raise QuestionError(
            "project_to",
            said("项目结束日 {last} 早于开始日 {first}。请核对。", last=last, first=first),
            first.isoformat(),
        )
    months: int = norms.resolve(_PROJECT, on, layers).values.months_min
    enough: bool = add_months(first.toordinal(), months) <= last.toordinal() + 1
    return enough


def _committee(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_SEVEN, _SIZE), on)
    if not_yet:
        return not_yet
    full, seats = facts["full_members"], facts["seats"]
    least = norms.resolve(_SEVEN, on, layers).values.full_members_min
    sizes = norms.resolve(_SIZE, on, layers).values
    needed = full >= least
    if not needed:
        return Answer(
            answer={"committee": False, "seats_from": None, "seats_to": None, "seats_max": None, "seats_fit": None},
            status=Status.MET if not seats else Status.BREACHED,
            because=(
                said("正式党员{full}人，不到{least}人，只设一名书记，需要时加一名副书记。", full=full, least=least),
            ),
            cites=(cite(_BELOW, on, layers),),
            next_step="选一名书记。" if not seats else "先问上级要不要调整。",
        )
    fit = None if seats is None else sizes.seats_min <= seats <= sizes.seats_max
    because = [
        said("正式党员{full}人，满{least}人，要设支委会。", full=full, least=least),
        said(
            "支委会由{seats_min}到{seats_usual}人组成，一般不超过{seats_max}人。",
            seats_min=sizes.seats_min,
            seats_usual=sizes.seats_usual,
            seats_max=sizes.seats_max,
        ),
    ]
    if fit is not None:
        because.append(said("你填的名额是{seats}人，", seats=seats) + ("在范围里。" if fit else "不在范围里。"))
    return Answer(
        answer={
            "committee": True,
            "seats_from": sizes.seats_min,
            "seats_to": sizes.seats_usual,
            "seats_max": sizes.seats_max,
            "seats_fit": fit,
        },
        status=Status.BREACHED if fit is False else Status.MET,
        because=tuple(because),
        cites=(cite(_SEVEN, on, layers), cite(_SIZE, on, layers)),
        next_step="换届时重新定名额。" if fit is False else "准备选举支委会。",
    )


QUESTIONS = (
    Question(
        name="set_up.branch",
        title_zh="该建支部还是联合支部",
        title_en="A branch of its own or a joint branch",
        asks=(
            _FULL,
            Ask("project_from", "day", "项目开始日", "2026-01-10", required=False),
            Ask("project_to", "day", "项目结束日", "2026-12-31", required=False),
        ),
        tells=(
            Told("form", "怎么建（代码）"),
            Told("form_zh", "怎么建"),
            Told("project_long_enough", "项目够不够长（没填日期时为空）"),
        ),
        norm_ids=(_OWN, _JOINT, _PROJECT),
        reckon=_branch,
    ),
    Question(
        name="set_up.committee",
        title_zh="要不要设支委会，设几个人",
        title_en="Is there a committee, and how large",
        asks=(_FULL, Ask("seats", "whole", "支委名额", "3", "人", required=False)),
        tells=(
            Told("committee", "要不要设支委会"),
            Told("seats_from", "名额最少", "人"),
            Told("seats_to", "通常最多", "人"),
            Told("seats_max", "一般不超过", "人"),
            Told("seats_fit", "你填的名额在不在范围里"),
        ),
        norm_ids=(_SEVEN, _BELOW, _SIZE),
        reckon=_committee,
    ),
)
