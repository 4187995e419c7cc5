"""A concern's plan becomes work of a branch: a task, an item of the next agenda, an initiative. The outcome comes back.

Only what the handler writes anew travels: never the raiser's words or name, never what is said about a person.
The key leads from the concern to the work; nothing in the branch's records leads back.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.paths import below
from zhibu.base.touched import Done
from zhibu.concern import actions as concerns
from zhibu.concern.models import Act, Concern, ConcernStep
from zhibu.concern.queries import last_told, passed_on, passed_over_in, steps_of
from zhibu.meeting.actions import NewItem, as_entered, record_gathering
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage
from zhibu.meeting.queries import gathering_for, planned
from zhibu.meeting.queries import visible_to as visible_gatherings
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.work.actions import NewTask, create_task, withdraw_task
from zhibu.work.models import DeedKind, FoundIn, Task, TaskDeed, TaskSource, TaskState
from zhibu.work.together import NewInitiative, begin_initiative

AGENDAS = (ItemKind.COMMITTEE_MEETING, ItemKind.GENERAL_MEETING)
SOURCES = (TaskSource.CONCERN_PLAN, TaskSource.INITIATIVE)


class Shape(StrEnum):
    TASK = "task"
    AGENDA = "agenda"
    INITIATIVE = "initiative"


def branches_for(concern: Concern, today: date) -> list[Organisation]:
    """Where it can be carried out: the desk's own branch, or the branches below its organisation."""
    rows = Organisation.objects.filter(below(concern.desk_at.path), kind=OrganisationKind.BRANCH)
    return list(rows.exclude(dissolved_on__lte=today).order_by("path"))


def enters_for(actor: Actor, branch: Organisation) -> bool:
    """Writes this branch's records anyway: then the work is the branch's at once, and its agenda is open."""
    return actor.may(Right.RECORD) and actor.acting is not None and actor.acting.organisation_id == branch.pk


def carry(
    actor: Actor,
    *,
    concern: Concern,
    shape: Shape,
    branch: Organisation,
    title: str,
    due_on: date | None = None,
    together: Sequence[Concern] = (),
    today: date,
    now: datetime,
) -> Done:
    """One press. Gives the concern's step; it stands in no organisation's log."""
    if branch not in branches_for(concern, today):
        raise NotFound
    if due_on and due_on < today:
        raise Refused("这一天已经过去了。", "写一个做得到的日子，或者先不写。", "due_on")
    also = [row for row in together if not row.about_a_person and not passed_over_in(row)]
    for row in (concern, *also):
        concerns.check_leaves_the_desk(actor, row, title)
    if shape == Shape.AGENDA:
        key, done = _on_agenda(actor, branch, title, today, now)
    else:
        key = uuid4()
        done = _as_work(actor, shape, key, branch, title, due_on, today, now)
    step = concerns.note_passed_on(
        actor, concern=concern, texts={"where": branch.name, "title": title}, shape=shape.value, key=key, together=also,
        today=today, now=now,
    )  # fmt: skip
    return Done(step.result, done.touched)


def _as_work(
    actor: Actor, shape: Shape, key: UUID, branch: Organisation, title: str, due_on: date | None, today: date,
    now: datetime,
) -> Done:  # fmt: skip
    state = TaskState.TAKEN_OVER if enters_for(actor, branch) else TaskState.SENT
    new = NewTask(
        branch=branch, title=title, due_on=due_on, source=TaskSource.CONCERN_PLAN, source_key=key, state=state
    )
    if shape == Shape.TASK:
        return create_task(actor, new=new, today=today, now=now)
    problem = NewInitiative(task=new, found_in=FoundIn.CONCERN, problem=title)
    return begin_initiative(actor, new=problem, today=today, now=now)


def _on_agenda(actor: Actor, branch: Organisation, title: str, today: date, now: datetime) -> tuple[UUID, Done]:
    """Onto the next planned committee meeting, else the next general meeting. The item's lasting key."""
    if not enters_for(actor, branch):
        raise Refused("议程由支部自己排。", "可以变成支部的任务，请他们上会。", "branch")
    found = next_meeting(actor, branch, today)
    if found is None:
        raise Refused("还没有定下时间的支委会。", "先在“会议”里定个时间，再列入议程。")
    new = as_entered(found)
    kind = _kind_of(found)
    bare = next((number for number, item in enumerate(new.items) if item.kind == kind and not item.topic), None)
    order = len(new.items) if bare is None else bare
    items = [*new.items, NewItem(kind)] if bare is None else list(new.items)
    items[order] = replace(items[order], topic=title)
    done = record_gathering(
        actor, new=replace(new, items=items), today=today, now=now, stage=Stage.PLANNED, standing=found
    )
    return Item.objects.get(gathering=done.result, order=order).thread, done


def put_on_agenda(actor: Actor, *, branch: Organisation, title: str, today: date, now: datetime) -> Done:
    """What concerns people in a quarter, for the branch's next meeting. Numbers stay on their page."""
    return _on_agenda(actor, branch, title, today, now)[1]


def next_meeting(actor: Actor, branch: Organisation, today: date) -> Gathering | None:
    """The meeting that could take up an item next, if its time is set."""
    rows = list(planned(actor, branch, today).filter(items__kind__in=AGENDAS).prefetch_related("items").distinct())
    found = next((row for kind in AGENDAS for row in rows if kind in {item.kind for item in row.items.all()}), None)
    return gathering_for(actor, found.pk) if found else None


def _kind_of(gathering: Gathering) -> ItemKind:
    kinds = {item.kind for item in gathering.items.all()}
    return next(kind for kind in AGENDAS if kind in kinds)


# --- what came of it ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One piece of work that came from a concern. `words`: what the branch wrote as its result."""

    step: ConcernStep
    state: str
    words: str = ""
    ended_on: date | None = None
    waits: bool = False  # it is over, and the raiser has not been told since


def outcomes(found: Collection[Concern]) -> list[Outcome]:
    """Of these concerns, for those who handle them. Five queries, however many there are."""
    steps = passed_on(found)
    if not steps:
        return []
    keys = {UUID(step.details["key"]) for step in steps}
    told = last_told(found)
    ends = {**_ends_of_tasks(keys), **_ends_of_items(keys)}
    return [_outcome(step, ends, told) for step in steps]


def _outcome(
    step: ConcernStep, ends: dict[UUID, tuple[str, str, date | None]], told: dict[UUID, tuple[int, date]]
) -> Outcome:
    state, words, ended_on = ends.get(UUID(step.details["key"]), ("支部没有接着办", "", step.on))
    number, on = told.get(step.concern_id, (0, step.on))
    is_told = number > step.number and ended_on is not None and on >= ended_on
    return Outcome(step, state, words, ended_on, ended_on is not None and not is_told)


def _ends_of_tasks(keys: Collection[UUID]) -> dict[UUID, tuple[str, str, date | None]]:
    tasks = {row.thread: row for row in Task.objects.filter(source__in=SOURCES, source_key__in=list(keys))}
    deeds = TaskDeed.objects.filter(task__in=list(tasks), kind__in=(DeedKind.DONE, DeedKind.DROPPED))
    words = {row.task: row.words for row in deeds.order_by("recorded_at")}
    return {
        row.source_key: (str(TaskState(row.state).label), words.get(row.thread, ""), row.closed_on)
        for row in tasks.values()
        if row.source_key
    }


def _ends_of_items(keys: Collection[UUID]) -> dict[UUID, tuple[str, str, date | None]]:
    rows = Item.objects.filter(thread__in=list(keys), gathering__revoked_at__isnull=True).select_related("gathering")
    return {
        item.thread: (
            ("开过会了", item.decision, item.gathering.happened_on)
            if item.gathering.stage == Stage.HELD
            else ("在议程上", "", None)
        )
        for item in rows
    }


# --- taking it back -----------------------------------------------------------------------------------------------


def take_back_step(actor: Actor, *, step: ConcernStep, today: date, now: datetime) -> Done:
    """Undo of the last step; what it made in the branch goes with it."""
    done = concerns.take_back(actor, step=step, today=today, now=now)
    if step.act == Act.PASSED_ON:
        _withdraw(actor, step, today, now)
    return done


def mark_about_a_person(actor: Actor, *, concern: Concern, about: bool, today: date, now: datetime) -> Done:
    """It tells of a person after all: what was made of it in a branch is taken back while nothing was done."""
    if about:
        for step in steps_of(concern):
            if step.act == Act.PASSED_ON:
                _withdraw(actor, step, today, now)
    return concerns.mark_about_a_person(actor, concern=concern, about=about)


def _withdraw(actor: Actor, step: ConcernStep, today: date, now: datetime) -> None:
    key = UUID(step.details["key"])
    for task in Task.objects.filter(source__in=SOURCES, source_key=key).select_related("branch"):
        if not TaskDeed.objects.filter(task=task.thread).exists():
            withdraw_task(actor, task=task, now=now)
    _off_agenda(actor, key, today, now)


def _off_agenda(actor: Actor, key: UUID, today: date, now: datetime) -> None:
    """While the meeting is still to come, and for those who enter things there; what was held stays as it was."""
    item = Item.objects.filter(thread=key, gathering__stage=Stage.PLANNED, gathering__revoked_at__isnull=True).first()
    found = visible_gatherings(actor).filter(pk=item.gathering_id).first() if item else None
    if item is None or found is None or not enters_for(actor, found.branch):
        return
    new = as_entered(found)
    kept = [row for number, row in enumerate(new.items) if number != item.order]
    if item.kind not in {row.kind for row in kept}:
        kept.insert(item.order, NewItem(ItemKind(item.kind)))
    record_gathering(actor, new=replace(new, items=kept), today=today, now=now, stage=Stage.PLANNED, standing=found)
