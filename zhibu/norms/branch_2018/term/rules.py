"""Terms of branch committees (article 21): how long, when to remind, how far an election may be put off."""

from __future__ import annotations

from zhibu.rules.bits import flag, no, pick
from zhibu.rules.days import add_months, add_years
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.state import judge_deed
from zhibu.rules.status import Marks, Status, sort_out
from zhibu.rules.telling import say_day
from zhibu.rules.terms import explain_extension, has_terms, is_village, judge_extension, term_end, term_facts


def _length(sheet: Sheet, values: Values, applies: int, years: int) -> Marks:
    """The recorded end must be the same day so many years later, or the day before it."""
    end = add_years(sheet.elected_on, years)
    fits = flag(sheet.ends_on == end) | flag(sheet.ends_on == end - 1)
    known = flag(sheet.elected_on_known)
    undated = sort_out(1, 0, (Status.UNKNOWN, applies & no(known)), rest=Status.NOT_APPLICABLE)
    dated = judge_deed(
        values,
        sheet.elected_on,
        (Status.MET, no(sheet.ends_on_known) | fits),
        applies=applies & known,
        rest=Status.BREACHED,
    )
    return sort_out(
        1,
        0,
        (Status.UNKNOWN, undated.unknown),
        (Status.MET, dated.met),
        (Status.BREACHED, dated.breached),
        rest=Status.NOT_APPLICABLE,
    )


def _tell_length(sheet: Sheet, marks: Marks, years: int) -> Explanation:
    end = add_years(sheet.elected_on, years)
    sentence = {
        Status.UNKNOWN: "这一届哪天选出的还没有登记。",
        Status.NOT_APPLICABLE: "这一届不按这一条看。",
        Status.MET: said(
            "{elected_on}选出，{years}年一届，到{end}。",
            elected_on=say_day(sheet.elected_on),
            years=years,
            end=say_day(end),
        ),
        Status.BREACHED: (
            said(
                "{elected_on}选出，{years}年一届应到{end}，登记的是{ends_on}。",
                elected_on=say_day(sheet.elected_on),
                years=years,
                end=say_day(end),
                ends_on=say_day(sheet.ends_on),
            )
        ),
    }
    return Explanation(term_facts(sheet), sentence[marks.status()])


@judgement("term-other-branches", sheet="term")
def three_years(sheet: Sheet, values: Values, on: int) -> Marks:
    """Outside villages and communities; committees elected before the text serve out their term."""
    return _length(sheet, values, has_terms(sheet) & no(is_village(sheet)), values.years_other)


@three_years.explained
def _three_years(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell_length(sheet, marks, values.years_other)


@judgement("term-village-community", sheet="term")
def five_years(sheet: Sheet, values: Values, on: int) -> Marks:
    """In villages and communities; committees elected before the text serve out their term."""
    return _length(sheet, values, has_terms(sheet) & is_village(sheet), values.years_village)


@five_years.explained
def _five_years(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell_length(sheet, marks, values.years_village)


@judgement("term-reminder-six-months", sheet="term")
def reminder(sheet: Sheet, values: Values, on: int) -> Marks:
    """In the six months before the end a reminder is asked about, as help; never more than a question."""
    end = term_end(sheet, values)
    ask_from = add_months(end, -values.months_before)
    over = flag(sheet.next_elected_on_known) | flag(sheet.ended_otherwise_on_known)
    open_term = has_terms(sheet) & flag(end > 0) & no(over)
    waiting = flag(ask_from > on)
    ended = flag(end < on)
    return judge_deed(
        values,
        end,
        (Status.MET, flag(sheet.reminded_on_known)),
        (Status.NOT_APPLICABLE, waiting | ended),
        applies=open_term,
        rest=Status.UNKNOWN,
        wakes=no(sheet.reminded_on_known) * no(ended) * pick(waiting, ask_from, end + 1),
    )


@reminder.explained
def _reminder(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    end = term_end(sheet, values)
    ask_from = add_months(end, -values.months_before)
    sentence = {
        Status.UNKNOWN: said(
            "任期到{end}，不到{months_before}个月了，没有上级提醒的记录。",
            end=say_day(end),
            months_before=values.months_before,
        ),
        Status.NOT_APPLICABLE: "还没有到提醒的时候，或者这一届已经结束。",
        Status.MET: said("上级{reminded_on}提醒过。", reminded_on=say_day(sheet.reminded_on)),
    }
    facts = (*term_facts(sheet), Fact("上级提醒日", say_day(sheet.reminded_on)))
    return Explanation(facts, sentence[marks.status()], since=ask_from if marks.unknown else None)


@judgement("term-extension-limit-2018", sheet="term")
def extension(sheet: Sheet, values: Values, on: int) -> Marks:
    """Terms that ended before the election regulations of 2020."""
    return judge_extension(sheet, values)


@extension.explained
def _extension(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return explain_extension(sheet, values, marks)
