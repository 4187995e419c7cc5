"""What the kept sheets say, judged on columns, beside the findings that are kept: after any writes nothing differs."""

import pytest

from tests.checkup.writer import Writer
from tests.personas import TODAY, build_enterprise
from zhibu.base.touched import SheetKind
from zhibu.checkup import columns, refresh
from zhibu.checkup.models import Finding
from zhibu.checkup.rebuilding import rebuild

pytestmark = pytest.mark.django_db


def test_columns_and_kept_findings_agree_and_what_was_spoilt_is_found_and_mended() -> None:
    enterprise = build_enterprise()
    Writer(enterprise, 3).write(25)
    for year in (TODAY.year - 1, TODAY.year):
        assert not columns.differing(columns.read_years(year), TODAY)

    Finding.objects.filter(branch=enterprise.second, sheet=SheetKind.BRANCH_YEAR, year=TODAY.year).delete()
    kept = columns.read_years(TODAY.year)
    assert columns.differing(kept, TODAY) == {enterprise.second.pk}
    refresh.redraw_kind(SheetKind.BRANCH_YEAR, [enterprise.second], TODAY.year, TODAY)
    assert not columns.differing(kept, TODAY)
    assert not +rebuild(TODAY).differences
