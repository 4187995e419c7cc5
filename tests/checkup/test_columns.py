"""One definition, two speeds: the column run over kept sheets says what the scalar run said after each write."""

import pytest

from tests.personas import TODAY
from zhibu.base import clock
from zhibu.base.touched import SheetKind
from zhibu.checkup.columns import judge_years, read_years
from zhibu.checkup.judging import KEPT, marks_of
from zhibu.checkup.models import TABLES, LayerProfile
from zhibu.demo.build import build

pytestmark = pytest.mark.django_db


def test_columns_and_single_sheets_agree_on_the_whole_demo_organisation() -> None:
    build(TODAY, clock.now(), lambda _line: None)
    layers = {row.digest: row.layers for row in LayerProfile.objects.all()}
    sheets = {row.branch_id: row for row in TABLES[SheetKind.BRANCH_YEAR].objects.filter(year=2026)}
    compared = set()
    for group, norm_id, columns in judge_years(read_years(2026), TODAY):
        for index, branch_id in enumerate(group.branches):
            _resolved, marks = marks_of(
                SheetKind.BRANCH_YEAR, norm_id, sheets[branch_id], layers.get(group.profile, ()), TODAY
            )
            assert columns.row(index) == marks, (norm_id, branch_id)
            compared |= {status for status in KEPT if marks.mask(status)}
    assert len(compared) >= 3, "the demo should show due, overdue and unknown at least"
