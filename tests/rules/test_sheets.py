from __future__ import annotations

from datetime import date

import pytest

from zhibu.rules.sheets import BRANCH, BRANCH_YEAR, SHEETS, UNITS


def test_every_field_name_is_used_once_and_every_unit_is_named() -> None:
    for kind in SHEETS.values():
        assert len(set(kind.fields)) == len(kind.fields)
        for column in kind.columns:
            assert column.unit in UNITS
            assert column.label_zh


def test_a_sheet_from_plain_facts() -> None:
    sheet = BRANCH_YEAR.make(year=2026, theme_day_held=[1, 12], existed_from=date(2020, 1, 2), talks_people=None)
    assert sheet.theme_day_held == 0b100000000001
    assert sheet.existed_from == date(2020, 1, 2).toordinal()
    assert (sheet.talks_people_known, sheet.committee_months_known) == (0, 0)


def test_nought_is_a_known_number() -> None:
    sheet = BRANCH.make(full_members=0, posts=[1, 16])
    assert (sheet.full_members, sheet.full_members_known) == (0, 1)
    assert (sheet.posts, sheet.posts_known) == (17, 1)


def test_a_column_that_is_not_there_and_a_value_that_cannot_be_are_refused() -> None:
    with pytest.raises(KeyError, match="没有“points”这一列"):
        BRANCH.make(points=1)
    with pytest.raises(TypeError, match="不能是"):
        BRANCH.make(members="十人")
