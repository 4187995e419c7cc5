"""Texts of provinces: strict like the others, and asked only where their layers are passed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhibu import norms
from zhibu.norms import Colour, NormsError
from zhibu.norms.loader import load
from zhibu.norms.resolving import resolve
from zhibu.rules.status import Status

GUIZHOU = "CN-GZ"
LOCAL = [
    norm
    for norm in norms.library().norms.values()
    if norms.library().regulations[norm.regulation].jurisdiction == GUIZHOU
]
ABOUT = """
id: somewhere-2020
title_zh: 某省规程
title_en: Procedures of a province
issuer: 某省委组织部
layer: {layer}
from: 2020-01-01
seen: full_text
checked_on: 2026-11-22
"""


def test_the_worked_example_is_there() -> None:
    assert norms.jurisdictions() == (GUIZHOU,)
    assert {norm.id for norm in LOCAL if norm.id.startswith("local-gz-")} == {
        "local-gz-activist-wait-three-months",
        "local-gz-filing-reply-one-month",
        "local-gz-quarterly-report",
        "local-gz-publicity-five-days",
        "local-gz-meeting-one-month",
        "local-gz-probationer-half-year-review",
        "local-gz-conversion-application-week",
        "local-gz-conversion-meeting-one-month",
    }


def test_no_local_norm_is_judged_on_a_fact_sheet() -> None:
    assert all(not norm.sheet for norm in LOCAL)


def test_layers_are_plain_data_that_cite_and_stand() -> None:
    layers = norms.provincial_layers(GUIZHOU)
    assert {layer.norm_id for layer in layers} == {norm.id for norm in LOCAL if norm.values}
    for layer in layers:
        assert layer.level == "provincial"
        assert layer.document_zh
        assert layer.article
        assert resolve(norms.norm(layer.norm_id), layer.from_on, layers).layer_for(layer.key) == layer


@pytest.mark.parametrize("jurisdiction", ["", "CN-BJ", "none"])
def test_elsewhere_there_are_no_layers(jurisdiction: str) -> None:
    assert norms.provincial_layers(jurisdiction) == ()


def test_a_local_norm_stands_only_with_its_layers_and_from_its_first_day() -> None:
    layers = norms.provincial_layers(GUIZHOU)
    rule = "local-gz-meeting-one-month"
    assert norms.stands_locally(rule, date(2016, 1, 1), layers)
    assert not norms.stands_locally(rule, date(2015, 12, 31), layers)
    assert not norms.stands_locally(rule, date(2026, 1, 1), ())


def test_a_duty_of_a_person_is_never_red() -> None:
    for rule in ("local-gz-quarterly-report", "local-gz-conversion-application-week"):
        assert norms.colour(rule, Status.BREACHED, date(2026, 11, 23)) is Colour.AMBER
    assert norms.colour("local-gz-publicity-five-days", Status.BREACHED, date(2026, 11, 23)) is Colour.RED


@pytest.mark.parametrize(
    ("folder", "about", "said"),
    [
        ("somewhere", ABOUT.format(layer="provincial"), "jurisdiction"),
        ("somewhere", ABOUT.format(layer="central") + "jurisdiction: CN-GZ\n", "jurisdiction"),
        ("somewhere", ABOUT.format(layer="provincial") + "jurisdiction: CN-GZ\n", "省里的规定放在 layers 里"),
        ("layers/somewhere", ABOUT.format(layer="central"), "省里的规定放在 layers 里"),
    ],
)
def test_a_province_without_its_place_is_refused(tmp_path: Path, folder: str, about: str, said: str) -> None:
    target = tmp_path / "norms" / folder
    target.mkdir(parents=True)
    (target / "about.yaml").write_text(about, encoding="utf-8")
    with pytest.raises(NormsError, match=said) as refused:
        load(tmp_path / "norms")
    assert "about.yaml" in str(refused.value)


def test_a_province_in_its_place_is_loaded(tmp_path: Path) -> None:
    target = tmp_path / "norms" / "layers" / "somewhere"
    target.mkdir(parents=True)
    (target / "about.yaml").write_text(ABOUT.format(layer="provincial") + "jurisdiction: CN-XX\n", encoding="utf-8")
    found = load(tmp_path / "norms")
    assert norms.jurisdictions(found) == ("CN-XX",)


REVISED = [norm for norm in norms.library().norms.values() if norm.regulation == "admission-2026"]
OLD = [norm for norm in norms.library().norms.values() if norm.regulation == "admission-2014"]


def test_the_revision_has_its_twenty_six_rules_and_none_may_be_red() -> None:
    assert len(REVISED) == 26
    for norm in REVISED:
        assert norm.confidence == "secondary"
        assert norms.needs_checking(norm, date(2026, 11, 23))
        for status in Status:
            assert norms.colour(norm.id, status, date(2026, 11, 23)) is not Colour.RED


def test_old_rules_end_where_the_new_begin_or_are_presumed() -> None:
    replaced = {norm.replaces for norm in REVISED}
    for norm in OLD:
        if norm.id in replaced:
            assert norm.span.to_on == date(2026, 5, 10)
            assert norm.presumed_from is None
        else:
            assert norm.span.to_on is None
            assert norm.presumed_from == date(2026, 5, 11)
            assert norms.colour(norm.id, Status.BREACHED, date(2026, 5, 11)) is not Colour.RED
