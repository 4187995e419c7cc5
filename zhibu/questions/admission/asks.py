"""What the questions about admission ask for, and how their answers speak of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite
from zhibu.questions.dating import say
from zhibu.questions.layering import PROVINCES
from zhibu.questions.model import Answer, Ask, Cite, QuestionError
from zhibu.rules.said import said
from zhibu.rules.status import Status

CHOICES: Mapping[str, str] = {"none": "只看全国的规定", **PROVINCES}
PROVINCE = Ask(
    "province",
    "choice",
    "省里的规定",
    "只看全国的规定",
    required=False,
    choices=CHOICES,
    help_zh="在贵州的支部选“贵州”，会加上省里更严的要求。别的省没有收，不选。",
)
COMPLETE = Ask(
    "complete",
    "flag",
    "日期都在这里了",
    "否",
    required=False,
    help_zh="填“是”，没有填日期的就算没办；不填，只算没有记录。",
)


def with_province(facts: Mapping[str, Any], layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers passed in, and those of the province that was chosen."""
    chosen = facts.get("province")
    local = norms.provincial_layers(chosen) if chosen and chosen != "none" else ()
    known = {(layer.norm_id, layer.key) for layer in layers if layer.level == "provincial"}
    return (*(layer for layer in local if (layer.norm_id, layer.key) not in known), *layers)


def say_months(months: int) -> str:
    """一年 for 12, 半年 for 6, otherwise 3个月."""
    return {12: "一年", 6: "半年", 1: "一个月"}.get(months, said("{months}个月", months=months))


def apart(first: date, last: date) -> int:
    """Days from the first to the last; negative when the last comes first."""
    return (last - first).days


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def cites_of(pairs: Sequence[tuple[str, date]], layers: Sequence[Layer]) -> tuple[Cite, ...]:
    """One citation for each norm, on the day whose text was used."""
    days = dict(reversed(pairs))
    return tuple(cite(norm_id, days[norm_id], layers) for norm_id in dict.fromkeys(norm_id for norm_id, _ in pairs))


def no_text(what_zh: str, on: date, norm_id: str) -> Answer:
    """The answer where no text that was collected covers the day."""
    since = norms.norm(norm_id).span.from_on
    sentence = said(
        "{on}的{what_zh}，这里没有收当时的规定。收了的从{since}起。", on=say(on), what_zh=what_zh, since=say(since)
    )
    return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(norm_id, on),), "问上级，或者看当时的文件。")


def check_order(facts: Mapping[str, Any], first: Ask, last: Ask) -> None:
    """Raise QuestionError when ``last`` lies before ``first``: these two cannot be the wrong way round."""
    start, end = facts.get(first.name), facts.get(last.name)
    if start is not None and end is not None and end < start:
        raise QuestionError(
            last.name,
            said(
                "“{last}”{end} 早于“{first}”{start}。请核对。",
                last=last.label_zh,
                end=end,
                first=first.label_zh,
                start=start,
            ),
            start.isoformat(),
        )
