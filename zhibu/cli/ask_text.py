"""Questions and answers as plain lines for people: the list of questions, and one answer step by step."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from zhibu.questions import Ask, Question, example_of
from zhibu.questions.model import FAMILIES, TYPES
from zhibu.rules.status import Status

HOW = (
    '一行问一个：{"question": 问题名, "on": 哪一天的规定（不写是今天）, "facts": {名称: 内容}}',
    "整数填 0 到 100000；日期写 2026-05-20；是或否写 true、false，也可以写 是、否；选一项的，写代码或中文都行。",
    "不知道的不填，不要猜；必填的没有填，会说缺哪一栏。",
    "回答：answer 结果，status 情况，because 一步一步怎么算的，cites 依据，next_step 下一步。填错的那一行回答 error。",
    "几行几格的，写成 [{名称: 内容}, …]；用手问时写成文字，一行用“；”隔开，格用空格隔开，空的格写 -。",
)
_YES_NO = {True: "是", False: "否", None: "（空）"}


def list_lines(questions: Sequence[Question]) -> Iterator[str]:
    """Every question with its facts and answer fields: enough to use it without reading anything else."""
    yield from HOW
    yield "status 有：" + "，".join(f"{status.value} {status.label_zh}" for status in Status)
    for family, members in groupby(sorted(questions, key=_place), key=lambda question: question.family):
        yield f"\n== {FAMILIES[family]} =="
        for question in members:
            yield from _question_lines(question)


def _place(question: Question) -> int:
    return list(FAMILIES).index(question.family)


def _question_lines(question: Question) -> Iterator[str]:
    yield f"\n{question.name}  {question.title_zh}"
    yield "  填："
    for ask in question.asks:
        yield from _ask_lines(ask, "    ")
    yield "  答："
    for told in question.tells:
        yield f"    {told.name}  {told.label_zh}{_unit(told.unit_zh)}"
    yield f"  例：{json.dumps(example_of(question), ensure_ascii=False)}"


def _ask_lines(ask: Ask, indent: str) -> Iterator[str]:
    must = "必填" if ask.required else "可不填"
    yield f"{indent}{ask.name}  {TYPES[ask.kind]}{_unit(ask.unit_zh)}，{must}：{ask.label_zh}。例如 {ask.example}"
    if ask.help_zh:
        yield f"{indent}  {ask.help_zh}"
    for earlier, codes in ask.when.items():
        yield f"{indent}  只在 {earlier} 填 {'、'.join(codes)} 时问，别的时候不填。"
    if ask.choices:
        yield f"{indent}  只能填：" + "；".join(f"{code} {label}" for code, label in ask.choices.items())
    for column in ask.columns:
        yield from _ask_lines(column, indent + "    ")


def _unit(unit_zh: str) -> str:
    return f"（{unit_zh}）" if unit_zh else ""


def answer_lines(question: Question, told: Mapping[str, Any]) -> Iterator[str]:
    """One answer: the result first, then the sum, the articles, and what to do."""
    yield question.title_zh
    labels = {field.name: field for field in question.tells}
    for name, value in told["answer"].items():
        field = labels[name]
        yield f"  {field.label_zh}：{_shown(value)}{field.unit_zh if _is_figure(value) else ''}"
    yield f"  情况：{Status(told['status']).label_zh}"
    yield "怎么算的："
    yield from (f"  {line}" for line in told["because"])
    yield "依据："
    for cite in told["cites"]:
        yield f"  {cite['text']}" + ("，待核" if cite["to_check"] else "")
    if told["next_step"]:
        yield f"下一步：{told['next_step']}"


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and value != ""


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, Mapping):
        return "，".join(f"{name} {_shown(item)}" for name, item in value.items()) or "无"
    if isinstance(value, list):
        return "；".join(map(_shown, value)) or "无"
    return str(value)
