"""Work of the demo branches: decisions carried out or waiting, tasks of their own."""

from datetime import date, datetime, timedelta
from typing import Any

from zhibu.base.actor import Actor, Right
from zhibu.demo.life import Branch
from zhibu.flows.write import perform
from zhibu.work import actions
from zhibu.work.actions import NewTask
from zhibu.work.models import OPEN, FourRoles, Task

MAIN = "机械租赁党支部"


def write(branches: list[Branch], organiser: Actor, today: date, now: datetime) -> None:
    """Everything of this room, through the same actions as everybody uses."""
    writer = Writer(organiser, today, now)
    for branch in branches:
        writer.carry_out_decisions(branch, leave_open=2 if branch.story.name == MAIN else 1)
    writer.own_tasks(next(branch for branch in branches if branch.story.name == MAIN))


class Writer:
    def __init__(self, organiser: Actor, today: date, now: datetime) -> None:
        self.organiser, self.today, self.now = organiser, today, now

    def do(self, actor: Actor, action: Any, right: Right = Right.RECORD, **arguments: Any) -> Any:
        return perform(actor, action, right=right, today=self.today, now=self.now, **arguments).result

    def carry_out_decisions(self, branch: Branch, leave_open: int) -> None:
        """Most of what was decided is done; the latest still waits."""
        tasks = Task.objects.filter(branch=branch.organisation, state__in=OPEN).order_by("-due_on", "id")
        for task in tasks.select_related("branch")[leave_open:]:
            self.do(
                branch.actor, actions.finish,
                task=task, result="按定的办了，在会上报告过。", happened_on=min(task.due_on or self.today, self.today),
            )  # fmt: skip

    def own_tasks(self, branch: Branch) -> None:
        def make(title: str, purpose: str, days: int, owner: int, role: FourRoles) -> Any:
            new = NewTask(
                branch=branch.organisation, title=title, purpose=purpose, owners=[branch.members[owner]],
                due_on=self.today + timedelta(days=days), role=role,
            )  # fmt: skip
            return self.do(branch.actor, actions.create_task, new=new)

        stove = make("给夜班休息室装热饭的炉子", "夜班二十多人吃不上热饭", 6, 1, FourRoles.SERVICE)
        self.do(branch.actor, actions.note_progress, task=stove, words="后勤答应出炉子，电路已查过。")
        make("两台旧吊车的保养台账补齐", "年底设备检查", 20, 2, FourRoles.DEVELOPMENT)
