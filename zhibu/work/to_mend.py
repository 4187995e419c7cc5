"""Reads of the list to mend, and how each thing on it stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.org.models import Organisation
from zhibu.work.models import Mend, Task, TaskSource, TaskState
from zhibu.work.queries import from_source

WATCHED = timedelta(days=183)  # two quarters after acceptance a relapse is looked for
QUARTER = timedelta(days=91)


class Way(StrEnum):
    """How a thing on the list stands."""

    AT_WORK = "at_work"
    DONE = "done"  # waits for acceptance by somebody else
    WATCHED = "watched"  # accepted less than two quarters ago
    MENDED = "mended"
    RELAPSED = "relapsed"  # accepted, and the same was found again while it is watched


@dataclass(frozen=True)
class OnList:
    """One thing with its tasks. `back_on`: since when the same finding stands again."""

    mend: Mend
    tasks: list[Task] = field(default_factory=list)
    back_on: date | None = None

    def way(self, today: date) -> Way:
        accepted = self.mend.accepted_on
        if accepted is None:
            is_over = bool(self.tasks) and all(not task.is_open for task in self.tasks)
            return Way.DONE if is_over else Way.AT_WORK
        if self.back_on is not None and accepted < self.back_on <= accepted + WATCHED:
            return Way.RELAPSED
        return Way.WATCHED if today <= accepted + WATCHED else Way.MENDED

    @property
    def due_on(self) -> date | None:
        return max((task.due_on for task in self.tasks if task.due_on), default=None)

    @property
    def done_on(self) -> date | None:
        if not self.tasks or any(task.state != TaskState.DONE for task in self.tasks):
            return None
        return max((task.closed_on for task in self.tasks if task.closed_on), default=None)


class Compared(StrEnum):
    """The same weakness then and now, by the findings and signals that stood open."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


def compare(then: Collection[str], now: Collection[str]) -> Compared:
    """Fewer open is better, more is worse; one gone for another that came is the same."""
    if len(set(now)) < len(set(then)):
        return Compared.BETTER
    return Compared.WORSE if len(set(now)) > len(set(then)) else Compared.SAME


def visible_to(actor: Actor) -> QuerySet[Mend]:
    """The own branch's list. A superior sees what a review asked for; the rest is the branch's own business."""
    rows: QuerySet[Mend] = Mend.objects.filter(below(actor.path, "branch__path"))
    if actor.may(Right.SEE_BRANCH):
        return rows
    return rows.filter(source="review") if actor.may(Right.SEE_BELOW) else rows.none()


def mend_for(actor: Actor, mend_id: UUID | str) -> Mend:
    threads = Mend.versions.filter(Q(pk=mend_id) | Q(thread=mend_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).select_related("branch", "accepted_by").first()
    if found is None:
        raise NotFound
    return found


def listed(rows: QuerySet[Mend]) -> list[Mend]:
    """Newest first."""
    return list(rows.select_related("branch", "accepted_by").order_by("-happened_on", "-recorded_at"))


def with_tasks(mends: Iterable[Mend], back: dict[str, date] | None = None) -> list[OnList]:
    """With the tasks of each, and by norm since when it stands open again. One query."""
    mends = list(mends)
    tasks: dict[UUID, list[Task]] = {mend.thread: [] for mend in mends}
    for task in from_source(TaskSource.FINDING_MEASURE, list(tasks)):
        if task.source_key is not None and task.state != TaskState.DROPPED:
            tasks[task.source_key].append(task)
    return [OnList(mend, tasks[mend.thread], (back or {}).get(mend.norm)) for mend in mends]


def open_for(branch: Organisation, weakness: str) -> list[Mend]:
    """What is being done about one weakness: not accepted yet."""
    return listed(Mend.objects.filter(branch=branch, weakness=weakness, accepted_on__isnull=True))
