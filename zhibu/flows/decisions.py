"""Decisions become tasks: an item decided with somebody in charge or a day is followed until it is done.

`record_gathering` and `undo_gathering` of this flow stand in for those of the meeting room wherever people write: the
same arguments, the same result, and the tasks in the same transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.touched import Done, Touch
from zhibu.meeting import actions as meeting
from zhibu.meeting.actions import NewGathering
from zhibu.meeting.models import Gathering, Item, Stage
from zhibu.member.models import Member
from zhibu.work import actions as work
from zhibu.work.actions import NewTask
from zhibu.work.models import Task, TaskDeed, TaskSource
from zhibu.work.queries import from_source, owners_of

LONGEST_TITLE = 100
LONG_OVER = timedelta(days=31)
"""A decision whose day was over a month before it was written down is history typed up, not work to chase."""


def record_gathering(
    actor: Actor,
    *,
    new: NewGathering,
    today: date,
    now: datetime,
    stage: Stage = Stage.HELD,
    standing: Gathering | None = None,
) -> Done:
    """Record (or correct) a gathering, and settle the tasks of what it decided."""
    before = _threads(standing)
    done = meeting.record_gathering(actor, new=new, today=today, now=now, stage=stage, standing=standing)
    done.touched |= settle_decisions(actor, done.result, before, today, now)
    return done


def undo_gathering(actor: Actor, *, gathering: Gathering, today: date, now: datetime) -> Done:
    """Take a gathering back; its tasks follow the version that stands then."""
    before = _threads(gathering)
    done = meeting.undo_gathering(actor, gathering=gathering, now=now)
    done.touched |= settle_decisions(actor, done.result, before, today, now)
    return done


def _threads(gathering: Gathering | None) -> set[UUID]:
    return set(gathering.items.values_list("thread", flat=True)) if gathering else set()


def settle_decisions(
    actor: Actor, gathering: Gathering | None, earlier: Iterable[UUID], today: date, now: datetime
) -> set[Touch]:
    """The tasks of these items are as the standing version says. `earlier`: items of the version before."""
    touched: set[Touch] = set()
    items = _decided(gathering, today)
    tasks = {
        task.source_key: task for task in from_source(TaskSource.DECISION, {*earlier, *(item.thread for item in items)})
    }
    fresh = [_task_of(item) for item in items if item.thread not in tasks]
    for done in work.create_tasks(actor, news=fresh, today=today, now=now) if fresh else ():
        touched |= done.touched
    for item in items:
        task = tasks.pop(item.thread, None)
        if task is not None and task.is_open:
            _follow(actor, task, _task_of(item), today, now)
            touched |= work.touched_by(task, now)
    for task in tasks.values():
        _end(actor, task, today, now)
        touched |= work.touched_by(task, now)
    return touched


def _decided(gathering: Gathering | None, today: date) -> list[Item]:
    if gathering is None or gathering.stage != Stage.HELD:
        return []
    rows = gathering.items.exclude(decision="").select_related("owner", "gathering__branch").order_by("order")
    return [
        item
        for item in rows
        if (item.owner_id or item.owner_name or item.due_on) and not (item.due_on and item.due_on < today - LONG_OVER)
    ]


def _task_of(item: Item) -> NewTask:
    decision = " ".join(item.decision.split())
    title = decision if len(decision) <= LONGEST_TITLE else decision[: LONGEST_TITLE - 1] + "…"
    branch = item.gathering.branch
    is_own = item.owner is not None and item.owner.branch_id == branch.pk
    members: list[Member] = [item.owner] if item.owner and is_own else []
    name = item.owner_name or (item.owner.name if item.owner and not is_own else "")
    return NewTask(
        branch=branch,
        title=title,
        purpose=item.topic,
        owners=members,
        owner_names=[name] if name else [],
        due_on=item.due_on,
        source=TaskSource.DECISION,
        source_key=item.thread,
    )


def _follow(actor: Actor, task: Task, new: NewTask, today: date, now: datetime) -> None:
    """A corrected decision corrects its task; what was done with it stays."""
    owners = owners_of([task])[task.thread]
    held = ({row.member_id for row in owners if row.member_id}, {row.name for row in owners if row.name})
    wanted = ({member.pk for member in new.owners}, set(new.owner_names))
    if (task.title, task.due_on) == (new.title, new.due_on) and held == wanted:
        return
    work.change_task(
        actor, task=task, title=new.title, purpose=task.purpose or new.purpose, due_on=new.due_on, owners=new.owners,
        owner_names=new.owner_names, goal=task.goal, role=task.role, today=today, now=now,
    )  # fmt: skip


def _end(actor: Actor, task: Task, today: date, now: datetime) -> None:
    """The decision is gone from the record: an untouched task goes with it, another one is dropped."""
    if not TaskDeed.objects.filter(task=task.thread).exists():
        work.undo_task(actor, task=task, now=now)
    elif task.is_open:
        work.drop(actor, task=task, reason="会议记录更正后没有这项决定了。", today=today, now=now)
