"""Initiatives of a branch and their lending to others; departments and branches that help, answering by a link once."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.private import keyed_digest
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.member.queries import roster
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.actions import NewTask, create_task
from zhibu.work.circles import check_helper
from zhibu.work.models import (
    AnswerKind,
    Channel,
    Cooperation,
    CooperationAnswer,
    FoundIn,
    Initiative,
    PartyKind,
    Task,
    TaskSource,
    TaskState,
)
from zhibu.work.queries import visible_to as tasks_visible_to
from zhibu.work.reach import check_moves, keeps

LINK_DAYS = 30
BYTES = 24  # of a link: enough that nobody guesses one


# --- initiatives ------------------------------------------------------------------------------------------------


@dataclass
class NewInitiative:
    task: NewTask
    found_in: FoundIn
    problem: str
    is_secretary_project: bool = False


def begin_initiative(actor: Actor, *, new: NewInitiative, today: date, now: datetime) -> Done:
    """A problem that the branch found by itself, with its plan (the task's `details`) and people."""
    if not new.problem.strip():
        raise Refused("写一句发现了什么问题。", field="problem")
    new.task.source = TaskSource.INITIATIVE
    done = create_task(actor, new=new.task, today=today, now=now)
    initiative = Initiative(
        root=new.task.branch.root,
        task=done.result.thread,
        branch=new.task.branch,
        found_in=new.found_in,
        problem=new.problem.strip(),
        is_secretary_project=new.is_secretary_project,
        **stamp(actor, now),
    )
    initiative.save(force_insert=True)
    return done


def share(actor: Actor, *, initiative: Initiative, practice: str, today: date, now: datetime) -> Done:
    """Lend it to other branches as 好做法: told anew for others, nobody named, and only when it is done."""
    task = _task_of(initiative)
    if not keeps(actor, task):
        raise NotAllowed("由支部委员来定。")
    if task.state != TaskState.DONE:
        raise Refused("还没有办好，先办好再拿出来。")
    if not practice.strip():
        raise Refused("写一写怎么做的，别的支部才好照着做。不写名字。", field="practice")
    changed = replace(initiative, {"shared_on": today, "practice": practice.strip()}, actor, now)
    return Done(changed, set(), initiative.branch)


def stop_sharing(actor: Actor, *, initiative: Initiative, now: datetime) -> Done:
    """The consent is taken back: the practice is no longer shown. Who borrowed it goes on."""
    if not keeps(actor, _task_of(initiative)):
        raise NotAllowed("由支部委员来定。")
    return Done(replace(initiative, {"shared_on": None}, actor, now), set(), initiative.branch)


def borrow(actor: Actor, *, initiative: Initiative, branch: Organisation, today: date, now: datetime) -> Done:
    """Another branch does it too: a task of its own that knows where it comes from."""
    if initiative.shared_on is None:
        raise NotFound
    if initiative.branch_id == branch.pk:
        raise Refused("这是本支部自己的做法。")
    if Task.objects.filter(branch=branch, source=TaskSource.BORROWED, source_key=initiative.task).exists():
        raise Refused("已经借来了，在任务里。")
    origin = _task_of(initiative)
    new = NewTask(
        branch=branch, title=origin.title, purpose=initiative.problem[:300], details=initiative.practice,
        source=TaskSource.BORROWED, source_key=initiative.task, role=origin.role,
    )  # fmt: skip
    return create_task(actor, new=new, today=today, now=now)


def _task_of(initiative: Initiative) -> Task:
    return Task.objects.select_related("branch").get(thread=initiative.task)


def initiative_of(task: Task) -> Initiative | None:
    """What makes this task an initiative, for those who may see the task."""
    if task.source != TaskSource.INITIATIVE:
        return None
    return Initiative.objects.filter(task=task.thread).select_related("branch").first()


def shared_practices(actor: Actor) -> QuerySet[Initiative]:
    """What branches of the same committee lend, the newest first. Titles come from `titles_of`.

    Of the committee of today: a record keeps the root under which it was written, a branch may hang elsewhere since.
    """
    if actor.acting is None or not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return Initiative.objects.none()
    rows = Initiative.objects.filter(branch__root=actor.acting.root, shared_on__isnull=False)
    return rows.select_related("branch").order_by("-shared_on", "id")


def practice_for(actor: Actor, task: UUID | str) -> Initiative:
    found = shared_practices(actor).filter(task=task).first()
    if found is None:
        raise NotFound
    return found


def titles_of(initiatives: list[Initiative]) -> dict[UUID, str]:
    return dict(Task.objects.filter(thread__in=[one.task for one in initiatives]).values_list("thread", "title"))


def borrowed_by(task: Task) -> list[str]:
    """Names of the branches that do it too."""
    rows = Task.objects.filter(source=TaskSource.BORROWED, source_key=task.thread).select_related("branch")
    return [row.branch.name for row in rows.order_by("recorded_at", "id")]


def borrowings(initiatives: list[Initiative]) -> dict[UUID, int]:
    """How many branches borrowed each. One query."""
    rows = Task.objects.filter(source=TaskSource.BORROWED, source_key__in=[one.task for one in initiatives])
    return dict(rows.values_list("source_key").annotate(number=Count("id")).order_by())


def initiatives_in(actor: Actor, branch: Organisation) -> QuerySet[Task]:
    """The branch's own initiatives and what it borrowed."""
    rows = tasks_visible_to(actor).filter(branch=branch, source__in=(TaskSource.INITIATIVE, TaskSource.BORROWED))
    return rows.order_by("-recorded_at", "id")


# --- cooperation ------------------------------------------------------------------------------------------------


def ask_to_help(
    actor: Actor,
    *,
    task: Task,
    kind: PartyKind,
    party: str,
    wanted: str,
    wanted_by: date | None = None,
    today: date,
    now: datetime,
) -> Done:
    """Name a department, the union or another branch that is asked to help, and with what."""
    check_moves(actor, task)
    if not party.strip():
        raise Refused("写上请谁帮忙。", field="party")
    check_helper(task, party, [member.name for member in roster(task.branch, today)])
    if not wanted.strip():
        raise Refused("写一句请他们做什么。", field="wanted")
    if wanted_by and wanted_by < today:
        raise Refused(said("{wanted_by} 已经过去。", wanted_by=f"{wanted_by:%Y-%m-%d}"), field="wanted_by")
    made = Cooperation(
        root=task.root, task=task.thread, branch=task.branch, kind=kind, party=party.strip(), wanted=wanted.strip(),
        wanted_by=wanted_by, **stamp(actor, now),
    )  # fmt: skip
    made.save(force_insert=True)
    return Done(made, set(), task.branch)


def new_token() -> str:
    """What goes into a link. Only its digest is kept, so it can be shown once and never again."""
    return secrets.token_urlsafe(BYTES)


def make_link(actor: Actor, *, cooperation: Cooperation, task: Task, token: str, today: date, now: datetime) -> Done:
    """A fresh link for one answer; an older one stops working."""
    check_moves(actor, task)
    columns = {"link_digest": digest_of(token), "link_until": today + timedelta(days=LINK_DAYS)}
    changed = replace(cooperation, columns, actor, now)
    return Done(changed, set(), task.branch)


def digest_of(token: str) -> str:
    return keyed_digest(token, "cooperation-link")


def by_link(token: str, today: date) -> Cooperation | None:
    """What this link is for, while it may still be answered."""
    rows = Cooperation.objects.filter(link_digest=digest_of(token), link_until__gte=today)
    return rows.select_related("branch").first() if token else None


def _check_answer(kind: AnswerKind, words: str, until: date | None, today: date) -> None:
    if kind == AnswerKind.PROMISED and until is None:
        raise Refused("写上哪天前办好。", field="until")
    if kind == AnswerKind.PROMISED and until and until < today:
        raise Refused(said("{until} 已经过去。", until=f"{until:%Y-%m-%d}"), field="until")
    if kind == AnswerKind.CANNOT and not words.strip():
        raise Refused("写一句差什么、谁能办。", field="words")


def _write_answer(cooperation: Cooperation, stamped: dict[str, Any], **columns: Any) -> CooperationAnswer:
    answer = CooperationAnswer(
        root=cooperation.root, cooperation=cooperation.thread, branch=cooperation.branch, **columns, **stamped
    )
    answer.save(force_insert=True)
    return answer


def note_answer(
    actor: Actor,
    *,
    cooperation: Cooperation,
    task: Task,
    kind: AnswerKind,
    channel: Channel,
    words: str = "",
    until: date | None = None,
    who: str = "",
    happened_on: date,
    today: date,
    now: datetime,
) -> Done:
    """What they said on the telephone or on paper, entered by the branch."""
    check_moves(actor, task)
    if happened_on > today:
        raise Refused(said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on")
    _check_answer(kind, words, until, happened_on)
    made = _write_answer(
        cooperation, stamp(actor, now),
        kind=kind, channel=channel, words=words.strip(), until=until, who=who.strip(), happened_on=happened_on,
    )  # fmt: skip
    return Done(made, set(), task.branch)


def answer_by_link(
    actor: Actor,
    *,
    token: str,
    kind: AnswerKind,
    words: str = "",
    until: date | None = None,
    who: str = "",
    today: date,
    now: datetime,
) -> Done:
    """The one answer that a link is good for. `actor` is the link itself, not a log-in."""
    found = by_link(token, today)
    if found is None:
        raise Refused("这个链接已经用过，或者过期了。", "要再说一句，请支部再发一个。")
    _check_answer(kind, words, until, today)
    spent = replace(found, {"link_digest": "", "link_until": None}, actor, now)
    made = _write_answer(
        spent, stamp(actor, now),
        kind=kind, channel=Channel.LINK, words=words.strip(), until=until, who=who.strip(), happened_on=today,
    )  # fmt: skip
    return Done(made, set(), found.branch)


def undo_answer(actor: Actor, *, answer: CooperationAnswer, now: datetime) -> Done:
    revoke(answer, actor, now)
    return Done(answer, set(), answer.branch)


def cooperations_of(task: Task) -> list[Cooperation]:
    rows = Cooperation.objects.filter(task=task.thread).select_related("branch")
    return sorted(rows, key=lambda row: (row.party, str(row.thread)))


def cooperation_for(actor: Actor, cooperation_id: UUID | str) -> tuple[Cooperation, Task]:
    """The cooperation with its task, for those who may see the task."""
    found = Cooperation.objects.filter(below(actor.path, "branch__path"), thread=cooperation_id).first()
    task = tasks_visible_to(actor).filter(thread=found.task).select_related("branch").first() if found else None
    if found is None or task is None:
        raise NotFound
    return found, task


def answers_to(cooperations: list[Cooperation]) -> dict[UUID, list[CooperationAnswer]]:
    """What was said, the latest first, by thread of the cooperation. One query."""
    found: dict[UUID, list[CooperationAnswer]] = {one.thread: [] for one in cooperations}
    for row in CooperationAnswer.objects.filter(cooperation__in=list(found)).order_by("-happened_on", "-recorded_at"):
        found[row.cooperation].append(row)
    return found


def open_promises(actor: Actor, branch: Organisation, until: date) -> list[tuple[Cooperation, CooperationAnswer]]:
    """Promises of others whose day comes by `until` and of which nothing later was said."""
    rows = list(Cooperation.objects.filter(branch=branch, task__in=tasks_visible_to(actor).values("thread")))
    found = []
    for row, answers in zip(rows, answers_to(rows).values(), strict=True):
        last = answers[0] if answers else None
        if last and last.kind == AnswerKind.PROMISED and last.until and last.until <= until:
            found.append((row, last))
    return found
