"""Who may move a task: the committee of its branch, its owners, and for what was asked upward the superior."""

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed
from zhibu.org.models import OrganisationKind
from zhibu.work.models import Task, TaskSource
from zhibu.work.queries import is_owner

GIVEN_BY_ABOVE = (TaskSource.FROM_ABOVE, TaskSource.REVIEW)


def keeps(actor: Actor, task: Task) -> bool:
    """Enters things for this branch: committee or clerk; for what a group meeting decided also its leader."""
    may = actor.may(Right.RECORD) or (actor.may(Right.RECORD_GROUP) and task.source == TaskSource.DECISION)
    return may and actor.acting is not None and actor.acting.organisation_id == task.branch_id


def may_move(actor: Actor, task: Task) -> bool:
    return keeps(actor, task) or (actor.may(Right.OWN_WORK) and is_owner(actor, task))


def may_answer(actor: Actor, task: Task) -> bool:
    """Time and help are answered by whoever gave the task: above for what came from above, else the committee."""
    if task.source not in GIVEN_BY_ABOVE:
        return keeps(actor, task)
    return (
        actor.may(Right.ASSIGN)
        and actor.acting is not None
        and actor.acting.organisation_kind != OrganisationKind.BRANCH
        and task.branch.path.startswith(actor.path)
    )


def check_moves(actor: Actor, task: Task) -> None:
    if not may_move(actor, task):
        raise NotAllowed("这件事由支部委员或者负责办的人来写。")


def check_answers(actor: Actor, task: Task) -> None:
    if not may_answer(actor, task):
        raise NotAllowed("这件事由派任务的一方答复。")
