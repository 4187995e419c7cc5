"""The texts of provinces: kept as norms of their own, applied only where their layers are passed in.

A provincial norm asks nothing by itself. Whoever judges a branch of that province, or a person who says where they
are, passes its layers in; a norm stands where a provincial layer names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhibu.norms.loader import library
from zhibu.norms.model import Layer, Library, Norm, Span


def jurisdictions(found: Library | None = None) -> tuple[str, ...]:
    """The provinces whose texts were loaded, as codes such as CN-GZ."""
    regulations = (found or library()).regulations.values()
    return tuple(sorted({regulation.jurisdiction for regulation in regulations if regulation.jurisdiction}))


def provincial_layers(jurisdiction: str, found: Library | None = None) -> tuple[Layer, ...]:
    """Every figure of the texts of a province as plain layers; empty for a province without a text here."""
    loaded = found or library()
    return tuple(
        layer
        for norm in loaded.norms.values()
        if loaded.regulations[norm.regulation].jurisdiction == jurisdiction != ""
        for layer in _layers(norm, loaded.regulations[norm.regulation].title_zh)
    )


def stands_locally(norm_id: str, on: date, layers: Sequence[Layer]) -> bool:
    """Is this provincial norm asked on the day where these layers apply?"""
    return any(
        layer.norm_id == norm_id and layer.level == "provincial" and Span(layer.from_on, layer.to_on).holds(on)
        for layer in layers
    )


def _layers(norm: Norm, title_zh: str) -> tuple[Layer, ...]:
    return tuple(
        Layer(
            level="provincial",
            norm_id=norm.id,
            key=key,
            figure=spell.figure,
            from_on=spell.span.from_on,
            to_on=spell.span.to_on,
            document_zh=title_zh,
            article=spell.article or "",
        )
        for key, value in norm.values.items()
        for spell in value.spells
    )
