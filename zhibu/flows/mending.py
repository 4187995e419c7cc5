"""A finding becomes a measure: put on the list to mend, with a task that somebody does by a day."""

from collections.abc import Sequence
from datetime import date, datetime

from zhibu.base.actor import Actor
from zhibu.base.touched import Done
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.work import mending
from zhibu.work.actions import NewTask, create_task, undo_task
from zhibu.work.models import Mend, MendSource, TaskSource
from zhibu.work.queries import from_source


def start_measure(
    actor: Actor,
    *,
    branch: Organisation,
    fact: str,
    measure: str,
    owners: Sequence[Member] = (),
    due_on: date | None = None,
    source: MendSource = MendSource.OWN,
    weakness: str = "",
    norm: str = "",
    open_then: Sequence[str] = (),
    today: date,
    now: datetime,
) -> Done:
    """One entry on the list and the task that carries it. Gives the entry."""
    done = mending.take_up(
        actor, branch=branch, fact=fact, measure=measure, source=source, weakness=weakness, norm=norm,
        open_then=open_then, today=today, now=now,
    )  # fmt: skip
    new = NewTask(
        branch=branch, title=measure, purpose=fact, owners=owners, due_on=due_on,
        source=TaskSource.FINDING_MEASURE, source_key=done.result.thread,
    )  # fmt: skip
    made = create_task(actor, new=new, today=today, now=now)
    return Done(done.result, done.touched | made.touched, branch)


def accept_measure(actor: Actor, *, mend: Mend, words: str, today: date, now: datetime) -> Done:
    """验收 by somebody who had no part in it."""
    tasks = list(from_source(TaskSource.FINDING_MEASURE, [mend.thread]))
    return mending.accept(actor, mend=mend, tasks=tasks, words=words, today=today, now=now)


def strike_measure(actor: Actor, *, mend: Mend, today: date, now: datetime) -> Done:
    """Undo of a start: the entry and its task go together."""
    done = mending.strike(actor, mend=mend, now=now)
    for task in from_source(TaskSource.FINDING_MEASURE, [mend.thread]):
        done.touched |= undo_task(actor, task=task, now=now).touched
    return done
