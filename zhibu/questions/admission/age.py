"""How old an applicant is on the day of the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer
from zhibu.questions.admission.asks import cites_of, no_text
from zhibu.questions.citing import next_step
from zhibu.questions.dating import months_after, say
from zhibu.questions.model import Answer, Ask, Question, QuestionError, Told
from zhibu.questions.texts import figures, text_on, title
from zhibu.rules.days import age
from zhibu.rules.said import said
from zhibu.rules.status import Status

RULE, CONSTITUTION = "admission-min-age", "constitution-min-age"


def _age(facts: Mapping[str, Any], on: date, layers: Sequence[Layer]) -> Answer:
    born, applied = facts["born_on"], facts["applied_on"] or on
    if born > applied:
        raise QuestionError(
            "born_on", said("出生日期 {born} 晚于申请日 {applied}。请核对。", born=born, applied=applied), "2006-08-15"
        )
    text = text_on(RULE, applied, layers)
    if text is None:
        return no_text("申请", applied, RULE)
    years = figures(text, applied, layers).years
    full, birthday = age(born.toordinal(), applied.toordinal()), months_after(born, years * 12)
    enough = applied >= birthday
    because = [
        said(
            "{born}出生，到{applied}满{full}岁，申请入党要满{years}岁。",
            born=say(born),
            applied=say(applied),
            full=full,
            years=years,
        )
    ]
    if not enough:
        because.append(
            said(
                "{birthday}满{years}岁，从那天起可以申请，还差{days}天。",
                birthday=say(birthday),
                years=years,
                days=(birthday - applied).days,
            )
        )
    if (born.month, born.day) == (2, 29):
        because.append("2月29日出生的，平年按2月28日算生日。怕有出入，等到3月1日再交。")
    used = [(text, applied)]
    if text_on(CONSTITUTION, applied):
        used.append((CONSTITUTION, applied))
    status = Status.MET if enough else Status.BREACHED
    step = (
        "收下申请书，一个月内派人谈话。"
        if enough
        else said("{next_step}，或者等到{birthday}。", next_step=next_step(text, status), birthday=say(birthday))
    )
    return Answer(
        {"age": full, "old_enough": enough, "may_apply_from": birthday, "law": title(text)},
        status,
        tuple(because),
        cites_of(used, layers),
        step,
    )


QUESTION = Question(
    name="admission.age",
    title_zh="申请入党年龄够不够",
    title_en="Is an applicant old enough",
    asks=(
        Ask("born_on", "day", "出生日期", "2001-08-15"),
        Ask("applied_on", "day", "递交申请书的日子", "2026-03-05", required=False, help_zh="不填，按“哪一天”算。"),
    ),
    tells=(
        Told("age", "那天满", "岁"),
        Told("old_enough", "年龄够不够"),
        Told("may_apply_from", "最早哪天可以申请"),
        Told("law", "按哪部规定"),
    ),
    norm_ids=(RULE, "admission-min-age-2026", CONSTITUTION),
    reckon=_age,
)
