"""What differs between the law of one day and the law of another: rules that began, ended or were replaced, figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhibu import norms
from zhibu.norms import Norm
from zhibu.norms.model import STRENGTHS
from zhibu.norms.resolving import say_figure
from zhibu.questions.catalogue import all_norms
from zhibu.questions.citing import article_name
from zhibu.questions.texts import texts_of, title
from zhibu.rules.said import said

KINDS: Mapping[str, str] = {
    "began": "新起的规定",
    "replaced": "换了文本的规定",
    "figure": "数字变了的规定",
    "presumed": "原文换了、没有再看到的规定（待核）",
    "ended": "不再施行的规定",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs. ``kind`` is a key of KINDS; ``before`` is the rule of the first day where its text was
    replaced; ``lines`` say what differs, one Chinese phrase each.
    """

    kind: str
    norm: Norm
    before: Norm | None = None
    lines: tuple[str, ...] = ()


def compare(first: date, second: date) -> tuple[Change, ...]:
    """The changes from the law of ``first`` to the law of ``second``, kind by kind, in the order of topics."""
    found = [change for norm in all_norms() if (change := _change(norm, first, second))]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def _change(norm: Norm, first: date, second: date) -> Change | None:
    held, holds = norm.span.holds(first), norm.span.holds(second)
    if held and not holds:
        return None if _of_the_same_row(norm, second) else Change("ended", norm, lines=(title(norm.id),))
    if holds and not held:
        before = _of_the_same_row(norm, first)
        if before is None:
            return Change(
                "began",
                norm,
                lines=(said("《{title}》{article_name}", title=title(norm.id), article_name=article_name(norm)),),
            )
        return Change("replaced", norm, before, tuple(_text_changes(before, norm, first, second)))
    if not (held and holds):
        return None
    figures = tuple(_figure_changes(norm, norm, first, second))
    if figures:
        return Change("figure", norm, lines=figures)
    presumed = norms.is_presumed(norm, second) != norms.is_presumed(norm, first)
    return (
        Change(
            "presumed",
            norm,
            lines=(said("《{title}》{article_name}", title=title(norm.id), article_name=article_name(norm)),),
        )
        if presumed
        else None
    )


def _of_the_same_row(norm: Norm, on: date) -> Norm | None:
    """The rule in force on the day that replaced this one, or that it replaced, at any distance."""
    oldest = norm
    while oldest.replaces:
        oldest = norms.norm(oldest.replaces)
    row = [norms.norm(norm_id) for norm_id in texts_of(oldest.id)]
    return next((other for other in row if other.id != norm.id and other.span.holds(on)), None)


def _text_changes(before: Norm, after: Norm, first: date, second: date) -> Iterator[str]:
    yield said(
        "《{old}》{old_article} → 《{new}》{new_article}",
        old=title(before.id),
        old_article=article_name(before),
        new=title(after.id),
        new_article=article_name(after),
    )
    if before.strength_class != after.strength_class:
        yield said(
            "用词 {old} → {new}",
            old=STRENGTHS[before.strength_class],
            new=STRENGTHS[after.strength_class],
        )
    yield from _figure_changes(before, after, first, second)


def _figure_changes(before: Norm, after: Norm, first: date, second: date) -> Iterator[str]:
    for key in dict.fromkeys((*before.values, *after.values)):
        was, now = _figure(before, key, first), _figure(after, key, second)
        if was != now:
            label = (after.values.get(key) or before.values[key]).label_zh
            yield said("{label} {was} → {now}", label=label, was=was, now=now)


def _figure(norm: Norm, key: str, on: date) -> str:
    """The figure with its unit, without any layer; 没有 where the text has none."""
    value = norm.values.get(key)
    return said("{figure}{unit}", figure=say_figure(value.spell_on(on).figure), unit=value.unit_zh) if value else "没有"
