"""When dues begin, when the sum changes, and when it may be reduced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import months_after, say
from zhibu.questions.dues.reckoning import RATES, RETIREE, monthly_dues
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.money import say_money
from zhibu.rules.month_runs import first_day, month_number, say_month, write_month
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_START, _CHANGE, _FIXED = "dues-probationer-start", "dues-salary-change", "dues-fixed-yearly-2017"
_REDUCED, _REDUCED_RETIREE = "dues-reduction-hardship", "dues-retiree-hardship-2017"
_CHANGES = {"pay": "加了或者减了工资", "retired": "退休", "unit": "换了单位", "other": "别的长期变动"}
_RATES_OF = {"working": "在职", "retired": "离退休"}


def _start(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    passed = facts["passed_on"]
    not_yet = outside((_START,), passed)
    if not_yet:
        return not_yet
    month = month_number(passed)
    return Answer(
        answer={"starts_on": passed, "first_month": write_month(month)},
        status=Status.MET,
        because=(
            said(
                "支部大会{passed}通过，从那天起交，第一次交的是{month}的。", passed=say(passed), month=say_month(month)
            ),
            "不满一个月怎么交，原文没有写，这里按整月算。",
        ),
        cites=(cite(_START, passed, layers),),
        next_step=said("从{month}起按月交。", month=say_month(month)),
    )


def _change(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    month, changed = facts["new_pay_month"], first_day(facts["new_pay_month"])
    not_yet = outside((_CHANGE,), changed)
    if not_yet:
        return not_yet
    before = monthly_dues(facts["old_kind"], facts["old_base"], 1, changed, layers)
    after = monthly_dues(facts["new_kind"], facts["new_base"], 1, changed, layers)
    at_once, cause, norm_id = _takes_effect(facts, changed, layers)
    from_month = month if at_once or month % 12 == 0 else (month // 12 + 1) * 12
    return Answer(
        answer={"old_dues": before.due, "new_dues": after.due, "new_from": write_month(from_month), "at_once": at_once},
        status=Status.MET,
        because=(
            said("原来：{lines}", lines=joined(before.lines, "")),
            said("现在：{lines}", lines=joined(after.lines, "")),
            said(
                "{cause}，从{from_month}起交{due}。",
                cause=cause,
                from_month=say_month(from_month),
                due=say_money(after.due),
            ),
        ),
        cites=tuple(cite(one, changed, layers) for one in dict.fromkeys((norm_id, *before.norm_ids, *after.norm_ids))),
        next_step=said(
            "{from_month}起按{due}交，以前的不动。", from_month=say_month(from_month), due=say_money(after.due)
        ),
    )


def _takes_effect(facts: Mapping[str, Any], changed: date, layers: Sequence[Layer]) -> tuple[bool, str, str]:
    """(from the month of the new pay, why, the norm it stands on)."""
    if not norms.norm(_FIXED).span.holds(changed):
        return True, "当时的规定是领新工资当月起改", _CHANGE
    lasting = facts["change"] != "pay"
    chosen = facts["unit_allows"]
    allows = chosen if chosen is not None else bool(norms.resolve(_FIXED, changed, layers).values.change_within_year)
    if lasting and allows:
        return True, said("单位定了{changes}从当月起改", changes=_CHANGES[facts["change"]]), _CHANGE
    return False, joined(("党费年初核定，年内一般不动", *(["，单位没有定当月起改"] if lasting else [])), ""), _FIXED


def _fixing(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year, fixed = facts["year"], facts["fixed_on"]
    if not 2000 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")
    start = date(year, 1, 1)
    not_yet = outside((_FIXED,), start)
    if not_yet:
        return not_yet
    months = norms.resolve(_FIXED, start, layers).values.months
    last = months_after(start, months) - timedelta(days=1)
    status = _fixing_status(fixed, last, on)
    sentence = {
        Status.MET: said("{fixed}核定，在{last}以前。", fixed=say(fixed), last=say(last)) if fixed else "",
        Status.BREACHED: said("{fixed}核定，晚于{last}。", fixed=say(fixed), last=say(last)) if fixed else "",
        Status.DUE: said("还没有核定，到{last}以前都算年初。", last=say(last)),
        Status.UNKNOWN: said("过了{last}，没有核定的记录。", last=say(last)),
    }[status]
    return Answer(
        answer={"fix_by": last, "days_left": None if fixed else (last - on).days},
        status=status,
        because=(sentence, said("“年初”没有写到哪天，这里按一月起{months}个月以内。", months=months)),
        cites=(cite(_FIXED, start, layers),),
        next_step="" if status is Status.MET else "核定每名党员每月交多少，记下日期。",
    )


def _fixing_status(fixed: date | None, last: date, on: date) -> Status:
    if fixed is not None:
        return Status.MET if fixed <= last else Status.BREACHED
    return Status.DUE if on <= last else Status.UNKNOWN


def _reduction(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    discussed, approved = facts["discussed_on"], facts["approved_on"]
    reference = discussed or approved or on
    not_yet = outside((_REDUCED,), reference)
    if not_yet:
        return not_yet
    branch_alone = facts["retired"] and norms.norm(_REDUCED_RETIREE).span.holds(reference)
    norm_id = _REDUCED_RETIREE if branch_alone else _REDUCED
    missing = _missing_steps(discussed, approved, branch_alone)
    wrong_order = discussed is not None and approved is not None and approved < discussed and not branch_alone
    effective = None if missing or wrong_order else (discussed if branch_alone else max(discussed, approved))
    because = ["离退休党员，支部研究同意就可以。" if branch_alone else "先支部研究，再报上一级党委批准，两步都要。"]
    if wrong_order:
        because.append(
            said(
                "批准日{approved}早于支部研究日{discussed}，先后不对。",
                approved=say(approved),
                discussed=say(discussed),
            )
        )
    because.append(
        said("还差：{missing}。", missing=joined(missing))
        if missing
        else said("{effective}起可以少交免交。", effective=say(effective))
        if effective
        else "核对两个日期。"
    )
    return Answer(
        answer={"in_effect": effective is not None, "effective_on": effective, "missing": missing},
        status=Status.BREACHED if wrong_order else Status.DUE if missing else Status.MET,
        because=tuple(because),
        cites=(cite(norm_id, reference, layers),),
        next_step=said("办：{missing}。办完以前照原数交。", missing=missing[0])
        if missing
        else ""
        if effective
        else "核对研究和批准的日期。",
    )


def _missing_steps(discussed: date | None, approved: date | None, branch_alone: bool) -> tuple[str, ...]:
    missing = [] if discussed else ["支部研究"]
    if not branch_alone and approved is None:
        missing.append("上一级党委批准")
    return tuple(missing)


QUESTIONS = (
    Question(
        name="dues.start",
        title_zh="预备党员从哪个月起交党费",
        title_en="From when a probationary member pays",
        asks=(Ask("passed_on", "day", "支部大会通过日", "2026-05-20"),),
        tells=(Told("starts_on", "从哪天起"), Told("first_month", "第一次交哪个月的")),
        norm_ids=(_START,),
        reckon=_start,
    ),
    Question(
        name="dues.change",
        title_zh="工资变了，党费从哪个月起改",
        title_en="A change of pay: from which month new dues",
        asks=(
            Ask("old_kind", "choice", "原来是", "在职", choices=_RATES_OF),
            Ask("old_base", "money", "原来的基数", "5200.00", "元"),
            Ask("new_kind", "choice", "现在是", "离退休", choices=_RATES_OF),
            Ask("new_base", "money", "现在的基数", "4200.00", "元"),
            Ask("new_pay_month", "month", "第一次领新工资的月份", "2026-07"),
            Ask("change", "choice", "什么变动", "退休", choices=_CHANGES),
            Ask(
                "unit_allows",
                "flag",
                "单位定了长期变动从当月起改",
                "是",
                required=False,
                help_zh="不填，按单位的设置；没有设置按年内不变。",
            ),
        ),
        tells=(
            Told("old_dues", "原来每月", "元"),
            Told("new_dues", "以后每月", "元"),
            Told("new_from", "从哪个月起改（2026-07 这样写）"),
            Told("at_once", "从领新工资当月起改"),
        ),
        norm_ids=(_CHANGE, _FIXED, RATES, RETIREE),
        reckon=_change,
    ),
    Question(
        name="dues.fixing",
        title_zh="年初核定党费了没有",
        title_en="Were the dues of the year fixed",
        asks=(
            Ask("year", "whole", "年份", "2026", "年"),
            Ask("fixed_on", "day", "核定日", "2026-01-20", required=False, help_zh="还没有核定就不填。"),
        ),
        tells=(Told("fix_by", "最晚核定日"), Told("days_left", "还有（负数是过了；已核定的为空）", "天")),
        norm_ids=(_FIXED,),
        reckon=_fixing,
    ),
    Question(
        name="dues.reduction",
        title_zh="少交免交党费的手续齐不齐",
        title_en="Is a reduction of dues in order",
        asks=(
            Ask("retired", "flag", "是离退休党员", "否"),
            Ask("discussed_on", "day", "支部研究同意日", "2026-05-10", required=False),
            Ask("approved_on", "day", "上一级党委批准日", "2026-05-18", required=False),
        ),
        tells=(
            Told("in_effect", "可以少交免交了"),
            Told("effective_on", "从哪天起（还不行的为空）"),
            Told("missing", "还差哪几步"),
        ),
        norm_ids=(_REDUCED, _REDUCED_RETIREE),
        reckon=_reduction,
    ),
)
