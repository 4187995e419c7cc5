"""How often meetings are held (articles 11, 12, 13 and 16).

All have one shape: held and accounted months of the branch's year. A temporary branch is never asked.
"""

from __future__ import annotations

from zhibu.rules.bits import Whole, no, pick
from zhibu.rules.branch_years import asked_from, asked_to, asks
from zhibu.rules.cadence import judge_cadence
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.sheets import GATHERINGS
from zhibu.rules.status import Marks
from zhibu.rules.telling import tell_cadence

_VERBS = {"group_meeting": "开齐", "party_lesson": "上", "theme_day": "开展"}


def _judge(
    sheet: Sheet, values: Values, on: int, gathering: str, months: int, only: Whole = -1, doubtful: Whole = 0
) -> Marks:
    return judge_cadence(
        held=getattr(sheet, f"{gathering}_held"),
        accounted=getattr(sheet, f"{gathering}_accounted"),
        asked_from=asked_from(sheet),
        asked_to=asked_to(sheet),
        year=sheet.year,
        on=on,
        months_per_period=months,
        times=values.times,
        lawful_from=values.settled_from,
        lawful_to=values.settled_to,
        only=only & asks(sheet),
        doubtful=doubtful,
    )


def _tell(
    sheet: Sheet, values: Values, on: int, marks: Marks, gathering: str, months: int, doubt_zh: str = ""
) -> Explanation:
    return tell_cadence(
        GATHERINGS[gathering],
        verb_zh=_VERBS.get(gathering, "开"),
        held=getattr(sheet, f"{gathering}_held"),
        accounted=getattr(sheet, f"{gathering}_accounted"),
        year=sheet.year,
        on=on,
        months_per_period=months,
        marks=marks,
        records_from=sheet.records_from,
        times=min(max(values.times, 1), months),
        doubt_zh=doubt_zh,
    )


@judgement("general-meeting-quarterly", sheet="branch_year", months=3)
def general_meeting(sheet: Sheet, values: Values, on: int) -> Marks:
    """The general meeting, by quarters."""
    return _judge(sheet, values, on, "general_meeting", values.months_per_period)


@general_meeting.explained
def _general_meeting(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "general_meeting", values.months_per_period)


@judgement("branch-committee-monthly", sheet="branch_year", months=1)
def committee_meeting(sheet: Sheet, values: Values, on: int) -> Marks:
    """The committee meeting, in months that had a committee throughout; a question where nobody has said if there is
    one.
    """
    only = pick(sheet.committee_months_known, sheet.committee_months, 0xFFF)
    return _judge(sheet, values, on, "committee_meeting", 1, only, no(sheet.committee_months_known))


@committee_meeting.explained
def _committee_meeting(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    doubt = "" if sheet.committee_months_known else "支部有没有支委会也还没有登记"
    return _tell(sheet, values, on, marks, "committee_meeting", 1, doubt)


@judgement("party-group-monthly", sheet="branch_year", months=1)
def group_meeting(sheet: Sheet, values: Values, on: int) -> Marks:
    """The group meetings, in months that had a group throughout; held means that every group met."""
    return _judge(sheet, values, on, "group_meeting", 1, sheet.group_months)


@group_meeting.explained
def _group_meeting(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "group_meeting", 1, "或者记得不齐，也没有说明")


@judgement("party-lesson-regularly", sheet="branch_year", months=12)
def party_lesson(sheet: Sheet, values: Values, on: int) -> Marks:
    """The Party lesson, as often as the unit has set; not asked while it has set nothing."""
    return _judge(sheet, values, on, "party_lesson", values.months_per_period)


@party_lesson.explained
def _party_lesson(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "party_lesson", values.months_per_period)


@judgement("theme-day-monthly", sheet="branch_year", months=1)
def theme_day(sheet: Sheet, values: Values, on: int) -> Marks:
    """The theme day, by months."""
    return _judge(sheet, values, on, "theme_day", 1)


@theme_day.explained
def _theme_day(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell(sheet, values, on, marks, "theme_day", 1)
