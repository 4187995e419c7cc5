"""Tasks from above: sent to a subtree, seen by state, withdrawn. One assignment, one task for each branch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import Invalid, NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done, conduct
from zhibu.intake.held import Held, held
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import joined, said
from zhibu.work.actions import TASKS
from zhibu.work.circles import check_not_sent_already
from zhibu.work.models import OPEN, Asked, Assignment, Task, TaskSource, TaskState

PORTION = 500
MINUTES_TO_START, MINUTES_EACH = 3, 2
"""The estimate of the burden: reading and taking over, and each thing that has to be found out and typed."""


@dataclass
class NewAssignment:
    sender: Organisation
    title: str
    aim: str
    due_on: date
    receivers: Sequence[Organisation]
    starts_on: date | None = None
    sample: str = ""
    asks: Sequence[str] = ()
    minutes: int | None = None
    template: UUID | None = None


def estimate(asks: Sequence[str]) -> int:
    """Minutes for each branch, where the officer names none."""
    return MINUTES_TO_START + MINUTES_EACH * len(asks)


def already_held(asks: Iterable[str]) -> list[tuple[str, Held]]:
    """The questions that the records answer, each with where the answer is kept."""
    found = [(ask, held(ask)) for ask in asks]
    return [(ask, one) for ask, one in found if one]


def branches_of(receivers: Iterable[Organisation], today: date) -> QuerySet[Organisation]:
    """The branches at and below these organisations that exist today, in tree order."""
    where = Q(pk__in=[])
    for receiver in receivers:
        where |= below(receiver.path)
    rows = Organisation.objects.filter(where, kind=OrganisationKind.BRANCH)
    return rows.exclude(dissolved_on__lte=today).order_by("path")


def check_assignment(actor: Actor, new: NewAssignment, today: date) -> None:
    problems: dict[str, str] = {}
    if not new.title.strip():
        problems["title"] = "写一句要各支部办什么。"
    if not new.aim.strip():
        problems["aim"] = "写一句为了什么，支部才好按自己的情况办。"
    if new.starts_on and new.due_on < new.starts_on:
        problems["due_on"] = said(
            "期限 {due_on} 早于开始 {starts_on}。",
            due_on=f"{new.due_on:%Y-%m-%d}",
            starts_on=f"{new.starts_on:%Y-%m-%d}",
        )
    elif new.due_on < today:
        problems["due_on"] = said("{due_on} 已经过去，支部来不及办。", due_on=f"{new.due_on:%Y-%m-%d}")
    if not new.receivers:
        problems["receivers"] = "选一下发给谁。"
    elif any(not one.path.startswith(actor.path) for one in new.receivers):
        problems["receivers"] = "只能派给所辖的党组织。"
    known = already_held(new.asks)
    if known:
        named = joined((said("“{ask}”在{record}里", ask=ask, record=one.record) for ask, one in known))
        problems["asks"] = said("系统已经有，不用再问支部：{named}。删掉这几项，用“填上级的表”直接取。", named=named)
    if problems:
        raise Invalid(problems)


def record_assignment(actor: Actor, *, new: NewAssignment, today: date, now: datetime) -> Done:
    """The assignment itself. Its tasks follow, in portions (`give_out`): at once for a few branches, else by a job.

    Refused (fields `title`, `aim`, `due_on`, `receivers`, `asks`): nothing said, a day that is over or before the
    start, an organisation outside the own subtree, a question that the records answer.
    """
    check_assignment(actor, new, today)
    branches = branches_of(new.receivers, today)
    total = branches.count()
    if not total:
        raise Refused("选的组织下面没有党支部。", "换一个。", "receivers")
    check_not_sent_already(new.sender, new.title, branches)
    asks = [ask.strip() for ask in new.asks if ask.strip()]
    assignment = Assignment(
        root=new.sender.root,
        sender=new.sender,
        title=new.title.strip(),
        aim=new.aim.strip(),
        sample=new.sample.strip(),
        starts_on=new.starts_on,
        due_on=new.due_on,
        minutes=new.minutes or estimate(asks),
        asks=asks,
        receivers=[str(one.pk) for one in new.receivers],
        total=total,
        template=new.template,
        **stamp(actor, now),
    )
    assignment.save(force_insert=True)
    return Done(assignment, set(), new.sender)


def waiting_branches(assignment: Assignment, today: date) -> QuerySet[Organisation]:
    """Branches that have not got their task yet, in tree order."""
    receivers = Organisation.objects.filter(pk__in=assignment.receivers)
    given = tasks_of(assignment).values("branch_id")
    return branches_of(receivers, today).exclude(pk__in=given)


def give_out(assignment: Assignment, branches: Iterable[Organisation], now: datetime) -> int:
    """Make the tasks of these branches; how many it were. In the caller's transaction."""
    made = [
        Task(
            root=branch.root,
            branch=branch,
            title=assignment.title,
            purpose=assignment.aim,
            details=assignment.sample,
            source=TaskSource.FROM_ABOVE,
            source_key=assignment.thread,
            starts_on=assignment.starts_on,
            due_on=assignment.due_on,
            state=TaskState.SENT,
            recorded_at=now,
            recorded_by=assignment.recorded_by,
            on_behalf_of=assignment.on_behalf_of,
        )
        for branch in branches
    ]
    Task.objects.bulk_create(made, batch_size=PORTION)
    return len(made)


def visible_to(actor: Actor) -> QuerySet[Assignment]:
    """What was sent from the own subtree."""
    rows: QuerySet[Assignment] = Assignment.objects.filter(below(actor.path, "sender__path"))
    return rows if actor.may(Right.ASSIGN) else rows.none()


def assignment_for(actor: Actor, assignment_id: UUID | str) -> Assignment:
    threads = Assignment.versions.filter(Q(pk=assignment_id) | Q(thread=assignment_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).select_related("sender").first()
    if found is None:
        raise NotFound
    return found


def assignment_of(task: Task) -> Assignment | None:
    """Where a task came from, for those who may see the task."""
    if task.source != TaskSource.FROM_ABOVE or task.source_key is None:
        return None
    return Assignment.objects.filter(thread=task.source_key).select_related("sender").first()


def tasks_of(assignment: Assignment) -> QuerySet[Task]:
    return Task.objects.filter(source_key=assignment.thread, source=TaskSource.FROM_ABOVE)


def tasks_below(assignment: Assignment, path: str, today: date) -> QuerySet[Task]:
    """As whoever is at this place sees them: of branches that hang below it by now and are not dissolved."""
    return tasks_of(assignment).filter(below(path, "branch__path")).exclude(branch__dissolved_on__lte=today)


def counts_of(assignment: Assignment, path: str, today: date) -> dict[str, int]:
    """How many branches stand where. Keys: the states, and `help`, `more_time` for what was asked. One query."""
    counts: dict[str, int] = {state.value: 0 for state in TaskState} | {Asked.HELP.value: 0, Asked.MORE_TIME.value: 0}
    rows = tasks_below(assignment, path, today).values_list("state", "asked").annotate(number=Count("id")).order_by()
    for state, asked, number in rows:
        counts[state] += number
        if asked and state in OPEN:
            counts[asked] += number
    return counts


def burden(sender: Organisation, today: date) -> tuple[int, int]:
    """(how many tasks, how many minutes for a branch) this organisation has sent since the first of the month."""
    rows = Assignment.objects.filter(sender=sender, recorded_at__date__gte=today.replace(day=1))
    minutes = list(rows.filter(withdrawn_on__isnull=True).values_list("minutes", flat=True))
    return len(minutes), sum(minutes)


def withdraw_assignment(actor: Actor, *, assignment: Assignment, reason: str, today: date, now: datetime) -> Done:
    """Taken back with a reason: what is open is dropped everywhere, what was done stays."""
    if assignment.withdrawn_on:
        raise Refused("已经收回了。")
    if not reason.strip():
        raise Refused("写一句为什么收回，支部看得到。", field="reason")
    changed = replace(assignment, {"withdrawn_on": today, "withdrawn_because": reason.strip()}, actor, now)
    tasks = list(tasks_of(assignment).filter(state__in=OPEN))
    _drop_open(tasks, actor, today, now)
    touched = {touch for task in tasks for touch in conduct(task.branch_id, today.year, wrote=TASKS)}
    return Done(changed, touched, assignment.sender)


def _drop_open(tasks: Sequence[Task], actor: Actor, today: date, now: datetime) -> None:
    """New versions of many tasks in a few statements."""
    keys = [task.pk for task in tasks]
    for start in range(0, len(keys), PORTION):
        Task.versions.filter(pk__in=keys[start : start + PORTION]).update(revoked_at=now, revoked_by=actor.user_id)
    columns: dict[str, Any] = {"state": TaskState.DROPPED, "asked": Asked.NOTHING, "closed_on": today}
    fresh = []
    for task in tasks:
        kept = {
            column.attname: getattr(task, column.attname)
            for column in Task._meta.concrete_fields
            if column.attname not in {"id", "revoked_at", "revoked_by"}
        }
        fresh.append(Task(**{**kept, **columns, **stamp(actor, now), "replaces": task.pk}))
    Task.objects.bulk_create(fresh, batch_size=PORTION)
