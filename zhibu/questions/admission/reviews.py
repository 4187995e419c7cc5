"""What comes round again: the half-yearly review, the quarterly report in Guizhou, the yearly look at all activists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import COMPLETE, PROVINCE, apart, check_order, cites_of, no_text, with_province
from zhibu.questions.citing import cite, next_step
from zhibu.questions.dating import left, months_after, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import figures, text_on
from zhibu.rules.periods import period_starts
from zhibu.rules.said import joined, said
from zhibu.rules.status import WORST_FIRST, Status
from zhibu.rules.telling import period_name

RULES = {"activist": "admission-half-year-review", "probationary": "local-gz-probationer-half-year-review"}
KINDS = {"activist": "入党积极分子", "probationary": "预备党员（贵州）"}
_HALF_YEAR = 6  # the end of the half-year picks the text; its figure then says how long
REPORTS, YEARLY = "local-gz-quarterly-report", "admission-activists-yearly-analysis"

BEGAN = Ask("began_on", "day", "确定为积极分子的日子", "2025-03-03", help_zh="预备党员填大会通过的日子。")
UNTIL = Ask("until_on", "day", "列为发展对象的日子", "2026-09-15", required=False, help_zh="预备党员填转正的日子。")


@dataclass(frozen=True, slots=True)
class Turn:
    """One review that was due: counted from a day, until a day, done on a day or not."""

    rule: str
    from_on: date
    due_by: date
    done_on: date | None
    status: Status

    def days_late(self, on: date) -> int:
        """How late it was, or is on the day."""
        return max(0, apart(self.due_by, self.done_on or on))


def half_year_turns(
    kind: str,
    began_on: date,
    dates: Sequence[date],
    on: date,
    layers: Sequence[Layer] = (),
    *,
    until_on: date | None = None,
    complete: bool = False,
) -> tuple[Turn, ...]:
    """Reviews one after another: each is due half a year after the beginning or after the last one.

    The text is that of the day on which the half-year ends; a half-year without a text is left out.
    """
    turns = []
    start = began_on
    for done in (*sorted(day for day in dates if day >= began_on), None):
        turn = _turn(kind, start, done, on, layers, until_on, complete)
        if turn is not None:
            turns.append(turn)
        start = done or start
    return tuple(turns)


def _turn(
    kind: str, start: date, done: date | None, on: date, layers: Sequence[Layer], until: date | None, complete: bool
) -> Turn | None:
    rule = text_on(RULES[kind], months_after(start, _HALF_YEAR), layers)
    if rule is None:
        return None
    due_by = months_after(start, figures(rule, months_after(start, _HALF_YEAR), layers).months)
    if done is not None:
        return Turn(rule, start, due_by, done, Status.MET if done <= due_by else Status.BREACHED)
    if until is not None and until <= due_by:
        return None
    if on <= due_by:
        return Turn(rule, start, due_by, None, Status.DUE)
    return Turn(rule, start, due_by, None, Status.OVERDUE if complete else Status.UNKNOWN)


def _half_year(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    check_order(facts, BEGAN, UNTIL)
    kind, began = facts["stage"] or "activist", facts["began_on"]
    early = next((day for day in facts["dates"] or () if day < began), None)
    if early:
        raise QuestionError(
            "dates",
            said("考察日 {early} 早于开始的日子 {began}。请核对。", early=early, began=began),
            months_after(began, _HALF_YEAR).isoformat(),
        )
    local = with_province(facts, layers)
    turns = half_year_turns(
        kind,
        began,
        facts["dates"] or (),
        on,
        local,
        until_on=facts["until_on"],
        complete=bool(facts["complete"]),
    )
    if not turns:
        return _no_turn(kind, facts)
    status = next(status for status in WORST_FIRST if any(turn.status is status for turn in turns))
    worst = next(turn for turn in turns if turn.status is status)
    return Answer(
        {
            "turns": [
                {
                    "from": turn.from_on,
                    "due_by": turn.due_by,
                    "done_on": turn.done_on,
                    "days_late": turn.days_late(on),
                    "status": turn.status.value,
                    "status_zh": turn.status.label_zh,
                }
                for turn in turns
            ],
            "next_due_by": turns[-1].due_by if turns[-1].done_on is None else None,
            "late": sum(1 for turn in turns if turn.days_late(on)),
        },
        status,
        tuple(_say_turn(turn, on) for turn in turns),
        cites_of([(turn.rule, turn.due_by) for turn in turns], local),
        "" if status is Status.MET else said("{next_step}。", next_step=next_step(worst.rule, status)),
    )


def _say_turn(turn: Turn, on: date) -> str:
    start = said("{from_on}以后的半年考察，最晚{due_by}", from_on=say(turn.from_on), due_by=say(turn.due_by))
    late = turn.days_late(on)
    if turn.done_on:
        return said("{start}；{done_on}考察的，", start=start, done_on=say(turn.done_on)) + (
            said("晚{late}天。", late=late) if late else "按时。"
        )
    if turn.status is Status.DUE:
        return said("{start}，{left}。", start=start, left=left(apart(on, turn.due_by)))
    told = "没有考察" if turn.status is Status.OVERDUE else "没有考察的记录"
    return said("{start}；{told}，过了{late}天。", start=start, told=told, late=late)


def _no_turn(kind: str, facts: Mapping[str, Any]) -> Answer:
    began, rule = facts["began_on"], RULES[kind]
    if kind == "probationary":
        sentence = "全国的规定没有写半年考察一次预备党员。贵州这样要求，在贵州的把“省里的规定”选上。"
        return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(rule, began),), "问上级多久考察一次。")
    if facts["until_on"]:
        sentence = said("{began}到{until_on}不满半年，不用考察。", began=say(began), until_on=say(facts["until_on"]))
        return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(rule, began),))
    return no_text("考察", began, rule)


def _quarters(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    """Quarters that lie wholly inside the stage; a quarter without a report is a question until all is told."""
    year, began = facts["year"], facts["began_on"]
    _check_year(year)
    local = with_province(facts, layers)
    reference = min(on, date(year, 12, 31))
    rule = text_on(REPORTS, reference, local)
    if rule is None:
        sentence = "全国的规定没有写多久汇报一次。贵州要求每季度一次，在贵州的把“省里的规定”选上。"
        return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(REPORTS, reference),), "问上级多久汇报一次。")
    times = figures(rule, reference, local).times
    starts = [date.fromordinal(day) for day in period_starts(year, 3)]
    found = []
    for index in range(4):
        first, after = starts[index], starts[index + 1]
        held = sum(first <= day < after for day in facts["dates"] or ())
        asked = (
            began <= first
            and (facts["until_on"] is None or facts["until_on"] >= after)
            and text_on(REPORTS, first, local) is not None
        )
        found.append(_quarter(held >= times, asked, first, after, on, bool(facts["complete"])))
    status = next(status for status in WORST_FIRST if status in found)
    rows = [
        {"period": period_name(year, index, 3), "status": status.value, "status_zh": status.label_zh}
        for index, status in enumerate(found)
    ]
    missing = [row["period"] for row in rows if row["status"] in (Status.OVERDUE.value, Status.UNKNOWN.value)]
    told = joined(said("{period}{status_zh}", **row) for row in rows)
    return Answer(
        {"periods": rows, "missing": missing},
        status,
        (
            said("贵州要求积极分子和预备党员每季度至少汇报{times}次，特殊情况可以口头。", times=times),
            said("{year}年：{told}。", year=year, told=told),
        ),
        (cite(rule, reference, local),),
        said("{next_step}。", next_step=next_step(rule, status)) if next_step(rule, status) else "",
    )


def _quarter(held: bool, asked: bool, first: date, after: date, on: date, complete: bool) -> Status:
    if not asked or on < first:
        return Status.NOT_APPLICABLE
    if held:
        return Status.MET
    if on < after:
        return Status.DUE
    return Status.OVERDUE if complete else Status.UNKNOWN


def _yearly(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year = facts["year"]
    _check_year(year)
    reference = min(on, date(year, 12, 31))
    rule = text_on(YEARLY, date(year, 1, 1), layers)
    if rule is None or on < date(year, 1, 1):
        return no_text("分析", min(reference, date(year, 1, 1)), YEARLY)
    times = figures(rule, reference, layers).times
    held = sum(day.year == year for day in facts["dates"] or ())
    status = Status.MET
    if held < times:
        over = Status.OVERDUE if facts["complete"] else Status.UNKNOWN
        status = Status.DUE if on <= date(year, 12, 31) else over
    tail = (
        "够了。"
        if status is Status.MET
        else said("还差{missing}次，到{last}为止。", missing=times - held, last=say(date(year, 12, 31)))
    )
    return Answer(
        {"held": held, "wanted": times, "due_by": date(year, 12, 31)},
        status,
        (
            said(
                "基层党委每年至少分析{times}次积极分子队伍。{year}年做了{held}次，{judged}",
                times=times,
                year=year,
                held=held,
                judged=tail,
            ),
        ),
        (cite(rule, reference, layers),),
        said("{next_step}。", next_step=next_step(rule, status)) if next_step(rule, status) else "",
    )


def _check_year(year: int) -> None:
    if not 1950 <= year <= 2190:
        raise QuestionError("year", said("“年份”要填四位数的年，例如 2026。你填的是 {year}。", year=year), "2026")


_YEAR = Ask("year", "whole", "年份", "2026", "年")

QUESTIONS = (
    Question(
        name="admission.review_half_year",
        title_zh="半年考察做够了没有，下一次哪天",
        title_en="Half-yearly reviews: done and due",
        asks=(
            BEGAN,
            Ask("dates", "days", "考察的日子", "2025-09-01、2026-02-27", required=False),
            UNTIL,
            Ask("stage", "choice", "考察谁", "入党积极分子", required=False, choices=KINDS),
            COMPLETE,
            PROVINCE,
        ),
        tells=(
            Told("turns", "每一次考察：从哪天算、最晚哪天、哪天做的、晚几天"),
            Told("next_due_by", "下一次最晚哪天（不用再考察时为空）"),
            Told("late", "晚了的次数", "次"),
        ),
        norm_ids=("admission-half-year-review", "admission-half-year-review-2026", RULES["probationary"]),
        reckon=_half_year,
    ),
    Question(
        name="admission.reports",
        title_zh="每季度的汇报够了没有（贵州）",
        title_en="Quarterly reports (Guizhou)",
        asks=(
            _YEAR,
            BEGAN,
            Ask("dates", "days", "汇报的日子", "2026-02-10、2026-05-12", required=False),
            Ask("until_on", "day", "到哪天不再汇报", "2026-12-31", required=False),
            COMPLETE,
            Ask("province", "choice", PROVINCE.label_zh, "贵州", choices=PROVINCE.choices, help_zh=PROVINCE.help_zh),
        ),
        tells=(Told("periods", "每一季度的情况"), Told("missing", "缺哪几季度")),
        norm_ids=(REPORTS,),
        reckon=_quarters,
    ),
    Question(
        name="admission.yearly_analysis",
        title_zh="积极分子队伍今年分析了没有（基层党委）",
        title_en="The yearly look at all activists (primary committee)",
        asks=(_YEAR, Ask("dates", "days", "分析的日子", "2026-06-30", required=False), COMPLETE),
        tells=(
            Told("held", "做了", "次"),
            Told("wanted", "要做", "次"),
            Told("due_by", "最晚哪天"),
        ),
        norm_ids=(YEARLY,),
        reckon=_yearly,
    ),
)
