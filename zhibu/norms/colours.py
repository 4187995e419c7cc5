"""Which colour a finding may have: by the wording of the text, and by how surely the text is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhibu.norms.model import ONLY_WORDS, Colour, Layer, Norm
from zhibu.norms.resolving import Resolved, resolve
from zhibu.rules.status import Status

_CALM = {Status.NOT_APPLICABLE: Colour.NONE, Status.MET: Colour.GREEN, Status.UNKNOWN: Colour.GREY}


def colour(norm: Norm, status: Status, on: date, layers: Sequence[Layer] = ()) -> Colour:
    """The colour of a finding on the day.

    Red only for 应当, 必须, 不得 in a text that was read; 一般, instructions, reported texts, anchors and presumed
    texts are amber at most; 可以 is information, amber only where its conditions are missing; memory is never judged;
    no record is grey. A term 及时 without a figure is amber until the unit has said how long; a figure that only a
    layer asks is amber too.
    """
    if norm.confidence == "memory" or norm.use in ONLY_WORDS:
        return Colour.NONE
    if status in _CALM:
        return _CALM[status]
    if norm.strength_class in ("permitted", "definitional"):
        return Colour.AMBER if status is Status.BREACHED else Colour.NONE
    if status is Status.DUE:
        return Colour.AMBER
    return Colour.RED if may_be_red(norm, on, layers) else Colour.AMBER


def may_be_red(norm: Norm, on: date, layers: Sequence[Layer] = ()) -> bool:
    """Could a breach of this norm be red on this day?"""
    if norm.strength_class not in ("mandatory", "prohibited") or norm.confidence != "text":
        return False
    if norm.anchor or norm.member_duty or is_presumed(norm, on):
        return False
    return _figures_allow_red(norm, resolve(norm, on, layers))


def is_presumed(norm: Norm, on: date) -> bool:
    """Has the text been replaced on this day by one in which the rule was not seen again?"""
    return norm.presumed_from is not None and on >= norm.presumed_from


def needs_checking(norm: Norm, on: date) -> bool:
    """Must 待核 stand beside the citation?"""
    return norm.confidence != "text" or norm.article_confidence != "text" or is_presumed(norm, on)


def _figures_allow_red(norm: Norm, resolved: Resolved) -> bool:
    if norm.promptly:
        return not resolved.ours
    return all(norm.values[layer.key].ours or norm.values[layer.key].stricter == "none" for layer in resolved.layers)
