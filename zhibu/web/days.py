"""Days as people write and read them: 2026.3.5, 2026年3月5日, 3月5日, 昨天; “还有 3 天”, “超过 42 天”."""

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
WORDS = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "yesterday": -1, "today": 0, "tomorrow": 1}
FULL = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?")
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
ENGLISH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,?(?: (\d{4}))?")
AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_DAY = re.compile(r"(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?")
LEAP_CYCLE = 8  # a 29 February is never further away than this many years


class Near(StrEnum):
    """Which year a writing without one means: the last such day, or the next."""

    PAST = "past"
    FUTURE = "future"


class UnreadableDay(ValueError):
    """The message is the sentence for the person who wrote it."""


def read_day(text: str, today: date, near: Near = Near.PAST) -> date:
    """A day from what a person typed; full-width digits are equal. Raises UnreadableDay with a Chinese sentence."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("。", ".").replace("、", ".")
    if plain.lower() in WORDS:
        return today + timedelta(days=WORDS[plain.lower()])
    plain = _in_figures(plain)
    for pattern in (FULL, SOLID):
        if match := pattern.fullmatch(plain):
            year, month, day = map(int, match.groups())
            return _existing(year, month, day, text)
    if match := MONTH_DAY.fullmatch(plain):
        month, day = map(int, match.groups())
        return _nearest(month, day, today, near, text)
    raise UnreadableDay(_("看不懂“%(text)s”是哪一天。写成 2026年3月5日 或 3月5日。") % {"text": text})


def _in_figures(text: str) -> str:
    """5 March 2026 and March 5, 2026 as 2026-3-5; 5 March as 3-5; anything else as it is."""
    english, american = ENGLISH.fullmatch(text), AMERICAN.fullmatch(text)
    if english:
        day, name, year = english.groups()
    elif american:
        name, day, year = american.groups()
    else:
        return text
    if name[:3].lower() not in MONTHS:
        return text
    month = MONTHS.index(name[:3].lower()) + 1
    return f"{year}-{month}-{day}" if year else f"{month}-{day}"


def _existing(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDay(_("没有“%(text)s”这一天。看看月和日是否写错。") % {"text": text}) from error


def _nearest(month: int, day: int, today: date, near: Near, text: str) -> date:
    step = -1 if near == Near.PAST else 1
    for years in range(LEAP_CYCLE + 1):
        try:
            candidate = date(today.year + step * years, month, day)
        except ValueError:
            continue
        if (candidate - today) * step >= timedelta(0):
            return candidate
    return _existing(today.year, month, day, text)


def write_day(day: date) -> str:
    return dateformat.format(day, _("Y年n月j日"))


def write_month(year: int, month: int) -> str:
    return dateformat.format(date(year, month, 1), _("Y年n月"))


def write_short_day(day: date, today: date) -> str:
    """Without the year when it is this year's."""
    if day.year != today.year:
        return write_day(day)
    return dateformat.format(day, _("n月j日"))


def write_weekday(day: date) -> str:
    return _(WEEKDAYS[day.weekday()])


def days_left(due_on: date, today: date) -> str:
    """For something to be done by a day: 还有 3 天 / 明天到期 / 今天到期 / 超过 42 天."""
    left = (due_on - today).days
    if left == 0:
        return _("今天到期")
    if left == 1:
        return _("明天到期")
    if left > 0:
        return ngettext("还有 %(days)d 天", "还有 %(days)d 天", left) % {"days": left}
    return ngettext("超过 %(days)d 天", "超过 %(days)d 天", -left) % {"days": -left}


def days_away(day: date, today: date) -> str:
    """For something that happens or happened: 今天 / 昨天 / 3 天前 / 5 天后."""
    distance = (day - today).days
    names = {0: _("今天"), -1: _("昨天"), 1: _("明天")}
    if distance in names:
        return names[distance]
    if distance > 0:
        return ngettext("%(days)d 天后", "%(days)d 天后", distance) % {"days": distance}
    return ngettext("%(days)d 天前", "%(days)d 天前", -distance) % {"days": -distance}


def _catalogue() -> tuple[str, ...]:
    """Names that are looked up in a table, written out so that translators find them."""
    return (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))


def write_as_known(on: date, precision: str) -> str:
    """A month stays a month: 2023年5月."""
    if precision == "year":
        return _("%(year)d年") % {"year": on.year}
    if precision == "quarter":
        return _("%(year)d年第%(quarter)d季度") % {"year": on.year, "quarter": on.month // 3 + 1}
    if precision == "month":
        return _("%(year)d年%(month)d月") % {"year": on.year, "month": on.month}
    return write_day(on)
