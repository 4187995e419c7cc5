"""Reads of work. Each begins with `visible_to(actor)`; what somebody may not see is not there."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from zhibu.base.actor import Actor, Right, Role
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.work.models import OPEN, Asked, DeedKind, Task, TaskDeed, TaskForm, TaskOwner, TaskSource, TaskState

SEES_CONFINED = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
SHOWN_UPWARD = (TaskSource.FROM_ABOVE, TaskSource.REVIEW, TaskSource.INITIATIVE, TaskSource.BORROWED)
"""What a superior sees of a branch's work. The rest is the branch's own business."""
NOT_FOR_PROGRAMS = (TaskSource.CONCERN_PLAN, TaskSource.HELP_PLAN)
"""What came from a concern or a help plan is read on pages only."""


def visible_to(actor: Actor) -> QuerySet[Task]:
    """All work of the branch for its committee, own work and pledges for members, what came from above for superiors.

    Confined tasks (those of help plans) are there for the secretary, the deputy and their owners only.
    """
    rows: QuerySet[Task] = Task.objects.filter(below(actor.path, "branch__path"))
    own = Q(thread__in=_owned_by(actor.member_id)) if actor.member_id else Q(pk__in=[])
    if actor.may(Right.SEE_BRANCH):
        sees_confined = actor.acting is not None and actor.acting.role in SEES_CONFINED
        return rows if sees_confined else rows.filter(Q(is_confined=False) | own)
    if actor.may(Right.SEE_BELOW):
        return rows.filter(source__in=SHOWN_UPWARD, is_confined=False)
    if actor.may(Right.SEE_OWN):
        return rows.filter(own | Q(form=TaskForm.PLEDGE, is_confined=False))
    return rows.none()


def _owned_by(member_id: UUID | None) -> QuerySet[TaskOwner]:
    return TaskOwner.objects.filter(member_id=member_id, until__isnull=True).values("task")


def open_work_of(member: Member | UUID) -> QuerySet[Task]:
    """The open tasks that a member owns now, the next day first. One query; used when a post changes hands."""
    key = member if isinstance(member, UUID) else member.pk
    rows = Task.objects.filter(thread__in=_owned_by(key), state__in=OPEN)
    return rows.select_related("branch").order_by(F("due_on").asc(nulls_last=True), "recorded_at", "id")


def task_for(actor: Actor, task_id: UUID | str) -> Task:
    """The standing version, by the key of any version or of the task itself."""
    threads = Task.versions.filter(Q(pk=task_id) | Q(thread=task_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def title_behind(thread: UUID) -> str:
    """What a task is called, for somebody who was asked to help and holds the link."""
    return str(Task.objects.filter(thread=thread).values_list("title", flat=True).first() or "")


def listed(actor: Actor, branch: Organisation) -> QuerySet[Task]:
    """What the actor sees of one branch's work: the next day first, without a day last."""
    rows = visible_to(actor).filter(branch=branch)
    return rows.order_by(F("due_on").asc(nulls_last=True), "recorded_at", "id")


def open_only(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.filter(state__in=OPEN)


def closed_only(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.exclude(state__in=OPEN).order_by("-closed_on", "-recorded_at", "id")


def owned_by(rows: QuerySet[Task], member_id: UUID | None) -> QuerySet[Task]:
    return rows.filter(thread__in=_owned_by(member_id)) if member_id else rows.none()


def owners_of(tasks: Iterable[Task]) -> dict[UUID, list[TaskOwner]]:
    """Who does each of these tasks now, by thread. One query."""
    found: dict[UUID, list[TaskOwner]] = {task.thread: [] for task in tasks}
    rows = TaskOwner.objects.filter(task__in=list(found), until__isnull=True).select_related("member")
    for row in rows.order_by("order", "since", "id"):
        found[row.task].append(row)
    return found


def handed_over_by(actor: Actor, branch: Organisation, member: Member, on: date) -> list[Task]:
    """Open tasks that this member owned and that moved on when a post ended (on that day or when it was entered)."""
    left = TaskOwner.versions.filter(branch=branch, member=member).filter(
        Q(revoked_at__isnull=False) | Q(until__isnull=False)
    )
    moved = TaskDeed.objects.filter(task__in=left.values("task"), kind=DeedKind.HANDED_OVER, happened_on__gte=on)
    return list(open_only(listed(actor, branch)).filter(thread__in=moved.values("task")))


def is_owner(actor: Actor, task: Task) -> bool:
    if actor.member_id is None:
        return False
    return TaskOwner.objects.filter(task=task.thread, member_id=actor.member_id, until__isnull=True).exists()


def deeds_of(task: Task) -> list[TaskDeed]:
    """What happened with it, the latest first."""
    return list(TaskDeed.objects.filter(task=task.thread).order_by("-happened_on", "-recorded_at"))


def own_last_deed(actor: Actor, task: Task) -> TaskDeed | None:
    """The step by which the task came to stand as it stands, where the actor wrote it."""
    rows = TaskDeed.objects.filter(task=task.thread, after=task.pk, recorded_by=actor.user_id)
    return rows.order_by("-recorded_at").first()


def last_deeds(tasks: Iterable[Task], *kinds: str) -> dict[UUID, TaskDeed]:
    """The latest deed (of these kinds) of each task, by thread. One query."""
    rows = TaskDeed.objects.filter(task__in=[task.thread for task in tasks])
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return {row.task: row for row in rows.order_by("happened_on", "recorded_at")}


def from_source(source: TaskSource, keys: Collection[UUID]) -> QuerySet[Task]:
    """The standing tasks that came from these records. For flows; pages ask through `visible_to`."""
    return Task.objects.filter(source=source, source_key__in=list(keys)).select_related("branch")


def open_decisions(actor: Actor, branch: Organisation) -> QuerySet[Task]:
    """What earlier meetings decided and is not done yet: it comes back on the next agenda."""
    return open_only(listed(actor, branch)).filter(source=TaskSource.DECISION)


def due_until(rows: QuerySet[Task], day: date) -> QuerySet[Task]:
    """Open work whose day is over or comes by `day`."""
    return open_only(rows).filter(due_on__lte=day)


def waiting_for_answer(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Open work whose branch or owner asked for time or help."""
    return open_only(rows).exclude(asked=Asked.NOTHING)


def sent_to(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Sent from above and not taken over yet."""
    return rows.filter(state=TaskState.SENT)


def own_deed(actor: Actor, deed_id: UUID) -> TaskDeed:
    """A deed that this person wrote down."""
    found: TaskDeed | None = TaskDeed.objects.filter(pk=deed_id, recorded_by=actor.user_id).first()
    if found is None:
        raise NotFound
    return found
