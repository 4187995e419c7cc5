"""From norms to cites and next steps, and the honest answer when a day lies outside the texts that were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhibu import norms
from zhibu.norms import Layer, Norm
from zhibu.norms.model import ARTICLE_CONFIDENCES
from zhibu.questions.model import Answer, Cite
from zhibu.rules.said import joined, said
from zhibu.rules.status import Status
from zhibu.rules.telling import say_day


def article_name(norm: Norm) -> str:
    """第11条, or 条号待核."""
    if norm.article is None:
        return "条号待核"
    return said("第{article}条", article=norm.article) if norm.article[:1].isdigit() else norm.article


def cite(norm_id: str, on: date, layers: Sequence[Layer] = ()) -> Cite:
    """The citation of a norm as it stands on the day, with the local document that settled a figure."""
    found = norms.norm(norm_id)
    title = norms.library().regulations[found.regulation].title_zh
    local = [layer for layer in norms.resolve(norm_id, on, layers).layers if layer.document_zh != title]
    return Cite(
        norm_id=norm_id,
        title_zh=title,
        article_zh=article_name(found),
        from_on=found.span.from_on,
        to_on=found.span.to_on,
        confidence_zh=ARTICLE_CONFIDENCES[found.article_confidence],
        to_check=norms.needs_checking(found, on),
        plain_zh=found.plain_zh,
        document_zh=joined(
            dict.fromkeys(
                said("《{document_zh}》{article}", document_zh=layer.document_zh, article=layer.article)
                for layer in local
            )
        ),
        presumed_from=found.presumed_from if norms.is_presumed(found, on) else None,
    )


def next_step(norm_id: str, status: Status) -> str:
    """The first step that the norm names for the status; empty when there is nothing to do."""
    steps = norms.norm(norm_id).steps.get(status, ())
    return steps[0].say_zh if steps else ""


def outside(norm_ids: Sequence[str], on: date) -> Answer | None:
    """An answer that says so when a text is not in force on the day; None when all are."""
    for norm_id in norm_ids:
        span = norms.norm(norm_id).span
        if not span.holds(on):
            since = say_day(span.from_on.toordinal())
            sentence = said(
                "{on}不在这条规定的施行时间里。它从{since}起施行，更早的规定这里没有收。",
                on=say_day(on.toordinal()),
                since=since,
            )
            return Answer({}, Status.NOT_APPLICABLE, (sentence,), (cite(norm_id, on),), "换一个日期，或者问上级。")
    return None
