"""形同虚设: months without organisational life or dues, meetings that most do not come to, nobody to lead."""

from __future__ import annotations

from zhibu.rules.bits import Whole, between_mask, flag, no
from zhibu.rules.branch_years import asked_from, asked_to
from zhibu.rules.conduct import judge_conduct, last_shown, months_over, more_than_half, pause, pick_smaller
from zhibu.rules.days import add_months, month_start
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.sheets import ORDINARY, POSTS, SECRETARY
from zhibu.rules.state import existence_days, exists, judge_state, not_temporary
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, list_months, named_bits

SERIOUS = 6  # months; half a year, after which also single members are asked after


@judgement("signal-no-life", sheet="conduct")
def no_life(sheet: Sheet, values: Values, on: int) -> Marks:
    """Months in a row up to the last one: without a gathering where all are confirmed, else a question."""
    over = months_over(sheet, on)
    silent = pause(sheet.life_months, over)
    sure = pause(sheet.life_months, over, sheet.confirmed_months)
    return judge_conduct(
        sheet,
        values,
        on,
        wrong=flag(sure >= values.months),
        asks=flag(silent >= values.months),
        enough=sheet.life_months,
        wakes=(add_months(month_start(on), 1),),
    )


@no_life.explained
def _no_life(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    months = pause(sheet.life_months, months_over(sheet, on))
    facts = (count("连着没有组织生活的月份", months, unit="个月"),)
    if not (marks.breached or marks.unknown):
        return Explanation(facts, "组织生活没有中断。")
    since = add_months(month_start(on), -months)
    what = "没有一次会或活动" if marks.breached else "没有一次会或活动的记录，也没有确认"
    half = "满半年了，先恢复一次。" if months >= SERIOUS else ""
    return Explanation(
        facts, said("到上个月，连着{months}个月{what}。{half}", months=months, what=what, half=half), since=since
    )


@judgement("signal-half-empty", sheet="conduct")
def half_empty(sheet: Sheet, values: Values, on: int) -> Marks:
    """General meetings with fewer than half of those due."""
    enough = flag(sheet.counted_meetings >= values.least)
    wrong = enough & more_than_half(sheet.half_empty_meetings, sheet.counted_meetings)
    return judge_conduct(sheet, values, on, wrong=wrong, enough=enough)


@half_empty.explained
def _half_empty(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (
        count("写了应到、实到的党员大会", sheet.counted_meetings, unit="次"),
        count("其中到会不到一半的", sheet.half_empty_meetings, unit="次"),
    )
    return Explanation(
        facts,
        said(
            "{counted_meetings}次党员大会，{half_empty_meetings}次到会不到一半。",
            counted_meetings=sheet.counted_meetings,
            half_empty_meetings=sheet.half_empty_meetings,
        ),
    )


@judgement("signal-no-dues", sheet="branch_year", months=12)
def no_dues(sheet: Sheet, values: Values, on: int) -> Marks:
    """Months in a row up to the last one for which no dues are noted, where the branch keeps dues here: a question."""
    applies = sheet.dues_owing_known & flag(sheet.dues_owing) & exists(sheet, on) & not_temporary(sheet)
    return judge_state(
        values,
        on,
        (Status.UNKNOWN, flag(_dues_pause(sheet, on) >= values.months)),
        applies=applies & flag(on <= last_shown(sheet.year)),
        rest=Status.MET,
        wakes=(add_months(month_start(on), 1), *existence_days(sheet), last_shown(sheet.year) + 1),
    )


def _dues_pause(sheet: Sheet, on: int) -> Whole:
    over = between_mask(sheet.year, asked_from(sheet), pick_smaller(asked_to(sheet), on - 1), 1)
    return pause(sheet.dues_collected, over)


@no_dues.explained
def _no_dues(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    months = _dues_pause(sheet, on)
    facts = (
        count("连着没有党费记录的月份", months, unit="个月"),
        Fact("记了党费的月份", list_months(sheet.dues_collected) or "没有"),
    )
    if not marks.unknown:
        return Explanation(facts, "党费没有中断。")
    return Explanation(facts, said("到上个月，连着{months}个月没有收党费的记录。收了的，记下来。", months=months))


@judgement("signal-fewer-than-three", sheet="branch")
def fewer_than_three(sheet: Sheet, values: Values, on: int) -> Marks:
    """An ordinary branch whose roster has fewer than three full members."""
    return judge_state(
        values,
        on,
        (Status.NOT_APPLICABLE, no(sheet.full_members_known)),
        (Status.BREACHED, flag(sheet.full_members < values.people)),
        applies=exists(sheet, on) & flag(sheet.kind == ORDINARY),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@fewer_than_three.explained
def _fewer_than_three(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (count("正式党员", sheet.full_members, sheet.full_members_known),)
    return Explanation(facts, said("花名册上有正式党员{full_members}人。", full_members=sheet.full_members))


@judgement("signal-no-secretary", sheet="branch")
def no_secretary(sheet: Sheet, values: Values, on: int) -> Marks:
    """The posts are recorded, and the secretary's is not among them."""
    return judge_state(
        values,
        on,
        (Status.NOT_APPLICABLE, no(sheet.posts_known)),
        (Status.BREACHED, no(sheet.posts & SECRETARY)),
        applies=exists(sheet, on) & not_temporary(sheet),
        rest=Status.MET,
        wakes=existence_days(sheet),
    )


@no_secretary.explained
def _no_secretary(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    facts = (Fact("有人担任的职务", named_bits(sheet.posts, POSTS) if sheet.posts_known else "没有登记"),)
    return Explanation(facts, "登记的职务里没有书记。" if marks.breached else "有支部书记。")
