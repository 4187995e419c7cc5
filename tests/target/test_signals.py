"""The system's own reminders: about what the branch offered, both sides of each boundary, never red, never a name."""

from datetime import date, timedelta

import pytest

from zhibu.target.facts import Known
from zhibu.target.signals import RULES, Subject, gone_up

BEGAN = date(2025, 1, 1)
DAY = date(2026, 11, 23)
THREE = [(2026, 3), (2026, 2), (2026, 1)]


def subjects(known: Known, today: date = DAY) -> dict[Subject, object]:
    return {signal.subject: signal for rule in RULES if (signal := rule(known, today))}


def known(**columns) -> Known:
    return Known(**{"records_from": BEGAN, "people": 14, "agreed": 14, "agreed_before": 0, **columns})


@pytest.mark.parametrize(
    ("today", "agreed", "is_there"),
    [(date(2026, 3, 31), 0, False), (date(2026, 4, 1), 0, True), (date(2026, 4, 1), 13, True), (DAY, 14, False)],
)
def test_targets_are_asked_for_after_the_first_quarter(today, agreed, is_there) -> None:
    found = subjects(known(agreed=agreed), today).get(Subject.NO_TARGETS)
    assert bool(found) is is_there
    if found:
        assert found.is_question is bool(agreed)


def test_a_branch_that_has_just_begun_is_not_asked() -> None:
    assert Subject.NO_TARGETS not in subjects(known(agreed=0, records_from=DAY - timedelta(days=89)))
    assert Subject.NO_TARGETS in subjects(known(agreed=0, records_from=DAY - timedelta(days=90)))
    assert Subject.NO_TARGETS not in subjects(known(agreed=0, people=0))


@pytest.mark.parametrize(
    ("changes", "today", "is_there"),
    [
        ({}, date(2026, 10, 20), True),
        ({}, date(2026, 10, 19), False),
        ({"looks": {(2026, 3): 14}}, DAY, False),
        ({"looks": {(2026, 3): 13}}, DAY, True),
        ({"looks": {(2026, 3): 3}, "closed": frozenset({(2026, 3)})}, DAY, False),
        ({"agreed_before": 0}, DAY, False),
        ({"records_from": date(2026, 7, 2)}, DAY, False),
        ({"records_from": date(2026, 7, 1)}, DAY, True),
    ],
)
def test_a_quarter_that_is_over_is_asked_after(changes, today, is_there) -> None:
    found = subjects(known(**{"agreed_before": 14, **changes}), today)
    assert (Subject.NO_LOOK in found) is is_there


def test_help_that_nobody_looked_at_stays_in_the_branch() -> None:
    assert Subject.HELP_NOT_LOOKED_AT not in subjects(known(help_due_since=DAY - timedelta(days=6)))
    found = subjects(known(help_due_since=DAY - timedelta(days=7)))[Subject.HELP_NOT_LOOKED_AT]
    assert gone_up([found], DAY + timedelta(days=400), 14) == []


def test_criticism_without_help() -> None:
    assert Subject.CRITICISED_WITHOUT_HELP in subjects(known(criticised_alone_on=DAY))


@pytest.mark.parametrize(
    ("rows", "is_there"),
    [
        ([(DAY, 8, 8)], False),
        ([(DAY, 8, 8), (DAY, 7, 7)], True),
        ([(DAY, 8, 8), (DAY, 7, 6)], False),
        ([(DAY, 4, 4), (DAY, 4, 4)], False),
    ],
)
def test_always_everybody_excellent_is_a_question_on_procedure(rows, is_there) -> None:
    found = subjects(known(appraisals=rows)).get(Subject.ALL_EXCELLENT)
    assert bool(found) is is_there
    assert found is None or found.is_question


@pytest.mark.parametrize(
    ("looks", "exceptions", "is_there"), [(5, {}, True), (4, {}, False), (9, {(2026, 2): 1}, False)]
)
def test_reached_without_exception_for_three_quarters(looks, exceptions, is_there) -> None:
    found = subjects(known(looks=dict.fromkeys(THREE, looks), exceptions=exceptions))
    assert (Subject.ALL_REACHED in found) is is_there


def test_superiors_read_it_after_the_branch_had_it_to_itself() -> None:
    found = list(subjects(known(agreed=0), date(2026, 4, 15)).values())
    since = found[0].since
    assert gone_up(found, since + timedelta(days=13), 14) == []
    assert gone_up(found, since + timedelta(days=14), 14) == found
