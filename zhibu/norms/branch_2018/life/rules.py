"""The yearly organisational life (articles 17, 18 and 19): the meeting, its season, the appraisal, the talks.

The year of the two campaigns may close up to six months into the next one: their masks have 18 months.
"""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no
from zhibu.rules.branch_years import asked_from, asked_to, asks, whole_year_asked
from zhibu.rules.cadence import judge_cadence
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.periods import period_starts
from zhibu.rules.said import joined, said
from zhibu.rules.sheets import CAMPAIGNS
from zhibu.rules.status import Marks, Status, sort_out
from zhibu.rules.telling import count, list_months, say_left, tell_cadence


def _months(sheet: Sheet, values: Values, name: str) -> Whole:
    """The twelve months of the campaign year out of the eighteen of the sheet."""
    return (getattr(sheet, name) >> values.closes_after_months) & 0xFFF


def _judge(sheet: Sheet, values: Values, on: int, campaign: str) -> Marks:
    return judge_cadence(
        held=_months(sheet, values, f"{campaign}_held"),
        accounted=_months(sheet, values, f"{campaign}_accounted"),
        asked_from=asked_from(sheet),
        asked_to=asked_to(sheet),
        year=sheet.year,
        on=on,
        months_per_period=12,
        times=values.times,
        lawful_from=values.settled_from,
        lawful_to=values.settled_to,
        only=asks(sheet),
        shift=values.closes_after_months,
    )


def _tell(sheet: Sheet, values: Values, on: int, marks: Marks, campaign: str, verb: str) -> Explanation:
    return tell_cadence(
        CAMPAIGNS[campaign].removesuffix("党员"),
        verb_zh=verb,
        held=getattr(sheet, f"{campaign}_held"),
        accounted=getattr(sheet, f"{campaign}_accounted"),
        year=sheet.year,
        on=on,
        months_per_period=12,
        marks=marks,
        records_from=sheet.records_from,
        times=values.times,
        shift=values.closes_after_months,
    )


@judgement("organisational-life-meeting-yearly", sheet="branch_year", months=12)
def life_meeting(sheet: Sheet, values: Values, on: int) -> Marks:
    """The organisational life meeting, once in the year; the year is over when the unit's campaign closes."""
    return _judge(sheet, values, on, "organisational_life_meeting")


@life_meeting.explained
def _life_meeting(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "organisational_life_meeting", "开")


def _season(values: Values) -> int:
    """The preferred months as a mask over eighteen months: from the first month to the close of the campaign."""
    first, last = values.first_month, 12 + values.closes_after_months
    months: int = ((1 << last) - 1) & ~((1 << (first - 1)) - 1)
    return months


def _in_and_out_of_season(sheet: Sheet, values: Values) -> tuple[Whole, Whole]:
    held = _months(sheet, values, "organisational_life_meeting_held") << values.closes_after_months
    return held & _season(values), held


@judgement("organisational-life-meeting-season", sheet="branch_year", months=12)
def life_meeting_season(sheet: Sheet, values: Values, on: int) -> Marks:
    """A year in which the meeting was held only outside the season; looked at when the year is over."""
    after = period_starts(sheet.year, 12, values.closes_after_months)[-1]
    in_season, held = _in_and_out_of_season(sheet, values)
    asked = whole_year_asked(sheet, values, values.closes_after_months) & flag(held)
    open_question = asked & no(in_season)
    return sort_out(
        1,
        open_question * (after if on < after else 0),
        (Status.NOT_APPLICABLE, no(asked)),
        (Status.MET, flag(in_season)),
        (Status.BREACHED, on >= after),
        rest=Status.NOT_APPLICABLE,
    )


@life_meeting_season.explained
def _life_meeting_season(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    _, held = _in_and_out_of_season(sheet, values)
    season, months = list_months(_season(values)), list_months(held)
    sentence = {
        Status.NOT_APPLICABLE: "这一年还没有过完，或者没有组织生活会的记录。",
        Status.MET: said("组织生活会在{months}开过。", months=months),
        Status.BREACHED: said("组织生活会在{months}开，一般安排在{season}。", months=months, season=season),
    }
    return Explanation((Fact("开了的月份", months),), sentence[marks.status()])


@judgement("democratic-appraisal-yearly", sheet="branch_year", months=12)
def appraisal(sheet: Sheet, values: Values, on: int) -> Marks:
    """The democratic appraisal, once in the year."""
    return _judge(sheet, values, on, "democratic_appraisal")


@appraisal.explained
def _appraisal(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "democratic_appraisal", "做")


def _without_talk(sheet: Sheet) -> Whole:
    """1 where anybody is still without a talk in one of the three relations."""
    return flag(
        sheet.talks_missing_within_committee | sheet.talks_missing_with_committee | sheet.talks_missing_between_members
    )


@judgement("heart-to-heart-yearly", sheet="branch_year", months=12)
def talks(sheet: Sheet, values: Values, on: int) -> Marks:
    """People without a talk: due while the year runs, then a question, overdue once the branch has confirmed the
    year.
    """
    first, after = period_starts(sheet.year, 12)
    people = sheet.talks_people_known & flag(sheet.talks_people)
    asked = whole_year_asked(sheet, values) & (flag(sheet.talks_people) | no(sheet.talks_people_known))
    met = people & no(_without_talk(sheet))
    still_open = asked & no(met)
    next_day = first if on < first else (after if on < after else 0)
    return sort_out(
        1,
        (asked if on < first else still_open) * next_day,
        (Status.NOT_APPLICABLE, no(asked)),
        (Status.NOT_APPLICABLE, on < first),
        (Status.MET, met),
        (Status.DUE, on < after),
        (Status.OVERDUE, people & flag(sheet.year_accounted)),
        rest=Status.UNKNOWN,
    )


@talks.explained
def _talks(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    after = period_starts(sheet.year, 12)[-1]
    relations = (
        ("支委之间", sheet.talks_missing_within_committee),
        ("支委同党员", sheet.talks_missing_with_committee),
        ("党员之间", sheet.talks_missing_between_members),
    )
    missing = (
        joined(
            (said("{name}还有{people}人没谈到", name=name, people=people) for name, people in relations if people), "，"
        )
        or "还没有谈心谈话的记录"
    )
    sentence = {
        Status.NOT_APPLICABLE: "这一年不问谈心谈话。",
        Status.MET: said("{talks_people}人都谈到了。", talks_people=sheet.talks_people),
        Status.DUE: said("{missing}；{say_left}。", missing=missing, say_left=say_left(after - 1, on)),
        Status.OVERDUE: said("{year}年{missing}。", year=sheet.year, missing=missing),
        Status.UNKNOWN: said("{year}年{missing}，也没有说明。", year=sheet.year, missing=missing),
    }
    facts = (
        count("应当谈到的人", sheet.talks_people, sheet.talks_people_known),
        *(count(said("{name}没谈到的人", name=name), people) for name, people in relations),
    )
    late = marks.overdue or marks.unknown
    return Explanation(facts, sentence[marks.status()], after if late else None, after - 1 if marks.due else None)
