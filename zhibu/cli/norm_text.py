"""Rules and changes of rules as plain lines for people, and as plain data for programs."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zhibu.questions import NormPage, questions_using
from zhibu.questions.comparing import KINDS, Change
from zhibu.rules.status import Status


def change_lines(first: date, second: date, changes: Sequence[Change]) -> Iterator[str]:
    """The changes kind by kind, or one line that there are none."""
    yield f"{first} 和 {second} 相比：" + (f"{len(changes)} 条不一样。" if changes else "没有不一样的规定。")
    for kind, members in groupby(changes, key=lambda change: change.kind):
        yield f"\n{KINDS[kind]}"
        for change in members:
            ids = f"{change.before.id} → {change.norm.id}" if change.before else change.norm.id
            yield f"  {ids}  {change.norm.name_zh}"
            yield from (f"    {line}" for line in change.lines)


def plain_change(change: Change) -> dict[str, Any]:
    """One change as plain data."""
    return {
        "kind": change.kind,
        "norm": change.norm.id,
        "before": change.before.id if change.before else None,
        "name": change.norm.name_zh,
        "differs": list(change.lines),
    }


def card_lines(page: NormPage, on: date) -> Iterator[str]:
    """Everything about one rule."""
    norm = page.norm
    yield f"{norm.id}  {norm.name_zh}"
    yield norm.plain_zh
    yield f"依据：{page.cite.text_zh}，{page.cite.confidence_zh}" + ("，待核" if page.to_check else "")
    if not norm.article:
        yield f"条号：{norm.article_reason_zh}"
    yield (
        f"施行：{norm.span.from_on} 起，"
        + (f"{norm.span.to_on} 止" if norm.span.to_on else "没有止期")
        + _today(page, on)
    )
    yield f"用词：{norm.strength}（{page.strength_zh}）；{page.confidence_zh}；最重显示为 {page.worst_colour.value}"
    for figure in page.figures:
        yield f"数字：{figure.label_zh} {figure.value_zh}（{figure.source_zh}，{figure.checked_on} 核对）"
    for label, text in (("容易看错", norm.misleads_zh), ("说法不一", norm.disagreement_zh)):
        if text:
            yield f"{label}：{text}"
    for label, other in (("接替", page.replaces), ("后来换成", page.replaced_by)):
        if other:
            yield f"{label}：{other.id}  {other.name_zh}"
    names = [question.name for question in questions_using(norm.id)]
    if names:
        yield f"算一算：{'、'.join(names)}"
    yield from _case_lines(page)


def _today(page: NormPage, on: date) -> str:
    return "" if page.in_force else f"；{on} 不在施行时间里"


def _case_lines(page: NormPage) -> Iterator[str]:
    if not (page.cases or page.worked_answers):
        return
    yield "算例："
    for case in page.cases:
        results = "、".join(dict.fromkeys(status.label_zh for status in case.expect.values()))
        yield f"  {case.on}  {case.name_zh}：{results}。{case.because_zh}"
    for answer in page.worked_answers:
        yield f"  {answer.on}  {answer.name_zh}：{Status(answer.status).label_zh}。{answer.because_zh}"


def plain_card(page: NormPage, on: date) -> dict[str, Any]:
    """One rule as plain data; days as ISO texts."""
    norm = page.norm
    return {
        "id": norm.id,
        "name": norm.name_zh,
        "plain": norm.plain_zh,
        "on": on.isoformat(),
        "in_force": page.in_force,
        "from": norm.span.from_on.isoformat(),
        "to": norm.span.to_on.isoformat() if norm.span.to_on else None,
        "regulation": page.regulation.id,
        "title": page.regulation.title_zh,
        "article": page.cite.article_zh,
        "strength": norm.strength,
        "strength_class": norm.strength_class,
        "confidence": norm.confidence,
        "to_check": page.to_check,
        "worst_colour": page.worst_colour.value,
        "use": norm.use,
        "tier": norm.tier,
        "figures": [
            {"label": figure.label_zh, "value": figure.value_zh, "source": figure.source_zh, "ours": figure.ours}
            for figure in page.figures
        ],
        "disagreement": norm.disagreement_zh,
        "replaces": page.replaces.id if page.replaces else None,
        "replaced_by": page.replaced_by.id if page.replaced_by else None,
        "questions": [question.name for question in questions_using(norm.id)],
        "cases": len(page.cases) + len(page.worked_answers),
    }
