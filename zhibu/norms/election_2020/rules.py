"""Elections of 2020: on time (article 3), delays (article 3), and who has the right to vote (article 5)."""

from __future__ import annotations

from zhibu.rules.bits import flag, no, pick
from zhibu.rules.days import add_months
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.state import judge_deed
from zhibu.rules.status import Marks, Status, sort_out
from zhibu.rules.telling import count, say_day, say_span
from zhibu.rules.terms import (
    approved_in_time,
    election_deadline,
    explain_extension,
    has_terms,
    judge_extension,
    term_end,
    term_facts,
)


@judgement("term-election-on-time", sheet="term")
def on_time(sheet: Sheet, values: Values, on: int) -> Marks:
    """Due from six months before the deadline, overdue from the day after it; held later is a contradiction.

    The deadline is the recorded end of the term (reckoned from the election where none is recorded), or the end of a
    delay approved by then. A term that ended with the committee itself is not asked about.
    """
    end = term_end(sheet, values)
    deadline = election_deadline(sheet, values)
    begins = add_months(deadline, -values.months_before)
    held = flag(sheet.next_elected_on_known)
    before_records = held & flag(sheet.next_elected_on < sheet.records_from)
    asked = has_terms(sheet) & no(sheet.ended_otherwise_on_known) & no(before_records)
    undated = asked & no(end > 0) & no(held)
    dated = judge_deed(
        values,
        end,
        (Status.MET, held & flag(sheet.next_elected_on <= deadline)),
        (Status.BREACHED, held),
        (Status.MET, flag(begins > on)),
        (Status.DUE, flag(deadline >= on)),
        applies=asked & flag(end > 0),
        rest=Status.OVERDUE,
        wakes=no(held) * pick(begins > on, begins, flag(deadline >= on) * (deadline + 1)),
    )
    unknown = undated & flag(values.lawful_from <= on <= values.lawful_to)
    waking = undated & flag(on < values.lawful_from)
    return sort_out(
        1,
        dated.wakes + waking * values.lawful_from,
        (Status.UNKNOWN, unknown),
        (Status.MET, dated.met),
        (Status.DUE, dated.due),
        (Status.OVERDUE, dated.overdue),
        (Status.BREACHED, dated.breached),
        rest=Status.NOT_APPLICABLE,
    )


@on_time.explained
def _on_time(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    end, deadline = term_end(sheet, values), election_deadline(sheet, values)
    length = (
        said("本届{elected_on}选出，任期到{end}", elected_on=say_day(sheet.elected_on), end=say_day(end))
        if sheet.elected_on_known
        else said("任期到{end}", end=say_day(end))
    )
    if approved_in_time(sheet, end) and deadline > end:
        length += said("，批准延期到{deadline}", deadline=say_day(deadline))
    why = "" if approved_in_time(sheet, end) else "，没有延期批复"
    if sheet.extension_approved_on_known and sheet.extension_approved_on > end:
        why = said(
            "；延期是{extension_approved_on}批的，晚于届满日",
            extension_approved_on=say_day(sheet.extension_approved_on),
        )
    met = (
        said("{next_elected_on}已换届", next_elected_on=say_day(sheet.next_elected_on))
        if sheet.next_elected_on_known
        else "还不到准备换届的时候"
    )
    next_on = say_day(sheet.next_elected_on)
    sentence = {
        Status.UNKNOWN: "这一届哪天选出、到哪天届满，还没有登记。",
        Status.NOT_APPLICABLE: "这一届不问换届。",
        Status.MET: said("{length}，{met}。", length=length, met=met),
        Status.DUE: said("{length}，还有{number}天。", length=length, number=deadline - on)
        if deadline > on
        else said("{length}，今天是最后一天。", length=length),
        Status.OVERDUE: said(
            "{length}，超过{deadline}{why}。", length=length, deadline=say_span(deadline, on), why=why
        ),
        Status.BREACHED: said(
            "{length}，{next_on}才换届，晚{deadline}{why}。",
            length=length,
            next_on=next_on,
            deadline=say_span(deadline, sheet.next_elected_on),
            why=why,
        ),
    }
    late = marks.overdue or marks.breached
    return Explanation(
        term_facts(sheet), sentence[marks.status()], deadline + 1 if late else None, deadline if marks.due else None
    )


@judgement("term-extension-limit", sheet="term")
def extension(sheet: Sheet, values: Values, on: int) -> Marks:
    """A delay or an advance: approved by the end of the term, and within a year of it."""
    return judge_extension(sheet, values)


@extension.explained
def _extension(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return explain_extension(sheet, values, marks)


@judgement("election-who-may-vote", sheet="resolution")
def who_may_vote(sheet: Sheet, values: Values, on: int) -> Marks:
    """Somebody without the right to vote was counted. Looked at only where the list of voters was recorded."""
    return judge_deed(
        values,
        sheet.happened_on,
        (Status.BREACHED, flag(sheet.counted_without_right)),
        applies=sheet.counted_without_right_known,
        rest=Status.MET,
    )


@who_may_vote.explained
def _who_may_vote(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    number = sheet.counted_without_right
    sentence = {
        Status.NOT_APPLICABLE: "没有记下表决人名单，或者表决早于这部条例，不看。",
        Status.MET: "计入表决的人都有表决权。",
        Status.BREACHED: said(
            "{happened_on}的表决计入了{number}名没有表决权的人。", happened_on=say_day(sheet.happened_on), number=number
        ),
    }
    facts = (count("计入却没有表决权", number, sheet.counted_without_right_known),)
    return Explanation(facts, sentence[marks.status()], since=sheet.happened_on if marks.breached else None)
