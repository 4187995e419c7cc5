"""A pasted notice of a superior outside the system: its matter, its day, what is attached. A proposal, never more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from zhibu.intake.wording import folded

_TITLE = re.compile(r"关于(.{2,60}?)的(?:通知|函|紧急通知|补充通知|工作提示|提示)")
_ORDER = re.compile(r"(?:请|要求|需)(?:各(?:党支部|支部|单位|党委|党总支)[^，。；\n]{0,12}?)?([^，,。；;\n]{4,60})")
_FULL = re.compile(r"(20\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_SHORT = re.compile(r"(?<![\d年])(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_MONTH_END = re.compile(r"(?:(\d{1,2})月|本月)(?:底|末)前?")
_UNTIL = re.compile(r"前|之前|以前|截止|截至|报送|上报|报至|反馈|完成|不晚于")
_ATTACHED = re.compile(r"附件\s*\d*\s*[：:.、]?\s*(?:\d+\s*[.、]\s*)?《?([^\n《》。；]{2,60})》?")
LONGEST_MATTER = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """What was recognised. `why_day`: the words beside the day that was taken, for the person who checks it."""

    matter: str = ""
    due_on: date | None = None
    why_day: str = ""
    attachments: tuple[str, ...] = ()


def read_notice(text: str, today: date) -> Notice:
    """Propose a task. Days that are over are not taken; nothing recognised leaves the field empty."""
    plain = folded(text)
    due_on, why = _day(plain, today)
    return Notice(_matter(plain), due_on, why, _attachments(plain))


def _matter(text: str) -> str:
    if match := _TITLE.search("".join(text.split("\n"))):
        return match[1].strip()
    if match := _ORDER.search(text):
        return match[1].strip()[:LONGEST_MATTER]
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first[:LONGEST_MATTER]


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The first day to come that stands beside words like 前 or 报送; else the last day named that is to come."""
    found: list[tuple[bool, int, date, str]] = []
    for match in [*_FULL.finditer(text), *_SHORT.finditer(text), *_MONTH_END.finditer(text)]:
        day = _existing(match, today)
        around = text[max(0, match.start() - 12) : match.end() + 12].replace("\n", " ").strip()
        if day and day >= today:
            found.append(
                (not _UNTIL.search(text[max(0, match.start() - 6) : match.end() + 8]), match.start(), day, around)
            )
    if not found:
        return None, ""
    _is_loose, _place, day, around = min(found) if any(not row[0] for row in found) else max(found)
    return day, around


def _existing(match: re.Match[str], today: date) -> date | None:
    numbers = [int(group) for group in match.groups() if group]
    try:
        if match.re is _FULL:
            return date(*numbers)
        if match.re is _SHORT:
            month, day = numbers
            here = date(today.year, month, day)
            return here if here >= today else date(today.year + 1, month, day) if month < today.month - 6 else here
        month = numbers[0] if numbers else today.month
        after = date(today.year + (month == 12), month % 12 + 1, 1)
        return date.fromordinal(after.toordinal() - 1)
    except ValueError:
        return None


def _attachments(text: str) -> tuple[str, ...]:
    names = [match[1].strip(" ：:.、") for match in _ATTACHED.finditer(text)]
    return tuple(dict.fromkeys(name for name in names if name))[:8]
