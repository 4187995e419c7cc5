"""Numbers of people and votes: 15人, 应到15/实到12, 赞成14票反对0票弃权1票."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from zhibu.intake.result import Raw
from zhibu.intake.values.outcome import Outcome, is_nothing, look, note
from zhibu.intake.wording import NUMERALS, folded, number_of, text_of
from zhibu.rules.said import said

MOST = 9999  # more people than any branch can have; a bigger number is a date or a phone number in the wrong column
HOW = "只写数字，例如 15。"

_ALONE = re.compile(
    r"^(?:约|共|计|合计|(?:全体)?党员|应到|实到|到会)?\s*(\d+)(?:\.0+)?\s*(余|多)?\s*[个]?(?:人次|人|名|位|票|次)?\s*(余|多|左右)?$"
)
_EVERYBODY = re.compile(r"^(?:全体|全部|全员|全勤|全到|均到)")
_BOTH_NAMED = re.compile(r"^(应到|实到)(?:会)?(?:人数)?[/、和](应到|实到)(?:会)?(?:人数)?\s*:?\s*(?=\d)")
_BEFORE_UNIT = "人名位票,;、。/)(（ "
_ATTENDANCE_LABELS = {
    "due": r"应到会|应到|应参会|应参加|应出席|党员总数",
    "present": r"实到会|实到|实参会|实际到会|实际参加|实际参会|实参加|(?<![应未])(?:到会|出席|参会|参加)",
    "absent": r"缺席|请假|未到会|未到|缺勤|因故未到|缺",
}
_VOTE_LABELS = {
    "due_to_vote": r"应到会有表决权|应到有表决权|有表决权|应到会|应到",
    "votes_present": r"实到会有表决权|实到会?|(?<![应未])到会|参加(?:表决|投票)|(?:收回|发出)(?:有效|表决)?票?|有效票",
    "in_favour": r"(?<!不)赞成|(?<!不)同意",
    "against": r"反对|不同意|不赞成",
    "abstained": r"弃权",
}
_CLAUSES = re.compile(r"[,;、。/|\n()]+")
_BEGINS_WITH_NUMBER = re.compile(r"\s*(?:共|有)?\s*\d")
_REMARK_BEHIND = re.compile(r"^(\d+)\s*(?:人|名|位)?\s*\([^()]*\)$")
_TWO = re.compile(r"^(\d+)\s*人?\s*[/\\|:]\s*(\d+)\s*人?$")


def read_count(value: Raw) -> Outcome[int]:
    """A whole number of people or votes, 0 to 9999. 全体 gives the problem `count.everybody` and no number."""
    if value is None:
        return Outcome(None)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta | bool):
        return Outcome(None, look("count.unreadable", said("“{value}”不是人数。", value=text_of(value)), HOW))
    if isinstance(value, int | float):
        return _number(float(value))
    text = folded(value)
    if is_nothing(text):
        return Outcome(None)
    match = _ALONE.match(_digits(text))
    if not match and _EVERYBODY.match(text):
        return Outcome(None, note("count.everybody", said("写的是“{text}”。", text=text[:10]), HOW))
    if not match and (behind := _REMARK_BEHIND.match(text)):
        sentence = said("“{text}”按 {number} 读，括号里的没有读。", text=text[:20], number=behind[1])
        return Outcome(_number(float(behind[1])).value, look("count.remark", sentence, HOW))
    if not match:
        return Outcome(None, look("count.unreadable", said("“{text}”看不出是多少。", text=text[:15]), HOW))
    outcome = _number(float(match[1]))
    if outcome.value is not None and (match[2] or match[3] or text.startswith("约")):
        return Outcome(
            outcome.value,
            look(
                "count.about", said("“{text}”不是准数，按 {outcome} 读。", text=text[:15], outcome=outcome.value), HOW
            ),
        )
    return outcome


def _number(number: float) -> Outcome[int]:
    if number != number or not number.is_integer():
        return Outcome(None, look("count.fraction", said("人数不会是 {number}。", number=number), HOW))
    if not 0 <= number <= MOST:
        return Outcome(None, look("count.range", said("{number} 不像人数。", number=f"{number:.0f}"), HOW))
    return Outcome(int(number))


def _digits(text: str) -> str:
    """Chinese numerals turned into digits, wherever they stand for a count."""

    def turned(match: re.Match[str]) -> str:
        number = number_of(match[0])
        return match[0] if number is None else str(number)

    return re.sub(rf"[{NUMERALS}]+(?=$|[{_BEFORE_UNIT}])", turned, text)


def read_attendance(value: Raw, order: tuple[str, str] | None = None) -> Outcome[Mapping[str, int]]:
    """Several counts in one cell, by the keys due, present, absent. `order` is what the header says of 15/12."""
    if not isinstance(value, str):
        count = read_count(value)
        return Outcome({"present": count.value} if count.value is not None else None, count.problem)
    text = _digits(folded(value))
    if is_nothing(text):
        return Outcome(None)
    if named := _BOTH_NAMED.match(text):  # 应到/实到：15/12
        order = ("due", "present") if named[1] == "应到" else ("present", "due")
        text = text[named.end() :]
    if match := _TWO.match(text):
        first, second = int(match[1]), int(match[2])
        keys = order or (("due", "present") if first >= second else ("present", "due"))
        return Outcome(dict(zip(keys, (first, second), strict=True)))
    found = _labelled(text, _ATTENDANCE_LABELS)
    if found:
        return Outcome(found)
    count = read_count(value)
    if count.value is not None:
        return Outcome({"present": count.value}, count.problem)
    sentence = said("“{text}”看不出应到和实到。", text=text[:20])
    return Outcome(
        None, count.problem if _EVERYBODY.match(text) else look("count.unreadable", sentence, "写成 应到15/实到12。")
    )


def read_votes(value: Raw) -> Outcome[Mapping[str, int]]:
    """A tally in one cell, by the keys due_to_vote, votes_present, in_favour, against, abstained."""
    if not isinstance(value, str):
        count = read_count(value)
        return Outcome({"in_favour": count.value} if count.value is not None else None, count.problem)
    text = _digits(folded(value))
    if is_nothing(text):
        return Outcome(None)
    found = _labelled(text, _VOTE_LABELS)
    if found:
        return Outcome(found)
    how = "写成 应到15人，赞成14票，反对0票，弃权1票。"
    return Outcome(None, note("votes.no_numbers", said("“{text}”没有票数，只记进决定里。", text=text[:15]), how))


def _labelled(text: str, labels: Mapping[str, str]) -> dict[str, int]:
    """Numbers that follow their label (应到15) or, where a clause begins with one, precede it (15票赞成 0票反对)."""
    found: dict[str, int] = {}
    for clause in _CLAUSES.split(text):
        for key, pattern in labels.items():
            after = re.search(rf"(?:{pattern})(?:会|正式|党员|人员|人数|票数|票|的|者|:|为|有|\s)*(\d+)", clause)
            before = re.search(rf"(\d+)\s*(?:人|名|票)\s*(?:{pattern})", clause)
            match = (before or after) if _BEGINS_WITH_NUMBER.match(clause) else (after or before)
            if match and int(match[1]) <= MOST:
                found.setdefault(key, int(match[1]))
    return found
