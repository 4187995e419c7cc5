"""Questions about study: class hours of a year, and the training of probationary and new members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu import norms
from zhibu.norms import Layer
from zhibu.questions.citing import cite, outside
from zhibu.questions.dating import check_order, check_past, say, years_after
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
from zhibu.rules.said import said
from zhibu.rules.status import Status

_MEMBER, _OFFICERS, _OFFICERS_2024 = (
    "study-hours-member-32",
    "study-hours-secretary-56",
    "study-hours-secretary-56-2024",
)
_FRAIL, _NEW_MEMBERS = "attendance-exemption-frail", "study-probationer-training"
_ROLES = {"member": "党员", "secretary": "书记", "committee_member": "支委"}
_PLAN_2024_FROM = 2024
_HOURS_TOLD = ("hours_needed", "hours_missing", "trainings_needed", "trainings_missing", "hours_unverified")


def _hours(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    year = check_year(facts)
    if not covers_year(_MEMBER, year):
        return year_not_covered((_MEMBER,), year, _HOURS_TOLD)
    exempted = _not_asked(facts, year, layers)
    if exempted:
        return exempted
    officer = facts["role"] != "member"
    by_plan = officer and covers_year(_OFFICERS, year)
    rule, law_on = (_OFFICERS if by_plan else _MEMBER), date(year, 12, 31)
    figures = norms.resolve(rule, law_on, layers).values
    trainings_needed = figures.trainings_min if by_plan else None
    hours_missing = max(figures.hours_min - facts["hours"], 0)
    trainings = facts["centralised_trainings"]
    trainings_missing = max(trainings_needed - trainings, 0) if trainings_needed and trainings is not None else None
    status = _hours_status(facts, on, year, hours_missing, trainings_needed, trainings_missing)
    doubtful = officer and year >= _PLAN_2024_FROM
    return Answer(
        answer={
            "hours_needed": figures.hours_min,
            "hours_missing": hours_missing,
            "trainings_needed": trainings_needed,
            "trainings_missing": trainings_missing,
            "hours_unverified": norms.resolve(_OFFICERS_2024, law_on).values.hours_min if doubtful else None,
        },
        status=status,
        because=tuple(
            _hours_sum(facts, figures.hours_min, hours_missing, trainings_needed, trainings_missing, doubtful)
        ),
        cites=tuple(cite(norm_id, law_on, layers) for norm_id in (rule, *((_OFFICERS_2024,) if doubtful else ()))),
        next_step=_hours_step(status, hours_missing),
    )


def _not_asked(facts: Mapping[str, Any], year: int, layers: Sequence[Layer]) -> Answer | None:
    """Exemptions go first: the frail, and those who were not members for the whole year."""
    joined = facts["member_from"]
    if facts["exempt"]:
        norm_id, sentence = _FRAIL, "年老体弱、身患重病的，学习不作硬性要求，可以送学上门。"
    elif joined is not None and joined > date(year, 1, 1):
        norm_id, sentence = (
            _MEMBER,
            said("{joined}才成为党员，{year}年不满一整年，不按全年的学时看。", joined=say(joined), year=year),
        )
    else:
        return None
    cites = (cite(norm_id, date(year, 12, 31), layers),)
    return Answer(dict.fromkeys(_HOURS_TOLD), Status.NOT_APPLICABLE, (sentence,), cites, "")


def _hours_status(
    facts: Mapping[str, Any], on: date, year: int, missing: int, needed: int | None, trainings_missing: int | None
) -> Status:
    last, complete = last_day_of(year), facts["complete"]
    hours = year_status(not missing, on, year, last, complete=complete)
    if needed is None:
        return hours
    said = trainings_missing is not None
    trainings = year_status(trainings_missing == 0, on, year, last, complete=complete and said)
    return worst((hours, trainings))


def _hours_sum(
    facts: Mapping[str, Any], needed: int, missing: int, trainings_needed: int | None, short: int | None, doubtful: bool
) -> list[str]:
    enough = "够了。" if not missing else said("还差{missing}学时。", missing=missing)
    lines = [
        said(
            "{roles}这一年要{needed}学时，学了{hours}学时，{enough}",
            roles=_ROLES[facts["role"]],
            needed=needed,
            hours=facts["hours"],
            enough=enough,
        )
    ]
    if trainings_needed:
        told = "参加了几次没有填" if short is None else "够了" if not short else said("还差{short}次", short=short)
        lines.append(said("集中培训要{trainings_needed}次，{told}。", trainings_needed=trainings_needed, told=told))
    if doubtful:
        lines.append("2024到2028年的规划对书记和班子成员是不是还要56学时，没有看到原文，不按它判断。")
    return lines


def _hours_step(status: Status, missing: int) -> str:
    return {
        Status.MET: "不用再做什么。",
        Status.DUE: said("年底以前再安排{missing}学时。", missing=missing) if missing else "年底以前安排一次集中培训。",
        Status.OVERDUE: "下一年补上，说明原因。",
        Status.UNKNOWN: "把办过的学习补记齐，再看差多少。",
        Status.NOT_APPLICABLE: "这一年还没有到。",
    }[status]


def _new_member(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    labels = {"admitted_on": "接收为预备党员的日子", "converted_on": "转正的日子"}
    check_past(on, facts, labels, "admitted_on", "converted_on")
    check_order(facts, labels, "admitted_on", "converted_on")
    admitted, converted = facts["admitted_on"], facts["converted_on"]
    span = norms.norm(_NEW_MEMBERS).span
    not_yet = outside((_NEW_MEMBERS,), admitted)
    if not_yet and not (converted and span.holds(converted)):
        empty = dict.fromkeys(("in_probation", "first_year_ends", "in_first_year"))
        return Answer(empty, not_yet.status, not_yet.because, not_yet.cites, not_yet.next_step)
    figures = norms.resolve(_NEW_MEMBERS, converted or admitted, layers).values
    ends = years_after(converted, figures.years_after) if converted else None
    dates = check_dates(facts, "training_dates", on, admitted, on)
    # A training on the day of conversion belongs to the first year, not to probation.
    in_probation = sum(admitted <= day < (converted or date.max) for day in dates)
    in_first_year = sum(converted <= day < ends for day in dates) if converted and ends else None
    lines, statuses = [], []
    if span.holds(admitted):
        lines.append(
            said(
                "预备期从{admitted}起，一般要参加{times}次，参加了{in_probation}次。",
                admitted=say(admitted),
                times=figures.times,
                in_probation=in_probation,
            )
        )
        statuses.append(_stage(in_probation >= figures.times, over=converted is not None, facts=facts))
    if converted and ends and in_first_year is not None and span.holds(converted):
        lines.append(
            said(
                "转正后一年到{ends}的前一天，一般要参加{times}次，参加了{in_first_year}次。",
                ends=say(ends),
                times=figures.times,
                in_first_year=in_first_year,
            )
        )
        statuses.append(_stage(in_first_year >= figures.times, over=on >= ends, facts=facts))
    status = worst(statuses)
    return Answer(
        answer={"in_probation": in_probation, "first_year_ends": ends, "in_first_year": in_first_year},
        status=status,
        because=(*lines, "转述的页面没有说清是每段一次，还是一共一次，先问上级。"),
        cites=(cite(_NEW_MEMBERS, converted or admitted, layers),),
        next_step="不用再做什么。" if status is Status.MET else "问上级今年办不办集中培训。",
    )


def _stage(done: bool, *, over: bool, facts: Mapping[str, Any]) -> Status:
    if done:
        return Status.MET
    if not over:
        return Status.DUE
    return Status.OVERDUE if facts["complete"] else Status.UNKNOWN


QUESTIONS = (
    Question(
        name="training.hours",
        title_zh="这一年的学时够不够",
        title_en="Were there enough class hours this year",
        asks=(
            Ask("role", "choice", "哪种人", "党员", choices=_ROLES),
            YEAR,
            Ask(
                "hours",
                "whole",
                "学了多少",
                "20",
                "学时",
                help_zh="按办过的集中学习加起来，不满一学时的不算；上网时长不算。",
            ),
            Ask(
                "centralised_trainings", "whole", "参加集中培训", "1", "次", required=False, help_zh="书记、支委才填。"
            ),
            Ask(
                "member_from",
                "day",
                "哪天成为党员（含预备党员）",
                "2015-06-20",
                required=False,
                help_zh="这一年才入党的要填。",
            ),
            Ask("exempt", "flag", "年老体弱、身患重病，不作硬性要求", "否", required=False),
            COMPLETE,
        ),
        tells=(
            Told("hours_needed", "要多少", "学时"),
            Told("hours_missing", "还差", "学时"),
            Told("trainings_needed", "集中培训要（没有这项要求时为空）", "次"),
            Told("trainings_missing", "集中培训还差（没有要求或没填时为空）", "次"),
            Told("hours_unverified", "没有核对过的学时数，只作参考（没有时为空）", "学时"),
        ),
        norm_ids=(_MEMBER, _OFFICERS, _OFFICERS_2024, _FRAIL),
        reckon=_hours,
    ),
    Question(
        name="training.probationer",
        title_zh="预备党员和新党员的集中培训",
        title_en="Training of probationary and new members",
        asks=(
            Ask("admitted_on", "day", "接收为预备党员的日子", "2022-03-31"),
            Ask("converted_on", "day", "转正的日子", "2023-03-31", required=False, help_zh="还没有转正就不填。"),
            Ask(
                "training_dates", "days", "上级办的集中培训，参加的日期", "2022-09-01", help_zh="没有参加过，填“没有”。"
            ),
            Ask("complete", "flag", "日期都在这里了", "是", required=False, help_zh="不填，没有日期的只算没有记录。"),
        ),
        tells=(
            Told("in_probation", "预备期里参加了", "次"),
            Told("first_year_ends", "转正满一年的日子（没有转正时为空）"),
            Told("in_first_year", "转正后一年内参加了（没有转正时为空）", "次"),
        ),
        norm_ids=(_NEW_MEMBERS,),
        reckon=_new_member,
    ),
)
