"""Writes of tasks: make one, say what happened with it, change it, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import Invalid, NotAllowed, Overtaken, Refused
from zhibu.base.parts import Models
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done, Touch, conduct
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import joined, said
from zhibu.work.circles import check_owners
from zhibu.work.models import OPEN, Asked, DeedKind, Task, TaskDeed, TaskForm, TaskOwner, TaskSource, TaskState
from zhibu.work.reach import GIVEN_BY_ABOVE, check_answers, check_moves, keeps

TASKS: Models = frozenset({Task, TaskDeed, TaskOwner})
Pointer = dict[str, str]
"""{"kind": "gathering" | "talk" | "task" | …, "key": the record's thread}: a record that shows a deed."""


@dataclass
class NewTask:
    """What a task consists of. `owners` are members; `owner_names` are people who are not on the roster."""

    branch: Organisation
    title: str
    purpose: str = ""
    details: str = ""
    owners: Sequence[Member] = ()
    owner_names: Sequence[str] = ()
    starts_on: date | None = None
    due_on: date | None = None
    source: TaskSource = TaskSource.OWN
    source_key: UUID | None = None
    form: TaskForm = TaskForm.TASK
    role: str = ""
    goal: UUID | None = None
    state: TaskState = TaskState.TAKEN_OVER
    closed_on: date | None = None  # of a task that comes in as done
    is_confined: bool | None = None
    batch: UUID | None = field(default=None)


def create_task(actor: Actor, *, new: NewTask, today: date, now: datetime) -> Done:
    """Make one task. This is the door for every other room (through a flow or a page, never room to room).

    A room that plans something (concern plan, measure after a finding, help plan, decision) calls it from its flow:

        create_task(actor, new=NewTask(branch=…, title="…", purpose="…", owners=[member], due_on=…,
                    source=TaskSource.CONCERN_PLAN, source_key=<thread of the plan>), today=…, now=…)

    `source_key` is the lasting key of the record there; `queries.from_source(source, keys)` finds the tasks again, and
    a task with state `done` or `dropped` is over. One record may have several tasks. `title` is shown to the whole
    committee, so nothing that names a raiser or quotes a concern belongs in it; tasks of help plans are confined to the
    secretary, the deputy and their owners (`is_confined` is then true unless said otherwise).
    The task has no day when `due_on` is empty; it never comes to 今天 as late then.
    Gives `Done(task, …, branch)`. Refused (fields `title`, `due_on`, `owners`): no title, due before start, an
    owner of another branch. The caller has found `branch` in the actor's reach and brings the right to write there.
    """
    return create_tasks(actor, news=[new], today=today, now=now)[0]


def create_tasks(actor: Actor, *, news: Sequence[NewTask], today: date, now: datetime) -> list[Done]:
    """Several at once, as `create_task` makes each, in two statements."""
    for new in news:
        check_new(new)
    tasks = [
        Task(root=new.branch.root, branch=new.branch, batch=new.batch, **_columns(new), **stamp(actor, now))
        for new in news
    ]
    Task.objects.bulk_create(tasks)
    TaskOwner.objects.bulk_create(
        TaskOwner(**columns, **_owning(actor, task, today, now))
        for task, new in zip(tasks, news, strict=True)
        for columns in _owners_wanted(new.owners, new.owner_names).values()
    )
    return [
        Done(task, conduct(new.branch.pk, today.year, wrote=TASKS), new.branch)
        for task, new in zip(tasks, news, strict=True)
    ]


def check_new(new: NewTask) -> None:
    problems: dict[str, str] = {}
    if not new.title.strip():
        problems["title"] = "写一句要办什么。"
    if new.starts_on and new.due_on and new.due_on < new.starts_on:
        problems["due_on"] = said(
            "期限 {due_on} 早于开始 {starts_on}，看看哪个写错了。",
            due_on=f"{new.due_on:%Y-%m-%d}",
            starts_on=f"{new.starts_on:%Y-%m-%d}",
        )
    strangers = [owner.name for owner in new.owners if owner.branch_id != new.branch.pk]
    if strangers:
        problems["owners"] = said(
            "{strangers}不在{name}。请别的支部的人帮忙，用“协办”。", strangers=joined(strangers), name=new.branch.name
        )
    if problems:
        raise Invalid(problems)


def _columns(new: NewTask) -> dict[str, Any]:
    is_confined = new.source == TaskSource.HELP_PLAN if new.is_confined is None else new.is_confined
    return {
        "title": new.title.strip(),
        "purpose": new.purpose.strip(),
        "details": new.details.strip(),
        "source": new.source,
        "source_key": new.source_key,
        "form": new.form,
        "role": new.role,
        "goal": new.goal,
        "starts_on": new.starts_on,
        "due_on": new.due_on,
        "state": new.state,
        "closed_on": new.closed_on,
        "is_confined": is_confined,
    }


def _set_owners(
    actor: Actor, task: Task, members: Sequence[Member], names: Sequence[str], today: date, now: datetime
) -> None:
    """These people do it from today, the first one answers for it. Who stays keeps the spell, whoever left ends it."""
    wanted = _owners_wanted(members, names)
    for row in TaskOwner.objects.filter(task=task.thread, until__isnull=True):
        kept = wanted.get(row.member_id or row.name)
        if kept is not None and kept["order"] == row.order:
            del wanted[row.member_id or row.name]
        elif kept is not None:
            replace(row, {"order": wanted.pop(row.member_id or row.name)["order"]}, actor, now)
        elif row.since >= today:
            revoke(row, actor, now)
        else:
            replace(row, {"until": today}, actor, now)
    common = _owning(actor, task, today, now)
    for columns in wanted.values():
        TaskOwner(**columns, **common).save(force_insert=True)


def _owners_wanted(members: Sequence[Member], names: Sequence[str]) -> dict[UUID | str, dict[str, Any]]:
    """Members by key and others by name, the first one answers for it."""
    wanted: dict[UUID | str, dict[str, Any]] = {}
    for member in members:
        wanted.setdefault(member.pk, {"member": member, "order": len(wanted)})
    for name in (name.strip()[:30] for name in names if name.strip()):
        wanted.setdefault(name, {"name": name, "order": len(wanted)})
    return wanted


def _owning(actor: Actor, task: Task, today: date, now: datetime) -> dict[str, Any]:
    return {"root": task.root, "task": task.thread, "branch": task.branch, "since": today, **stamp(actor, now)}


def _deed(
    actor: Actor,
    task: Task,
    kind: DeedKind,
    today: date,
    now: datetime,
    *,
    changes: dict[str, Any] | None = None,
    words: str = "",
    until: date | None = None,
    records: Sequence[Pointer] = (),
    answers: dict[str, str] | None = None,
    happened_on: date | None = None,
) -> Done:
    """Write down a deed, and with it the version of the task that follows from it."""
    day = happened_on or today
    if day > today:
        raise Refused(said("{day} 还没有到。", day=f"{day:%Y-%m-%d}"), "写已经发生的日子。", "happened_on")
    before = task.pk
    changed = replace(task, changes, actor, now) if changes else task
    deed = TaskDeed(
        root=task.root,
        task=task.thread,
        branch=task.branch,
        kind=kind,
        words=words.strip(),
        until=until,
        records=list(records),
        answers=answers or {},
        before=before,
        after=changed.pk,
        happened_on=day,
        **stamp(actor, now),
    )
    deed.save(force_insert=True)
    return Done(deed, touched_by(task, now), task.branch)


def touched_by(task: Task, now: datetime) -> set[Touch]:
    """What is said of this year and of the last, in which the task may have begun."""
    year = day_of(now).year
    return conduct(task.branch_id, year - 1, year, wrote=TASKS)


def _check_open(task: Task) -> None:
    if task.state not in OPEN:
        raise Refused(
            said("这件事{get_state_display}了。", get_state_display=task.get_state_display()),
            "要接着办，先点“重新办”。",
        )


def take_over(actor: Actor, *, task: Task, today: date, now: datetime) -> Done:
    """接手: a task from above is now the branch's own."""
    check_moves(actor, task)
    if task.state != TaskState.SENT:
        raise Refused("这件事已经接手了。")
    return _deed(actor, task, DeedKind.TAKEN_OVER, today, now, changes={"state": TaskState.TAKEN_OVER})


def adapt(
    actor: Actor,
    *,
    task: Task,
    how: str,
    why_different: str = "",
    owners: Sequence[Member] = (),
    owner_names: Sequence[str] = (),
    due_on: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    """本支部怎么做: how, who, by when, and why different. The day given by the superior is not passed over."""
    check_moves(actor, task)
    _check_open(task)
    if not how.strip():
        raise Refused("写一句本支部打算怎么做。", field="how")
    if due_on and task.starts_on and due_on < task.starts_on:
        raise Refused(
            said(
                "期限 {due_on} 早于开始 {starts_on}。",
                due_on=f"{due_on:%Y-%m-%d}",
                starts_on=f"{task.starts_on:%Y-%m-%d}",
            ),
            field="due_on",
        )
    if due_on and task.due_on and due_on > task.due_on and task.source in GIVEN_BY_ABOVE:
        raise Refused(
            said("上级定的期限是 {due_on}。", due_on=f"{task.due_on:%Y-%m-%d}"),
            "来不及的话，先点“请求延期”。",
            "due_on",
        )
    words = how.strip() + (
        said("\n为什么和原来的不一样：{strip}", strip=why_different.strip()) if why_different.strip() else ""
    )
    changes: dict[str, Any] = {"state": TaskState.ADAPTED}
    done = _deed(actor, task, DeedKind.ADAPTED, today, now, changes=changes, words=words, until=due_on)
    if owners or owner_names:
        check_new(NewTask(branch=task.branch, title=task.title, owners=owners))
        check_owners(task, owners)
        _set_owners(actor, task, owners, owner_names, today, now)
    return done


def note_progress(
    actor: Actor,
    *,
    task: Task,
    words: str,
    records: Sequence[Pointer] = (),
    happened_on: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    check_moves(actor, task)
    _check_open(task)
    if not words.strip():
        raise Refused("写一句做了什么。", field="words")
    return _deed(actor, task, DeedKind.PROGRESS, today, now, words=words, records=records, happened_on=happened_on)


def finish(
    actor: Actor,
    *,
    task: Task,
    result: str,
    records: Sequence[Pointer] = (),
    answers: dict[str, str] | None = None,
    happened_on: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    """办好: what came of it, which records show it, what was asked. At least one of the three."""
    check_moves(actor, task)
    _check_open(task)
    if not result.strip() and not records and not any((answers or {}).values()):
        raise Refused("写一句结果，或者选一条能说明的记录。", field="result")
    changes = {"state": TaskState.DONE, "asked": Asked.NOTHING, "closed_on": happened_on or today}
    return _deed(
        actor, task, DeedKind.DONE, today, now,
        changes=changes, words=result, records=records, answers=answers, happened_on=happened_on,
    )  # fmt: skip


def drop(actor: Actor, *, task: Task, reason: str, today: date, now: datetime) -> Done:
    """不再办, with the reason. What came from above is not dropped by the branch alone: it asks."""
    if not keeps(actor, task):
        raise NotAllowed("不再办要由支部委员来定。")
    _check_open(task)
    if task.source in GIVEN_BY_ABOVE:
        raise Refused("上级派来的任务，支部不能自己取消。", "点“需要帮助”，把办不了的地方告诉上级。")
    if not reason.strip():
        raise Refused("写一句为什么不再办。", field="reason")
    changes = {"state": TaskState.DROPPED, "asked": Asked.NOTHING, "closed_on": today}
    return _deed(actor, task, DeedKind.DROPPED, today, now, changes=changes, words=reason)


def reopen(actor: Actor, *, task: Task, reason: str, today: date, now: datetime) -> Done:
    check_moves(actor, task)
    if task.state in OPEN:
        raise Refused("这件事还在办。")
    changes = {"state": TaskState.TAKEN_OVER, "closed_on": None}
    return _deed(actor, task, DeedKind.REOPENED, today, now, changes=changes, words=reason)


def ask_more_time(actor: Actor, *, task: Task, until: date, reason: str, today: date, now: datetime) -> Done:
    check_moves(actor, task)
    _check_open(task)
    if task.due_on is None:
        raise Refused("这件事没有定期限，不用延期。")
    if until <= task.due_on or until < today:
        raise Refused(
            said("新的日子要晚于现在的期限 {due_on}，也不能是过去的。", due_on=f"{task.due_on:%Y-%m-%d}"), field="until"
        )
    if not reason.strip():
        raise Refused("写一句为什么来不及。", field="reason")
    return _deed(
        actor, task, DeedKind.MORE_TIME_ASKED, today, now,
        changes={"asked": Asked.MORE_TIME}, words=reason, until=until,
    )  # fmt: skip


def answer_more_time(
    actor: Actor, *, task: Task, until: date | None, words: str = "", today: date, now: datetime
) -> Done:
    """Give time until a day, or (`until` empty) leave the day as it is, with a word why."""
    check_answers(actor, task)
    if task.asked != Asked.MORE_TIME:
        raise Refused("现在没有等着答复的延期请求。")
    if until is None:
        if not words.strip():
            raise Refused("不延期的话，写一句为什么、怎么办。", field="words")
        return _deed(actor, task, DeedKind.MORE_TIME_REFUSED, today, now, changes={"asked": Asked.NOTHING}, words=words)
    if task.starts_on and until < task.starts_on:
        raise Refused(
            said(
                "期限 {until} 早于开始 {starts_on}。", until=f"{until:%Y-%m-%d}", starts_on=f"{task.starts_on:%Y-%m-%d}"
            ),
            field="until",
        )
    if until < today:
        raise Refused(said("{until} 已经过去。", until=f"{until:%Y-%m-%d}"), field="until")
    changes = {"asked": Asked.NOTHING, "due_on": until}
    return _deed(actor, task, DeedKind.MORE_TIME_GIVEN, today, now, changes=changes, words=words, until=until)


def ask_help(actor: Actor, *, task: Task, what: str, today: date, now: datetime) -> Done:
    check_moves(actor, task)
    _check_open(task)
    if not what.strip():
        raise Refused("写一句卡在哪里、要什么帮助。", field="what")
    return _deed(actor, task, DeedKind.HELP_ASKED, today, now, changes={"asked": Asked.HELP}, words=what)


def answer_help(actor: Actor, *, task: Task, words: str, today: date, now: datetime) -> Done:
    check_answers(actor, task)
    if task.asked != Asked.HELP:
        raise Refused("现在没有等着答复的求助。")
    if not words.strip():
        raise Refused("写一句给了什么帮助，谁去办。", field="words")
    return _deed(actor, task, DeedKind.HELP_GIVEN, today, now, changes={"asked": Asked.NOTHING}, words=words)


def change_task(
    actor: Actor,
    *,
    task: Task,
    title: str,
    purpose: str,
    due_on: date | None,
    owners: Sequence[Member] = (),
    owner_names: Sequence[str] = (),
    goal: UUID | None = None,
    role: str = "",
    form: TaskForm | None = None,
    today: date,
    now: datetime,
) -> Done:
    """Correct what it is about, by when, who. What came from above keeps its title and day."""
    if not keeps(actor, task):
        raise NotAllowed("内容要由支部委员来改。")
    check_new(NewTask(branch=task.branch, title=title, starts_on=task.starts_on, due_on=due_on, owners=owners))
    check_owners(task, owners)
    if task.source in GIVEN_BY_ABOVE and (title.strip() != task.title or due_on != task.due_on):
        raise Refused("上级派来的任务，名称和期限由上级定。", "要改期限，点“请求延期”。", "due_on")
    changes = {"title": title.strip(), "purpose": purpose.strip(), "due_on": due_on, "goal": goal, "role": role}
    changes["form"] = form or task.form
    done = _deed(actor, task, DeedKind.CHANGED, today, now, changes=changes)
    _set_owners(actor, task, owners, owner_names, today, now)
    return done


def hand_over(
    actor: Actor,
    *,
    task: Task,
    leaving: Member,
    successor: Member | None,
    words: str = "",
    today: date,
    now: datetime,
) -> Done:
    """One owner leaves; the successor, where there is one, owns it from today. What was done stays with the task."""
    if successor and successor.pk == leaving.pk:
        raise Refused(said("{name}不能交给自己。", name=leaving.name), "换一个人接手。", "successor")
    owners = list(TaskOwner.objects.filter(task=task.thread, until__isnull=True).select_related("member"))
    members = [row.member for row in owners if row.member and row.member_id != leaving.pk]
    if successor and successor not in members:
        members.append(successor)
    words = words or (
        said("{name}交给{name_2}", name=leaving.name, name_2=successor.name)
        if successor
        else said("{name}不再负责，等人接手", name=leaving.name)
    )
    done = _deed(actor, task, DeedKind.HANDED_OVER, today, now, words=words)
    _set_owners(actor, task, members, [row.name for row in owners if row.name], today, now)
    return done


def carry_task(actor: Actor, *, task: Task, branch: Organisation, words: str, today: date, now: datetime) -> Done:
    """The work goes on in another branch, with the same people, because its own was merged or divided."""
    touched = touched_by(task, now)
    placed = {"branch": branch, "root": branch.root}
    deed = _deed(actor, task, DeedKind.HANDED_OVER, today, now, changes=placed, words=words)
    for row in TaskOwner.objects.filter(task=task.thread, until__isnull=True):
        replace(row, placed, actor, now)
    carried: Task = Task.objects.select_related("branch").get(thread=task.thread)
    return Done(deed.result, touched | touched_by(carried, now), branch)


def end_task(actor: Actor, *, task: Task, words: str, today: date, now: datetime) -> Done:
    """Nobody is there any more to do it: its branch is dissolved."""
    changes = {"state": TaskState.DROPPED, "asked": Asked.NOTHING, "closed_on": today}
    return _deed(actor, task, DeedKind.DROPPED, today, now, changes=changes, words=words)


STATE_COLUMNS = ("title", "purpose", "due_on", "state", "asked", "closed_on", "goal", "role", "form")


def undo_deed(actor: Actor, *, deed: TaskDeed, now: datetime) -> Done:
    """Take the latest deed back; the task is again as it was before. Owners that came with it stay."""
    task = Task.objects.filter(thread=deed.task).select_related("branch").first()
    if task is None or task.pk != deed.after:
        raise Overtaken("这之后又有了新的记录。", task.pk if task else None)
    check_moves(actor, task) if deed.kind not in ANSWERS else check_answers(actor, task)
    revoke(deed, actor, now)
    if deed.before != deed.after:
        earlier = Task.versions.get(pk=deed.before)
        replace(task, {name: getattr(earlier, name) for name in STATE_COLUMNS}, actor, now)
    return Done(task, touched_by(task, now), task.branch)


ANSWERS = (DeedKind.MORE_TIME_GIVEN, DeedKind.MORE_TIME_REFUSED, DeedKind.HELP_GIVEN)


def undo_task(actor: Actor, *, task: Task, now: datetime) -> Done:
    """Take back a task that was just made. Once something was done with it, it is dropped instead."""
    if not keeps(actor, task):
        raise NotAllowed("要由支部委员来撤销。")
    return withdraw_task(actor, task=task, now=now)


def withdraw_task(actor: Actor, *, task: Task, now: datetime) -> Done:
    """For the flow that made it for a branch which is not the actor's: as `undo_task`; the flow answers for who may."""
    if TaskDeed.objects.filter(task=task.thread).exists():
        raise Refused("这件事已经有进展了。", "不办了就点“不再办”，写上原因。")
    revoke(task, actor, now)
    for row in TaskOwner.objects.filter(task=task.thread, until__isnull=True):
        revoke(row, actor, now)
    return Done(task, touched_by(task, now), task.branch)
