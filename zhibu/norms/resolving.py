"""The figures in force on a day: the text, and above it the stricter layers of a province and a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from zhibu.norms.model import Figure, Layer, Norm, Span, Value
from zhibu.rules.days import FAR

_LEVELS = ("provincial", "unit")
_PERCENT_FROM = 50


class LayerError(Exception):
    """A layer cannot stand. The message is one Chinese sentence for the person who set it."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figures of one norm on one day. ``values`` is what judgements read; ``layers`` are those that changed a
    figure.

    ``ours``: a figure that is only the product's default was used. ``given_way``: figures of a unit that cannot stand
    beside the text or the layers above them; they were once allowed, and a stricter text came later.
    """

    norm: Norm
    on: date
    values: SimpleNamespace
    layers: tuple[Layer, ...]
    ours: bool
    given_way: tuple[Layer, ...] = ()

    def layer_for(self, key: str) -> Layer | None:
        """The layer that settled this figure."""
        return next((layer for layer in reversed(self.layers) if layer.key == key), None)


def resolve(norm: Norm, on: date, layers: Sequence[Layer] = ()) -> Resolved:
    """The figures of a norm in force on the day. A unit's figure that the text no longer allows gives way; whether a
    new one may be set, `check_new_layer` says. Raises LayerError when a province's layer is not stricter.

    ``values`` also has lawful_from and lawful_to (the text's own days) and settled_from and settled_to (the days
    during which all demands stay as they are on this day); all four are day numbers.
    """
    spans = [norm.span]
    used: list[Layer] = []
    given_way: list[Layer] = []
    ours = False
    values = SimpleNamespace()
    for key, value in norm.values.items():
        spell = value.spell_on(on)
        figure = spell.figure
        standing = []
        for layer in _standing(norm, value, on, layers):
            try:
                check_layer(layer, norm, value, figure)
            except LayerError:
                if layer.level != "unit":
                    raise
                given_way.append(layer)
            else:
                figure = layer.figure
                standing.append(layer)
        used += standing
        ours |= value.ours and not standing
        if value.stricter != "none":
            spans += [spell.span, *(Span(layer.from_on, layer.to_on) for layer in standing)]
        setattr(values, key, figure)
    values.lawful_from, values.lawful_to = _bounds([norm.span])
    values.settled_from, values.settled_to = _bounds(spans)
    return Resolved(norm, on, values, tuple(used), ours, tuple(given_way))


def check_layer(layer: Layer, norm: Norm, value: Value, figure: Figure) -> None:
    """Raise LayerError unless the layer is stricter than ``figure``, or chooses where the law leaves it open."""
    if not layer.document_zh.strip():
        raise LayerError(f"“{norm.name_zh}”的本地要求没有写依据的文件。写上文件名称再保存。")
    if value.stricter == "fixed":
        raise LayerError(f"“{value.label_zh}”全国一个数，单位不能改。")
    if value.allowed is not None and not _inside(layer.figure, value.allowed):
        least, most = value.allowed
        raise LayerError(f"“{value.label_zh}”可以填{least}到{most}，你填的是{say_figure(layer.figure)}。")
    if value.key == "months_per_period" and 12 % int(layer.figure):  # type: ignore[arg-type]  # no share
        raise LayerError(f"“{value.label_zh}”要把一年分成整段：1、2、3、4、6或12，你填的是{say_figure(layer.figure)}。")
    if value.stricter == "none":
        return
    if _less_strict(value.stricter, layer.figure, figure):
        way = "更大" if value.stricter == "higher" else "更小"
        raise LayerError(
            f"“{norm.name_zh}”的“{value.label_zh}”现在是{say_figure(figure)}，本地要求只能更严（数字{way}),"
            f"不能改成{say_figure(layer.figure)}。"
        )


def check_new_layer(layer: Layer, norm: Norm, layers: Sequence[Layer] = ()) -> None:
    """Raise LayerError when ``layer`` could not be added to ``layers`` (for the settings page), or when its document
    asks for a meeting in more months than a period has.
    """
    if layer.key not in norm.values:
        raise LayerError(f"“{norm.name_zh}”没有可以由单位定的“{layer.key}”。")
    if layer.to_on is not None and layer.to_on < layer.from_on:
        raise LayerError(f"止期{layer.to_on}早于起期{layer.from_on}。把止期改到起期之后。")
    others = [known for known in layers if known != layer]
    before = resolve(norm, layer.from_on, others).given_way
    standing = [*(known for known in others if known not in before), layer]
    check_standing(norm, layer.from_on, standing)
    found = resolve(norm, layer.from_on, standing)
    times, months = found.layer_for("times"), getattr(found.values, "months_per_period", 0)
    figure = times.figure if times and times.document_zh == layer.document_zh else 0
    if months and isinstance(figure, int) and figure > months:
        raise LayerError(f"次数按有会的月份数，{months}个月里最多{months}次，不能定{figure}次。")


def check_standing(norm: Norm, on: date, layers: Sequence[Layer]) -> None:
    """Raise LayerError when any of these layers could not stand on the day."""
    for value in norm.values.values():
        figure = value.spell_on(on).figure
        for layer in _standing(norm, value, on, layers):
            check_layer(layer, norm, value, figure)
            figure = layer.figure


def say_figure(figure: Figure) -> str:
    """A figure as shown: 5, or 1/2; a share of hundredths or thousandths as 1.5%."""
    if not isinstance(figure, tuple):
        return str(figure)
    top, bottom = figure
    if bottom >= _PERCENT_FROM and 10_000 % bottom == 0:
        return f"{top * 100 / bottom:g}%"
    return f"{top}/{bottom}"


def _standing(norm: Norm, value: Value, on: date, layers: Sequence[Layer]) -> list[Layer]:
    """The layers for this value that are in force on the day, province before unit; units in the order given, from the
    top down, so that a higher unit's later figure never stands after a lower unit's earlier one.
    """
    wanted = {(norm.id, value.key)} if value.same_as is None else {(norm.id, value.key), value.same_as}
    found = [
        layer for layer in layers if (layer.norm_id, layer.key) in wanted and Span(layer.from_on, layer.to_on).holds(on)
    ]
    return sorted(found, key=lambda layer: _LEVELS.index(layer.level))


def _inside(figure: Figure, allowed: tuple[int, int]) -> bool:
    return isinstance(figure, int) and allowed[0] <= figure <= allowed[1]


def _less_strict(stricter: str, figure: Figure, than: Figure) -> bool:
    """Compare as fractions, in whole numbers."""
    top, bottom = figure if isinstance(figure, tuple) else (figure, 1)
    other_top, other_bottom = than if isinstance(than, tuple) else (than, 1)
    difference = top * other_bottom - other_top * bottom
    return difference < 0 if stricter == "higher" else difference > 0


def _bounds(spans: Sequence[Span]) -> tuple[int, int]:
    first = max(span.from_on for span in spans).toordinal()
    ends = [span.to_on.toordinal() for span in spans if span.to_on is not None]
    return first, min(ends, default=FAR)
