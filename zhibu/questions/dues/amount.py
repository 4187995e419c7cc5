"""How much a member pays in a month, and what happens with what is given beyond that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dues.reckoning import (
    ANNUAL,
    CAP,
    FARMER,
    FIXED,
    IRREGULAR,
    KINDS,
    RATES,
    RELIEF,
    RETIREE,
    Dues,
    cap_holds,
    farmer_range,
    fixed_dues,
    monthly_dues,
)
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.money import say_money
from zhibu.rules.said import said
from zhibu.rules.status import Status

_LARGE = "dues-voluntary-large-to-centre"
_WITH_BASE = ("organ", "institution", "enterprise", "annual", "retired")


def _amount(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((RATES,), on)
    if not_yet:
        return not_yet
    kind = facts["kind"]
    if kind == "farmer" and facts["agreed"] is None:
        return _farmer_asked(on, layers)
    dues = _dues(facts, on, layers)
    offered = facts["offered"]
    extra = None if offered is None else max(offered - dues.due, Decimal("0.00"))
    cites = [cite(norm_id, on, layers) for norm_id in dues.norm_ids]
    because = [*dues.lines]
    if cap_holds(on) and CAP not in dues.norm_ids and kind not in FIXED:
        cites.append(cite(CAP, on, layers))
    if offered is not None:
        because.append(_offer(dues.due, offered))
    return Answer(
        answer={
            "rate": dues.rate_zh or None,
            "computed": dues.computed,
            "due": dues.due,
            "capped": dues.capped,
            "due_from": dues.due,
            "due_to": dues.due,
            "extra": extra,
        },
        status=Status.BREACHED if offered is not None and offered < dues.due else Status.MET,
        because=tuple(because),
        cites=tuple(cites),
        next_step=said("每月交{due}。", due=say_money(dues.due)),
    )


def _dues(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Dues:
    kind = facts["kind"]
    if kind in FIXED:
        return fixed_dues(on, layers)
    if kind == "farmer":
        return _farmer_dues(facts["agreed"], on, layers)
    if kind == "irregular":
        months = norms.resolve(IRREGULAR, on, layers).values.months
        return monthly_dues(kind, facts["quarter_income"], months, on, layers)
    return monthly_dues(kind, facts["base"], 1, on, layers)


def _farmer_dues(agreed: Decimal, on: date, layers: Sequence[Layer]) -> Dues:
    least, most = farmer_range(on, layers)
    if not least <= agreed <= most:
        raise QuestionError(
            "agreed",
            said("农民党员每月交{least}到{most}元，你填的是{agreed}。", least=least, most=most, agreed=agreed),
            "0.50",
        )
    return Dues(
        "",
        agreed,
        agreed,
        (
            said(
                "当地定的每月{agreed}，在{least}到{most}之间。",
                agreed=say_money(agreed),
                least=say_money(least),
                most=say_money(most),
            ),
        ),
        (FARMER,),
    )


def _farmer_asked(on: date, layers: Sequence[Layer]) -> Answer:
    least, most = farmer_range(on, layers)
    empty = dict.fromkeys(("rate", "computed", "due", "extra"))
    return Answer(
        {**empty, "capped": False, "due_from": least, "due_to": most},
        Status.UNKNOWN,
        (said("农民党员每月交{least}到{most}，定多少要看当地党组织。", least=say_money(least), most=say_money(most)),),
        (cite(FARMER, on, layers),),
        "问清当地定的数，填上再算。",
    )


def _offer(due: Decimal, offered: Decimal) -> str:
    if offered < due:
        return said("想交{offered}，比要交的少{short}。", offered=say_money(offered), short=say_money(due - offered))
    if offered == due:
        return said("想交{offered}，正好。", offered=say_money(offered))
    return said("想交{offered}，其中{extra}是自愿多交。", offered=say_money(offered), extra=say_money(offered - due))


def _handing_up(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_LARGE,), on)
    if not_yet:
        return not_yet
    extra = facts["extra"]
    least = Decimal(norms.resolve(_LARGE, on, layers).values.from_yuan)
    to_centre = extra >= least
    steps = (
        ("基层党委代收，附上党员的简要情况", "经省级党委组织部转交中央组织部", "中央组织部出收据") if to_centre else ()
    )
    sentence = (
        said("自愿一次多交{extra}，达到{least}，多交的全部上缴中央。", extra=say_money(extra), least=say_money(least))
        if to_centre
        else said(
            "自愿一次多交{extra}，不到{least}，同平时的党费放在一起。", extra=say_money(extra), least=say_money(least)
        )
    )
    return Answer(
        answer={
            "to_centre": to_centre,
            "sum_to_centre": extra if to_centre else Decimal("0.00"),
            "steps": steps,
        },
        status=Status.MET,
        because=(sentence,),
        cites=(cite(_LARGE, on, layers),),
        next_step="交给所在基层党委代收。" if to_centre else "随当月党费一起登记。",
    )


QUESTIONS = (
    Question(
        name="dues.amount",
        title_zh="每月交多少党费",
        title_en="How much dues a month",
        asks=(
            Ask("kind", "choice", "哪一类党员", "企业，按月领工资", choices=KINDS),
            Ask("base", "money", "基数", "5000.00", "元", when={"kind": _WITH_BASE}),
            Ask(
                "quarter_income",
                "money",
                "上季度纯收入合计",
                "12000.00",
                "元",
                help_zh="三个月加在一起。",
                when={"kind": ("irregular",)},
            ),
            Ask(
                "agreed",
                "money",
                "当地定的数",
                "0.50",
                "元",
                required=False,
                help_zh="0.2元到1元。",
                when={"kind": ("farmer",)},
            ),
            Ask("offered", "money", "自己想交多少", "100.00", "元", required=False),
        ),
        tells=(
            Told("rate", "比例（固定数的为空）"),
            Told("computed", "按比例算出来的", "元"),
            Told("due", "每月要交", "元"),
            Told("capped", "超过上限，按上限交"),
            Told("due_from", "每月最少", "元"),
            Told("due_to", "每月最多", "元"),
            Told("extra", "其中自愿多交（没填想交多少时为空）", "元"),
        ),
        norm_ids=(RATES, RETIREE, FARMER, RELIEF, CAP, ANNUAL, IRREGULAR),
        reckon=_amount,
    ),
    Question(
        name="dues.handing_up",
        title_zh="自愿多交的党费要不要上缴中央",
        title_en="Do voluntary dues go to the centre",
        asks=(Ask("extra", "money", "一次自愿多交", "1000.00", "元", help_zh="当月要交的不算在内。"),),
        tells=(
            Told("to_centre", "全部上缴中央"),
            Told("sum_to_centre", "上缴中央的数", "元"),
            Told("steps", "怎么上缴"),
        ),
        norm_ids=(_LARGE,),
        reckon=_handing_up,
    ),
)
