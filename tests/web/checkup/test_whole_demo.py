"""The demo as a whole, built once: each finding has its parts, and shown, kept and reckoned in columns are the same."""

import pytest

from tests.personas import TODAY, acting
from zhibu.base import clock
from zhibu.base.actor import Role
from zhibu.base.touched import SheetKind
from zhibu.checkup.columns import judge_years, read_years
from zhibu.checkup.judging import KEPT, marks_of
from zhibu.checkup.looking import Looked, look
from zhibu.checkup.models import TABLES, LayerProfile
from zhibu.checkup.showing import check_up
from zhibu.demo.build import build
from zhibu.org.models import Organisation
from zhibu.web.checkup import showing


@pytest.mark.django_db
def test_the_whole_demo_organisation() -> None:
    build(TODAY, clock.now(), lambda _line: None)
    all_looked = look(list(Organisation.objects.all()), TODAY)
    assert sum(_every_finding_has_its_four_parts(looked) for looked in all_looked) > 20
    for looked in all_looked:
        _what_is_shown_is_what_is_kept(looked)
    _columns_and_single_sheets_agree()


def _every_finding_has_its_four_parts(looked: Looked) -> int:
    found = check_up(looked, TODAY).findings
    for shown in found:
        for is_own in (True, False):
            finding = showing.finding_of(shown, acting(looked.branch, Role.SECRETARY), TODAY, is_own=is_own)
            assert finding.title
            assert str(finding.seen).endswith("。"), finding.title
            assert finding.since, finding.title
            assert finding.cite and "《" in str(finding.cite.label) and "措辞" in str(finding.cite.text)
            assert finding.next_steps or finding.buttons, finding.title
            assert finding.audience
            assert "None" not in repr([finding.seen, finding.since, finding.facts])
    return len(found)


def _what_is_shown_is_what_is_kept(looked: Looked) -> None:
    shown = {
        (row.sheet.value, row.subject, row.year, row.norm, row.status.value): (
            row.mask, row.colour.value, row.since, row.due_on, row.first_seen_on, row.goes_up_on,
        )
        for row in check_up(looked, TODAY).findings
    }  # fmt: skip
    kept = {
        key: (row.periods, row.colour, row.since, row.due_on, row.first_seen_on, row.goes_up_on)
        for key, row in looked.kept.items()
    }
    assert shown == kept, looked.branch.name


def _columns_and_single_sheets_agree() -> None:
    """One definition, two speeds: the column run over kept sheets says what the scalar run said after each write."""
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
