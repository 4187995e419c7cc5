"""The short training of a development target: enough days or class hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import cites_of, no_text
from zhibu.questions.citing import next_step
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.said import said
from zhibu.rules.status import Status

RULE = "admission-short-training"


def training_is_enough(days: int, class_hours: int, days_min: int, class_hours_min: int) -> bool:
    """Either figure is enough."""
    return days >= days_min or class_hours >= class_hours_min


def _training(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    held = facts["ended_on"] or on
    text = text_on(RULE, held, layers)
    if text is None:
        return no_text("培训", held, RULE)
    days, hours = facts["days"], facts["class_hours"] or 0
    wanted = figures(text, held, layers)
    enough = training_is_enough(days, hours, wanted.days, wanted.class_hours)
    because = [
        said(
            "集中培训一般不少于{days}天，或者不少于{class_hours}学时，够一样就行。",
            days=wanted.days,
            class_hours=wanted.class_hours,
        ),
        said("训了{days}天、{hours}学时，", days=days, hours=hours)
        + (
            "够了。"
            if enough
            else said("还差{days}天，或者{hours}学时。", days=wanted.days - days, hours=wanted.class_hours - hours)
        ),
    ]
    trained = days > 0 or hours > 0
    if not trained:
        because.append("一天也没有训，除个别情况外不能接收。")
    status = Status.MET if enough else Status.BREACHED
    return Answer(
        {
            "enough": enough,
            "short_days": 0 if enough else wanted.days - days,
            "short_class_hours": 0 if enough else wanted.class_hours - hours,
            "trained": trained,
            "law": title(text),
        },
        status,
        tuple(because),
        cites_of([(text, held)], layers),
        "登记培训的日子和天数。" if enough else said("补训，或者{next_step}。", next_step=next_step(text, status)),
    )


QUESTION = Question(
    name="admission.training",
    title_zh="发展对象的集中培训够不够",
    title_en="Is the training of a development target long enough",
    asks=(
        Ask("days", "whole", "培训天数", "3", "天", help_zh="只记了学时的，天数填0。"),
        Ask("class_hours", "whole", "培训学时", "24", "学时", required=False),
        Ask("ended_on", "day", "培训结束的日子", "2025-11-14", required=False, help_zh="不填，按“哪一天”算。"),
    ),
    tells=(
        Told("enough", "够不够"),
        Told("short_days", "还差的天数", "天"),
        Told("short_class_hours", "还差的学时", "学时"),
        Told("trained", "训过没有"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(RULE, "admission-short-training-2026"),
    reckon=_training,
)
