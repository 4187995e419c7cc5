"""Paying dues as the branch's own duties: talk early, help before six months are full, tell the members once a year.

The subject is the branch and counts of people; sheets are drawn anew when a month begins, and every judgement wakes.
"""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no
from zhibu.rules.branch_years import asked_from, asked_to, asks
from zhibu.rules.cadence import judge_cadence
from zhibu.rules.days import add_months, month_start
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.periods import period_starts
from zhibu.rules.said import said
from zhibu.rules.sheets import TEMPORARY
from zhibu.rules.state import judge_state, lasts
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, list_months, say_day, tell_cadence

_WHOLE_YEAR = 0xFFF


def _asked(sheet: Sheet) -> Whole:
    return sheet.dues_owing_known & flag(sheet.dues_owing) & flag(sheet.kind != TEMPORARY)


def _next_month(sheet: Sheet, on: int) -> Whole:
    """The day on which another month is over, while the year runs and a little beyond."""
    after = add_months(month_start(on), 1)
    return after if after <= period_starts(sheet.year, 12)[-1] else 0


@judgement("dues-late-educate-first", sheet="branch_year", months=12)
def talk_in_time(sheet: Sheet, values: Values, on: int) -> Marks:
    """Somebody is behind and nobody has talked: due for the time given, then a question (no record)."""
    return judge_state(
        values,
        on,
        (Status.MET, no(sheet.dues_unspoken)),
        (Status.DUE, lasts(sheet.dues_unspoken_since_known, sheet.dues_unspoken_since, values.months, on)),
        applies=_asked(sheet),
        rest=Status.UNKNOWN,
        wakes=(
            _next_month(sheet, on),
            flag(sheet.dues_unspoken)
            * sheet.dues_unspoken_since_known
            * (add_months(sheet.dues_unspoken_since, values.months) + 1),
        ),
    )


@talk_in_time.explained
def _talk_in_time(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("有月份没交的党员", sheet.dues_behind), count("其中还没谈的", sheet.dues_unspoken))
    last = add_months(sheet.dues_unspoken_since, values.months)
    oldest = say_day(sheet.dues_unspoken_since)
    people = said(
        "有{dues_unspoken}名党员过了月没有交费记录，也没有谈话记录，最早的到{oldest}为止。",
        dues_unspoken=sheet.dues_unspoken,
        oldest=oldest,
    )
    sentence = {
        Status.NOT_APPLICABLE: "支部没有在这里记党费，不看这一条。",
        Status.MET: "没有要谈的：都交了，或者没交的已经谈过。",
        Status.DUE: people,
        Status.UNKNOWN: people,
    }
    since = sheet.dues_unspoken_since or None
    return Explanation(facts, sentence[marks.status()], since if marks.unknown else None, last if marks.due else None)


@judgement("dues-six-months-self-withdrawal", sheet="branch_year", months=12)
def six_months(sheet: Sheet, values: Values, on: int) -> Marks:
    """Months in a row without a payment and without a verified reason: a call for help early, at six to verify."""
    return judge_state(
        values,
        on,
        (Status.MET, flag(sheet.dues_run < values.warn_months)),
        (Status.DUE, flag(sheet.dues_run < values.months_in_row)),
        applies=_asked(sheet),
        rest=Status.OVERDUE,
        wakes=(_next_month(sheet, on),),
    )


@six_months.explained
def _six_months(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    run = said("最长的连着{dues_run}个月没有交费记录，也没有记正当理由。", dues_run=sheet.dues_run)
    sentence = {
        Status.NOT_APPLICABLE: "支部没有在这里记党费，不看这一条。",
        Status.MET: said("没有人连着{warn_months}个月不交。", warn_months=values.warn_months),
        Status.DUE: said("{run}先去问原因，有困难帮一把，定个日子补。", run=run),
        Status.OVERDUE: said("{run}有没有正当理由要先核实，这里不下结论。", run=run),
    }
    full = add_months(month_start(on), values.months_in_row - sheet.dues_run) - 1
    return Explanation(
        (count("最长连着没交", sheet.dues_run, unit="个月"),),
        sentence[marks.status()],
        None,
        full if marks.due else None,
    )


@judgement("dues-publish-yearly", sheet="branch_year", months=12)
def publish_yearly(sheet: Sheet, values: Values, on: int) -> Marks:
    """Published once in the year; asked where anything was collected."""
    return judge_cadence(
        held=sheet.dues_published,
        accounted=sheet.year_accounted * _WHOLE_YEAR,
        asked_from=asked_from(sheet),
        asked_to=asked_to(sheet),
        year=sheet.year,
        on=on,
        months_per_period=12,
        times=values.times,
        lawful_from=values.settled_from,
        lawful_to=values.settled_to,
        only=asks(sheet) & -(_asked(sheet) & flag(sheet.dues_collected)),
    )


@publish_yearly.explained
def _publish_yearly(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    told = tell_cadence(
        "党费收缴",
        verb_zh="公布",
        held=sheet.dues_published,
        accounted=sheet.year_accounted * _WHOLE_YEAR,
        year=sheet.year,
        on=on,
        months_per_period=12,
        marks=marks,
        records_from=sheet.records_from,
        times=values.times,
    )
    return Explanation(
        (*told.facts, Fact("记了党费的月份", list_months(sheet.dues_collected) or "没有")),
        said("{year}年没有公布党费收缴的记录，也没有说明。", year=sheet.year) if marks.unknown else told.sentence_zh,
        told.since,
        told.due,
    )
