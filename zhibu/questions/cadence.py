"""Questions about how often: from a list of dates to what is done, open or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer, Resolved
from zhibu.questions.citing import cite, next_step
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.rules.bits import longest_gap
from zhibu.rules.said import said
from zhibu.rules.sheets import BRANCH_YEAR, CAMPAIGNS, GATHERINGS
from zhibu.rules.status import Marks, Status

_NORMS = {
    "general_meeting": "general-meeting-quarterly",
    "committee_meeting": "branch-committee-monthly",
    "group_meeting": "party-group-monthly",
    "party_lesson": "party-lesson-regularly",
    "theme_day": "theme-day-monthly",
    "organisational_life_meeting": "organisational-life-meeting-yearly",
    "democratic_appraisal": "democratic-appraisal-yearly",
}
_KINDS = {**GATHERINGS, **CAMPAIGNS}
_ALL_YEAR = (1 << 12) - 1


def _check(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    kind, year = facts["kind"], facts["year"]
    if not 1950 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")
    norm_id = _NORMS[kind]
    resolved = norms.resolve(norm_id, _reference(year, on), layers)
    if getattr(resolved.values, "times", 1) == 0:
        return _no_figure(norm_id, on, layers)
    held = _held(facts)
    sheet = BRANCH_YEAR.make(
        year=year,
        existed_from=facts["existed_from"] or date(year, 1, 1),
        records_from=facts["existed_from"] or date(year, 1, 1),
        committee_months=_ALL_YEAR,
        group_months=_ALL_YEAR,
        **{f"{kind}_held": held, f"{kind}_accounted": _every_month(kind) if facts["complete"] else 0},
    )
    marks = norms.judge(resolved, sheet, on)
    return Answer(
        answer={
            "periods": _periods(marks, resolved, year),
            "missing": [
                norms.period_label(resolved, year, bit)
                for bit in (*marks.periods(Status.OVERDUE), *marks.periods(Status.UNKNOWN))
            ],
            "longest_gap_months": _longest_gap(held & _ALL_YEAR, facts["existed_from"], year, on),
        },
        status=marks.worst(),
        because=(norms.explain(resolved, sheet, on, marks).sentence_zh,),
        cites=(cite(norm_id, _reference(year, on), layers),),
        next_step=next_step(norm_id, marks.worst()),
    )


def _every_month(kind: str) -> int:
    return (1 << (18 if kind in CAMPAIGNS else 12)) - 1


def _reference(year: int, on: date) -> date:
    """The day whose text is asked: today, or the last day of a year that is over."""
    return min(on, date(year, 12, 31))


def _longest_gap(held: int, existed_from: date | None, year: int, on: date) -> int:
    """Among the months that have begun, the first one the whole of which the branch was there for included."""
    begun = min(12, max(0, (on.year - year) * 12 + on.month))
    before = 0
    if existed_from is not None:
        before = max(0, (existed_from.year - year) * 12 + existed_from.month - (existed_from.day == 1))
    return int(longest_gap(held >> before, max(0, begun - before)))


def _held(facts: Mapping[str, Any]) -> int:
    """The months of the dates as a mask; campaigns may run into June of the next year."""
    year, most = facts["year"], 18 if facts["kind"] in CAMPAIGNS else 12
    mask = 0
    for day in facts["dates"]:
        month = (day.year - year) * 12 + day.month
        if not 1 <= month <= most:
            raise QuestionError(
                "dates", said("{day} 不在{year}年。只填这一年开会的日期。", day=day, year=year), f"{year}-03-05"
            )
        mask |= 1 << (month - 1)
    return mask


def _periods(marks: Marks, resolved: Resolved, year: int) -> list[dict[str, str]]:
    found = ((bit, marks.status(bit)) for bit in range(12 // norms.period_months(resolved)))
    return [
        {"period": norms.period_label(resolved, year, bit), "status": status.value, "status_zh": status.label_zh}
        for bit, status in found
    ]


def _no_figure(norm_id: str, on: date, layers: Sequence[Layer]) -> Answer:
    return Answer(
        {},
        Status.NOT_APPLICABLE,
        ("规定没有写几个月一次。单位自己定了次数的，按单位的文件看。",),
        (cite(norm_id, on, layers),),
        "看单位有没有定次数。",
    )


QUESTIONS = (
    Question(
        name="cadence.check",
        title_zh="这一年的会开够了没有",
        title_en="Were there enough meetings this year",
        asks=(
            Ask("kind", "choice", "哪一种", "支部党员大会", choices=_KINDS),
            Ask("year", "whole", "年份", "2026", "年"),
            Ask("dates", "days", "开会的日期", "2026-03-05、2026-06-12"),
            Ask(
                "complete",
                "flag",
                "日期都在这里了",
                "是",
                required=False,
                help_zh="填“是”，没有日期的月份就算没开；不填，只算没有记录。",
            ),
            Ask("existed_from", "day", "支部成立日", "2026-03-01", required=False),
        ),
        tells=(
            Told("periods", "每一段的情况"),
            Told("missing", "缺哪几段"),
            Told("longest_gap_months", "最长连着几个月没有", "个月"),
        ),
        norm_ids=tuple(_NORMS.values()),
        reckon=_check,
    ),
)
