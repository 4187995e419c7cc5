"""Yes and no as people tick them."""

from __future__ import annotations

import datetime

from zhibu.intake.result import Raw
from zhibu.intake.values.outcome import Outcome, look
from zhibu.intake.wording import folded, text_of
from zhibu.rules.said import said

_YES = frozenset(
    ["√", "✓", "✔", "☑", "✅", "是", "有", "对", "已", "y", "yes", "true", "1", "v", "●", "○√", "■", "已开", "已开展"]
)
_NO = frozenset(
    ["×", "✗", "✘", "☒", "x", "否", "无", "没有", "未", "n", "no", "false", "0", "-", "—", "——", "/", "□", "○", "未开"]
)


def read_mark(value: Raw) -> Outcome[bool]:
    """√ 是 有 1 are yes, × 否 无 0 - are no, blank is blank."""
    if value is None:
        return Outcome(None)
    if isinstance(value, bool):
        return Outcome(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Outcome(None, look("mark.unreadable", "这一格只打勾。", "开了打 √，没开空着。"))
    text = folded(text_of(value)).lower()
    if not text:
        return Outcome(None)
    if text in _YES:
        return Outcome(True)
    if text in _NO:
        return Outcome(False)
    return Outcome(
        None, look("mark.unreadable", said("“{text}”看不出是有还是没有。", text=text[:15]), "开了打 √，没开空着。")
    )
