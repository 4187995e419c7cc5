"""The question about working funds of Party organisations in state-owned enterprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.norms.resolving import say_figure
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.rules.money import say_money, share_of
from zhibu.rules.said import said
from zhibu.rules.status import Status

_SHARE, _CARRIED = "soe-working-funds-one-percent", "soe-working-funds-carry-over"
_TEN_THOUSAND = Decimal(10_000)


def _working(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_SHARE, _CARRIED), on)
    if not_yet:
        return not_yet
    wages, carried = facts["wages"] * _TEN_THOUSAND, facts["carried_over"]
    share = norms.resolve(_SHARE, on, layers).values.share
    over = norms.resolve(_CARRIED, on, layers).values.share_over
    usual = share_of(wages, share)
    # The carried sum is compared exactly, never after rounding.
    stopped = None if carried is None else carried * _TEN_THOUSAND * over[1] > wages * over[0]
    limit = share_of(wages, over)
    lines = [
        said(
            "上年工资总额{wages}，一般按{share}：{usual}。",
            wages=say_money(wages),
            share=say_figure(share),
            usual=say_money(usual),
        )
    ]
    if carried is None:
        lines.append("累计结转多少没有填，超没超过看不出来。")
    else:
        more = "超过" if stopped else "没有超过"
        lines.append(
            said(
                "累计结转{carried}，{more}{over}（{limit}）。",
                carried=say_money(carried * _TEN_THOUSAND),
                more=more,
                over=say_figure(over),
                limit=say_money(limit),
            )
        )
    return Answer(
        answer={
            "usual": usual,
            "carry_limit": limit,
            "stopped": stopped,
            "amount": Decimal("0.00") if stopped else usual,
        },
        status=Status.UNKNOWN if stopped is None else Status.MET,
        because=tuple(lines),
        cites=(cite(_SHARE, on, layers), cite(_CARRIED, on, layers)),
        next_step="填上累计结转再算。"
        if stopped is None
        else "今年不再安排，先用结转的。"
        if stopped
        else "列入管理费用。",
    )


QUESTIONS = (
    Question(
        name="funds.working",
        title_zh="国企党组织的工作经费，今年安排多少",
        title_en="Working funds of Party organisations in state-owned enterprises",
        asks=(
            Ask("wages", "money", "上年职工工资总额", "8600.00", "万元"),
            Ask("carried_over", "money", "累计结转的工作经费", "120.50", "万元", required=False),
        ),
        tells=(
            Told("usual", "一般按比例", "元"),
            Told("carry_limit", "累计结转的界限", "元"),
            Told("stopped", "结转超过界限，今年不再安排（没填结转时为空）"),
            Told("amount", "今年安排", "元"),
        ),
        norm_ids=(_SHARE, _CARRIED),
        reckon=_working,
    ),
)
