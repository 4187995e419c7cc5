"""Member education of 2019, article 23: who is not held to attendance."""

from __future__ import annotations

from zhibu.rules.bits import flag
from zhibu.rules.judgement import Explanation, Sheet, Values, judgement
from zhibu.rules.said import said
from zhibu.rules.state import judge_state
from zhibu.rules.status import Marks, Status
from zhibu.rules.telling import count, yes_or_no


@judgement("attendance-exemption-frail", sheet="attendance")
def not_held_to_attendance(sheet: Sheet, values: Values, on: int) -> Marks:
    """Not applicable for those exempted; for all others nothing is marked either. Vote bases are not touched."""
    return judge_state(values, on, (Status.NOT_APPLICABLE, flag(sheet.exempt)), applies=1, rest=Status.MET)


@not_held_to_attendance.explained
def _not_held_to_attendance(sheet: Sheet, values: Values, on: int, marks: Marks) -> Explanation:
    sentence = (
        "不作硬性要求，算到会情况时不算。"
        if sheet.exempt
        else said("应到{expected}次，到会{attended}次。", expected=sheet.expected, attended=sheet.attended)
    )
    facts = (
        yes_or_no("不作硬性要求", sheet.exempt),
        count("应到", sheet.expected, unit="次"),
        count("到会", sheet.attended, unit="次"),
    )
    return Explanation(facts, sentence)
