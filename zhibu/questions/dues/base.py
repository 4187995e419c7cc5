"""What counts for dues: from the lines of a payslip to the base, by the text of the day. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dues.reckoning import (
    ANNUAL,
    FARMER,
    FIXED,
    IRREGULAR,
    KINDS,
    MONTHLY,
    RATES,
    RELIEF,
    RETIREE,
    farmer_range,
    fixed_dues,
    monthly_dues,
)
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.money import average, say_money
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_SALARY, _LEFT_OUT = "dues-base-monthly-salary", "dues-base-exclusions-2017"
_INSTITUTION, _ENTERPRISE = "dues-institution-performance-pay-2017", "dues-enterprise-bonus-2017"
_RETIREE_BASE = "dues-retiree-base-2017"
_ZERO = Decimal("0.00")

_PARTS: Mapping[str, str] = {
    "post_pay": "岗位（职务）工资",
    "grade_pay": "级别（薪级）工资",
    "regular_allowance": "人人都有的津补贴",
    "narrow_allowance": "只发给少数人的津补贴",
    "benefit_allowance": "住房、交通、公车、通讯、加班、误餐、取暖、降温、物业等补贴",
    "basic_performance": "基础性绩效工资",
    "reward_performance": "奖励性绩效工资",
    "regular_bonus": "定期普遍发的奖金、绩效",
    "irregular_bonus": "不定期、不普遍的奖金、绩效",
}
_DEDUCTIONS: Mapping[str, str] = {
    "income_tax": "个人所得税",
    "insurance": "个人交的社会保险",
    "housing_fund": "个人交的公积金",
    "annuity": "个人交的年金",
}
_COMMON = ("post_pay", "grade_pay", "regular_allowance", "narrow_allowance", "benefit_allowance")
_PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "organ": _COMMON,
    "institution": (*_COMMON, "basic_performance", "reward_performance"),
    "enterprise": (*_COMMON, "regular_bonus", "irregular_bonus"),
}
_OUT_SINCE_2017 = ("narrow_allowance", "benefit_allowance", "reward_performance", "irregular_bonus")
_INCOMES: Mapping[str, str] = {
    "received": "当月实际领取的薪酬",
    "quarter_income": "上季度纯收入合计",
    "basic_pension": "基本离退休费或基本养老金",
    "pension_allowance": "养老金里的津补贴",
}
_WANTED: Mapping[str, tuple[str, ...]] = {
    **{kind: (*_PARTS_OF[kind], *_DEDUCTIONS) for kind in MONTHLY},
    "annual": ("received",),
    "irregular": ("quarter_income",),
    "retired": ("basic_pension", "pension_allowance"),
    "farmer": (),
    **dict.fromkeys(FIXED, ()),
}


@dataclass(slots=True)
class _Base:
    """The base while it is summed up: what counts, what is left out, what the text of the day does not say."""

    total: Decimal = _ZERO
    months: int = 1
    counted: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    norm_ids: list[str] = field(default_factory=list)

    def count(self, label: str, sum_yuan: Decimal) -> None:
        self.total += sum_yuan
        self.counted.append(_item(label, sum_yuan))


def _item(label: str, sum_yuan: Decimal) -> str:
    return said("{label}{sum_yuan}", label=label, sum_yuan=say_money(sum_yuan))


def _base(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    not_yet = outside((_SALARY,), on)
    if not_yet:
        return not_yet
    kind = facts["kind"]
    if kind == "farmer":
        return _farmer(facts, on, layers)
    if kind in FIXED:
        return _fixed(facts, on, layers)
    base = _summed(facts, on, layers)
    if base.total < 0:
        raise QuestionError("income_tax", "扣掉的比算进去的还多。请核对工资和扣款。", "85.00")
    dues = monthly_dues(kind, base.total, base.months, on, layers)
    because = [*_sum(base), *dues.lines, *_not_used(facts)]
    shown = average(base.total, base.months)
    return Answer(
        answer={
            "base": shown,
            "left_out": base.left_out,
            "unclear": base.unclear,
            "monthly_dues": dues.due,
            "dues_from": dues.due,
            "dues_to": dues.due,
        },
        status=Status.UNKNOWN if base.unclear else Status.MET,
        because=tuple(because),
        cites=tuple(cite(norm_id, on, layers) for norm_id in (*base.norm_ids, *dues.norm_ids)),
        next_step="没有写明的几项，问收党费的基层党委。"
        if base.unclear
        else said("按每月{due}核定。", due=say_money(dues.due)),
    )


def _summed(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> _Base:
    kind = facts["kind"]
    if kind == "annual":
        return _single(facts, "received")
    if kind == "irregular":
        base = _single(facts, "quarter_income")
        base.months = norms.resolve(IRREGULAR, on, layers).values.months
        return base
    since_2017 = norms.norm(_LEFT_OUT).span.holds(on)
    return _pension(facts, since_2017) if kind == "retired" else _salary(facts, since_2017)


def _single(facts: Mapping[str, Any], name: str) -> _Base:
    base = _Base()  # the norm is cited with the rates
    base.count(_INCOMES[name], facts[name])
    return base


def _pension(facts: Mapping[str, Any], since_2017: bool) -> _Base:
    base = _Base(norm_ids=[_RETIREE_BASE] if since_2017 else [])
    base.count(_INCOMES["basic_pension"], facts["basic_pension"])
    extra = facts["pension_allowance"]
    if extra:
        if since_2017:
            base.left_out.append(_item(_INCOMES["pension_allowance"], extra))
        else:
            base.count(_INCOMES["pension_allowance"], extra)
    return base


def _salary(facts: Mapping[str, Any], since_2017: bool) -> _Base:
    kind = facts["kind"]
    base = _Base(norm_ids=[_SALARY])
    for name in _PARTS_OF[kind]:
        if not facts[name]:
            continue
        if since_2017 and name in _OUT_SINCE_2017:
            base.left_out.append(_item(_PARTS[name], facts[name]))
        elif name == "benefit_allowance":
            base.unclear.append(_item(_PARTS[name], facts[name]))
        else:
            base.count(_PARTS[name], facts[name])
    _deduct(base, facts, since_2017)
    if since_2017:
        base.norm_ids += _notices(kind)
    return base


def _notices(kind: str) -> list[str]:
    special = {"institution": [_INSTITUTION], "enterprise": [_ENTERPRISE]}
    return [_LEFT_OUT, *special.get(kind, [])]


def _deduct(base: _Base, facts: Mapping[str, Any], since_2017: bool) -> None:
    """Tax is always taken off; insurance, fund and annuity since 2017, before which the text names only tax."""
    for name, label in _DEDUCTIONS.items():
        if not facts[name]:
            continue
        if since_2017 or name == "income_tax":
            base.total -= facts[name]
            base.left_out.append(_item(label, facts[name]))
        else:
            base.unclear.append(_item(label, facts[name]))


def _sum(base: _Base) -> list[str]:
    lines = [said("算进基数的：{counted}。", counted=joined(base.counted) or "没有")]
    if base.left_out:
        lines.append(said("不算的和扣掉的：{left_out}。", left_out=joined(base.left_out)))
    if base.unclear:
        lines.append(said("当时的规定没有写明、这里没有动的：{unclear}。", unclear=joined(base.unclear)))
    return lines


def _not_used(facts: Mapping[str, Any]) -> list[str]:
    """Says which sums were given and have no part in the base of this kind of member."""
    labels = {**_PARTS, **_DEDUCTIONS, **_INCOMES}
    idle = [label for name, label in labels.items() if facts[name] and name not in _WANTED[facts["kind"]]]
    return [said("这一类党员不看下面几项，没有用到：{idle}。", idle=joined(idle))] if idle else []


def _no_base(least: Decimal, most: Decimal) -> dict[str, Any]:
    monthly = least if least == most else None
    return {
        "base": None,
        "left_out": (),
        "unclear": (),
        "monthly_dues": monthly,
        "dues_from": least,
        "dues_to": most,
    }


def _fixed(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    dues = fixed_dues(on, layers)
    because = (*dues.lines, *_not_used(facts))
    return Answer(
        _no_base(dues.due, dues.due),
        Status.MET,
        because,
        (cite(RELIEF, on, layers),),
        said("按每月{due}核定。", due=say_money(dues.due)),
    )


def _farmer(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    least, most = farmer_range(on, layers)
    because = (
        said("农民党员不算基数，每月交{least}到{most}。", least=say_money(least), most=say_money(most)),
        *_not_used(facts),
    )
    return Answer(_no_base(least, most), Status.MET, because, (cite(FARMER, on, layers),), "由当地党组织定一个数。")


_EXAMPLES: Mapping[str, str] = {
    "post_pay": "2600.00",
    "grade_pay": "1400.00",
    "regular_allowance": "300.00",
    "narrow_allowance": "200.00",
    "benefit_allowance": "500.00",
    "basic_performance": "800.00",
    "reward_performance": "600.00",
    "regular_bonus": "400.00",
    "irregular_bonus": "1000.00",
    "income_tax": "85.00",
    "insurance": "520.00",
    "housing_fund": "600.00",
    "annuity": "100.00",
    "received": "18000.00",
    "quarter_income": "12000.00",
    "basic_pension": "4200.00",
    "pension_allowance": "300.00",
}
_NEEDED = ("post_pay", "received", "quarter_income", "basic_pension")


def _asks() -> tuple[Ask, ...]:
    labels = {**_PARTS, **_DEDUCTIONS, **_INCOMES}
    return tuple(
        Ask(
            name,
            "money",
            labels[name],
            example,
            "元",
            required=name in _NEEDED,
            help_zh="三个月加在一起。" if name == "quarter_income" else "",
            when={"kind": tuple(kind for kind, wanted in _WANTED.items() if name in wanted)},
        )
        for name, example in _EXAMPLES.items()
    )


QUESTIONS = (
    Question(
        name="dues.base",
        title_zh="党费基数怎么算，哪些算，哪些不算",
        title_en="The base of dues: what counts and what does not",
        asks=(Ask("kind", "choice", "哪一类党员", "企业，按月领工资", choices=KINDS), *_asks()),
        tells=(
            Told("base", "基数（每月）；学生、农民等没有基数，为空", "元"),
            Told("left_out", "没有算进去的和扣掉的"),
            Told("unclear", "当时的规定没有写明的"),
            Told("monthly_dues", "每月要交；农民由当地定，为空", "元"),
            Told("dues_from", "每月最少", "元"),
            Told("dues_to", "每月最多", "元"),
        ),
        norm_ids=(
            _SALARY,
            _LEFT_OUT,
            _INSTITUTION,
            _ENTERPRISE,
            ANNUAL,
            IRREGULAR,
            _RETIREE_BASE,
            RATES,
            RETIREE,
            FARMER,
            RELIEF,
        ),
        reckon=_base,
    ),
)
