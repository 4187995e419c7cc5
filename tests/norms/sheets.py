"""Random fact sheets of every kind, for the property tests of judgements.

Hypothesis draws only a seed; the thirty-odd fields come from it. That is fifty times quicker than drawing each field.
"""

from __future__ import annotations

from datetime import date
from random import Random
from types import SimpleNamespace

import numpy as np

from zhibu.norms.model import Layer, Norm
from zhibu.rules.sheets import SHEETS, Column

EARLY, LATE = date(2017, 6, 1).toordinal(), date(2028, 6, 30).toordinal()

_LAYERS = {
    "party-lesson-regularly": {"times": (1, 2), "months_per_period": (3, 6, 12)},
    "general-meeting-quarterly": {"months_per_period": (1, 3), "times": (1,)},
    "organisational-life-meeting-yearly": {"closes_after_months": (0, 2, 3, 6)},
    "vacancy-by-election": {"by_election_months": (1, 3, 6)},
}
_OWNERS = {
    "organisational-life-meeting-season": "organisational-life-meeting-yearly",
    "democratic-appraisal-yearly": "organisational-life-meeting-yearly",
    "democratic-appraisal-excellent-cap": "organisational-life-meeting-yearly",
    "committee-posts": "vacancy-by-election",
}


def _figure(column: Column, chance: Random) -> int:
    if column.unit == "day":
        return chance.randint(EARLY, LATE)
    if column.unit == "code":
        return chance.choice(sorted(column.codes))
    if column.unit == "flag":
        return chance.randint(0, 1)
    if column.bits:
        return chance.choice(
            (0, (1 << column.bits) - 1, chance.getrandbits(column.bits), chance.getrandbits(column.bits))
        )
    return chance.randint(0, chance.choice((4, 9, 60)))


def random_row(kind_name: str, year: int, chance: Random) -> dict[str, int]:
    """One sheet as a dict of all its fields; a third of what may be unknown is unknown."""
    fields: dict[str, int] = {}
    for column in SHEETS[kind_name].columns:
        known = not column.has_known or chance.random() < 2 / 3
        fields[column.name] = _figure(column, chance) if known else 0
        if column.has_known:
            fields[f"{column.name}_known"] = int(known)
    if "year" in fields:
        fields["year"] = year
    return fields


def random_layers(norm: Norm, chance: Random) -> tuple[Layer, ...]:
    """Layers of a unit that are lawful for this norm; often none."""
    owner = _OWNERS.get(norm.id, norm.id)
    start = chance.choice((date(2017, 1, 1), date(2022, 7, 1)))
    return tuple(
        Layer("unit", owner, key, chance.choice(figures), start, None, "公司党委文件")
        for key, figures in _LAYERS.get(owner, {}).items()
        if chance.random() < 0.5
    )


def random_day(chance: Random) -> date:
    """A day on which to judge, often a month boundary."""
    day = date.fromordinal(chance.randint(date(2018, 1, 1).toordinal(), LATE))
    return day.replace(day=1) if chance.random() < 0.3 else day


def sheet_of(row: dict[str, int]) -> SimpleNamespace:
    """One sheet."""
    return SimpleNamespace(**row)


def columns_of(rows: list[dict[str, int]]) -> SimpleNamespace:
    """Columns of sheets; the year stays one number."""
    return SimpleNamespace(
        **{
            name: rows[0][name] if name == "year" else np.array([row[name] for row in rows], dtype=np.int64)
            for name in rows[0]
        }
    )
