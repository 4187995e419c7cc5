"""组织覆盖: facts with the figures in force, proposals side by side, projects with their temporary branch."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import TODAY, acting, do, found
from tests.web.sending import send, text_of
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right, Role
from zhibu.base.errors import Refused
from zhibu.checkup.coverage import Coverage, Line, coverage_of, proposals
from zhibu.flows.projects import close_project, open_project_branch
from zhibu.member.actions import enter_member
from zhibu.org.actions import cover_unit
from zhibu.org.models import Organisation, OrganisationKind, Unit

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def unit(workshop: Workshop, name: str, **columns: Any) -> Unit:
    columns = {"organisation": workshop.enterprise.company, "name": name, "since": date(2026, 1, 1), **columns}
    return do(workshop.actor("organiser"), cover_unit, Right.SET_UP, **columns)  # type: ignore[no-any-return]


def seen(workshop: Workshop) -> Coverage:
    return coverage_of(workshop.actor("organiser"), workshop.enterprise.company, TODAY)


def names(lines: list[Line]) -> list[str]:
    return [line.name for line in lines]


def test_units_without_a_branch_and_small_ones(workshop: Workshop) -> None:
    unit(workshop, "检修队", headcount=40, full_members=4)
    unit(workshop, "食堂", headcount=9, full_members=2)
    unit(workshop, "车队", headcount=12, full_members=1)
    unit(workshop, "门卫", headcount=3, full_members=0)
    unit(workshop, "机加班", headcount=30, full_members=8, branch_id=workshop.branch.pk)
    found = seen(workshop)
    assert (found.units, found.uncovered, found.headcount, found.full_members) == (5, 4, 94, 15)
    assert names(found.topics["no_branch"]) == ["检修队"]
    assert sorted(names(found.topics["joint"])) == ["车队", "食堂"]
    assert [sorted(names(list(one.units))) for one in found.proposals] == [["车队", "食堂"]]
    assert found.proposals[0].members == 3


def test_small_units_that_share_an_ordinary_branch_are_looked_after(workshop: Workshop) -> None:
    """Branch regulations 2018, art. 5: fewer than three join with others; a branch that covers others too is that."""
    unit(workshop, "值班室", full_members=2, branch_id=workshop.branch.pk)
    assert names(seen(workshop).topics["joint"]) == ["值班室"]  # alone in its branch: should it be changed?
    unit(workshop, "机加班", full_members=8, branch_id=workshop.branch.pk)
    assert not seen(workshop).topics["joint"]
    assert not seen(workshop).topics["no_branch"]


def lines(*members: int, keeper: Any = None) -> list[Line]:
    return [Line(f"第{place}处", branch=keeper, members=number) for place, number in enumerate(members)]


@pytest.mark.parametrize(
    ("members", "together"),
    [((2, 1), [2]), ((1, 1), []), ((1, 1, 1), [3]), ((2, 2, 1), [2]), ((2, 2, 2, 2), [2, 2]), ((2,), []), ((), [])],
)
def test_proposals_are_enough_together_and_never_too_many(members: tuple[int, ...], together: list[int]) -> None:
    assert [len(one.units) for one in proposals(lines(*members), 3, 5)] == together
    for one in proposals(lines(*members), 3, 2):
        assert len(one.units) <= 2


def test_units_of_two_keepers_are_not_put_together(workshop: Workshop) -> None:
    assert (
        proposals([*lines(2, keeper=workshop.branch.pk), *lines(1, keeper=workshop.enterprise.second.pk)], 3, 5) == []
    )


def test_subcontracted_workers_nobody_keeps_in_touch_with(workshop: Workshop) -> None:
    unit(workshop, "大桥项目", contract_workers=60, contract_members=2)
    unit(workshop, "隧道项目", contract_workers=30, contract_members=1, contract_contact="赵志强")
    found = seen(workshop)
    assert names(found.topics["contract"]) == ["大桥项目"]
    assert (found.contract_workers, found.contract_members) == (90, 3)


def test_branches_with_many_members_and_no_group(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhibu.checkup.coverage.GROUPS_FROM", 1)
    assert names(seen(workshop).topics["groups"]) == ["二车间党支部"], "the first branch has its groups"


def test_a_projects_branch_is_opened_and_closed_with_it(workshop: Workshop) -> None:
    project = unit(workshop, "大桥项目", is_project=True, project_from=date(2026, 1, 1), project_until=TODAY)
    organiser = workshop.actor("organiser")
    assert seen(workshop).to_close == [project]
    arguments = {"unit": project, "name": "大桥项目临时党支部", "founded_on": date(2026, 2, 1)}
    branch: Organisation = do(organiser, open_project_branch, Right.SET_UP, **arguments)
    project = Unit.objects.get(name="大桥项目", until__isnull=True)
    assert (branch.branch_kind, project.branch) == ("temporary", branch)
    with pytest.raises(Refused):
        do(organiser, open_project_branch, Right.SET_UP, **{**arguments, "unit": project})
    secretary = acting(branch, Role.SECRETARY)
    member = do(secretary, enter_member, Right.RECORD, branch=branch, since=date(2026, 2, 1), name="石磊")
    with pytest.raises(Refused, match="还有 1 名党员"):
        do(organiser, close_project, Right.SET_UP, unit=project, day=TODAY)
    assert Unit.objects.filter(name="大桥项目", until__isnull=True).exists(), "nothing half done"
    member.branch = None
    member.save(update_fields=["branch"])
    with pytest.raises(Refused):
        do(organiser, close_project, Right.SET_UP, unit=project, day=TODAY + DAY)
    do(organiser, close_project, Right.SET_UP, unit=project, day=TODAY)
    branch.refresh_from_db()
    assert branch.dissolved_on == TODAY
    assert seen(workshop).to_close == []


def test_an_ordinary_branch_outlives_a_project(workshop: Workshop) -> None:
    project = unit(workshop, "大桥项目", is_project=True, branch_id=workshop.enterprise.second.pk)
    do(workshop.actor("organiser"), close_project, Right.SET_UP, unit=project, day=TODAY)
    assert Organisation.objects.get(pk=workshop.enterprise.second.pk).dissolved_on is None


def test_only_a_project_and_only_where_branches_hang(workshop: Workshop) -> None:
    plain = unit(workshop, "食堂")
    kept_by_branch = unit(workshop, "小项目", organisation=workshop.branch, is_project=True)
    for one in (plain, kept_by_branch):
        with pytest.raises(Refused):
            do(
                workshop.actor("organiser"), open_project_branch, Right.SET_UP,
                unit=one, name="临时", founded_on=TODAY,
            )  # fmt: skip


# --- pages


def test_the_page_says_each_with_its_next_step(workshop: Workshop) -> None:
    browser = workshop.browser("organiser")
    assert "还没有登记单位" in text_of(browser.get("/checkup/coverage/"))
    unit(workshop, "检修队", headcount=40, full_members=4)
    project = unit(workshop, "大桥项目", is_project=True, project_from=date(2026, 1, 1))
    page = text_of(browser.get("/checkup/coverage/"))
    assert "该建支部还没建的单位" in page
    assert "/rules/branch-set-up-min-members/" in page
    assert f"/branch/units/{project.pk}/branch/" in page
    answer = send(browser, f"/branch/units/{project.pk}/branch/")
    assert answer.status_code == 302
    assert Organisation.objects.filter(name="大桥项目临时党支部", branch_kind="temporary").exists()
    for who in ("secretary", "member", "keeper"):
        assert workshop.browser(who).get("/checkup/coverage/").status_code == 403


def test_more_members_than_workers_is_said_at_its_field(workshop: Workshop) -> None:
    given = {"name": "大桥项目", "contract_workers": "3", "contract_members": "5"}
    answer = send(workshop.browser("organiser"), "/branch/units/new/", **given)
    assert answer.status_code == 422
    assert "党员 5 人多于分包、劳务人员 3 人" in text_of(answer)


def test_another_committee_sees_nothing_of_it(workshop: Workshop) -> None:
    unit(workshop, "检修队", full_members=4)
    other = found(None, OrganisationKind.PRIMARY_COMMITTEE, "别处党委")
    assert coverage_of(acting(other, Role.ORGANISER), other, TODAY).units == 0
