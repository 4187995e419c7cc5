"""A whole case step by step: what was in order, what was early, late or the wrong way round, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import apart, cites_of, with_province
from zhibu.questions.admission.case_checks import NORM_IDS, remarks_on
from zhibu.questions.admission.events import ASKS, EVENTS
from zhibu.questions.admission.remarks import Course, Remark, colour_of
from zhibu.questions.citing import cite, next_step
from zhibu.questions.dating import say
from zhibu.questions.model import Answer, Question, Told
from zhibu.rules.admission_steps import Step, admission_steps
from zhibu.rules.said import said
from zhibu.rules.status import WORST_FIRST, Status

FIRST_TEXT_ON = date(2014, 5, 28)
_OPEN = (Status.DUE, Status.OVERDUE, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the chart in this case. ``status`` is None for a step whose time has not come."""

    step: Step
    done_on: date | None
    status: Status | None
    earliest: date | None
    latest: date | None
    days: int
    remarks: tuple[Remark, ...]


def rows_of(course: Course, remarks: Sequence[Remark]) -> tuple[Row, ...]:
    """The twenty-five steps of a case, with what was remarked on each."""
    reached = _reached(course)
    chart = admission_steps(course.day("target_on") or course.on)
    return tuple(
        _row(course, step, tuple(remark for remark in remarks if remark.step == step.number), reached) for step in chart
    )


def _reached(course: Course) -> int:
    """The last step of the chart on which something has happened; 0 for none."""
    return max((EVENTS[name].step for name, day in course.days.items() if day <= course.on), default=0)


def _row(course: Course, step: Step, remarks: tuple[Remark, ...], reached: int) -> Row:
    done = course.day(step.done_by) if step.done_by else None
    told = [remark.status for remark in remarks if done or remark.status is not Status.MET]
    status = _worst(told)
    if status is None and (done or (not step.done_by and step.number < reached)):
        status = Status.MET
    elif status is None and step.number < reached:
        status = course.missing()
    latest = [remark.latest for remark in remarks if remark.latest and remark.status in _OPEN]
    return Row(
        step,
        done,
        status,
        max((remark.earliest for remark in remarks if remark.earliest), default=None),
        min(latest, default=None),
        max((remark.days for remark in remarks), default=0),
        remarks,
    )


def _worst(found: Iterable[Status]) -> Status | None:
    """The status that stands for all; None where nothing is asked."""
    asked = {status for status in found if status is not Status.NOT_APPLICABLE}
    return next((status for status in WORST_FIRST if status in asked), None)


def next_row(course: Course, rows: Sequence[Row]) -> Row | None:
    """The step that comes next: the first after all that has happened; None when the case is closed."""
    if course.refused_on is not None:
        return None
    reached = _reached(course)
    return next((row for row in rows if row.step.number > reached and row.step.done_by), None)


def _looked_at(
    facts: Mapping[str, Any], on: date, layers: Sequence[Layer]
) -> tuple[Course, list[Remark], tuple[Row, ...]]:
    course = Course(facts, on, with_province(facts, layers))
    remarks = remarks_on(course)
    return course, remarks, rows_of(course, remarks)


def _timeline(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    course, remarks, rows = _looked_at(facts, on, layers)
    following = next_row(course, rows)
    breached = [remark for remark in remarks if remark.status is Status.BREACHED]
    missing = [row.status for row in rows if row.status in (Status.UNKNOWN, Status.OVERDUE)]
    status = _worst([*(remark.status for remark in remarks), *missing])
    return Answer(
        {
            "stage": _stage(course, rows),
            "reached": _reached(course),
            "next": _next(following, on),
            "steps": [_as_row(row, course) for row in rows],
            "breached_steps": _steps_with(rows, Status.BREACHED),
            "overdue_steps": _steps_with(rows, Status.OVERDUE),
            "missing_steps": _steps_with(rows, Status.UNKNOWN),
            "contradictions": [remark.sentence_zh for remark in breached],
            "late": [
                {"step": remark.step, "rule": remark.rule, "days": remark.days} for remark in breached if remark.days
            ],
            "ask_higher": [remark.sentence_zh for remark in remarks if remark.ask_higher],
        },
        status or (Status.NOT_APPLICABLE if course.days else Status.UNKNOWN),
        tuple(_because(course, remarks)),
        _cites(course, remarks),
        _say_step(remarks, following, status),
    )


def _stage(course: Course, rows: Sequence[Row]) -> str:
    reached = _reached(course)
    return rows[reached - 1].step.stage_zh if reached else ""


def _next(row: Row | None, on: date) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "step": row.step.number,
        "name": row.step.name_zh,
        "earliest": row.earliest,
        "latest": row.latest,
        "days_left": apart(on, row.latest) if row.latest else None,
    }


def _as_row(row: Row, course: Course) -> dict[str, Any]:
    worst = next((remark for remark in row.remarks if remark.status is row.status), None)
    return {
        "step": row.step.number,
        "stage": row.step.stage_zh,
        "name": row.step.name_zh,
        "done_on": row.done_on,
        "status": row.status.value if row.status else None,
        "status_zh": row.status.label_zh if row.status else "还没到",
        "earliest": row.earliest,
        "latest": row.latest,
        "days": row.days,
        "colour": colour_of(worst, course.layers) if worst else None,
        "remarks": [_as_remark(remark, course) for remark in row.remarks],
    }


def _as_remark(remark: Remark, course: Course) -> dict[str, Any]:
    return {
        "rule": remark.rule,
        "status": remark.status.value,
        "sentence": remark.sentence_zh,
        "colour": colour_of(remark, course.layers),
        "earliest": remark.earliest,
        "latest": remark.latest,
        "ask_higher": remark.ask_higher,
    }


def _steps_with(rows: Sequence[Row], status: Status) -> list[int]:
    return [row.step.number for row in rows if row.status is status]


def _because(course: Course, remarks: Sequence[Remark]) -> list[str]:
    if not course.days:
        return ["还没有填日子。从收到入党申请书那天填起，知道哪天填哪天。"]
    lines = list(
        dict.fromkeys(
            said("第{step}步：{sentence_zh}", step=remark.step, sentence_zh=remark.sentence_zh) for remark in remarks
        )
    )
    older = sorted(day for day in course.days.values() if day < FIRST_TEXT_ON)
    if older:
        lines.append(
            said(
                "{older}等早于{FIRST_TEXT_ON}的日子，当时的规定这里没有收，没有核对。",
                older=say(older[0]),
                FIRST_TEXT_ON=say(FIRST_TEXT_ON),
            )
        )
    if any(day > course.on for day in course.days.values()):
        lines.append(said("晚于{on}的日子当作计划，按这一天办的话就是上面的结果。", on=say(course.on)))
    return lines or ["填了的日子里，没有可以对照的规定。"]


def _cites(course: Course, remarks: Sequence[Remark]) -> tuple[Any, ...]:
    if not remarks:
        return (cite("admission-25-steps", course.on),)
    return cites_of([(remark.rule, remark.law_on) for remark in remarks], course.layers)


def _say_step(remarks: Sequence[Remark], following: Row | None, status: Status | None) -> str:
    worst = next((remark for remark in remarks if remark.status is status), None)
    if worst is not None and worst.ask_higher:
        return "问上级党委。"
    if worst is not None and status is not None and next_step(worst.rule, status):
        return said("第{step}步：{next_step}。", step=worst.step, next_step=next_step(worst.rule, status))
    return said("{coming}。", coming=_coming(following)) if following else "材料齐了就归档，没有下一步。"


def _coming(row: Row) -> str:
    when = said("，最早{earliest}", earliest=say(row.earliest)) if row.earliest else ""
    when += said("，最晚{latest}", latest=say(row.latest)) if row.latest else ""
    return said("下一步是第{number}步，{name_zh}{when}", number=row.step.number, name_zh=row.step.name_zh, when=when)


def _following(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    """What is due next, and everything else that is open, the most pressing first."""
    course, remarks, rows = _looked_at(facts, on, layers)
    following = next_row(course, rows)
    open_ones = sorted(
        (remark for remark in remarks if remark.status in _OPEN), key=lambda remark: remark.latest or date.max
    )
    names = {row.step.number: row.step.name_zh for row in rows}
    status = _worst(remark.status for remark in open_ones) or Status.MET
    because = [
        said("第{step}步：{sentence_zh}", step=remark.step, sentence_zh=remark.sentence_zh) for remark in open_ones
    ]
    if following is not None:
        because.insert(0, said("{coming}。", coming=_coming(following)))
    elif course.refused_on is not None:
        because.insert(0, "党委没有批准，这一次到这里为止。")
    else:
        because.insert(0, "二十五步都有日子了。")
    return Answer(
        {
            "next": _next(following, on),
            "open": [
                {
                    "step": remark.step,
                    "name": names[remark.step],
                    "latest": remark.latest,
                    "days_left": apart(on, remark.latest) if remark.latest else None,
                    "status": remark.status.value,
                    "status_zh": remark.status.label_zh,
                }
                for remark in open_ones
            ],
            "missing_steps": _steps_with(rows, Status.UNKNOWN),
        },
        status,
        tuple(because),
        _cites(course, open_ones or remarks),
        said("{coming}。", coming=_coming(following)) if following else "",
    )


_ROW_WORDS = (
    "每行有 step 第几步、stage 阶段、name 名称、done_on 办的日子、earliest 最早、latest 最晚、days 早或晚的天数、"
    "status 情况（还没到的为空）、status_zh 情况的中文、colour 颜色、"
    "remarks 一条一条的说明（rule 规定、status、sentence 一句话、colour、earliest、latest、ask_higher 要问上级）"
)
_NEXT_WORDS = "step 第几步、name 名称、earliest 最早、latest 最晚、days_left 还有几天"

QUESTIONS = (
    Question(
        name="admission.timeline",
        title_zh="发展党员一步一步对日子",
        title_en="A case of admission, step by step",
        asks=ASKS,
        tells=(
            Told("stage", "走到哪个阶段"),
            Told("reached", "走到第几步"),
            Told("next", said("下一步（{NEXT_WORDS}；办完了为空）", NEXT_WORDS=_NEXT_WORDS)),
            Told("steps", said("二十五步（{ROW_WORDS}）", ROW_WORDS=_ROW_WORDS)),
            Told("breached_steps", "对不上规定的步"),
            Told("overdue_steps", "逾期的步"),
            Told("missing_steps", "没有记录或者要问的步"),
            Told("contradictions", "对不上的地方，一句一条"),
            Told("late", "早了或者晚了几天（step 第几步、rule 规定、days 天数）"),
            Told("ask_higher", "要问上级的事"),
        ),
        norm_ids=NORM_IDS,
        reckon=_timeline,
    ),
    Question(
        name="admission.next",
        title_zh="发展党员下一步办什么，最晚哪天",
        title_en="What is next in a case of admission",
        asks=ASKS,
        tells=(
            Told("next", said("下一步（{NEXT_WORDS}；办完了为空）", NEXT_WORDS=_NEXT_WORDS)),
            Told("open", said("没有办完的事，急的在前（{NEXT_WORDS}、status 情况）", NEXT_WORDS=_NEXT_WORDS)),
            Told("missing_steps", "没有记录或者要问的步"),
        ),
        norm_ids=NORM_IDS,
        reckon=_following,
    ),
)
