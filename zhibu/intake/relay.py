"""接龙: answers pasted from a chat group, read line by line and matched with the names of a roster.

Whatever is not certain is asked: a name one letter off, the same sound, a name that two people have, 老王. Pure; dues
and attendance both stand on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhibu.intake.kinds.attending import leave_reason, pieces
from zhibu.intake.matching import one_letter_off, sounds
from zhibu.intake.wording import plain, squeezed

Key = TypeVar("Key")

COMES, GUEST, STUDIED_LATER, BROUGHT_HOME = "present", "guest", "studied_later", "brought_home"
LEAVE_PERSONAL = "leave_personal"

LONGEST_LOOSE = 40  # letters; what is longer is talk, not an answer

_NUMBERED = re.compile(r"^(\d{1,3})\s*(?:[.、,，)）:：\-]\s*|\s+)(?!\d)(\S.*)$")
_CIRCLED = {0x2460 + number: f"{number + 1}." for number in range(20)}
_DOTS = str.maketrans(dict.fromkeys("•・‧∙●", "·"))
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇·]+")
_TALK = re.compile(r"接龙|通知|时间|地点|议题|会议|各位|大家|同志们|例[:：]?|^#")
_TITLED = re.compile(
    r"^[老小]?(.)(?:书记|主任|经理|班长|组长|队长|科长|处长|部长|厂长|师傅|工|总|姐|哥|老师|同志|委员)?$"
)
_COMING = re.compile(r"到|来|参加|出席|能去|可以|准时|^[+＋]?1$|^[√✓✔]|^是$|^好的?$|^能$|^ok$", re.IGNORECASE)
_NOT_COMING = re.compile(r"[不没未无](?:能|法|了|到|来|去|参加)|[来去到]不了|缺席|有事|^×|^x$", re.IGNORECASE)
_READ_ONLY = re.compile(r"^(?:收到|已阅|知道了?|知悉|明白|了解)[^\u3400-\u9fff]*$")
_REMARK = re.compile(
    r"^(?:$|[^\u3400-\u9fff]|到|来|参加|出席|能|可|准时|请假|出差|值班|公出|外出|培训|开会|加班|上班|病|生病|住院|事假|"
    r"产假|休假|探亲|有事|不|没|未|无法|去|在外|迟到|晚|已|收到|补学|送学|列席|因|同志|缴|交|微信|现金)"
)


@dataclass(frozen=True)
class Answered(Generic[Key]):
    """One line of the relay. `key` is whose it is; None when it must be asked, with the likeliest `candidates` first.

    `remark` is what stands behind the name: 出差, 交 50 元.
    """

    line: str
    key: Key | None
    remark: str = ""
    candidates: tuple[Key, ...] = ()


def read_relay(text: str, roster: Sequence[tuple[Key, str]]) -> list[Answered[Key]]:
    """Every answer in the order of the text. Where lines are numbered, the headings around them are not answers."""
    names = {name for _key, name in roster}
    lines = [_closed_up(plain(line.translate(_CIRCLED)), names) for line in text.splitlines()]
    numbered = [_NUMBERED.match(line) for line in lines]
    first = next((place for place, match in enumerate(numbered) if match and match[1] in ("1", "01")), None)
    found: list[Answered[Key]] = []
    for place, line in enumerate(lines):
        match = numbered[place]
        if first is not None and (place < first or not match):
            found += [answer for answer in _parts(line, roster) if place > first and answer.key is not None]
        elif match:
            found += _parts(match[2], roster)
        else:
            found += _loose(line, roster)
    return found


def _loose(line: str, roster: Sequence[tuple[Key, str]]) -> list[Answered[Key]]:
    """A line without a number: one answer, several names, or a heading, which is left out."""
    if not line:
        return []
    found = _parts(line, roster)
    is_heading = _TALK.search(line) or len(squeezed(line)) > LONGEST_LOOSE
    return [] if is_heading and not any(answer.key is not None or answer.candidates for answer in found) else found


def _parts(line: str, roster: Sequence[tuple[Key, str]]) -> list[Answered[Key]]:
    """李晓明、单雪 are two answers; 李晓明，出差 is one."""
    found: list[Answered[Key]] = []
    for piece in pieces(line) or ([line] if line else []):
        answer = _whose(piece, roster)
        if answer.key is None and not answer.candidates and found:
            last = found.pop()
            answer = Answered(f"{last.line} {piece}", last.key, f"{last.remark} {piece}".strip(), last.candidates)
        found.append(answer)
    return found


def _closed_up(line: str, names: Iterable[str]) -> str:
    """李 晓 明 as 李晓明: names are aligned with spaces in many lists."""
    for name in names:
        if len(name) > 1:
            line = re.sub(r"\s*".join(map(re.escape, name)), name, line)
    return line


def _whose(text: str, roster: Sequence[tuple[Key, str]]) -> Answered[Key]:
    bare = squeezed(text).translate(_DOTS)
    at = {name: place for _key, name in roster if (place := bare.find(squeezed(name))) >= 0}
    longest = [name for name in at if not any(name != other and squeezed(name) in squeezed(other) for other in at)]
    if len(longest) == 1:
        return _named(text, bare, longest[0], at[longest[0]], roster)
    if longest:  # 李晓明代单雪: whose answer it is, only a person can say
        return Answered(text, None, bare, tuple(key for key, name in roster if name in longest))
    return Answered(text, None, *_guessed(bare, roster))


def _named(text: str, bare: str, name: str, place: int, roster: Sequence[tuple[Key, str]]) -> Answered[Key]:
    """The line holds exactly one name of the roster: certain unless it may be part of a longer name or two have it."""
    keys = tuple(key for key, other in roster if other == name)
    before, rest = bare[:place], bare[place + len(squeezed(name)) :]
    stands_alone = (not before or not _HAN.match(before[-1])) and (
        bool(_REMARK.match(rest)) or bool(re.search(re.escape(name[-1]) + r"[\s,，:：(（]", text))
    )
    remark = rest.strip(" ,，、:：-—()（）")
    return Answered(text, keys[0] if len(keys) == 1 and stands_alone else None, remark, keys)


def _guessed(bare: str, roster: Sequence[tuple[Key, str]]) -> tuple[str, tuple[Key, ...]]:
    """The remark, and those who may be meant: one letter off or the same sound, the given name alone, 老王, lxm."""
    head = _HAN.match(bare)
    word = head[0] if head else re.split(r"[^A-Za-z]", bare)[0]
    if not word:
        return bare, ()
    close: dict[Key, int] = {}
    for key, name in roster:
        for length in {len(name), len(name) - 1, len(name) + 1, len(word)}:
            likeness = _likeness(word[:length], name) if length > 1 else 0
            if likeness and (length == len(word) or _REMARK.match(bare[length:])):
                close[key] = max(close.get(key, 0), likeness)
    titled = _TITLED.match(word)
    if not close and titled and len(word) > 1:
        close = {key: 1 for key, name in roster if name[0] == titled[1]}
    return bare[len(word) :].strip(" ,，、:：()（）"), tuple(sorted(close, key=lambda key: -close[key]))


def _likeness(word: str, name: str) -> int:
    """3 the same sound, 2 one letter off, 1 the given name or the initials; 0 somebody else."""
    if len(word) == len(name) and sounds(word) == sounds(name):
        return 3
    if len(word) > 1 and one_letter_off(word, name):
        return 2
    if len(word) > 1 and word == name[1:]:
        return 1
    if word.isascii() and len(word) == len(name) and word.lower() == "".join(part[0] for part in sounds(name)):
        return 1
    return 0


def read_answer(remark: str) -> str:
    """What a remark says about coming: present, leave_work, leave_ill, leave_personal, studied_later, brought_home or
    guest; "" where it does not say (收到)."""
    bare = squeezed(remark)
    for word, code in (("补学", STUDIED_LATER), ("送学", BROUGHT_HOME), ("列席", GUEST)):
        if word in bare:
            return code
    if re.search(r"迟到|晚[到来一点]", bare):
        return COMES
    if _NOT_COMING.search(bare) or leave_reason(bare):
        return leave_reason(bare) or LEAVE_PERSONAL
    if _READ_ONLY.match(bare):
        return ""
    return COMES if not bare or _COMING.search(bare) or not _HAN.search(bare) else ""
