"""Questions and answers as plain lines for people: the list of questions, and one answer step by step."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from zhibu.cli.language import in_words
from zhibu.questions import Ask, Question, example_of
from zhibu.questions.model import FAMILIES, TYPES
from zhibu.questions.reading import read_fact
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status

Words: TypeAlias = Callable[[Any], str]
"""How a text is said in the language that was asked for."""

HOW = (
    '一行问一个：{"question": 问题名, "on": 哪一天的规定（不写是今天）, "facts": {名称: 内容}}',
    "整数填 0 到 100000；日期写 2026-05-20；是或否写 true、false，也可以写 是、否；选一项的，写代码或中文都行。",
    "不知道的不填，不要猜；必填的没有填，会说缺哪一栏。",
    "回答：answer 结果，status 情况，because 一步一步怎么算的，cites 依据，next_step 下一步。填错的那一行回答 error。",
    "几行几格的，写成 [{名称: 内容}, …]；用手问时写成文字，一行用“；”隔开，格用空格隔开，空的格写 -。",
)
_YES_NO = {True: "是", False: "否", None: "（空）"}


def list_lines(questions: Sequence[Question], words: Words = str) -> Iterator[str]:
    """Every question with its facts and answer fields: enough to use it without reading anything else."""
    yield from map(words, HOW)
    yield words(said("status 有：{names}", names=_named({status.value: status.label_zh for status in Status}, "，")))
    for family, members in groupby(sorted(questions, key=_place), key=lambda question: question.family):
        yield f"\n== {words(FAMILIES[family])} =="
        for question in members:
            yield from _question_lines(question, words)


def _place(question: Question) -> int:
    return list(FAMILIES).index(question.family)


def _question_lines(question: Question, words: Words) -> Iterator[str]:
    yield f"\n{question.name}  {words(question.title_zh)}"
    yield f"  {words('填：')}"
    for ask in question.asks:
        yield from _ask_lines(ask, "    ", words)
    yield f"  {words('答：')}"
    for told in question.tells:
        yield f"    {told.name}  {words(said('{label}{unit}', label=told.label_zh, unit=_unit(told.unit_zh)))}"
    yield f"  {words('例：')} {json.dumps(example_in(question, words), ensure_ascii=False)}".replace("： ", "：")


def example_in(question: Question, words: Words) -> dict[str, Any]:
    """The example of a question; where it is not shown in Chinese, with codes and without Chinese."""
    example = example_of(question)
    if words is not str:
        asks = {ask.name: ask for ask in question.asks}
        example["facts"] = {name: in_codes(asks[name], text, words) for name, text in example["facts"].items()}
    return example


def in_codes(ask: Ask, text: str, words: Words) -> Any:
    """An example that can be given without Chinese: codes, true and false, rows by their names."""
    if ask.kind in {"choice", "flag"}:
        return read_fact(ask, text)
    if ask.kind == "rows":
        rows = [{name: cell for name, cell in row.items() if cell is not None} for row in read_fact(ask, text)]
        return in_words(rows, words)
    return text.replace("至", " to ").replace("、", ", ")


def _ask_lines(ask: Ask, indent: str, words: Words) -> Iterator[str]:
    kind = {"type": TYPES[ask.kind], "unit": _unit(ask.unit_zh), "must": "必填" if ask.required else "可不填"}
    shown = said(
        "{type}{unit}，{must}：{label}。例如 {example}", **kind, label=ask.label_zh, example=_example(ask, words)
    )
    yield f"{indent}{ask.name}  {words(shown)}"
    if ask.help_zh:
        yield f"{indent}  {words(ask.help_zh)}"
    for earlier, codes in ask.when.items():
        only = said("只在 {earlier} 填 {codes} 时问，别的时候不填。", earlier=earlier, codes=joined(codes))
        yield f"{indent}  {words(only)}"
    if ask.choices:
        yield f"{indent}  {words(said('只能填：{names}', names=_named(ask.choices, '；')))}"
    for column in ask.columns:
        yield from _ask_lines(column, indent + "    ", words)


def _example(ask: Ask, words: Words) -> str:
    if words is str:
        return ask.example
    found = in_codes(ask, ask.example, words)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _named(names: Mapping[str, str], separator: str) -> str:
    return joined((said("{code} {name}", code=code, name=name) for code, name in names.items()), separator)


def _unit(unit_zh: str) -> str:
    return said("（{unit}）", unit=unit_zh) if unit_zh else ""


def answer_lines(question: Question, told: Mapping[str, Any], words: Words = str) -> Iterator[str]:
    """One answer: the result first, then the sum, the articles, and what to do."""
    yield words(question.title_zh)
    labels = {field.name: field for field in question.tells}
    for name, value in told["answer"].items():
        field = labels[name]
        unit = field.unit_zh if _is_figure(value) else ""
        yield f"  {words(said('{label}：{value}{unit}', label=field.label_zh, value=_shown(value), unit=unit))}"
    yield f"  {words(said('情况：{status}', status=Status(told['status']).label_zh))}"
    yield words("怎么算的：")
    yield from (f"  {words(line)}" for line in told["because"])
    yield words("依据：")
    for cite in told["cites"]:
        yield f"  {words(joined((cite['text'], '，待核' if cite['to_check'] else ''), ''))}"
    if told["next_step"]:
        yield words(said("下一步：{step}", step=told["next_step"]))


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and value != ""


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, Mapping):
        return _named({name: _shown(item) for name, item in value.items()}, "，") or "无"
    if isinstance(value, list):
        return joined(map(_shown, value), "；") or "无"
    return value if isinstance(value, str) else str(value)
