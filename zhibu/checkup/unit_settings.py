"""Figures that a unit may set itself: where the law leaves them open, or where more may be asked than the law asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zhibu import norms
from zhibu.base.errors import Refused
from zhibu.checkup.judging import plain_layers
from zhibu.norms.model import STRENGTHS, TOPICS, Layer, Norm, Value
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, parent_path, settings_at, settings_below
from zhibu.rules.said import said

NOT_FROM_ABOVE = frozenset({"care", "concern", "supervision"})
"""Topics close to persons: what is said, heard or done for somebody gets no signal of a superior's own."""


@dataclass(frozen=True)
class OpenFigure:
    """One figure that may be set. `figure` is in force at the place, `lawful` what the text (or, if `is_ours`, we) say.

    `is_open`: the law gives no figure or leaves a choice; otherwise only a stricter one is taken (`stricter`: higher,
    lower). `least` and `most` bound the choice, both included; None where there is no bound.
    """

    norm: str
    norm_zh: str
    topic_zh: str
    plain_zh: str
    regulation_zh: str
    article: str
    strength_zh: str
    key: str
    label_zh: str
    unit_zh: str
    figure: int
    lawful: int
    is_open: bool
    is_ours: bool
    stricter: str
    least: int | None
    most: int | None
    document: str = ""
    since: date | None = None


def open_figures(path: str, on: date) -> list[OpenFigure]:
    """Everything that can be set, with what holds at this place on a day: the open ones first, then by topic."""
    layers = layers_by_path([path], on)[path]
    found = [
        _figure(norm, value, layers, on)
        for norm in norms.library().norms.values()
        if norm.span.holds(on)
        for value in norm.values.values()
        if _may_be_set(norm, value, on)
    ]
    topics = list(TOPICS.values())
    return sorted(found, key=lambda row: (not row.is_open, topics.index(row.topic_zh)))


def figures_of(path: str, norm_id: str, on: date) -> list[OpenFigure]:
    """Those of one norm; empty when there is nothing to set."""
    return [row for row in open_figures(path, on) if row.norm == norm_id]


@dataclass(frozen=True)
class GivenWay:
    """A figure that was allowed when it was set and no longer counts. `now`: what holds instead, where there is one."""

    label_zh: str
    own: int
    now: int | None
    regulation_zh: str


def given_way(path: str, on: date) -> dict[tuple[UUID, str], GivenWay]:
    """Of the settings that hold at a place: the figures that a stricter text, or the end of their text, has overtaken.

    By setting and key.
    """
    layers = plain_layers(layers_by_path([path], on)[path])
    found = {}
    for setting in settings_at(path, on):
        norm = norms.library().norms.get(setting.norm)
        if norm is None or setting.since > on:
            continue
        resolved = norms.resolve(norm.id, on, layers)
        title = norms.library().regulations[norm.regulation].title_zh
        lost = {(layer.key, layer.figure, layer.from_on) for layer in resolved.given_way}
        is_over = not norm.span.holds(on)
        for key, own in setting.values.items():
            if key in norm.values and (is_over or (key, own, setting.since) in lost):
                now = None if is_over else getattr(resolved.values, key)
                found[setting.pk, key] = GivenWay(norm.values[key].label_zh, own, now, title)
    return found


def _may_be_set(norm: Norm, value: Value, on: date) -> bool:
    """A whole number of the norm's own: left open by the law, or one that the check-up judges by.

    Signals on help, talks and care, and those that stay with the branch, are tuned by nobody above.
    """
    if norm.strength_class == "signal" and (norm.branch_only or norm.family == "help" or norm.topic in NOT_FROM_ABOVE):
        return False
    if norm.id not in norms.library().judgements and not value.ours and value.allowed is None:
        return False
    if value.same_as is not None or not isinstance(value.spell_on(on).figure, int):
        return False
    if value.allowed is not None:
        return value.allowed[0] < value.allowed[1]
    return value.stricter not in ("none", "fixed")


def _figure(norm: Norm, value: Value, layers: Sequence[dict[str, Any]], on: date) -> OpenFigure:
    resolved = norms.resolve(norm.id, on, plain_layers(layers))
    layer = resolved.layer_for(value.key)
    lawful = int(value.spell_on(on).figure)  # type: ignore[arg-type]  # shares are not offered
    least, most = value.allowed or (lawful if value.stricter == "higher" else 0, None)
    if value.allowed is None and value.stricter == "lower":
        most = lawful
    return OpenFigure(
        norm=norm.id,
        norm_zh=norm.name_zh,
        topic_zh=TOPICS[norm.topic],
        plain_zh=norm.plain_zh,
        regulation_zh=norms.library().regulations[norm.regulation].title_zh,
        article=norm.article or "",
        strength_zh=STRENGTHS[norm.strength_class],
        key=value.key,
        label_zh=value.label_zh,
        unit_zh=value.unit_zh,
        figure=getattr(resolved.values, value.key),
        lawful=lawful,
        is_open=value.ours or value.stricter == "none" or lawful == 0,
        is_ours=value.ours,
        stricter=value.stricter,
        least=least,
        most=most,
        document=layer.document_zh if layer else "",
        since=layer.from_on if layer else None,
    )


def check_setting(
    organisation: Organisation, *, norm: str, values: Mapping[str, int], document: str, since: date, today: date
) -> None:
    """Refused, at its figure and with the sentence, when one is laxer than the law or than a superior's setting.

    Also refused when a unit below has set a figure of its own that would then be the laxer one.
    """
    offered = {row.key for row in figures_of(organisation.path, norm, since)}
    if not values or not values.keys() <= offered:
        raise Refused("这一项不能由单位自己定。", "回到设置页，从列出的几项里选。")
    above = parent_path(organisation.path)
    # What a superior has already decided for a later day counts too: on that day both must hold.
    later = {row.since for row in settings_at(above, since) if row.norm == norm and row.since > since}
    for day in sorted({since} | later):
        _check_from_above(plain_layers(layers_by_path([above], day)[above]), norm, values, document, day)
    for key, figure in values.items():
        _check_below(organisation, norm, key, figure, max(since, today))


def _check_from_above(layers: Iterable[Layer], norm: str, values: Mapping[str, int], document: str, day: date) -> None:
    standing = list(layers)
    for key, figure in values.items():
        layer = Layer("unit", norm, key, figure, day, None, document)
        try:
            norms.check_new_layer(layer, norms.norm(norm), standing)
        except norms.LayerError as error:
            raise Refused(str(error), field=key) from error
        standing.append(layer)


def figures_from_above(organisation: Organisation, norm: str, on: date) -> dict[str, int]:
    """What would hold here without a setting of the own: by the law and the superiors."""
    return {row.key: row.figure for row in figures_of(parent_path(organisation.path), norm, on)}


def _check_below(organisation: Organisation, norm: str, key: str, figure: int, on: date) -> None:
    """A stricter figure here must not turn a lower unit's own one into a laxer one."""
    stricter = norms.norm(norm).values[key].stricter
    if stricter == "none":
        return
    for setting in settings_below(organisation, norm, on):
        own = setting.values.get(key)
        if own is not None and (own < figure if stricter == "higher" else own > figure):
            raise Refused(
                said("{name}自己定的是 {own}，会比这里宽。", name=setting.organisation.name, own=own),
                "先请他们停用或改掉那一项，再来定。",
                key,
            )


def allowed_words(figure: OpenFigure) -> str:
    """What may be filled in, in words: “1 到 6”, “不少于 6”, “不超过 50”."""
    if figure.least is not None and figure.most is not None and figure.stricter == "none":
        return said("可以填 {least} 到 {most}", least=figure.least, most=figure.most)
    if figure.stricter == "higher":
        return said("只能更严：不少于 {least}", least=figure.least) + (
            said("，不超过 {most}", most=figure.most) if figure.most is not None else ""
        )
    if figure.stricter == "lower":
        return said("只能更严：不超过 {most}", most=figure.most) + (
            said("，不少于 {least}", least=figure.least) if figure.least else ""
        )
    return ""
