"""What is kept is what the records say: after any writes, drawing everything again finds nothing different."""

from datetime import date, timedelta

import pytest

from tests.checkup.writer import written_at_random
from tests.personas import NOW, TODAY, acting, build_enterprise, do
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import BranchSheet, BranchState, BranchYearSheet, Count, Finding
from zhibu.checkup.rebuilding import rebuild
from zhibu.flows import night
from zhibu.member.actions import correct_details, leave_branch, move_member, set_condition
from zhibu.member.models import ConditionKind, Details

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_after_random_writes_nothing_differs(seed: int) -> None:
    written_at_random(seed)
    assert not +rebuild(TODAY).differences


@pytest.mark.parametrize("days", [1, 40, 400])
def test_after_random_writes_the_nights_bring_everything_to_a_later_day(days: int) -> None:
    written_at_random(days)
    later = TODAY + timedelta(days=days)
    night.run(later, NOW + timedelta(days=days))
    assert not +rebuild(later).differences


def test_a_correction_is_seen_where_the_member_was_before() -> None:
    """The branch that somebody has left is still asked on which day it had seven full members."""
    enterprise = build_enterprise()
    secretary = acting(enterprise.first, Role.SECRETARY)
    one, other = enterprise.members[:2]
    for member in (one, other):
        moved = {"member": member, "branch": enterprise.second, "since": date(2026, 3, 1)}
        do(secretary, move_member, Right.RECORD, **moved)
    do(secretary, leave_branch, Right.RECORD, member=other, until=date(2026, 5, 1))
    for member in (one, other):
        details = Details.objects.get(member=member)
        do(secretary, correct_details, Right.RECORD, details=details, full_on=date(2021, 7, 1))
    suspended = {"member": one, "kind": ConditionKind.RIGHTS_SUSPENDED, "since": date(2025, 5, 1), "until": None}
    do(secretary, set_condition, Right.RECORD, **suspended)
    assert not +rebuild(TODAY).differences


def test_what_was_spoilt_is_counted_by_kind_and_repaired() -> None:
    enterprise = build_enterprise()
    assert rebuild(TODAY).total == 0

    branch = enterprise.first
    BranchYearSheet.objects.filter(branch=branch).update(theme_day_held=0b111)
    BranchSheet.objects.filter(branch=enterprise.second).delete()
    Finding.objects.filter(branch=branch, norm="branch-committee-monthly").delete()
    BranchState.objects.filter(branch=branch).update(state="help")
    Count.objects.create(organisation=enterprise.company, state="fine", amount=3)

    found = rebuild(TODAY)
    spoilt = {kind for kind, number in found.differences.items() if number}
    assert spoilt >= {"sheet_branch_year", "sheet_branch", "findings", "states", "counts"}
    assert found.organisations == 3
    assert rebuild(TODAY).total == 0


def test_progress_is_told() -> None:
    build_enterprise()
    told: list[tuple[int, int]] = []
    rebuild(TODAY, lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]
