"""Dates as people write them. A month stays a month, a year stays a year, and nothing is guessed in silence."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Literal

from zhibu.intake.result import Problem, Raw, ShownAs
from zhibu.intake.values.outcome import Outcome, is_nothing, look
from zhibu.intake.values.times import read_times
from zhibu.intake.wording import folded, text_of, with_digits
from zhibu.rules.said import said

Precision = Literal["day", "month", "year"]

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 7000, 73000  # Excel's day numbers from 1919 to 2099; smaller numbers are no dates here
HOW = "写成 2023-05-01 或 2023年5月1日。"

_SEPARATOR = r"[年./\-、,。_\s·]"
_DAY_SEPARATOR = r"[月./\-、,。_\s·]"
_NO_MONTH = r"(?!\s*月)"  # 1-6月 is no day
_FULL = re.compile(rf"((?:19|20)\d\d)\s*{_SEPARATOR}\s*(\d\d?)\s*{_DAY_SEPARATOR}\s*(\d\d?)(?!\d){_NO_MONTH}\s*[日号]?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(rf"((?:19|20)\d\d)\s*{_SEPARATOR}\s*(\d\d?)(?!\d)\s*(?:月份?)?")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"((?:19|20)\d\d)(?!\d)\s*年?(?:度)?")
_SHORT_FULL = re.compile(rf"'?(\d\d)\s*{_SEPARATOR}\s*(\d\d?)\s*{_DAY_SEPARATOR}\s*(\d\d?)(?!\d){_NO_MONTH}\s*[日号]?")
_SHORT_MONTH = re.compile(r"'?(\d\d)\s*年\s*(\d\d?)(?!\d)\s*月?")
_SHORT_BARE = re.compile(r"([4-9]\d)\s*[./\-]\s*(\d\d?)$")
_YEAR_LAST = re.compile(r"(\d\d?)[./\-](\d\d?)[./\-]((?:19|20)\d\d)(?!\d)")
_MONTH_DAY = re.compile(rf"(\d\d?)\s*(?:月|[./\-])\s*(\d\d?)(?!\d){_NO_MONTH}\s*[日号]?")
_ONLY_MONTH = re.compile(r"(\d\d?)\s*月份?")
_WEEKDAY = re.compile(r"[(]?\s*(?:星期|周|礼拜)\s*[一二三四五六日天]\s*[)]?")
_VAGUE = re.compile(r"^(?:(?:[上中下]旬|月?[底初末]|左右|前后)(?:以?之?前)?|以?之?前)$")
_RANGE = re.compile(r"^(?:-+|—+|–|~|至|到)\s*")
_LIST = re.compile(r"^[、,;和及]\s*\d")
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|闰\d|初[一二三四五六七八九十]")
_MIDNIGHT = re.compile(r"(?<=\d)[T ]\s*0?0:00(?::00(?:\.0+)?)?(?:Z|\+08:?00)?$")
# 19987 may be the day 1954-09-20 or July 1998: in these years a day number looks like a year with its month.
_LIKE_A_MONTH = re.compile(r"(19[0-9]{2}|20[0-3][0-9])([1-9])")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what is known of it. With precision month or year, `on` is the first day, for ordering only."""

    on: datetime.date
    precision: Precision = "day"

    @property
    def last(self) -> datetime.date:
        """The last day that it can be."""
        if self.precision == "day":
            return self.on
        if self.precision == "month":
            return self.on.replace(day=calendar.monthrange(self.on.year, self.on.month)[1])
        return self.on.replace(month=12, day=31)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, and what else the cell said: clock times, or the last day of several."""

    dated: Dated
    starts: datetime.time | None = None
    ends: datetime.time | None = None
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Some months of a year, for plans and time limits."""

    first: datetime.date  # the first day of the first month
    last_month: datetime.date  # the first day of the last month


_PERIOD = re.compile(
    r"^(?:((?:19|20)\d\d)年度?)?(?:第?([1-4])季度?|([上下])半年|(\d\d?)月?(?:-+|—+|–|~|至|到)(?:(?:19|20)\d\d年)?(\d\d?)月份?)(?:[末底内中]|以内|结束)?(?:之?前)?$"
)


def read_period(value: Raw, year: int | None) -> Period | None:
    """Several months: 二季度, 上半年, 2026年1—6月. None for anything else, and where no year is known."""
    if not isinstance(value, str):
        return None
    match = _PERIOD.match("".join(with_digits(folded(value), "季月年").split()))
    year = int(match[1]) if match and match[1] else year
    if match is None or year is None:
        return None
    if match[2]:
        first, last = int(match[2]) * 3 - 2, int(match[2]) * 3
    elif match[3]:
        first, last = (1, 6) if match[3] == "上" else (7, 12)
    else:
        first, last = int(match[4]), int(match[5])
    if not 1 <= first <= last <= 12:
        return None
    return Period(datetime.date(year, first, 1), datetime.date(year, last, 1))


def read_date(
    value: Raw, *, year: int | None = None, shown_as: ShownAs | None = None, epoch_1904: bool = False
) -> Outcome[Dated]:
    """The date of a cell. `year` fills in 5月3日; `shown_as` is how much of a stored date the cell shows."""
    outcome = read_moment(value, year=year, shown_as=shown_as, epoch_1904=epoch_1904)
    return Outcome(outcome.value.dated if outcome.value else None, outcome.problem)


def read_moment(
    value: Raw, *, year: int | None = None, shown_as: ShownAs | None = None, epoch_1904: bool = False
) -> Outcome[Moment]:
    """The date of a cell together with clock times or a last day, where the cell holds them."""
    if value is None:
        return Outcome(None)
    if isinstance(value, datetime.datetime | datetime.date):
        return _from_stored(value, shown_as, year)
    if isinstance(value, bool | datetime.time | datetime.timedelta):
        return Outcome(None, look("date.unreadable", "这一格不是日期。", HOW))
    if isinstance(value, int | float):
        return _from_number(float(value), shown_as, year, epoch_1904)
    return _from_text(value, year)


def _from_stored(
    value: datetime.date | datetime.datetime, shown_as: ShownAs | None, year: int | None
) -> Outcome[Moment]:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Outcome(None, look("date.unreadable", said("{year} 年不像真的日期。", year=value.year), HOW))
    day = value.date() if isinstance(value, datetime.datetime) else value
    if shown_as == "month":
        return _checked(Dated(day.replace(day=1), "month"))
    if shown_as == "year":
        return _checked(Dated(day.replace(month=1, day=1), "year"))
    starts = value.time() if isinstance(value, datetime.datetime) and value.time() != datetime.time() else None
    starts = starts.replace(second=0, microsecond=0) if starts else None
    moment = Moment(Dated(day), starts)
    if shown_as == "month_day" and year is not None and day.year != year:
        sentence = said(
            "格子里只显示 {month} 月 {day} 日，存的却是 {year} 年，表上写的是 {year_2} 年。",
            month=day.month,
            day=day.day,
            year=day.year,
            year_2=year,
        )
        return Outcome(moment, look("date.hidden_year", sentence, said("核对年份，{how}", how=HOW)))
    return Outcome(moment)


def _from_number(number: float, shown_as: ShownAs | None, year: int | None, epoch_1904: bool) -> Outcome[Moment]:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        first = datetime.datetime(1904, 1, 1) if epoch_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock
        stored = first + datetime.timedelta(seconds=round(number * 86400))
        outcome = _from_stored(stored, shown_as, year)
        like = _LIKE_A_MONTH.fullmatch(text_of(number))
        return Outcome(outcome.value, outcome.problem or (_month_or_serial(like, stored.date()) if like else None))
    text = text_of(number)
    whole, _, decimals = text.partition(".")
    if decimals == "1" and FIRST_YEAR <= int(number) <= LAST_YEAR:
        sentence = said(
            "看不出是 {whole} 年 1 月还是 10 月：Excel 会把 {whole}.10 存成 {text}。", whole=whole, text=text
        )
        return Outcome(
            None, look("date.lost_zero", sentence, said("写成 {whole}-01 或 {whole}-10，有日期的写到日。", whole=whole))
        )
    if len(decimals) == 1 and decimals in "123" and 1 <= number < 13:
        sentence = said(
            "看不出是 {decimals} 日还是 {decimals}0 日：Excel 会把 {text}0 存成 {text}。", decimals=decimals, text=text
        )
        return Outcome(None, look("date.lost_zero", sentence, HOW))
    return _from_text(text, year)


def _month_or_serial(like: re.Match[str], day: datetime.date) -> Problem:
    sentence = said(
        "“{text}”按 Excel 的日期序号读成 {day}，也可能是 {year} 年 {month} 月。",
        text=like[0], day=day, year=like[1], month=like[2],
    )  # fmt: skip
    return look("date.serial_or_month", sentence, HOW)


def _from_text(raw: str, year: int | None) -> Outcome[Moment]:
    if _LUNAR.search(raw):
        return Outcome(None, look("date.lunar", "写的是农历，没有换算。", said("按公历{how}", how=HOW)))
    text = _WEEKDAY.sub(" ", with_digits(folded(raw), "年月日号点时分")).strip().rstrip(".。,;、")
    text = _MIDNIGHT.sub("", text)  # what a program adds to a day without a time
    if is_nothing(text):
        return Outcome(None)
    if text.isdigit() and len(text) == 5 and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
        if like := _LIKE_A_MONTH.fullmatch(text):
            return Outcome(Moment(Dated(day)), _month_or_serial(like, day))
        sentence = said("“{text}”像 Excel 的日期序号，按 {day} 读。", text=text, day=day)
        return Outcome(Moment(Dated(day)), look("date.serial_text", sentence, HOW))
    found = _leading(text, year)
    if found is None:
        return _embedded(text)
    if isinstance(found, Problem):
        return Outcome(None, found)
    dated, rest, problem = found
    return _with_rest(dated, rest.strip(), problem, year)


_Leading = tuple[Dated, str, Problem | None]


def _leading(text: str, year: int | None) -> _Leading | Problem | None:
    """The date at the beginning of the text, what follows it, and what to tell about it. None when there is none."""
    for pattern in (_FULL, _COMPACT):
        if match := pattern.match(text):
            return _made(int(match[1]), int(match[2]), int(match[3]), text[match.end() :])
    for pattern in (_COMPACT_MONTH, _MONTH):
        if match := pattern.match(text):
            return _made(int(match[1]), int(match[2]), None, text[match.end() :])
    if match := _YEAR.match(text):
        return _made(int(match[1]), None, None, text[match.end() :])
    return _unusual(text, year)


def _unusual(text: str, year: int | None) -> _Leading | Problem | None:
    """Dates with the year last, short or missing."""
    if match := _YEAR_LAST.match(text):
        first, second = int(match[1]), int(match[2])
        if first != second and first <= 12 and second <= 12:
            sentence = said("看不出是 {first} 月 {second} 日还是 {second} 月 {first} 日。", first=first, second=second)
            return look("date.order", sentence, "年份写在前面，例如 2023-05-01。")
        month, day = (second, first) if first > 12 else (first, second)
        return _made(int(match[3]), month, day, text[match.end() :])
    for pattern in (_SHORT_FULL, _SHORT_MONTH):
        if match := pattern.match(text):
            full_year = int(match[1]) + (2000 if int(match[1]) <= 40 else 1900)
            day_text = match[3] if pattern is _SHORT_FULL else None
            made = _made(full_year, int(match[2]), int(day_text) if day_text else None, text[match.end() :])
            if isinstance(made, Problem):
                return made
            told = look("date.short_year", said("年份只写了两位，按 {full_year} 年读。", full_year=full_year), HOW)
            return made[0], made[1], told
    if match := _SHORT_BARE.match(text):  # 95.6: no month is that late, so it is a year
        full_year = int(match[1]) + 1900
        made = _made(full_year, int(match[2]), None, "")
        told = look("date.short_year", said("年份只写了两位，按 {full_year} 年读。", full_year=full_year), HOW)
        return made if isinstance(made, Problem) else (made[0], made[1], told)
    if match := _MONTH_DAY.match(text):
        return _in_year(year, int(match[1]), int(match[2]), text[match.end() :])
    if match := _ONLY_MONTH.match(text):
        return _in_year(year, int(match[1]), None, text[match.end() :])
    return None


def _in_year(year: int | None, month: int, day: int | None, rest: str) -> _Leading | Problem:
    if year is None:
        return look("date.no_year", "没有写年份。", "写成 2023年5月3日，或者在导入时选好年份。")
    return _made(year, month, day, rest)


def _made(year: int, month: int | None, day: int | None, rest: str) -> _Leading | Problem:
    if month is None:
        return Dated(datetime.date(year, 1, 1), "year"), rest, None
    if not 1 <= month <= 12:
        return look("date.impossible", said("没有 {month} 月。", month=month), said("核对后{how}", how=HOW))
    if day is None:
        return Dated(datetime.date(year, month, 1), "month"), rest, None
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return look(
            "date.impossible",
            said("{year} 年 {month} 月没有 {day} 日，只到 {last} 日。", year=year, month=month, day=day, last=last),
            said("核对后{how}", how=HOW),
        )
    return Dated(datetime.date(year, month, day)), rest, None


def _checked(dated: Dated, **times: datetime.time | None) -> Outcome[Moment]:
    """Months and years are taken as they are, and shown for a look."""
    moment = Moment(dated, times.get("starts"), times.get("ends"))
    if dated.precision == "month":
        text = said("只写到月（{year} 年 {month} 月）。", year=dated.on.year, month=dated.on.month)
        return Outcome(moment, look("date.month_only", text, "补上日；查不到的，按月记也可以。"))
    if dated.precision == "year":
        return Outcome(
            moment, look("date.year_only", said("只写到年（{year} 年）。", year=dated.on.year), "补上月和日。")
        )
    return Outcome(moment)


def _with_rest(dated: Dated, rest: str, problem: Problem | None, year: int | None) -> Outcome[Moment]:
    """What stands after the date: nothing, a clock time, a last day, a vague word, or something else."""
    if not rest:
        checked = _checked(dated)
        return Outcome(checked.value, problem or checked.problem)
    if _VAGUE.match(rest):
        return Outcome(Moment(dated), look("date.vague", said("“{rest}”说不准是哪一天。", rest=rest), HOW))
    times = read_times(rest.removeprefix("T").strip("() ,"))
    if times.value and dated.precision == "day":
        return Outcome(Moment(dated, times.value[0], times.value[1]), problem or times.problem)
    if times.problem and times.problem.code == "time.no_clock" and dated.precision == "day":
        return Outcome(Moment(dated), problem or times.problem)
    if dated.precision == "day" and (match := _RANGE.match(rest)):
        return _with_last_day(dated, rest[match.end() :], year)
    if _LIST.match(rest):
        return Outcome(None, look("date.several", "一格里有好几个日期。", "一次会写一行，一行一个日期。"))
    if rest[0].isdigit() or rest[0] in "./-":
        return Outcome(None, look("date.unreadable", "看不出是哪一天。", HOW))
    return Outcome(
        Moment(dated),
        look("date.extra_text", said("日期后面还有“{rest}”，没有读。", rest=rest[:12]), "日期格只写日期。"),
    )


def _with_last_day(first: Dated, rest: str, year: int | None) -> Outcome[Moment]:
    if re.fullmatch(r"\d\d?[日号]?", rest):
        last = _made(first.on.year, first.on.month, int(re.sub(r"\D", "", rest)), "")
    else:
        leading = _leading(rest, first.on.year)
        last = leading if leading is not None else look("date.unreadable", "看不出到哪一天为止。", HOW)
    if isinstance(last, Problem):
        return Outcome(Moment(first), last)
    until = last[0].on
    if until < first.on:
        return Outcome(Moment(first), look("date.range_backwards", "结束的日子在开始之前。", "核对两个日期。"))
    sentence = said("写的是一段日子，从 {on} 到 {until}，按第一天记。", on=first.on, until=until)
    return Outcome(Moment(first, until=until), look("date.range", sentence, "开了几次会就写几行。"))


def _embedded(text: str) -> Outcome[Moment]:
    """A date somewhere inside other words: taken when there is exactly one."""
    matches = list(_FULL.finditer(text))
    if len(matches) > 1:
        return Outcome(None, look("date.several", "一格里有好几个日期。", "一次会写一行，一行一个日期。"))
    if matches:
        made = _made(int(matches[0][1]), int(matches[0][2]), int(matches[0][3]), "")
        if isinstance(made, Problem):
            return Outcome(None, made)
        return Outcome(Moment(made[0]), look("date.extra_text", "日期前后还有别的字，没有读。", "日期格只写日期。"))
    return Outcome(None, look("date.unreadable", "看不出是哪一天。", HOW))
