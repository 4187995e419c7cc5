"""The public notice: how many working days, to which day, and what the day of posting changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import PROVINCE, check_order, cites_of, day_before, no_text, with_province
from zhibu.questions.citing import cite, next_step
from zhibu.questions.dating import say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.days import is_workday
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_short_day

CENTRAL, LOCAL = "admission-public-notice-five-workdays-2026", "local-gz-publicity-five-days"
PURPOSES = {"target": "列为发展对象", "conversion": "转正"}
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

POSTED = Ask("posted_on", "day", "公示贴出的日子", "2026-06-01")
ENDED = Ask("ended_on", "day", "公示的止日", "2026-06-08", required=False, help_zh="最后一个挂着公示的日子。")


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice counted out. ``counted`` are the working days from the next one on; ``ends_from_same_day`` is the end
    when a working day of posting is the first.
    """

    posted_on: date
    counted: tuple[date, ...]
    left_out: tuple[date, ...]
    ends_from_same_day: date
    official: bool

    @property
    def ends_on(self) -> date:
        """The last of the working days, the day of posting not counted."""
        return self.counted[-1]


def count_notice(posted_on: date, workdays: int, own: Mapping[int, bool] | None = None) -> Notice:
    """Count working days after the day of posting. ``own``: the unit's own word on single days, by day number."""
    day, official = posted_on, True
    counted: list[date] = []
    left_out: list[date] = []
    while len(counted) < workdays:
        day += timedelta(days=1)
        working, known = is_workday(day.toordinal(), own)
        official &= known
        (counted if working else left_out).append(day)
    posting_works, known = is_workday(posted_on.toordinal(), own)
    same_day = counted[-1]
    if posting_works:
        same_day = counted[-2] if workdays > 1 else posted_on
    return Notice(posted_on, tuple(counted), tuple(left_out), same_day, official and known)


def notice_rules(purpose: str, posted_on: date, layers: Sequence[Layer]) -> tuple[str, ...]:
    """The rules that ask for this notice on the day it was posted; none before 2026 outside a province that asks."""
    central = text_on(CENTRAL, posted_on) if purpose == "target" else None
    return tuple(text for text in (central, text_on(LOCAL, posted_on, layers)) if text)


def _own_days(facts: Mapping[str, Any]) -> dict[int, bool]:
    working, off = facts["own_workdays"] or (), facts["own_days_off"] or ()
    both = sorted(set(working) & set(off))
    if both:
        raise QuestionError("own_days_off", said("{both} 又算上班又算放假。请核对。", both=both[0]), "2027-02-06")
    return {day.toordinal(): True for day in working} | {day.toordinal(): False for day in off}


def _notice(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_order(facts, POSTED, ENDED)
    posted, ended = facts["posted_on"], facts["ended_on"]
    purpose = facts["purpose"] or "target"
    local = with_province(facts, layers)
    rules = notice_rules(purpose, posted, local)
    if not rules:
        return _nothing_asked(purpose, posted)
    wanted = max(figures(rule, posted, local).workdays for rule in rules)
    notice = count_notice(posted, wanted, _own_days(facts))
    early = facts["consented_on"] is not None and facts["consented_on"] > posted
    status = _status(notice, ended, on, early)
    because = [*_sum(notice, wanted), *_end(notice, ended)]
    if early:
        because.append(
            said(
                "上级{consented_on}才同意，公示{posted}已经贴出，次序不对。先同意，后公示。",
                consented_on=say(facts["consented_on"]),
                posted=say(posted),
            )
        )
    return Answer(
        {
            "ends_on": notice.ends_on,
            "ends_on_counting_posting_day": notice.ends_from_same_day,
            "workdays": wanted,
            "counted": list(notice.counted),
            "official_calendar": notice.official,
            "enough": None if ended is None else ended >= notice.ends_on,
            "enough_counting_posting_day": None if ended is None else ended >= notice.ends_from_same_day,
            "order_wrong": early,
            "law": title(rules[0]),
        },
        status,
        tuple(because),
        cites_of([(rule, posted) for rule in rules], local),
        _step(rules[0], status, notice, ended),
    )


def _status(notice: Notice, ended: date | None, on: date, early: bool) -> Status:
    """An end that is enough only when the day of posting counts is a question, not a breach: the text was not seen."""
    if early or (ended is not None and ended < notice.ends_from_same_day):
        return Status.BREACHED
    if ended is None:
        return Status.DUE if on <= notice.ends_on else Status.UNKNOWN
    return Status.MET if ended >= notice.ends_on else Status.UNKNOWN


def _sum(notice: Notice, workdays: int) -> list[str]:
    days = joined(_say_weekday(day) for day in notice.counted)
    lines = [
        said(
            "{posted_on}贴出，从下一个工作日数{workdays}个：{days}，到{ends_on}满。",
            posted_on=_say_weekday(notice.posted_on),
            workdays=workdays,
            days=days,
            ends_on=say(notice.ends_on),
        ),
    ]
    resting = [day for day in notice.left_out if day.weekday() < 5]
    making_up = [day for day in notice.counted if day.weekday() >= 5]
    if resting:
        lines.append(said("{resting}放假，不算。", resting=joined(_say_weekday(day) for day in resting)))
    if making_up:
        lines.append(said("{making_up}调休上班，算。", making_up=joined(_say_weekday(day) for day in making_up)))
    if notice.ends_from_same_day != notice.ends_on:
        lines.append(
            said(
                "贴出那天也算的话，到{ends_from_same_day}满。哪种算法对没有看到条文，按晚的算稳妥。",
                ends_from_same_day=say(notice.ends_from_same_day),
            )
        )
    if not notice.official:
        lines.append(
            "这一年的放假安排还没有公布，先按周一到周五数。公布以后再算一次，或者填上你们自己的上班日和放假日。"
        )
    return lines


def _say_weekday(day: date) -> str:
    return said("{day}（{weekday}）", day=say_short_day(day.toordinal()), weekday=_WEEKDAYS[day.weekday()])


def _end(notice: Notice, ended: date | None) -> list[str]:
    if ended is None:
        return []
    if ended >= notice.ends_on:
        return [said("挂到{ended}，满了。", ended=say(ended))]
    if ended >= notice.ends_from_same_day:
        return [said("挂到{ended}，只有贴出那天也算才够，稳妥的算法还差一个工作日。", ended=say(ended))]
    short = sum(1 for day in notice.counted if day > ended)
    return [said("挂到{ended}，还差{short}个工作日。", ended=say(ended), short=short)]


def _step(rule: str, status: Status, notice: Notice, ended: date | None) -> str:
    if status is Status.MET:
        return "公示没有影响的，列为发展对象，把公示取下来。"
    if status is Status.DUE:
        return said("挂到{ends_on}，下一天再办下一步。", ends_on=say(notice.ends_on))
    if status is Status.UNKNOWN and ended is not None:
        return "问上级贴出那天算不算；还挂着的，多挂一个工作日。"
    return said("{next_step}。", next_step=next_step(rule, status))


def _nothing_asked(purpose: str, posted: date) -> Answer:
    if purpose == "conversion":
        sentence = "全国的规定没有看到转正要公示。贵州要求转正时公示五个工作日，在贵州的把“省里的规定”选上。"
        return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(LOCAL, posted),), "问上级要不要公示。")
    answer = no_text("公示", posted, CENTRAL)
    sentence = said(
        "{day_before}以前全国的规定没有要求公示。当地有要求的，按当地的办。",
        day_before=say(day_before(answer.cites[0].from_on)),
    )
    return Answer({}, answer.status, (*answer.because, sentence), answer.cites, "问上级当地有没有公示的要求。")


QUESTION = Question(
    name="admission.public_notice",
    title_zh="公示到哪天满五个工作日",
    title_en="When a public notice has stood for five working days",
    asks=(
        POSTED,
        ENDED,
        Ask("purpose", "choice", "为什么公示", "列为发展对象", required=False, choices=PURPOSES),
        Ask("consented_on", "day", "上级党委同意的日子", "2026-05-29", required=False),
        Ask("own_workdays", "days", "本单位另外上班的日子", "2026-10-10", required=False),
        Ask("own_days_off", "days", "本单位另外放假的日子", "2026-10-08", required=False),
        PROVINCE,
    ),
    tells=(
        Told("ends_on", "公示满期的日子（从下一个工作日数，稳妥）"),
        Told("ends_on_counting_posting_day", "贴出那天也算时满期的日子"),
        Told("workdays", "要公示", "个工作日"),
        Told("counted", "数进去的工作日"),
        Told("official_calendar", "放假安排公布了没有"),
        Told("enough", "够不够（没填止日时为空）"),
        Told("enough_counting_posting_day", "贴出那天也算够不够（没填止日时为空）"),
        Told("order_wrong", "公示早于上级同意"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(CENTRAL, LOCAL),
    reckon=_notice,
)
