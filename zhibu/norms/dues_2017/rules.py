"""The yearly fixing of dues (2017 notice, part one (1))."""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag
from zhibu.rules.branch_years import asked_from
from zhibu.rules.days import add_months
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.periods import period_starts
from zhibu.rules.said import said
from zhibu.rules.sheets import TEMPORARY
from zhibu.rules.state import judge_state
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, say_day


def _deadline(sheet: Sheet, values: Values) -> int:
    """The last day of the beginning of the year."""
    return int(add_months(period_starts(sheet.year, 12)[0], values.months)) - 1


def _asked(sheet: Sheet, values: Values) -> Whole:
    """Where dues are kept here, and the branch could be asked before the beginning of the year was over."""
    begun = flag(asked_from(sheet) <= _deadline(sheet, values))
    return sheet.dues_owing_known & flag(sheet.dues_owing) & flag(sheet.kind != TEMPORARY) & begun


@judgement("dues-fixed-yearly-2017", sheet="branch_year", months=12)
def fixed_yearly(sheet: Sheet, values: Values, on: int) -> Marks:
    """Everybody's dues fixed at the beginning of the year."""
    last = _deadline(sheet, values)
    late = sheet.dues_fixed_on_known & flag(sheet.dues_fixed_on > last)
    return judge_state(
        values,
        on,
        (Status.DUE, flag(sheet.dues_unfixed) * flag(on <= last)),
        (Status.UNKNOWN, flag(sheet.dues_unfixed)),
        (Status.BREACHED, late),
        applies=_asked(sheet, values),
        rest=Status.MET,
        wakes=(last + 1,),
    )


@fixed_yearly.explained
def _fixed_yearly(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    last = _deadline(sheet, values)
    missing = said(
        "{dues_owing}名党员里，还有{dues_unfixed}名没有核定每月交多少",
        dues_owing=sheet.dues_owing,
        dues_unfixed=sheet.dues_unfixed,
    )
    sentence = {
        Status.NOT_APPLICABLE: "支部没有在这里记党费，或者年初以后才启用，不看这一条。",
        Status.MET: said("{dues_owing}名党员都核定了。", dues_owing=sheet.dues_owing),
        Status.DUE: said("{missing}，到{last}以前都算年初。", missing=missing, last=say_day(last)),
        Status.UNKNOWN: said("{missing}，年初已经过了。", missing=missing),
        Status.BREACHED: said(
            "最后一名是{dues_fixed_on}核定的，晚于{last}。",
            dues_fixed_on=say_day(sheet.dues_fixed_on),
            last=say_day(last),
        ),
    }
    facts = (
        count("要交党费的党员", sheet.dues_owing, sheet.dues_owing_known),
        count("还没核定的", sheet.dues_unfixed),
        Fact("最后一名核定的日子", say_day(sheet.dues_fixed_on)),
    )
    return Explanation(
        facts, sentence[marks.status()], last + 1 if marks.unknown else None, last if marks.due else None
    )
