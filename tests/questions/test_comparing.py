"""What differs between two days of law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from zhibu import norms
from zhibu.norms.model import Span
from zhibu.questions.comparing import Change, compare

REVISED = date(2026, 5, 11)
DAY = timedelta(days=1)


def by_kind(first: date, second: date) -> dict[str, dict[str, Change]]:
    found: dict[str, dict[str, Change]] = {}
    for change in compare(first, second):
        found.setdefault(change.kind, {})[change.norm.id] = change
    return found


def test_the_same_day_has_no_differences() -> None:
    assert compare(REVISED, REVISED) == ()


def test_the_revision_of_the_admission_rules() -> None:
    found = by_kind(REVISED - DAY, REVISED)
    quorum = found["replaced"]["admission-meeting-quorum-2026"]
    assert quorum.before is not None
    assert quorum.before.id == "admission-meeting-quorum"
    assert "第20条" in quorum.lines[0]
    assert "第19条" in quorum.lines[0]
    assert "admission-written-opinions" in found["presumed"]
    assert "admission-meeting-one-month-2026" in found["began"]
    assert "ended" not in found


def test_backwards_the_same_rules_are_replaced_the_other_way() -> None:
    back = by_kind(REVISED, REVISED - DAY)
    assert back["replaced"]["admission-meeting-quorum"].before.id == "admission-meeting-quorum-2026"  # type: ignore[union-attr]
    assert "admission-meeting-one-month-2026" in back["ended"]


def test_a_plan_that_ends_without_another_is_an_end() -> None:
    found = by_kind(date(2023, 12, 31), date(2024, 1, 1))
    assert set(found["ended"]) == {
        "study-hours-secretary-56",
        "secretary-new-training-half-year",
        "study-probationer-training",
    }


def test_every_first_day_shows_its_rules_and_no_other_day_does() -> None:
    for norm in norms.library().norms.values():
        if norm.span.from_on.year < 1900:
            continue
        changed = {change.norm.id for change in compare(norm.span.from_on - DAY, norm.span.from_on)}
        assert norm.id in changed


def test_a_figure_that_changes_inside_a_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = norms.library().norms
    norm = found["branch-approval-deadline"]
    value = norm.values["months_max"]
    old = value.spells[0]
    spells = (
        replace(old, span=Span(old.span.from_on, date(2027, 12, 31))),
        replace(old, figure=2, span=Span(date(2028, 1, 1), None)),
    )
    changed = replace(norm, values={"months_max": replace(value, spells=spells)})
    monkeypatch.setitem(found, norm.id, changed)
    (change,) = compare(date(2027, 12, 31), date(2028, 1, 1))
    assert (change.kind, change.lines) == ("figure", ("批复期限 1个月 → 2个月",))
