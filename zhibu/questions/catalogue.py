"""The rules as pages show them: plain words, source, dates, figures, worked examples, what replaced what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from zhibu import norms
from zhibu.norms import Case, Colour, Layer, Norm, Regulation, WorkedAnswer
from zhibu.norms.model import CONFIDENCES, FAMILIES, STRENGTHS, TOPICS
from zhibu.norms.resolving import say_figure
from zhibu.questions.citing import cite
from zhibu.questions.model import Cite
from zhibu.rules.said import said
from zhibu.rules.status import Status

__all__ = [
    "Case",
    "Colour",
    "Figure",
    "Norm",
    "NormPage",
    "all_norms",
    "cases_of",
    "describe",
    "search",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a norm on a day. ``source_zh`` is its article or document; ``ours`` = the product's own default."""

    label_zh: str
    value_zh: str
    source_zh: str
    checked_on: date
    ours: bool


@dataclass(frozen=True, slots=True)
class NormPage:
    """Everything a page about one norm shows."""

    norm: Norm
    regulation: Regulation
    cite: Cite
    topic_zh: str
    family_zh: str
    strength_zh: str
    confidence_zh: str
    worst_colour: Colour
    in_force: bool
    to_check: bool
    presumed: bool
    figures: tuple[Figure, ...]
    cases: tuple[Case, ...]
    replaces: Norm | None
    replaced_by: Norm | None
    worked_answers: tuple[WorkedAnswer, ...] = ()


def describe(norm_id: str, on: date | None = None, layers: Sequence[Layer] = ()) -> NormPage:
    """A norm as it stands on the day (by default on its first day in force). Raises KeyError."""
    found = norms.library()
    norm = found.norms[norm_id]
    day = on or norm.span.from_on
    successor = next((other for other in found.norms.values() if other.replaces == norm_id), None)
    return NormPage(
        norm=norm,
        regulation=found.regulations[norm.regulation],
        cite=cite(norm_id, day, layers),
        topic_zh=TOPICS[norm.topic],
        family_zh=FAMILIES[norm.family],
        strength_zh=STRENGTHS[norm.strength_class],
        confidence_zh=CONFIDENCES[norm.confidence],
        worst_colour=norms.colour(norm_id, Status.BREACHED, day, layers),
        in_force=norm.span.holds(day),
        to_check=norms.needs_checking(norm, day),
        presumed=norms.is_presumed(norm, day),
        figures=_figures(norm, day, layers),
        cases=cases_of(norm_id),
        replaces=found.norms.get(norm.replaces),
        replaced_by=successor,
        worked_answers=found.worked_answers.get(norm_id, ()),
    )


def _figures(norm: Norm, on: date, layers: Sequence[Layer]) -> tuple[Figure, ...]:
    resolved = norms.resolve(norm.id, on, layers)
    found = []
    for key, value in norm.values.items():
        spell, layer = value.spell_on(on), resolved.layer_for(key)
        source = (
            "本系统的默认值"
            if value.ours
            else said("第{article}条", article=spell.article)
            if str(spell.article).isdigit()
            else str(spell.article)
        )
        if layer is not None:
            source = said("《{document_zh}》{article}", document_zh=layer.document_zh, article=layer.article)
        text = said("{figure}{unit}", figure=say_figure(getattr(resolved.values, key)), unit=value.unit_zh)
        found.append(Figure(value.label_zh, text, source, spell.checked_on, value.ours and layer is None))
    return tuple(found)


def all_norms(on: date | None = None) -> tuple[Norm, ...]:
    """All norms, or those in force on the day, in the order of topics."""
    order = {topic: index for index, topic in enumerate(TOPICS)}
    found = [norm for norm in norms.library().norms.values() if on is None or norm.span.holds(on)]
    return tuple(sorted(found, key=lambda norm: order[norm.topic]))


def guidance_on(topics: Collection[str], on: date) -> tuple[Norm, ...]:
    """Norms of these topics that are not judged but shown beside the work they concern, in force on a day."""
    return tuple(
        norm
        for norm in norms.library().norms.values()
        if norm.use == "guidance" and norm.topic in topics and norm.span.holds(on)
    )


def law_in_english() -> dict[str, str]:
    """Titles of sources, names of norms and their plain words, by their Chinese."""
    found = norms.library()
    titles = {regulation.title_zh: regulation.title_en for regulation in found.regulations.values()}
    names = {norm.name_zh: norm.name_en for norm in found.norms.values()}
    return titles | names | {norm.plain_zh: norm.plain_en for norm in found.norms.values()}


def cases_of(norm_id: str) -> tuple[Case, ...]:
    """The worked examples of a norm."""
    return norms.library().cases.get(norm_id, ())


def search(text: str, on: date | None = None) -> tuple[Norm, ...]:
    """Norms in whose words every part of the text occurs; those with it in the name come first."""
    parts = text.lower().split()
    if not parts:
        return ()
    found = [norm for norm in all_norms(on) if all(part in _words(norm) for part in parts)]
    return tuple(sorted(found, key=lambda norm: not all(part in norm.name_zh.lower() for part in parts)))


def _words(norm: Norm) -> str:
    title = norms.library().regulations[norm.regulation].title_zh
    seen = " ".join(norm.seen.values())
    article = said("第{article}条", article=norm.article) if norm.article else ""
    return " ".join((norm.id, norm.name_zh, norm.name_en, norm.plain_zh, norm.plain_en, title, article, seen)).lower()
