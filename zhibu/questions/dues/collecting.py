"""How dues are paid: by whom, where, and what an organisation may not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_MONTHLY, _QUARTERLY = "dues-monthly-by-oneself", "dues-quarterly-or-entrusted"
_NOT_SO, _WHERE = "dues-no-advance-or-deduction", "dues-pay-to-own-branch"

_WAYS = {
    "monthly": "本人按月交",
    "quarterly": "本人按季度交",
    "relative": "托亲属代交",
    "member": "托别的党员代交",
    "deducted": "单位从工资里扣",
    "advanced": "组织或者别人垫交",
    "special": "组织要求交规定以外的特殊党费",
}
_FORBIDDEN = ("deducted", "advanced", "special")
_PLACES = {"own": "组织关系所在支部", "destination": "流入地的支部", "other": "别处"}


def _payment(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_MONTHLY,), on)
    if not_yet:
        return not_yet
    way, norm_id = facts["way"], _norm_of(facts["way"])
    missing = _missing(facts)
    status, sentence = _judged(way, missing)
    place_status, place_line = _place(facts)
    because = [sentence, *([place_line] if place_line else [])]
    cites = [cite(norm_id, on, layers)] + ([cite(_WHERE, on, layers)] if facts["place"] else [])
    worst = Status.BREACHED if Status.BREACHED in (status, place_status) else status
    if worst is Status.MET and place_status is Status.UNKNOWN:
        worst = Status.UNKNOWN
    return Answer(
        answer={
            "allowed": way not in _FORBIDDEN and worst is not Status.BREACHED if worst is not Status.UNKNOWN else None,
            "missing": missing,
        },
        status=worst,
        because=tuple(because),
        cites=tuple(cites),
        next_step=_step(way, missing, place_status),
    )


def _norm_of(way: str) -> str:
    if way in _FORBIDDEN:
        return _NOT_SO
    return _MONTHLY if way == "monthly" else _QUARTERLY


def _missing(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The conditions of a permission that were not said to be there."""
    if facts["way"] == "monthly" or facts["way"] in _FORBIDDEN:
        return ()
    missing = [] if facts["special_circumstances"] else ["特殊情况"]
    if facts["way"] == "quarterly" and not facts["consent"]:
        missing.append("支部同意")
    return tuple(missing)


def _judged(way: str, missing: tuple[str, ...]) -> tuple[Status, str]:
    words = _WAYS[way]
    if way in _FORBIDDEN:
        return Status.BREACHED, said("{words}，规定不得这样做。", words=words)
    if missing:
        return Status.UNKNOWN, said("{words}，要有：{missing}。你没有说有。", words=words, missing=joined(missing))
    return Status.MET, said("{words}，可以。", words=words)


def _place(facts: Mapping[str, Any]) -> tuple[Status, str]:
    place, certificate = facts["place"], facts["mobile_certificate"]
    if place is None or place == "own":
        return Status.MET, "交到组织关系所在支部，可以。" if place else ""
    if place == "destination" and certificate is None:
        return Status.UNKNOWN, "交到流入地，要有流动党员活动证。你没有说有没有。"
    if place == "destination" and certificate:
        return Status.MET, "有流动党员活动证，可以交到流入地。"
    return Status.BREACHED, "党费一般交到组织关系所在支部，有流动党员活动证的可以交到流入地。"


def _step(way: str, missing: tuple[str, ...], place: Status) -> str:
    if way in _FORBIDDEN:
        return (
            "停下来，已经扣的、垫的同本人说清楚，改成本人自己交。"
            if way != "special"
            else "不收，已经收的退回，问上级。"
        )
    if missing:
        return "向支部说明情况，支部同意了记下来。" if "支部同意" in missing else "向支部说明情况。"
    if place is not Status.MET:
        return "问清有没有流动党员活动证；没有的，交到组织关系所在支部。"
    return ""


QUESTIONS = (
    Question(
        name="dues.payment",
        title_zh="党费这样交行不行",
        title_en="May dues be paid in this way",
        asks=(
            Ask("way", "choice", "怎么交的", "本人按季度交", choices=_WAYS),
            Ask(
                "special_circumstances",
                "flag",
                "有特殊情况",
                "是",
                required=False,
                help_zh="按季度交、托人代交的要填。",
                when={"way": ("quarterly", "relative", "member")},
            ),
            Ask("consent", "flag", "支部同意了", "是", required=False, when={"way": ("quarterly",)}),
            Ask("place", "choice", "交到哪里", "组织关系所在支部", required=False, choices=_PLACES),
            Ask(
                "mobile_certificate", "flag", "有流动党员活动证", "否", required=False, when={"place": ("destination",)}
            ),
        ),
        tells=(Told("allowed", "行不行（还缺条件时为空）"), Told("missing", "还缺什么")),
        norm_ids=(_MONTHLY, _QUARTERLY, _NOT_SO, _WHERE),
        reckon=_payment,
    ),
)
