"""What may be asked: things, never what somebody thinks or how somebody is."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from zhibu.base.errors import Invalid
from zhibu.rules.said import said

MOST_QUESTIONS, MOST_CHOICES = 5, 6
LONGEST_QUESTION, LONGEST_CHOICE = 60, 20
OF_PERSONS = re.compile("思想|觉悟|忠诚|信仰|信教|宗教|立场|打分|评分|分数|排名|名次|哪个人|哪位同志|谁")
_BREAKS = re.compile(r"[、，,;；/\n]+")


def read_choices(text: str) -> list[str]:
    """“合适、偏多、偏少” → three choices; doubles once."""
    return list(dict.fromkeys(part.strip() for part in _BREAKS.split(text) if part.strip()))


def check(questions: Sequence[Mapping[str, Any]], names: Collection[str]) -> list[dict[str, Any]]:
    """The questions as they are kept. `names`: of the people around; none may stand in a question.

    Raises Invalid with the fields text-1, choices-1, ….
    """
    problems: dict[str, str] = {}
    if not questions:
        problems["text-1"] = "至少写一个问题。"
    if len(questions) > MOST_QUESTIONS:
        problems[f"text-{MOST_QUESTIONS}"] = said("最多 {MOST_QUESTIONS} 个问题。", MOST_QUESTIONS=MOST_QUESTIONS)
    for number, question in enumerate(questions, start=1):
        problems |= _problems_of(number, str(question["text"]), list(question["choices"]), names)
    if problems:
        raise Invalid(problems)
    return [{"text": question["text"].strip(), "choices": list(question["choices"])} for question in questions]


def _problems_of(number: int, text: str, choices: list[str], names: Collection[str]) -> dict[str, str]:
    field, beside = f"text-{number}", f"choices-{number}"
    whole = text + " ".join(choices)
    named = next((name for name in sorted(names) if len(name) > 1 and name in whole), "")
    if not text.strip():
        return {field: "这个问题只写了选项，问什么还没写。"}
    if len(text) > LONGEST_QUESTION:
        return {
            field: said(
                "一个问题最多 {LONGEST_QUESTION} 个字，现在有 {text_count} 个。",
                LONGEST_QUESTION=LONGEST_QUESTION,
                text_count=len(text),
            )
        }
    if named:
        return {field: said("里面有“{named}”的名字。小调查只问事，不问人。", named=named)}
    found = OF_PERSONS.search(whole)
    if found:
        return {field: said("里面有“{group}”。小调查只问事，不问哪个人，也不问怎么想。", group=found.group())}
    if len(choices) == 1:
        return {beside: "只有一个选项。至少写两个，用顿号隔开；留空就是请大家写一句话。"}
    if len(choices) > MOST_CHOICES:
        return {
            beside: said(
                "最多 {MOST_CHOICES} 个选项，现在有 {choices_count} 个。",
                MOST_CHOICES=MOST_CHOICES,
                choices_count=len(choices),
            )
        }
    long = next((choice for choice in choices if len(choice) > LONGEST_CHOICE), "")
    return (
        {beside: said("选项“{long}…”太长，最多 {LONGEST_CHOICE} 个字。", long=long[:10], LONGEST_CHOICE=LONGEST_CHOICE)}
        if long
        else {}
    )
