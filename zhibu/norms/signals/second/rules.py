"""重视不够: what was planned gives way, the secretary is not there, nothing is tied to the unit."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no, popcount
from zhibu.rules.conduct import judge_conduct, month_begins, more_than_half
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.status import Marks
from zhibu.rules.telling import count, list_months


@judgement("signal-planned-not-held", sheet="conduct")
def planned_not_held(sheet: Sheet, values: Values, on: int) -> Marks:
    """Months with a plan that is two weeks past."""
    wrong = flag(popcount(sheet.unheld_months) >= values.months)
    wakes: Whole = sheet.ripens_on_known * sheet.ripens_on
    return judge_conduct(
        sheet, values, on, wrong=wrong, enough=sheet.planned_months | sheet.life_months, wakes=(wakes,)
    )


@planned_not_held.explained
def _planned_not_held(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    months = list_months(sheet.unheld_months)
    sentence = (
        said("{months}定了的会，过了两周没有记成开过，也没有改期。", months=months)
        if marks.breached
        else "定了的会都开了，或者改了期。"
    )
    return Explanation((Fact("定了没开的月份", months),), sentence)


@judgement("signal-secretary-away", sheet="conduct")
def secretary_away(sheet: Sheet, values: Values, on: int) -> Marks:
    """Months in which the secretary was away from what the secretary leads."""
    known = popcount(sheet.led_months)
    wrong = flag(known >= values.months) & more_than_half(popcount(sheet.secretary_away_months), known)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=flag(known >= values.months))


@secretary_away.explained
def _secretary_away(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    away = popcount(sheet.secretary_away_months)
    facts = (
        Fact("记了到会的月份", list_months(sheet.led_months)),
        Fact("书记没到的月份", list_months(sheet.secretary_away_months)),
    )
    return Explanation(
        facts,
        said("{popcount}个月里，大会、支委会书记没到的有{away}个月。", popcount=popcount(sheet.led_months), away=away),
    )


@judgement("signal-nothing-tied", sheet="conduct")
def nothing_tied(sheet: Sheet, values: Values, on: int) -> Marks:
    """Work of the year without one piece for a goal of the unit; a question where no goal is known."""
    asked_on = month_begins(sheet.year, values.month)
    enough = flag(sheet.work >= values.least) & flag(asked_on <= on)
    loose = enough & no(sheet.tied_work)
    wrong, asks = loose & flag(sheet.unit_goals), loose & no(sheet.unit_goals)
    return judge_conduct(sheet, values, on, wrong=wrong, asks=asks, enough=enough, wakes=(asked_on,))


@nothing_tied.explained
def _nothing_tied(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("支部办的事", sheet.work, unit="件"),
        count("对上单位目标的", sheet.tied_work, unit="件"),
        count("单位今年的目标", sheet.unit_goals, unit="条"),
    )
    if not sheet.unit_goals:
        told = said("今年支部办了{work}件事，单位今年的目标一条都没有写。", work=sheet.work)
    elif not sheet.tied_work:
        told = said("今年支部办了{work}件事，没有一件对上单位目标。", work=sheet.work)
    else:
        told = said("今年支部办了{work}件事，{tied}件对上了单位目标。", work=sheet.work, tied=sheet.tied_work)
    return Explanation(facts, told)
