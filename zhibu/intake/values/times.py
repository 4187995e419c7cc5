"""Clock times as people write them: 14:00-16:00, 下午2点半, 上午9:00至11:00."""

from __future__ import annotations

import datetime
import re

from zhibu.intake.result import Problem, Raw
from zhibu.intake.values.outcome import Outcome, is_nothing, look, note
from zhibu.intake.wording import folded, with_digits
from zhibu.rules.said import said

Times = tuple[datetime.time | None, datetime.time | None]

HOW = "写成 14:00-16:00。"
EARLY_HOUR = 6  # a meeting at 2:30 is more likely in the afternoon: asked, not assumed

_PERIODS = "凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里|夜间"
_AFTERNOON = frozenset(["下午", "傍晚", "晚上", "晚", "夜里", "夜间"])
_CLOCK = re.compile(
    rf"({_PERIODS})?\s*(\d\d?)\s*(?:[:.]\s*(\d\d)(?::\d\d(?:\.\d+)?)?|[点时]\s*(\d\d?|半|一刻|三刻)?\s*分?整?)\s*([AaPp][Mm])?"
)
_BARE_HOUR = re.compile(rf"({_PERIODS})\s*(\d\d?)$|(\d\d?)\s*(?=\s*(?:-|—|–|~|至|到)\s*\d\d?\s*[点时])")
_JOIN = re.compile(r"^\s*(?:-+|—+|–|~|至|到|开始,?)\s*")
_PERIOD_ONLY = re.compile(rf"^(?:{_PERIODS}|全天|一天|半天)$")
_DURATION = re.compile(r"^约?[\d.半一两]+个?(?:小时|分钟|天)")
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_Clock = tuple[datetime.time, str | None]


def read_times(value: Raw) -> Outcome[Times]:
    """Start and end of a cell. A period alone (下午) or a duration gives no time and a note."""
    if value is None:
        return Outcome(None)
    if isinstance(value, datetime.datetime):
        return Outcome((value.time().replace(second=0, microsecond=0), None))
    if isinstance(value, datetime.time):
        return Outcome((value.replace(second=0, microsecond=0), None))
    if isinstance(value, datetime.timedelta):
        return _from_fraction(value.total_seconds() / 86400)
    if isinstance(value, bool | datetime.date):
        return Outcome(None, look("time.unreadable", "这一格不是时间。", HOW))
    if isinstance(value, int | float):
        return _from_fraction(float(value))
    return _from_text(value)


def _from_fraction(fraction: float) -> Outcome[Times]:
    """Excel stores a clock time as a part of the day."""
    if not 0 <= fraction < 1:
        return Outcome(None, look("time.unreadable", "看不出是几点。", HOW))
    minutes = min(round(fraction * 1440), 1439)
    return Outcome((datetime.time(minutes // 60, minutes % 60), None))


def _from_text(raw: str) -> Outcome[Times]:
    text = with_digits(folded(raw).replace("一刻", "15分").replace("三刻", "45分"), "点时分").strip("()[] ")
    if is_nothing(text):
        return Outcome(None)
    if _PERIOD_ONLY.match(text) or _DURATION.match(text):
        return Outcome(None, note("time.no_clock", said("“{text}”没有几点几分，时间空着。", text=text[:10])))
    first = _clock(text, None)
    if first is None or isinstance(first, Problem):
        return Outcome(None, first or look("time.unreadable", "看不出是几点。", HOW))
    (starts, period), rest = first
    joined = _JOIN.match(rest)
    rest = rest[joined.end() :] if joined else rest.strip()
    if not rest or rest in ("开始", "起"):
        return Outcome((starts, None), _early(starts, period))
    second = _clock(rest, period) if joined else None
    if isinstance(second, Problem):
        return Outcome((starts, None), second)
    if second is None or second[1].strip():
        return Outcome((starts, None), look("time.extra_text", said("时间后面的“{rest}”没有读。", rest=rest[:12]), HOW))
    ends = second[0][0]
    if ends <= starts:
        sentence = said(
            "结束时间 {ends} 不在开始时间 {starts} 之后，结束时间空着。", ends=f"{ends:%H:%M}", starts=f"{starts:%H:%M}"
        )
        return Outcome((starts, None), look("time.backwards", sentence, "按 24 小时写，例如 14:00-16:00。"))
    return Outcome((starts, ends), _early(starts, period))


def _clock(text: str, inherited: str | None) -> tuple[_Clock, str] | Problem | None:
    """The clock time at the beginning of the text with its period, and the rest."""
    match = _CLOCK.match(text)
    if match:
        period, hour = match[1], int(match[2])
        minute = _QUARTERS.get(match[4] or "") or int(match[3] or match[4] or 0)
        if match[5]:
            period = "下午" if match[5].upper() == "PM" else "上午"
        rest = text[match.end() :]
    elif bare := _BARE_HOUR.match(text):
        period, hour, minute, rest = bare[1], int(bare[2] or bare[3]), 0, text[bare.end() :]
    else:
        return None
    period = period or inherited
    if period in _AFTERNOON and hour < 12:
        hour += 12
    if period == "中午" and hour < 11:
        hour += 12
    if hour > 23 or minute > 59:
        return look("time.impossible", said("没有 {hour}:{minute} 这个时间。", hour=hour, minute=f"{minute:02d}"), HOW)
    return (datetime.time(hour, minute), period), rest


def _early(starts: datetime.time, period: str | None) -> Problem | None:
    if period is None and 1 <= starts.hour < EARLY_HOUR:
        later = starts.replace(hour=starts.hour + 12)
        return look(
            "time.early",
            said("{starts} 是凌晨。", starts=f"{starts:%H:%M}"),
            said("如果是下午，写成 {later}。", later=f"{later:%H:%M}"),
        )
    return None
