"""What the check-up knows of a branch's work: told to do, found itself, asked, tied to the unit, in which order."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import NOW, TODAY, acting, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right, Role
from zhibu.checkup.models import ConductSheet, Finding
from zhibu.work.actions import NewTask, create_task, finish, undo_task
from zhibu.work.goals import drop_goal, note_day, set_goal
from zhibu.work.models import DayKind, SubmissionKind, TaskSource
from zhibu.work.prior import Matter, record_matter, switch_on
from zhibu.work.upward import NewSubmission, send

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db


def sheet(workshop: Workshop) -> ConductSheet:
    return ConductSheet.objects.get(branch=workshop.branch, year=2026)


def write(workshop: Workshop, action: Any, right: Right = Right.RECORD, **given: Any) -> Any:
    return do(workshop.actor("secretary"), action, right, TODAY, NOW, **given)


def task(workshop: Workshop, source: TaskSource = TaskSource.OWN, **given: Any) -> Any:
    return write(workshop, create_task, new=NewTask(branch=workshop.branch, title="查冬季用电", source=source, **given))


def findings(workshop: Workshop, norm: str) -> list[str]:
    return list(Finding.objects.filter(branch=workshop.branch, norm=norm).values_list("status", flat=True))


def test_only_ordered_until_one_thing_is_found(workshop: Workshop) -> None:
    for _number in range(3):
        task(workshop, TaskSource.NOTICE)
    task(workshop, TaskSource.DECISION)
    assert findings(workshop, "signal-only-ordered") == []
    task(workshop, TaskSource.NOTICE)
    assert (sheet(workshop).work, sheet(workshop).ordered_work, sheet(workshop).own_work) == (5, 4, 0)
    assert findings(workshop, "signal-only-ordered") == ["breached"]
    own = task(workshop, TaskSource.INITIATIVE)
    assert findings(workshop, "signal-only-ordered") == []
    write(workshop, undo_task, task=own)
    assert findings(workshop, "signal-only-ordered") == ["breached"]


def test_one_line_by_word_of_mouth_counts_as_asking(workshop: Workshop) -> None:
    for _number in range(4):
        task(workshop, TaskSource.NOTICE)
    assert findings(workshop, "signal-never-asked") == ["unknown"]
    new = NewSubmission(
        organisation=workshop.branch, kind=SubmissionKind.ORAL, matter="热饭炉", happened_on=TODAY, to_name="林组织员"
    )
    write(workshop, send, new=new)
    assert findings(workshop, "signal-never-asked") == []


def test_goals_from_above_are_the_branch_s_too(workshop: Workshop) -> None:
    for _number in range(4):
        task(workshop)
    assert findings(workshop, "signal-nothing-tied") == ["unknown"]
    company = workshop.enterprise.company
    goal = do(workshop.actor("organiser"), set_goal, Right.ASSIGN, organisation=company, year=2026, title="停机减一半")
    assert sheet(workshop).unit_goals == 1
    assert findings(workshop, "signal-nothing-tied") == ["breached"]
    write(workshop, note_day, organisation=workshop.branch, kind=DayKind.GOOD, title="抢修两天", happened_on=TODAY,
          goal=goal.thread)  # fmt: skip
    assert findings(workshop, "signal-nothing-tied") == []
    do(workshop.actor("organiser"), drop_goal, Right.ASSIGN, goal=goal)
    assert sheet(workshop).unit_goals == 0


def test_half_a_year_without_anything_to_do(workshop: Workshop) -> None:
    """记录 began on 1 January: that is the earliest day for whoever never had a task."""
    assert date.fromordinal(sheet(workshop).idle_since) == date(2026, 1, 1)
    assert findings(workshop, "signal-no-task") == ["unknown"]
    busy = [task(workshop, owners=[member]) for member in workshop.members[:7]]  # the eighth is frail
    assert not sheet(workshop).idle_since_known
    assert findings(workshop, "signal-no-task") == []
    long_ago = TODAY - timedelta(days=184)
    write(workshop, finish, task=busy[0], result="查了", happened_on=long_ago)
    assert date.fromordinal(sheet(workshop).idle_since) == long_ago
    assert findings(workshop, "signal-no-task") == ["unknown"]


def test_the_order_of_major_matters_is_asked_only_where_it_applies(workshop: Workshop) -> None:
    assert not sheet(workshop).studies_first
    officer = acting(workshop.enterprise.company, Role.ORGANISER)
    do(officer, switch_on, Right.ASSIGN, organisation=workshop.branch, document="公司文件", since=date(2026, 1, 1))
    trails = (
        Matter("换设备", discussed_on=date(2026, 3, 1), decided_on=date(2026, 3, 1)),
        Matter("调班次", decided_on=date(2026, 4, 1)),
    )
    for trail in trails:
        write(workshop, record_matter, organisation=workshop.branch, matter=trail)
    assert findings(workshop, "signal-decided-before-studied") == ["unknown"]
    wrong = Matter("建库房", discussed_on=date(2026, 5, 2), decided_on=date(2026, 5, 1))
    write(workshop, record_matter, organisation=workshop.branch, matter=wrong)
    found = sheet(workshop)
    assert (found.matters_decided, found.matters_out_of_order, found.matters_not_studied) == (3, 1, 1)
    assert findings(workshop, "signal-decided-before-studied") == ["breached"]
