"""Questions about secretaries: who may be one, training, the yearly report, and a committee secretary's lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, months_after, say, years_after
from zhibu.questions.model import Answer, Ask, Question, Told
from zhibu.questions.yearly import (
    COMPLETE,
    YEAR,
    check_dates,
    check_year,
    covers_year,
    last_day_of,
    worst,
    year_not_covered,
    year_status,
)
from zhibu.rules.days import full_months
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

_STANDING, _YEARLY, _REPORT = "secretary-one-year-standing", "secretary-yearly-training", "secretary-yearly-report"
_NEW, _NEW_HALF_YEAR, _LESSON = (
    "secretary-new-training",
    "secretary-new-training-half-year",
    "committee-secretary-party-lesson",
)
_TRAINING_TOLD = ("trainings", "trainings_missing", "induction_by", "induction_days_late")
_REPORT_TOLD = ("to_higher_done", "to_meeting_done", "last_day")
_LESSON_TOLD = ("lessons", "lessons_missing")


def _eligible(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    became, begins = facts["full_member_on"], facts["appointed_on"]
    not_yet = outside((_STANDING,), begins)
    if not_yet:
        return not_yet
    years = norms.resolve(_STANDING, begins, layers).values.years_min
    enough_from = years_after(became, years)
    months = full_months(became.toordinal(), begins.toordinal())
    enough = begins >= enough_from
    had = (
        said("满{years}年{months}个月", years=months // 12, months=months % 12)
        if begins >= became
        else "还没有转正，没有党龄"
    )
    tail = (
        "够了。"
        if enough
        else said(
            "到{enough_from}才满{years}年。这一条写的是一般，确有需要的先问上级。",
            enough_from=say(enough_from),
            years=years,
        )
    )
    return Answer(
        answer={
            "enough": enough,
            "enough_from": enough_from,
            "standing_years": months // 12,
            "standing_months": months % 12,
        },
        status=Status.MET if enough else Status.BREACHED,
        because=(
            said("党龄从转正那天{became}算，预备期不算。", became=say(became)),
            said(
                "到任职那天{begins}，党龄{had}。书记一般要{years}年以上，{judged}",
                begins=say(begins),
                had=had,
                years=years,
                judged=tail,
            ),
        ),
        cites=(cite(_STANDING, begins, layers),),
        next_step="按选举的程序办。" if enough else "先问上级，或者另提人选。",
    )


def _training(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    labels = {"appointed_on": "任职日", "induction_on": "任职培训日"}
    check_past(on, facts, labels, "appointed_on", "induction_on")
    check_order(facts, labels, "appointed_on", "induction_on")
    year = check_year(facts)
    days = check_dates(facts, "training_dates", on, date(year, 1, 1), date(year, 12, 31))
    yearly = _yearly_training(facts, on, year, len(days), layers)
    induction = _induction(facts, on, layers)
    parts = [part for part in (yearly, induction) if part]
    if not parts:
        return year_not_covered((_YEARLY,), year, _TRAINING_TOLD)
    status = worst(part.status for part in parts)
    answer: dict[str, Any] = dict.fromkeys(_TRAINING_TOLD)
    for part in parts:
        answer.update(part.answer)
    return Answer(
        answer,
        status,
        tuple(line for part in parts for line in part.because),
        tuple(cited for part in parts for cited in part.cites),
        next(part.next_step for part in parts if part.status is status),
    )


def _yearly_training(
    facts: Mapping[str, Any], on: date, year: int, held: int, layers: Sequence[Layer]
) -> Answer | None:
    if not covers_year(_YEARLY, year):
        return None
    law_on, begins = date(year, 12, 31), facts["appointed_on"]
    cites = (cite(_YEARLY, law_on, layers),)
    if begins is not None and begins > date(year, 1, 1):
        line = said(
            "{begins}才任职，{year}年不满一整年，不按全年的次数看，参加了{held}次。",
            begins=say(begins),
            year=year,
            held=held,
        )
        return Answer({"trainings": held}, Status.NOT_APPLICABLE, (line,), cites, "")
    times = norms.resolve(_YEARLY, law_on, layers).values.times
    missing = max(times - held, 0)
    status = year_status(not missing, on, year, last_day_of(year), complete=facts["complete"])
    tail = "够了。" if not missing else said("还差{missing}次。", missing=missing)
    line = said(
        "书记每年至少参加{times}次县级以上的集中轮训，{year}年参加了{held}次，{judged}",
        times=times,
        year=year,
        held=held,
        judged=tail,
    )
    step = {
        Status.MET: "不用再做什么。",
        Status.DUE: "问上级今年什么时候办轮训。",
        Status.UNKNOWN: "参加过的补记。",
        Status.OVERDUE: "向上级说明，下一年先安排。",
        Status.NOT_APPLICABLE: "这一年还没有到。",
    }[status]
    return Answer({"trainings": held, "trainings_missing": missing}, status, (line,), cites, step)


def _induction(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer | None:
    begins, done = facts["appointed_on"], facts["induction_on"]
    if begins is None or not norms.norm(_NEW).span.holds(begins):
        return None
    timed = norms.norm(_NEW_HALF_YEAR).span.holds(begins)
    last = months_after(begins, norms.resolve(_NEW_HALF_YEAR, begins, layers).values.months_max) if timed else None
    late = max(((done or on) - last).days, 0) if last else None
    if done is not None:
        status = Status.BREACHED if late else Status.MET
    elif not last or on <= last:
        status = Status.DUE
    else:
        status = Status.OVERDUE if facts["complete"] else Status.UNKNOWN
    limit = said("当时的规划写一般半年内，到{last}为止。", last=say(last)) if last else "多久以内，规定没有写。"
    told = (
        said("{done}参加了", done=say(done)) + (said("，晚了{late}天。", late=late) if late else "。")
        if done
        else "还没有参加的记录。"
    )
    return Answer(
        {"induction_by": last, "induction_days_late": late},
        status,
        (said("新任书记要参加任职培训，任职日{begins}。{limit}{told}", begins=say(begins), limit=limit, told=told),),
        tuple(cite(norm_id, begins, layers) for norm_id in ((_NEW, _NEW_HALF_YEAR) if timed else (_NEW,))),
        "请上级安排任职培训；参加过的补记。" if done is None else "不用再做什么。",
    )


def _report(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year = check_year(facts)
    if not covers_year(_REPORT, year):
        return year_not_covered((_REPORT,), year, _REPORT_TOLD)
    law_on = date(year, 12, 31)
    last = last_day_of(year, norms.resolve(_REPORT, law_on, layers).values.closes_after_months)
    sides = {"to_higher": "向上级", "to_meeting": "向党员大会"}
    done = {name: bool(check_dates(facts, name, on, date(year, 1, 1), last)) for name in sides}
    status = year_status(all(done.values()), on, year, last, complete=facts["complete"])
    missing = joined((label for name, label in sides.items() if not done[name]))
    return Answer(
        answer={"to_higher_done": done["to_higher"], "to_meeting_done": done["to_meeting"], "last_day": last},
        status=status,
        because=(
            "书记每年述职两次：向上级一次，向本支部党员大会一次。",
            said("{year}年", year=year)
            + (said("没有{missing}述职的记录。", missing=missing) if missing else "两头都述职了。")
            + said("这一年算到{last}。", last=say(last)),
        ),
        cites=(cite(_REPORT, law_on, layers),),
        next_step={
            Status.MET: "把评议的意见记下来，列进整改。",
            Status.DUE: said("{last}以前安排{missing}述职。", last=say(last), missing=missing),
            Status.UNKNOWN: "述过职的补记；没有述的，说明原因。",
            Status.OVERDUE: "向上级请示怎么补。",
            Status.NOT_APPLICABLE: "这一年还没有到。",
        }[status],
    )


def _lesson(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year = check_year(facts)
    if not covers_year(_LESSON, year):
        return year_not_covered((_LESSON,), year, _LESSON_TOLD)
    law_on = date(year, 12, 31)
    times = norms.resolve(_LESSON, law_on, layers).values.times
    given = len(check_dates(facts, "dates", on, date(year, 1, 1), law_on))
    missing = max(times - given, 0)
    status = year_status(not missing, on, year, law_on, complete=facts["complete"])
    tail = "够了。" if not missing else said("还差{missing}次。", missing=missing)
    return Answer(
        answer={"lessons": given, "lessons_missing": missing},
        status=status,
        because=(
            said(
                "党委书记每年至少给基层党员讲{times}次党课，{year}年讲了{given}次，{judged}",
                times=times,
                year=year,
                given=given,
                judged=tail,
            ),
        ),
        cites=(cite(_LESSON, law_on, layers),),
        next_step={
            Status.MET: "不用再做什么。",
            Status.DUE: "年底以前定一次讲课的日子。",
            Status.UNKNOWN: "讲过的补记。",
            Status.OVERDUE: "下一年先安排，说明原因。",
            Status.NOT_APPLICABLE: "这一年还没有到。",
        }[status],
    )


QUESTIONS = (
    Question(
        name="secretary.eligible",
        title_zh="当书记，党龄够不够",
        title_en="Is the Party standing enough for a secretary",
        asks=(
            Ask("full_member_on", "day", "转为正式党员的日子", "2024-03-31"),
            Ask("appointed_on", "day", "当选或者任职的日子", "2026-05-20"),
        ),
        tells=(
            Told("enough", "够不够"),
            Told("enough_from", "从哪天起够"),
            Told("standing_years", "那天的党龄，满", "年"),
            Told("standing_months", "再加", "个月"),
        ),
        norm_ids=(_STANDING,),
        reckon=_eligible,
    ),
    Question(
        name="secretary.training",
        title_zh="书记的培训：每年的轮训，新任的培训",
        title_en="Training of a secretary: every year, and when newly appointed",
        asks=(
            YEAR,
            Ask("training_dates", "days", "县级以上集中轮训的日期", "2026-04-15", help_zh="没有参加过，填“没有”。"),
            Ask("appointed_on", "day", "任职日", "2025-06-20", required=False, help_zh="新任的才填。"),
            Ask("induction_on", "day", "任职培训的日子", "2025-09-01", required=False),
            COMPLETE,
        ),
        tells=(
            Told("trainings", "这一年参加了（这一年不按这条看时为空）", "次"),
            Told("trainings_missing", "还差（不满一整年时为空）", "次"),
            Told("induction_by", "任职培训一般不晚于（没有写期限时为空）"),
            Told("induction_days_late", "任职培训晚了（没有写期限时为空）", "天"),
        ),
        norm_ids=(_YEARLY, _NEW, _NEW_HALF_YEAR),
        reckon=_training,
    ),
    Question(
        name="secretary.report",
        title_zh="书记今年述职了没有",
        title_en="Did the secretary report on duty this year",
        asks=(
            Ask("year", "whole", "述的是哪一年", "2025", "年"),
            Ask("to_higher", "days", "向上级述职的日期", "2025-12-20", help_zh="还没有，填“没有”。"),
            Ask("to_meeting", "days", "向党员大会述职的日期", "2025-12-22", help_zh="还没有，填“没有”。"),
            COMPLETE,
        ),
        tells=(
            Told("to_higher_done", "向上级述了"),
            Told("to_meeting_done", "向党员大会述了"),
            Told("last_day", "这一年算到哪天"),
        ),
        norm_ids=(_REPORT,),
        reckon=_report,
    ),
    Question(
        name="secretary.lesson",
        title_zh="党委书记今年给基层讲党课了没有",
        title_en="Did the committee secretary give a lesson this year",
        asks=(YEAR, Ask("dates", "days", "讲党课的日期", "2026-04-28", help_zh="还没有，填“没有”。"), COMPLETE),
        tells=(Told("lessons", "讲了", "次"), Told("lessons_missing", "还差", "次")),
        norm_ids=(_LESSON,),
        reckon=_lesson,
    ),
)
