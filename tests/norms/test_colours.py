from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zhibu import norms
from zhibu.norms import Colour, Layer
from zhibu.norms.colours import colour
from zhibu.rules.status import Status

TODAY = date(2026, 11, 23)
MANDATORY = norms.norm("theme-day-monthly")


@pytest.mark.parametrize(
    ("norm_id", "status", "expected"),
    [
        ("theme-day-monthly", Status.OVERDUE, Colour.RED),
        ("theme-day-monthly", Status.UNKNOWN, Colour.GREY),
        ("theme-day-monthly", Status.MET, Colour.GREEN),
        ("theme-day-monthly", Status.DUE, Colour.AMBER),
        ("theme-day-monthly", Status.NOT_APPLICABLE, Colour.NONE),
        ("general-meeting-quarterly", Status.OVERDUE, Colour.AMBER),
        ("branch-committee-monthly", Status.OVERDUE, Colour.AMBER),
        ("party-lesson-regularly", Status.OVERDUE, Colour.AMBER),
        ("organisational-life-meeting-yearly", Status.OVERDUE, Colour.RED),
        ("organisational-life-meeting-season", Status.BREACHED, Colour.AMBER),
        ("democratic-appraisal-excellent-cap", Status.BREACHED, Colour.AMBER),
        ("general-meeting-vote-quorum", Status.BREACHED, Colour.RED),
        ("term-election-on-time", Status.OVERDUE, Colour.RED),
        ("term-other-branches", Status.BREACHED, Colour.AMBER),
        ("term-village-community", Status.BREACHED, Colour.RED),
        ("term-extension-limit", Status.BREACHED, Colour.AMBER),
        ("committee-required-seven", Status.OVERDUE, Colour.RED),
        ("branch-size-cap", Status.BREACHED, Colour.AMBER),
        ("vacancy-by-election", Status.OVERDUE, Colour.AMBER),
        ("attendance-exemption-frail", Status.MET, Colour.GREEN),
    ],
)
def test_colour_follows_the_wording(norm_id: str, status: Status, expected: Colour) -> None:
    assert norms.colour(norm_id, status, TODAY) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Colour.RED),
        ({"strength_class": "prohibited"}, Colour.RED),
        ({"strength_class": "normally"}, Colour.AMBER),
        ({"strength_class": "directive"}, Colour.AMBER),
        ({"strength_class": "permitted"}, Colour.AMBER),
        ({"strength_class": "definitional"}, Colour.AMBER),
        ({"confidence": "secondary"}, Colour.AMBER),
        ({"confidence": "memory"}, Colour.NONE),
        ({"anchor": True}, Colour.AMBER),
        ({"presumed_from": TODAY}, Colour.AMBER),
        ({"presumed_from": date(2026, 11, 24)}, Colour.RED),
    ],
)
def test_a_breach_is_red_only_for_a_mandatory_text_that_was_read(change: dict, expected: Colour) -> None:
    assert colour(replace(MANDATORY, **change), Status.BREACHED, TODAY) is expected


def test_a_permission_is_information_until_its_conditions_are_missing() -> None:
    permitted = replace(MANDATORY, strength_class="permitted")
    assert colour(permitted, Status.OVERDUE, TODAY) is Colour.NONE
    assert colour(permitted, Status.DUE, TODAY) is Colour.NONE


def test_no_record_is_never_red_for_any_norm() -> None:
    for norm in norms.library().norms.values():
        quiet = norm.use not in ("judgement", "reckoning") or norm.confidence == "memory"
        assert norms.colour(norm.id, Status.UNKNOWN, TODAY) is (Colour.NONE if quiet else Colour.GREY)


def test_promptly_is_red_only_after_the_unit_has_said_how_long() -> None:
    setting = Layer("unit", "vacancy-by-election", "by_election_months", 2, date(2026, 1, 1), None, "公司党委补选办法")
    assert norms.colour("vacancy-by-election", Status.OVERDUE, TODAY, [setting]) is Colour.RED
    assert norms.colour("vacancy-by-election", Status.OVERDUE, date(2025, 12, 31), [setting]) is Colour.AMBER


def test_a_figure_that_only_the_unit_asks_is_amber() -> None:
    twice = Layer("unit", "organisational-life-meeting-yearly", "times", 2, date(2026, 1, 1), None, "公司党委办法")
    window = Layer(
        "unit", "organisational-life-meeting-yearly", "closes_after_months", 3, date(2026, 1, 1), None, "通知"
    )
    assert norms.colour("organisational-life-meeting-yearly", Status.OVERDUE, TODAY, [twice]) is Colour.AMBER
    assert norms.colour("organisational-life-meeting-yearly", Status.OVERDUE, TODAY, [window]) is Colour.RED


def test_what_was_not_read_is_marked_for_checking() -> None:
    assert norms.needs_checking(norms.norm("democratic-appraisal-excellent-cap"), TODAY)
    assert not norms.needs_checking(MANDATORY, TODAY)
    presumed = replace(MANDATORY, presumed_from=TODAY)
    assert norms.needs_checking(presumed, TODAY)
    assert not norms.needs_checking(presumed, date(2026, 11, 22))
