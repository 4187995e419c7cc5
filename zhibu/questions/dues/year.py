"""A member's year of dues: what is due month by month, what is in arrears, and the two six-month clocks.

A list of months that were paid is a record; the months that are missing from it are a question, until somebody says
that the list is complete. No consequence is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.money import say_money
from zhibu.rules.month_runs import (
    first_day,
    last_day,
    month_number,
    quarter_last_day,
    runs,
    say_month,
    say_months,
    write_month,
)
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_day

_MONTHLY, _QUARTERLY = "dues-monthly-by-oneself", "dues-quarterly-or-entrusted"
_ARREARS, _LATE, _SIX = "dues-arrears-six-months", "dues-late-educate-first", "dues-six-months-self-withdrawal"
_ZERO = Decimal("0.00")
_STAGES = {
    "none": "没有欠交",
    "remind": "提醒补交",
    "help": "去问原因，帮一把",
    "verify": "核实情况和理由，由人按程序决定",
}


@dataclass(frozen=True, slots=True)
class _Year:
    """The months of a year sorted out. Months are numbers; ``unpaid`` are over, ``open`` have begun.

    ``run`` is the longest row of months without dues and without reason, ``current`` the one that still goes on; each
    is a range of months, empty where there is none. Months of the year before are included.
    """

    sums: Mapping[int, Decimal]
    left: Mapping[int, Decimal]
    unpaid: tuple[int, ...]
    open: tuple[int, ...]
    run: range
    current: range

    @property
    def arrears(self) -> Decimal:
        """What is missing of the months that are over."""
        return sum((self.left[month] for month in self.unpaid), _ZERO)


def _year(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    _check(facts)
    first = max(date(facts["year"], 1, 1), facts["owed_from"] or date(facts["year"], 1, 1))
    not_yet = outside((_MONTHLY,), min(on, first))
    if not_yet:
        return not_yet
    values = norms.resolve(_SIX, on, layers).values
    year = _sorted_out(facts, on)
    stage = _stage(year, values.warn_months, values.months_in_row)
    months_max = norms.resolve(_ARREARS, on, layers).values.months_max
    talk_months = norms.resolve(_LATE, on, layers).values.months
    oldest = year.unpaid[0] if year.unpaid else None
    return Answer(
        answer={
            "due_total": sum(year.sums.values(), _ZERO),
            "paid_total": sum(year.sums.values(), _ZERO) - sum(year.left.values(), _ZERO),
            "arrears_total": year.arrears,
            "arrears_months": tuple(write_month(month) for month in year.unpaid),
            "open_months": tuple(write_month(month) for month in year.open),
            "talk_by": last_day(oldest + talk_months) if oldest else None,
            "make_up_by": last_day(oldest + months_max) if oldest else None,
            "run_months": len(year.run),
            "six_full_on": _full_on(year, values.months_in_row),
            "stage": stage,
            "stage_zh": _STAGES[stage],
        },
        status=_status(year, facts["complete"]),
        because=(*_lines(facts, year, values.months_in_row, months_max), *_paid_ahead(facts, on)),
        cites=tuple(cite(norm_id, on, layers) for norm_id in _cited(facts, year, stage)),
        next_step=_step(year, stage, facts["complete"]),
    )


def _check(facts: Mapping[str, Any]) -> None:
    year = facts["year"]
    if not 1950 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")
    for name, label in (("paid", "交了的月份"), ("reason_months", "有正当理由的月份")):
        for month in facts[name] or ():
            if month // 12 != year:
                raise QuestionError(
                    name,
                    said("“{label}”里的{month}不在{year}年。", label=label, month=say_month(month), year=year),
                    f"{year}-03",
                )
    for name, label in (("sums", "数目不同的月份"), ("part_paid", "只交了一部分的月份")):
        for month in facts[name] or {}:
            if month // 12 != year:
                raise QuestionError(
                    name,
                    said("“{label}”里的{month}不在{year}年。", label=label, month=say_month(month), year=year),
                    f"{year}-03=45.00",
                )
    owed_from, owed_to = facts["owed_from"], facts["owed_to"]
    if owed_from and owed_from.year > year:
        raise QuestionError(
            "owed_from",
            said("从{owed_from}起交，不在{year}年。请核对。", owed_from=owed_from, year=year),
            f"{year}-05-20",
        )
    if owed_to and (owed_to.year < year or (owed_from and owed_to < owed_from)):
        raise QuestionError(
            "owed_to", said("交到{owed_to}为止，早于这一年或者早于起交日。请核对。", owed_to=owed_to), f"{year}-09-30"
        )


def _sorted_out(facts: Mapping[str, Any], on: date) -> _Year:
    sums = {month: (facts["sums"] or {}).get(month, facts["monthly"]) for month in _months_owed(facts)}
    for month in facts["paid"]:
        if month not in sums:
            raise QuestionError(
                "paid",
                said("{month}不在要交的月份里，却交了。请核对起止日。", month=say_month(month)),
                write_month(max(sums)),
            )
    left = {month: _left(facts, month, sum_yuan) for month, sum_yuan in sums.items()}
    behind = [month for month in sums if left[month] > 0]
    unpaid = tuple(month for month in behind if _due_by(month, facts["quarterly"]) < on)
    begun = tuple(month for month in behind if month not in unpaid and first_day(month) <= on)
    spared = {*(facts["reason_months"] or ()), *(month for month, part in (facts["part_paid"] or {}).items() if part)}
    counted = [month for month in unpaid if month not in spared]
    rows = _rows(counted, facts)
    over = [month for month in sums if _due_by(month, facts["quarterly"]) < on]
    current = next((row for row in rows if row[-1] == over[-1]), range(0))
    return _Year(sums, left, unpaid, begun, max(rows, key=len, default=range(0)), current)


def _months_owed(facts: Mapping[str, Any]) -> range:
    first, last = facts["year"] * 12, facts["year"] * 12 + 11
    if facts["owed_from"]:
        first = max(first, month_number(facts["owed_from"]))
    if facts["owed_to"]:
        last = min(last, month_number(facts["owed_to"]))
    return range(first, last + 1)


def _left(facts: Mapping[str, Any], month: int, sum_yuan: Decimal) -> Decimal:
    """What is still missing of a month's dues."""
    if month in facts["paid"]:
        return _ZERO
    part: Decimal = (facts["part_paid"] or {}).get(month, _ZERO)
    if part > sum_yuan:
        raise QuestionError(
            "part_paid",
            said(
                "{month}交了{part}元，比要交的{sum_yuan}元还多。请核对。",
                month=say_month(month),
                part=part,
                sum_yuan=sum_yuan,
            ),
            f"{write_month(month)}=20.00",
        )
    return sum_yuan - part


def _due_by(month: int, quarterly: bool | None) -> date:
    """The last day for a month's dues; with the branch's consent the last day of its quarter."""
    return quarter_last_day(month) if quarterly else last_day(month)


def _rows(counted: Sequence[int], facts: Mapping[str, Any]) -> list[range]:
    """Rows of consecutive months; one that begins in January goes on from the year before."""
    january, before = facts["year"] * 12, facts["unpaid_before"] or 0
    return [range(first - (before if first == january else 0), last + 1) for first, last in runs(counted)]


def _stage(year: _Year, warn: int, limit: int) -> str:
    if not year.unpaid:
        return "none"
    if len(year.run) >= limit:
        return "verify"
    return "help" if len(year.run) >= warn else "remind"


def _full_on(year: _Year, limit: int) -> date | None:
    """The last day of the sixth month of the longest row, or of the current one if nothing more were paid."""
    row = year.run if len(year.run) >= limit else year.current
    return last_day(row[0] + limit - 1) if row else None


def _status(year: _Year, complete: bool | None) -> Status:
    if year.unpaid:
        return Status.OVERDUE if complete else Status.UNKNOWN
    return Status.DUE if year.open else Status.MET


def _lines(facts: Mapping[str, Any], year: _Year, limit: int, months_max: int) -> list[str]:
    lines = [_total_line(year)]
    word = "没有交" if facts["complete"] else "没有交费记录"
    if year.unpaid:
        lines.append(
            said(
                "{unpaid}{word}，合计{arrears}。补交一般不超过{months_max}个月。",
                unpaid=say_months(year.unpaid),
                word=word,
                arrears=say_money(year.arrears),
                months_max=months_max,
            )
        )
    if year.open:
        lines.append(said("{open}还在交费期里，没有交，不算欠。", open=say_months(year.open)))
    if facts["quarterly"]:
        lines.append("支部同意按季度交，季度没有过完不算欠。")
    if facts["reason_months"]:
        lines.append(
            said(
                "{reason_months}有正当理由，不算进连续的月份，要交的还是要补。",
                reason_months=say_months(facts["reason_months"]),
            )
        )
    if year.run:
        lines.append(_run_line(year, limit, word))
    return lines


def _paid_ahead(facts: Mapping[str, Any], on: date) -> list[str]:
    """Says that no rule was found for months paid beyond the running quarter."""
    ahead = [month for month in facts["paid"] if first_day(month) > quarter_last_day(month_number(on))]
    return [said("{ahead}提前交了。提前超过一个季度的，没有看到规定。", ahead=say_months(ahead))] if ahead else []


def _total_line(year: _Year) -> str:
    groups: dict[Decimal, int] = {}
    for sum_yuan in year.sums.values():
        groups[sum_yuan] = groups.get(sum_yuan, 0) + 1
    parts = joined(
        (said("{sum_yuan} × {months}个月", sum_yuan=sum_yuan, months=number) for sum_yuan, number in groups.items()),
        " + ",
    )
    return said("全年要交：{parts} = {sum}。", parts=parts, sum=say_money(sum(year.sums.values(), _ZERO)))


def _run_line(year: _Year, limit: int, word: str) -> str:
    row = said("{run}连着{run_count}个月{word}", run=say_months(year.run), run_count=len(year.run), word=word)
    full = _full_on(year, limit)
    if full is None:
        return said("{row}，后来交了，没有满{limit}个月。", row=row, limit=limit)
    end = say_day(full.toordinal())
    if len(year.run) < limit:
        return said("{row}。现在这一段一直不交的话，到{end}满{limit}个月。", row=row, end=end, limit=limit)
    return said("{row}，{end}满了{limit}个月。有没有正当理由要先核实，这里不下结论。", row=row, end=end, limit=limit)


def _cited(facts: Mapping[str, Any], year: _Year, stage: str) -> list[str]:
    cited = [_MONTHLY]
    if facts["quarterly"]:
        cited.append(_QUARTERLY)
    if year.unpaid:
        cited += [_ARREARS, _LATE]
    if stage in ("help", "verify"):
        cited.append(_SIX)
    return cited


def _step(year: _Year, stage: str, complete: bool | None) -> str:
    if stage == "none":
        return said("{open}的党费，月底前交。", open=say_months(year.open)) if year.open else ""
    if not complete:
        return said("核对{unpaid}交了没有；没有交的，问一问原因。", unpaid=say_months(year.unpaid))
    return {
        "remind": "提醒补交，定个日子。",
        "help": "去问原因，有困难帮一把，定个补交的日子。",
        "verify": "先核实情况和理由，能补的补上，再问上级。",
    }[stage]


QUESTIONS = (
    Question(
        name="dues.year",
        title_zh="这一年的党费交齐了没有",
        title_en="Were the dues of the year paid",
        asks=(
            Ask("year", "whole", "年份", "2026", "年"),
            Ask("monthly", "money", "每月要交", "45.00", "元"),
            Ask(
                "paid",
                "months",
                "交了的月份",
                "2026-01至2026-03、2026-05",
                help_zh="一个月也没交，填空的列表 []，或者填“没有”。",
            ),
            Ask(
                "complete",
                "flag",
                "交了的月份都在这里了",
                "是",
                required=False,
                help_zh="填“是”，没列的月份算没交；不填，只算没有记录。",
            ),
            Ask(
                "owed_from",
                "day",
                "从哪天起要交",
                "2026-01-20",
                required=False,
                help_zh="预备党员填大会通过日；年中转入的填接上的日子。",
            ),
            Ask("owed_to", "day", "交到哪天为止", "2026-12-31", required=False, help_zh="转出等填最后一天。"),
            Ask("sums", "month_sums", "数目不同的月份", "2026-07=50.00", "元", required=False, help_zh="免交的填 0。"),
            Ask("part_paid", "month_sums", "只交了一部分的月份", "2026-06=20.00", "元", required=False),
            Ask("quarterly", "flag", "支部同意按季度交", "否", required=False),
            Ask(
                "reason_months",
                "months",
                "有正当理由的月份",
                "2026-04",
                required=False,
                help_zh="经核实记下来的，例如住院。",
            ),
            Ask("unpaid_before", "whole", "去年年底已经连着几个月没交", "0", "个月", required=False),
        ),
        tells=(
            Told("due_total", "全年要交", "元"),
            Told("paid_total", "已交", "元"),
            Told("arrears_total", "欠交", "元"),
            Told("arrears_months", "欠交的月份（2026-03 这样写）"),
            Told("open_months", "还在交费期里、没有交的月份"),
            Told("talk_by", "最晚哪天谈（没有欠的为空）"),
            Told("make_up_by", "一般最晚哪天补上（没有欠的为空）"),
            Told("run_months", "最长连着几个月没交（有正当理由的不算）", "个月"),
            Told("six_full_on", "那一段到哪天满六个月（没有的为空）"),
            Told("stage", "到哪一步（none、remind、help、verify）"),
            Told("stage_zh", "到哪一步"),
        ),
        norm_ids=(_MONTHLY, _QUARTERLY, _ARREARS, _LATE, _SIX),
        reckon=_year,
    ),
)
