"""Votes (articles 11 and 12). The base is always those due to attend, in whole numbers.

Written opinions do not count in an ordinary vote. Admission and elections have bases of their own and are not judged
here.
"""

from __future__ import annotations

from zhibu.rules.bits import Whole, flag, no
from zhibu.rules.judgement import Explanation, Fact, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.sheets import BRANCH_COMMITTEE, GENERAL_MEETING
from zhibu.rules.state import judge_deed
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, say_day
from zhibu.rules.votes import exceeds, needed_to_exceed, needed_to_reach, reaches


def _quorum(sheet: Sheet, values: Values, body: int) -> Marks:
    known = sheet.due_to_vote_known & sheet.present_known
    return judge_deed(
        values,
        sheet.happened_on,
        (Status.UNKNOWN, no(known)),
        (Status.MET, flag(reaches(sheet.present, sheet.due_to_vote, values.quorum))),
        applies=flag(sheet.body == body),
        rest=Status.BREACHED,
    )


def _facts(sheet: Sheet) -> tuple[Fact, ...]:
    return (
        Fact("表决日", say_day(sheet.happened_on)),
        count("应到会有表决权", sheet.due_to_vote, sheet.due_to_vote_known),
        count("到会有表决权", sheet.present, sheet.present_known),
    )


def _tell_quorum(sheet: Sheet, values: Values, marks: Marks, people: str) -> Explanation:
    needed = needed_to_reach(sheet.due_to_vote, values.quorum)
    figures = said(
        "应到{people}{due_to_vote}人，要到{needed}人，实到{present}人",
        people=people,
        due_to_vote=sheet.due_to_vote,
        needed=needed,
        present=sheet.present,
    )
    sentence = {
        Status.UNKNOWN: "应到或者实到的人数没有记。",
        Status.NOT_APPLICABLE: "这次表决不按这一条看。",
        Status.MET: said("{figures}，可以表决。", figures=figures),
        Status.BREACHED: said("{figures}，差{number}人。", figures=figures, number=needed - sheet.present),
    }
    since = sheet.happened_on if marks.breached else None
    return Explanation(_facts(sheet), sentence[marks.status()], since=since)


@judgement("general-meeting-vote-quorum", sheet="resolution")
def meeting_quorum(sheet: Sheet, values: Values, on: int) -> Marks:
    """At least half of the full members with the right to vote."""
    return _quorum(sheet, values, GENERAL_MEETING)


@meeting_quorum.explained
def _meeting_quorum(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell_quorum(sheet, values, marks, "有表决权的党员")


@judgement("branch-committee-quorum", sheet="resolution")
def committee_quorum(sheet: Sheet, values: Values, on: int) -> Marks:
    """At least half of the committee members."""
    return _quorum(sheet, values, BRANCH_COMMITTEE)


@committee_quorum.explained
def _committee_quorum(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    return _tell_quorum(sheet, values, marks, "委员")


def _enough(sheet: Sheet, values: Values) -> Whole:
    return flag(exceeds(sheet.in_favour, sheet.due_to_vote, values.majority))


@judgement("general-meeting-vote-pass", sheet="resolution")
def vote_passed(sheet: Sheet, values: Values, on: int) -> Marks:
    """The result as written must be the one that the votes give."""
    known = sheet.due_to_vote_known & sheet.in_favour_known & sheet.said_passed_known
    return judge_deed(
        values,
        sheet.happened_on,
        (Status.UNKNOWN, no(known)),
        (Status.MET, flag(_enough(sheet, values) == flag(sheet.said_passed))),
        applies=flag(sheet.body == GENERAL_MEETING),
        rest=Status.BREACHED,
    )


@vote_passed.explained
def _vote_passed(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    needed = needed_to_exceed(sheet.due_to_vote, values.majority)
    figures = said(
        "应到会有表决权{due_to_vote}人，要{needed}票赞成，得{in_favour}票",
        due_to_vote=sheet.due_to_vote,
        needed=needed,
        in_favour=sheet.in_favour,
    )
    written = "通过" if sheet.said_passed else "没有通过"
    sentence = {
        Status.UNKNOWN: "应到人数、赞成票或者结果没有记全。",
        Status.NOT_APPLICABLE: "这次表决不按这一条看。",
        Status.MET: said("{figures}，记录写{written}，对得上。", figures=figures, written=written),
        Status.BREACHED: said("{figures}，记录却写{written}。", figures=figures, written=written),
    }
    facts = (
        *_facts(sheet),
        count("赞成", sheet.in_favour, sheet.in_favour_known, "票"),
        count("反对", sheet.against, sheet.against_known, "票"),
        count("弃权", sheet.abstained, sheet.abstained_known, "票"),
        Fact("记录写的结果", written if sheet.said_passed_known else "没有登记"),
    )
    return Explanation(facts, sentence[marks.status()], since=sheet.happened_on if marks.breached else None)
