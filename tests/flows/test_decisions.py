"""Decisions become tasks; a correction corrects them, an undo takes them back, what was done stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.personas import TODAY, do
from tests.web.workshop import Workshop, built, workshop
from zhibu.base.actor import Right
from zhibu.flows import decisions
from zhibu.meeting.actions import NewGathering, NewItem
from zhibu.meeting.models import Gathering, ItemKind, Stage
from zhibu.work import actions, queries
from zhibu.work.models import Task, TaskState

__all__ = ["built", "workshop"]
pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)


def hold(
    workshop: Workshop, *items: NewItem, standing: Any = None, who: str = "secretary", **columns: Any
) -> Gathering:
    new = NewGathering(branch=workshop.branch, happened_on=date(2026, 11, 20), items=list(items), **columns)
    return do(workshop.actor(who), decisions.record_gathering, Right.RECORD_GROUP, new=new, standing=standing)


def decided(workshop: Workshop, **columns: Any) -> NewItem:
    columns = {"decision": "12 月 1 日起供热餐", "owner": workshop.members[2].pk, "due_on": DUE, **columns}
    return NewItem(ItemKind.COMMITTEE_MEETING, topic="夜班就餐", **columns)


def test_an_item_with_somebody_in_charge_or_a_day_becomes_a_task(workshop: Workshop) -> None:
    plain = NewItem(ItemKind.COMMITTEE_MEETING, topic="通报", decision="大家知道了")
    by_name = decided(workshop, owner=None, owner_name="后勤科", due_on=None, decision="修炉子")
    hold(workshop, plain, decided(workshop), by_name)
    found = {task.title: task for task in Task.objects.all()}
    assert set(found) == {"12 月 1 日起供热餐", "修炉子"}
    task = found["12 月 1 日起供热餐"]
    assert (task.due_on, task.purpose, task.source) == (DUE, "夜班就餐", "decision")
    owners = queries.owners_of(found.values())
    assert [row.shown_name for row in owners[task.thread]] == ["单雪"]
    assert [row.shown_name for row in owners[found["修炉子"].thread]] == ["后勤科"]


def test_a_correction_corrects_the_task_and_makes_no_second_one(workshop: Workshop) -> None:
    first = hold(workshop, decided(workshop))
    later = DUE + timedelta(days=7)
    hold(workshop, decided(workshop, owner=workshop.members[4].pk, due_on=later), standing=first)
    task = Task.objects.get()
    assert task.due_on == later
    assert [row.shown_name for row in queries.owners_of([task])[task.thread]] == ["钱文博"]


def test_the_same_record_again_changes_nothing(workshop: Workshop) -> None:
    first = hold(workshop, decided(workshop))
    version = Task.objects.get().pk
    hold(workshop, decided(workshop), standing=first, place="会议室")
    assert Task.objects.get().pk == version


def test_a_decision_that_is_gone_takes_its_untouched_task_along(workshop: Workshop) -> None:
    first = hold(workshop, decided(workshop))
    second = hold(workshop, NewItem(ItemKind.COMMITTEE_MEETING, topic="夜班就餐"), standing=first)
    assert not Task.objects.exists()
    do(workshop.actor("secretary"), decisions.undo_gathering, Right.RECORD_GROUP, gathering=second)
    assert Task.objects.get().title == "12 月 1 日起供热餐"


def test_what_was_done_stays_when_the_decision_goes(workshop: Workshop) -> None:
    first = hold(workshop, decided(workshop))
    task = Task.objects.select_related("branch").get()
    do(workshop.actor("secretary"), actions.note_progress, Right.RECORD, task=task, words="炉子到了")
    do(workshop.actor("secretary"), decisions.undo_gathering, Right.RECORD_GROUP, gathering=first)
    assert Task.objects.get().state == TaskState.DROPPED


def test_a_plan_decides_nothing_and_history_is_not_chased(workshop: Workshop) -> None:
    old = decided(workshop, due_on=TODAY - timedelta(days=32))
    new = NewGathering(branch=workshop.branch, happened_on=date(2026, 9, 1), items=[old])
    do(workshop.actor("secretary"), decisions.record_gathering, Right.RECORD_GROUP, new=new)
    plan = NewGathering(branch=workshop.branch, happened_on=TODAY, items=[decided(workshop)])
    do(workshop.actor("secretary"), decisions.record_gathering, Right.RECORD_GROUP, new=plan, stage=Stage.PLANNED)
    assert not Task.objects.exists()


def test_open_decisions_come_back_until_they_are_done(workshop: Workshop) -> None:
    hold(workshop, decided(workshop))
    secretary = workshop.actor("secretary")
    task = queries.open_decisions(secretary, workshop.branch).get()
    do(secretary, actions.finish, Right.RECORD, task=task, result="供上了")
    assert not queries.open_decisions(secretary, workshop.branch).exists()


def test_a_group_leader_corrects_what_the_own_group_decided(workshop: Workshop) -> None:
    def item(due_on: date) -> NewItem:
        return NewItem(ItemKind.GROUP_MEETING, decision="帮老吴搬家", owner=workshop.members[3].pk, due_on=due_on)

    first = hold(workshop, item(DUE), who="leader", group=workshop.groups[0])
    later = DUE + timedelta(days=3)
    hold(workshop, item(later), who="leader", group=workshop.groups[0], standing=first)
    assert Task.objects.get().due_on == later
