"""Lists of names in a meeting ledger: who came, who did not and why."""

from __future__ import annotations

import re

from zhibu.intake.kinds.kind import Draft
from zhibu.intake.result import Raw
from zhibu.intake.values.counts import read_count
from zhibu.intake.values.outcome import Outcome, is_nothing, look
from zhibu.intake.values.people import read_name
from zhibu.intake.wording import plain, text_of
from zhibu.rules.said import said

LEAVE_WORK, LEAVE_ILL, LEAVE_PERSONAL, ABSENT = "leave_work", "leave_ill", "leave_personal", "absent"

_WORK = r"出差|外出|值班|夜班|当班|倒班|公出|因公|培训|开会|加班|上班|出勤|工作|援外|驻村|挂职|在外"
_ILL = r"病假|生病|住院|因病|病休|身体|就医|手术"
_PERSONAL = r"请假|事假|产假|休假|探亲|因事|年休|婚假|丧假|年老|体弱|哺乳"
_REASONS = ((LEAVE_ILL, _ILL), (LEAVE_WORK, _WORK), (LEAVE_PERSONAL, _PERSONAL))
_REASON_END = re.compile(rf"(?:{_ILL}|{_WORK}|{_PERSONAL}|缺席|未到|缺勤)+$")
# Between 张山（出差） and 李海（病假）
_NEXT_NAME = rf"(?<=[)）])(?!{_ILL}|{_WORK}|{_PERSONAL}|缺席|未到|缺勤|等|同志|因)(?=[\u4e00-\u9fff]{{2}})"
_SPLIT = re.compile(rf"[、,，;；\n\r\t]|{_NEXT_NAME}|和(?=[\u4e00-\u9fff]{{2}})")
_COUNTED = re.compile(
    r"^(?:缺席|请假|未到|缺勤|共|计)*\s*(\d+)\s*(?:人|名)?\s*(?:[:：,，]\s*(?P<after>.+)|[（(](?P<inside>[^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）])$",
    re.DOTALL,
)
_ROLE = re.compile(
    r"^(?:党?支部)?(?:副?书记|(?:组织|宣传|纪检)?委员|党小组组?长|组长)\s*(?=[\u4e00-\u9fff]{2,3}$)|同志$"
)
LONGEST, LONGEST_TOGETHER = 15, 5  # letters of a name; of one in Chinese characters without a dot
_COUNT_TAIL = re.compile(r"等?(?:共|计|一共)?\s*\d+\s*(?:人|名|名党员|位同志|名同志)$")
_LABEL = re.compile(r"^[^:：]{1,8}[:：]\s*")
_BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]")
_PLAIN_REMARKS = re.compile(r"^共?\d+人$")
_GENERIC = re.compile(r"^(?:全体|全部|所有|全员|各).*|.*(?:全体|党员|委员|同志|人员|群众|代表)$")


def names_or_count(draft: Draft, name: str) -> tuple[list[str], int | None]:
    """The names of a cell and their number. A cell with a number only gives the number; 全体党员 gives neither."""
    number: list[int] = []

    def reader(value: Raw) -> Outcome[list[str]]:
        count, listed = _count_and_list(value)
        number.extend([] if count is None else [count])
        return _names(listed, number)

    names = draft.take(name, reader) or []
    return names, number[0] if number else (len(names) or None)


def _count_and_list(value: Raw) -> tuple[int | None, str]:
    """A number of people, the list of them, or both: 2人（张山出差、李海请假）."""
    count = read_count(value)
    if count.value is not None and (count.problem is None or count.problem.code != "count.remark"):
        return count.value, ""
    text = plain(text_of(value))
    match = _COUNTED.match(text)
    return (int(match[1]), match["after"] or match["inside"]) if match else (None, text)


def _names(text: str, number: list[int]) -> Outcome[list[str]]:
    bare = plain(text)
    if is_nothing(bare) or _GENERIC.match(bare):
        return Outcome([])
    tail = _COUNT_TAIL.search(bare)
    if tail:
        number.append(int(re.sub(r"\D", "", tail[0])))
        bare = bare[: tail.start()]
    names, unread = [], []
    for piece in pieces(bare):
        outcome = read_name(_ROLE.sub("", _BRACKETS.sub("", _LABEL.sub("", piece)).strip()))
        if outcome.value and _is_one_name(outcome.value) and not _GENERIC.match(outcome.value):
            names.append(outcome.value)
        elif piece:
            unread.append(piece)
    doubled = sorted({one for one in names if names.count(one) > 1})
    names = list(dict.fromkeys(names))
    if unread:
        return Outcome(
            names,
            look(
                "names.unread",
                said("名单里的“{unread}”不像姓名，没有收。", unread=unread[0][:12]),
                "姓名之间用顿号隔开。",
            ),
        )
    if doubled:
        return Outcome(
            names,
            look(
                "names.doubled",
                said("名单里“{doubled}”写了两次，按一人算。", doubled=doubled[0]),
                "核对名单；同名的两个人分开写明。",
            ),
        )
    return Outcome(names)


def _is_one_name(name: str) -> bool:
    """何田丁一石磊 without anything between is nobody's name; long names have a dot or other letters."""
    return len(name) <= LONGEST and (len(name) <= LONGEST_TOGETHER or not re.fullmatch(r"[\u4e00-\u9fff]+", name))


def pieces(text: str) -> list[str]:
    """The single entries of a list. Spaces part names only when nothing else does; 王 五 stays one name."""
    if _SPLIT.search(_BRACKETS.sub("", text)) or re.search(_NEXT_NAME, text):
        outside = _BRACKETS.sub(lambda match: match[0].replace("、", "/").replace("，", "/").replace(",", "/"), text)
        return [piece.strip() for piece in _SPLIT.split(outside) if piece and piece.strip()]
    words = text.split()
    if re.search(r"[A-Za-z]", text):
        return [text] if text else []
    merged: list[str] = []
    for word in words:
        if len(word) == 1 and merged and len(merged[-1]) == 1:
            merged[-1] += word
        else:
            merged.append(word)
    return merged


def read_absences(draft: Draft, name: str) -> tuple[list[dict[str, str]], int | None]:
    """Names with a reason code (leave_work, leave_ill, leave_personal, absent), and the number of people."""
    number: list[int] = []
    entry = draft.entries.get(name)
    fallback = LEAVE_PERSONAL if entry and "请假" in entry.header else ABSENT

    def reader(value: Raw) -> Outcome[list[dict[str, str]]]:
        count, listed = _count_and_list(value)
        number.extend([] if count is None else [count])
        return _absences(listed, fallback)

    absences = draft.take(name, reader) or []
    return absences, number[0] if number else (len(absences) or None)


def _absences(text: str, fallback: str) -> Outcome[list[dict[str, str]]]:
    bare = plain(text)
    if is_nothing(bare):
        return Outcome([])
    found: list[dict[str, str]] = []
    unread: list[str] = []
    label_reason: str | None = None
    for piece in pieces(_COUNT_TAIL.sub("", bare)):
        label = _LABEL.match(piece)
        if label:
            label_reason = leave_reason(label[0]) or (ABSENT if "缺" in label[0] else None)
            piece = piece[label.end() :]
        remark = "".join(_BRACKETS.findall(piece))
        rest = _BRACKETS.sub("", piece).strip()
        end = _REASON_END.search(rest)
        remark, rest = (remark + end[0], rest[: end.start()]) if end else (remark, rest)
        outcome = read_name(_ROLE.sub("", rest))
        if outcome.value and _is_one_name(outcome.value):
            found.append({"name": outcome.value, "presence": leave_reason(remark) or label_reason or fallback})
        elif rest:
            unread.append(rest)
    if unread:
        return Outcome(
            found,
            look(
                "names.unread",
                said("“{unread}”不像姓名，没有收。", unread=unread[0][:12]),
                "写成 王五（出差）、赵六（病假）。",
            ),
        )
    return Outcome(found)


def leave_reason(text: str) -> str | None:
    """The code of a leave that these words give as reason; None when they give none."""
    return next((code for code, pattern in _REASONS if re.search(pattern, text)), None)


def everybody(draft: Draft, name: str) -> str | None:
    """The field's name when its cell says 全体 or 全部到会."""
    text = plain(text_of(draft.raw(name)))
    return name if re.match(r"全体|全部|全员|全勤|全到|均到|所有党员", text) else None
