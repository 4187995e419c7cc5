"""The question about who answers a request for an election and approves its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.status import Status

_LEVEL, _RESULT = "election-approval-level", "election-result-report"
_BODIES = {"committee": "党委", "general_branch": "党总支"}


def _approver(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_LEVEL,), on)
    if not_yet:
        return not_yet
    reviews = facts["body"] == "general_branch"
    may = not reviews or bool(facts["authorised"])
    if not reviews:
        lines = ["换届的请示、候选人、选举结果，报党委批。"]
    elif may:
        lines = ["党总支一般只审核。上级党委授权它批的，可以批，授权的文件要写明。"]
    else:
        lines = ["党总支审核以后签意见，转报党委，自己不批。"]
    return Answer(
        answer={"may_approve": may, "reviews": reviews},
        status=Status.MET if may else Status.BREACHED,
        because=(*lines, "这一条还没有人对着原文核过。"),
        cites=tuple(cite(norm_id, on, layers) for norm_id in (_LEVEL, _RESULT)),
        next_step="批复以后存好。" if may else "总支审核，再报党委批。",
    )


QUESTIONS = (
    Question(
        name="election.approver",
        title_zh="换届的请示和选举结果，谁来批",
        title_en="Who approves a term election",
        asks=(
            Ask("body", "choice", "哪一级", "党总支", choices=_BODIES),
            Ask("authorised", "flag", "上级党委授权了吗", "否", required=False),
        ),
        tells=(Told("may_approve", "能不能批"), Told("reviews", "要先审核")),
        norm_ids=(_LEVEL, _RESULT),
        reckon=_approver,
    ),
)
