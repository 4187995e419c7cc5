"""Numbers of a vote: are they possible, and how a share is said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhibu.questions.model import QuestionError
from zhibu.rules.said import said
from zhibu.rules.votes import HALF, Share


def check_people(facts: Mapping[str, Any], base: str, base_zh: str) -> None:
    """At least one due, and no more present than due."""
    if facts[base] < 1:
        raise QuestionError(base, said("“{base_zh}”至少是1人。", base_zh=base_zh), "15")
    if facts["present"] is not None and facts["present"] > facts[base]:
        raise QuestionError(
            "present",
            said(
                "到会{present}人，比{base_zh}{due}人还多。请核对。",
                present=facts["present"],
                base_zh=base_zh,
                due=facts[base],
            ),
            str(facts[base]),
        )


def check_tally(facts: Mapping[str, Any]) -> None:
    """The votes add up to no more than the people present."""
    cast = sum(facts[name] or 0 for name in ("in_favour", "against", "abstained"))
    if cast > facts["present"]:
        raise QuestionError(
            "in_favour",
            said(
                "赞成、反对、弃权加起来{cast}票，比到会{present}人还多。请核对。", cast=cast, present=facts["present"]
            ),
            str(facts["present"]),
        )


def say_share(share: Share) -> str:
    """一半, or 4/5."""
    return "一半" if share == HALF else f"{share[0]}/{share[1]}"


def say_part(number: int, share: Share) -> str:
    """15 ÷ 2 = 7.5; what has no end is rounded to two decimals: 14 ÷ 3 ≈ 4.67."""
    top, bottom = share
    sum_zh = f"{number} ÷ {bottom}" if top == 1 else f"{number} × {top} ÷ {bottom}"
    hundredths, rest = divmod(number * top * 100, bottom)
    if rest:
        return f"{sum_zh} ≈ {(hundredths + (2 * rest >= bottom)) / 100:.2f}"
    return f"{sum_zh} = {hundredths / 100:g}"
