"""The unit's own settings, as plain data of the database, in the form in which norms and questions read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.norms import Layer, provincial_layers

PROVINCE = "province"
PROVINCES: Mapping[str, str] = {"CN-GZ": "贵州"}
"""Those whose texts are here, by code."""


def plain_layers(layers: Sequence[Mapping[str, Any]]) -> tuple[Layer, ...]:
    """The unit settings as the norms read them. Shares come back from the database as lists.

    An entry that names a province stands for all of its texts; of several the last one holds, the nearest to the place.
    """
    named = [layer[PROVINCE] for layer in layers if PROVINCE in layer]
    local = provincial_layers(named[-1]) if named else ()
    return (*local, *(_layer(layer) for layer in layers if PROVINCE not in layer))


def _layer(layer: Mapping[str, Any]) -> Layer:
    figure = layer["figure"]
    days = {name: _as_day(layer[name]) for name in ("from_on", "to_on")}
    return Layer(**{**layer, **days, "figure": tuple(figure) if isinstance(figure, list) else figure})


def _as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
