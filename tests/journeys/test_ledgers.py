"""Six dirty files go from the disk to the findings that were reckoned by hand."""

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.journeys.ledgers.making import (
    APPRAISAL,
    COMMITTEE,
    GENERAL,
    GROUP,
    LEDGERS,
    LIFE,
    THEME,
    Kept,
    Periods,
)
from tests.personas import NOW, acting, do, found
from zhibu.base import clock
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import Finding
from zhibu.cli import main
from zhibu.meeting.models import Item
from zhibu.org.actions import record_term
from zhibu.org.models import Organisation, OrganisationKind

pytestmark = pytest.mark.django_db
CADENCES = (GENERAL, COMMITTEE, GROUP, THEME, LIFE, APPRAISAL)
BRANCH_NORMS = ("committee-required-seven", "no-committee-below-seven", "branch-size-cap")


@pytest.fixture
def zhibu(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    monkeypatch.setattr(main, "set_up_django", lambda: None)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    return tmp_path


def a_branch(has_committee: bool) -> Organisation:
    company = found(None, OrganisationKind.PRIMARY_COMMITTEE, "大桥公司党委")
    branch = found(company, OrganisationKind.BRANCH, "项目党支部")
    do(
        acting(branch, Role.ORGANISER),
        record_term,
        Right.SET_UP,
        organisation=branch,
        elected_on=date(2024, 3, 10),
        ends_on=date(2027, 3, 10),
        has_committee=has_committee,
        seats=3 if has_committee else None,
    )
    return branch


def periods_of(branch: Organisation) -> Periods:
    seen: dict[tuple[str, int], dict[str, set[int]]] = defaultdict(dict)
    for finding in Finding.objects.filter(branch=branch, norm__in=CADENCES):
        numbers = {bit + 1 for bit in range(12) if finding.periods >> bit & 1}
        seen[finding.norm, finding.year][finding.status] = numbers
    return dict(seen)


def votes_of(branch: Organisation) -> set[tuple[str, date]]:
    rows = Finding.objects.filter(branch=branch, sheet="resolution", status="breached")
    days = dict(Item.objects.values_list("thread", "gathering__happened_on"))
    return {(row.norm, days[row.subject]) for row in rows}


@pytest.mark.parametrize("kept", LEDGERS, ids=lambda kept: kept.filename)
def test_a_dirty_file_becomes_the_findings_reckoned_by_hand(
    zhibu: Path, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clock.now() == NOW
    branch = a_branch(kept.has_committee)
    file = zhibu / kept.filename
    file.write_bytes(kept.make())

    code = main.main(["import", str(file), "--branch", branch.name, *kept.words])
    said = capsys.readouterr().out
    ready, look, refused = kept.groups
    assert f"可导入 {ready} 行，要看一眼 {look} 行，不能导入 {refused} 行" in said, said
    assert code == kept.code
    assert periods_of(branch) == kept.periods
    assert votes_of(branch) == kept.votes
    rows = Finding.objects.filter(branch=branch, norm__in=BRANCH_NORMS).values_list("norm", "status")
    assert set(rows) == kept.branch
