"""The kinds of gathering and the many ways to write them."""

from __future__ import annotations

import re

from zhibu.intake.wording import squeezed

LABELS = {
    "general_meeting": "支部党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "party_lesson": "党课",
    "theme_day": "主题党日",
    "organisational_life_meeting": "组织生活会",
    "democratic_appraisal": "民主评议党员",
    "other": "其他活动",
}

_PATTERNS = {
    "committee_meeting": r"支部?委员?会|支委(?:扩大)?会?|委员会(?:会议|扩大)|支部委员\(?扩大\)?会",
    "general_meeting": r"支部党员大会|党员大会|支部大会|全体党员(?:大会|会议?)|党员会议?(?!员)|支部会议?|^大会$",
    "group_meeting": r"党?小组会议?|党小组(?:学习|活动|组织生活)?|^小组$",
    "organisational_life_meeting": r"组织生活会|民主组织生活",
    "democratic_appraisal": r"民主评议|评议党员|党员评议",
    "theme_day": r"主题党日|党日活动|党员活动日|党员固定活动日|固定党日|组织生活日|党日",
    "party_lesson": r"党课",
}
_BESIDE_A_KIND = re.compile(r"^(?:会议|活动|情况|记录|台账)*$")
_LEADERS = re.compile(r"党员民主生活会|民主生活会")


def kinds_in(text: str) -> list[str]:
    """The kinds that a text names, in the order of their mention: 党员大会暨党课 gives two."""
    bare = _LEADERS.sub("", squeezed(text).replace("（", "(").replace("）", ")"))
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS.items():
        for match in re.finditer(pattern, bare):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append((match.start(), kind))
    return list(dict.fromkeys(kind for _, kind in sorted(found)))


def only_names_a_kind(text: str) -> bool:
    """支委会, 党课情况, 主题党日活动记录: one kind and nothing of a matter."""
    found = kinds_in(text)
    return len(found) == 1 and bool(_BESIDE_A_KIND.match(re.sub(_PATTERNS[found[0]], "", squeezed(text), count=1)))
