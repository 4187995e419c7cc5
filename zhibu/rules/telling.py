"""Chinese words for days, periods and cadences, used by explanations. One sheet only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhibu.rules.days import day_date
from zhibu.rules.judgement import Explanation, Fact
from zhibu.rules.periods import period_starts, periods_begun, periods_over
from zhibu.rules.said import joined, month_name, said
from zhibu.rules.status import Marks, Status

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def say_day(day: int) -> str:
    """2026年3月5日; 没有登记 for a day that is not known."""
    on = day_date(day)
    return said("{year}年{month}月{day}日", year=on.year, month=month_name(on.month), day=on.day) if on else "没有登记"


def say_short_day(day: int) -> str:
    """3月5日."""
    on = day_date(day)
    return said("{month}月{day}日", month=month_name(on.month), day=on.day) if on else "没有登记"


def say_span(first: int, last: int) -> str:
    """How far apart two days are: 42 天."""
    return said("{days}天", days=abs(last - first))


def say_left(last_day: int, on: int) -> str:
    """到12月31日还有38天; on the day itself 今天是最后一天."""
    return (
        said("到{last_day}还有{days}天", last_day=say_short_day(last_day), days=last_day - on)
        if last_day > on
        else "今天是最后一天"
    )


def _year_and_month(year: int, month: int) -> str:
    return said("{year}年{month}月", year=year, month=month_name(month))


def period_name(year: int, index: int, months_per_period: int, shift: int = 0) -> str:
    """10月, 一季度, 上半年, 2026年; a year that starts later is named by its months."""
    if months_per_period == 1:
        return said(f"{(index + shift) % 12 + 1}月")
    if months_per_period == 12:
        return (
            said("{year}年度（到{until}为止）", year=year, until=_year_and_month(year + 1, shift))
            if shift
            else said("{year}年", year=year)
        )
    if months_per_period == 3:
        return _QUARTERS[index]
    if months_per_period == 6:
        return "上半年" if index == 0 else "下半年"
    return said("第{part}段（{months}个月）", part=index + 1, months=months_per_period)


def list_periods(indexes: tuple[int, ...], name: Callable[[int], str]) -> str:
    """1月、2月 in words; three or more in a row become 1月至9月."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return joined(
        said("{first}至{end}", first=name(run[0]), end=name(run[-1]))
        if len(run) > 2
        else joined(name(index) for index in run)
        for run in runs
    )


def list_months(mask: int) -> str:
    """The months of a mask; bits 12 and above are months of the next year."""
    bits = tuple(bit for bit in range(mask.bit_length()) if mask >> bit & 1)
    return (
        list_periods(
            bits,
            lambda bit: said(f"{bit + 1}月") if bit < 12 else said("次年{month}月", month=month_name(bit - 11)),
        )
        or "没有"
    )


def list_quarters(mask: int) -> str:
    """一季度、三季度; bits 4 to 7 are those of the next year."""
    bits = tuple(bit for bit in range(mask.bit_length()) if mask >> bit & 1)
    named = list_periods(
        bits, lambda bit: _QUARTERS[bit] if bit < 4 else said("次年{quarter}", quarter=_QUARTERS[bit - 4])
    )
    return named or "没有"


def count(label_zh: str, number: int, known: int = 1, unit: str = "人") -> Fact:
    """A counted fact; 没有登记 where it is not known."""
    return Fact(label_zh, str(number), unit) if known else Fact(label_zh, "没有登记")


def yes_or_no(label_zh: str, answer: int, known: int = 1) -> Fact:
    """A fact that is 是 or 否; 没有登记 where it is not known."""
    return Fact(label_zh, ("是" if answer else "否") if known else "没有登记")


def named_bits(mask: int, names: Mapping[int, str]) -> str:
    """The names of the set bits, in order; 没有 for none."""
    return joined(name for bit, name in names.items() if mask & bit) or "没有"


def tell_cadence(
    what_zh: str,
    *,
    verb_zh: str = "开",
    held: int,
    accounted: int,
    year: int,
    on: int,
    months_per_period: int,
    marks: Marks,
    records_from: int,
    times: int = 1,
    shift: int = 0,
    doubt_zh: str = "",
) -> Explanation:
    """Explain the marks of a cadence duty: which periods are done, open, not done, or without record."""
    starts = period_starts(year, months_per_period, shift)

    def name(index: int) -> str:
        return period_name(year, index, months_per_period, shift)

    overdue, unknown, due = (marks.periods(status) for status in (Status.OVERDUE, Status.UNKNOWN, Status.DUE))
    done = (
        joined((verb_zh, what_zh), "")
        if times == 1
        else said("{verb_zh}够{times}个月的{what_zh}", verb_zh=verb_zh, times=times, what_zh=what_zh)
    )
    parts = []
    if overdue:
        parts.append(said("{periods}没有{done}", periods=list_periods(overdue, name), done=done))
    if unknown:
        parts.append(
            said(
                "{periods}没有{what_zh}的记录，{doubt_zh}",
                periods=list_periods(unknown, name),
                what_zh=what_zh,
                doubt_zh=doubt_zh or "也没有说明",
            )
        )
    running = periods_begun(starts, on) & ~periods_over(starts, on)
    last_day = starts[running.bit_length()] - 1 if running else None
    if due and last_day is not None:
        parts.append(said("{period}还没有{done}，{left}", period=name(due[0]), done=done, left=say_left(last_day, on)))
    if not parts:
        met = marks.periods(Status.MET)
        parts.append(
            said(
                "{periods}{verb_zh}过{what_zh}",
                periods=list_periods(met, name),
                verb_zh=verb_zh,
                what_zh=what_zh,
            )
            if met
            else said("这段时间不问{what_zh}", what_zh=what_zh)
        )
    late = overdue or unknown
    return Explanation(
        facts=(
            Fact(said("{verb_zh}了的月份", verb_zh=verb_zh), list_months(held)),
            Fact("说明没开或已确认的月份", list_months(accounted)),
            Fact("启用日", say_day(records_from)),
        ),
        sentence_zh=joined(parts, "；") + "。",
        since=starts[late[0] + 1] if late else None,
        due=last_day if due else None,
    )
