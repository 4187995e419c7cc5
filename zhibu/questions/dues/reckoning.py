"""Monthly dues from a base: which rate, the whole amount at that rate, and the upper limit since 2017."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from zhibu import norms
from zhibu.norms import Layer
from zhibu.norms.resolving import say_figure
from zhibu.rules.money import Bracket, average, bracket_of, say_money, share_of, yuan
from zhibu.rules.said import said

RATES, RETIREE, FARMER, RELIEF = "dues-brackets", "dues-retiree", "dues-farmer", "dues-student-and-relief"
ANNUAL, IRREGULAR, CAP = "dues-annual-salary", "dues-self-employed", "dues-monthly-cap-1000-2017"

MONTHLY = {"organ": "机关，按月领工资", "institution": "事业单位，按月领工资", "enterprise": "企业，按月领工资"}
WORKING = {**MONTHLY, "annual": "年薪制", "irregular": "个体经营等，不按月取酬"}
FIXED = {"student": "学生", "laid_off": "下岗失业", "relief": "靠抚恤救济生活", "minimum_allowance": "低保"}
KINDS: Mapping[str, str] = {**WORKING, "retired": "离退休", "farmer": "农民", **FIXED}
"""Kinds of member as dues see them: code → words."""


@dataclass(frozen=True, slots=True)
class Dues:
    """Monthly dues worked out. Sums in yuan. ``due`` is what has to be paid after the upper limit."""

    rate_zh: str
    computed: Decimal
    due: Decimal
    lines: tuple[str, ...]
    norm_ids: tuple[str, ...]

    @property
    def capped(self) -> bool:
        """Did the upper limit change the sum?"""
        return self.due < self.computed


def cap_holds(on: date) -> bool:
    """Is the notice of 2017 with its upper limit in force on the day?"""
    return norms.norm(CAP).span.holds(on)


def monthly_dues(kind: str, total: Decimal, months: int, on: date, layers: Sequence[Layer] = ()) -> Dues:
    """Dues of a month for a member with a base. ``total`` is the base, or the sum of ``months`` months of income."""
    norm_id = RETIREE if kind == "retired" else RATES
    income = {"annual": (ANNUAL,), "irregular": (IRREGULAR,)}.get(kind, ())
    values = norms.resolve(norm_id, on, layers).values
    step_fen = norms.resolve(RATES, on, layers).values.step_fen
    bracket = bracket_of(total, brackets_of(values), months)
    computed = share_of(total, bracket.share, months=months, step_fen=step_fen)
    rate = say_figure(bracket.share)
    base = say_money(average(total, months))
    lines = [
        _which(base, bracket, brackets_of(values), rate),
        said("{base} × {rate} = {computed}。", base=base, rate=rate, computed=say_money(computed)),
    ]
    if months > 1:
        lines.insert(
            0, said("上季度纯收入{total} ÷ {months} = 每月{base}。", total=say_money(total), months=months, base=base)
        )
    return _capped(Dues(rate, computed, computed, tuple(lines), (*income, norm_id)), on, layers)


def fixed_dues(on: date, layers: Sequence[Layer] = ()) -> Dues:
    """Dues of students and of members on relief."""
    monthly = yuan(norms.resolve(RELIEF, on, layers).values.monthly_fen)
    return Dues("", monthly, monthly, (said("每月固定交{monthly}，不看收入。", monthly=say_money(monthly)),), (RELIEF,))


def farmer_range(on: date, layers: Sequence[Layer] = ()) -> tuple[Decimal, Decimal]:
    """Least and most that a farmer pays in a month."""
    values = norms.resolve(FARMER, on, layers).values
    return yuan(values.least_fen), yuan(values.most_fen)


def brackets_of(values: SimpleNamespace) -> list[Bracket]:
    """The brackets of the rates for members in work, or of the shorter row for retired members."""
    found = [
        Bracket(getattr(values, f"{step}_up_to"), getattr(values, f"{step}_share"))
        for step in ("first", "second", "third")
        if hasattr(values, f"{step}_up_to")
    ]
    return [*found, Bracket(None, values.top_share)]


def _which(base: str, bracket: Bracket, brackets: Sequence[Bracket], rate: str) -> str:
    place = brackets.index(bracket)
    above = said("{up_to}元以上", up_to=brackets[place - 1].up_to) if place else ""
    up_to = said("{up_to}元及以下", up_to=bracket.up_to) if bracket.up_to is not None else ""
    between = "、" if above and up_to else ""
    return said(
        "基数{base}，在{above}{between}{up_to}这一档，全部按{rate}算。",
        base=base,
        above=above,
        between=between,
        up_to=up_to,
        rate=rate,
    )


def _capped(dues: Dues, on: date, layers: Sequence[Layer]) -> Dues:
    if not cap_holds(on):
        return dues
    most = Decimal(norms.resolve(CAP, on, layers).values.most_yuan)
    if dues.computed <= most:
        return dues
    line = said("每月一般不超过{most}，要交{most}。多交是自愿。", most=say_money(most))
    due = yuan(int(most * 100))
    return Dues(dues.rate_zh, dues.computed, due, (*dues.lines, line), (*dues.norm_ids, CAP))
