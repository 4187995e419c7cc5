"""Where rows of the further kinds go: what they become, what is there already, and how they are taken back.

Roster and ledger have modules of their own; a further kind is one line in `HOMES`.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.flows.imports import known
from zhibu.intake import Level
from zhibu.intake.wording import shortened, squeezed
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.work.actions import NewTask, create_task
from zhibu.work.models import Task, TaskDeed, TaskOwner, TaskState

Values = dict[str, Any]
Placed = tuple[Values, Organisation]
Tell = Callable[[str, str, str, str, Level], None]
"""(field, code, what is seen, what would be right, level)"""
TITLE, PURPOSE = 100, 300
_NAMES = re.compile(r"[、,，;；/\s]+")


@dataclass(frozen=True)
class Tasks:
    """Lines of a year plan and problems to mend are tasks of the branch: with owners, a day and an end."""

    make: Callable[[Values, Organisation], NewTask]

    def known(self, branch_ids: set[UUID]) -> set[Any]:
        """Keys of the records that are there already, as `key` makes them."""
        rows = Task.objects.filter(branch__in=branch_ids).values_list("branch_id", "title", "due_on")
        return {(branch, squeezed(title), due) for branch, title, due in rows}

    def key(self, values: Values, branch: Organisation) -> Any:
        new = self.make(values, branch)
        return branch.pk, squeezed(new.title), new.due_on

    def check(self, values: Values, tell: Tell) -> None:
        """What the records cannot do without, told beside its cell."""
        if not values.get("is_closed"):
            return
        if values.get("closed_on") is None:
            right = "在“完成日期”一列写上，例如 2026-03-20。"
            tell("state", "closed.day_needed", "写着已完成，不知道是哪一天完成的。", right, Level.REFUSED)
        elif values.get("closed_precision", "day") != "day":
            tell("closed_on", "closed.day_needed", "完成日期只写到月。", "补上日子。", Level.REFUSED)

    def write(self, actor: Actor, placed: Sequence[Placed], batch: UUID, today: date, now: datetime) -> int:
        people = known.names_in({branch.pk for _values, branch in placed})
        for values, branch in placed:
            new = self.make(values, branch)
            new.batch = batch
            ids, new.owner_names = _owners(new.owner_names, people.get(branch.pk, {}))
            new.owners = list(Member.objects.filter(pk__in=ids, branch=branch)) if ids else []
            create_task(actor, new=new, today=today, now=now)
        return len(placed)

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        """Titles of those with which something was done since."""
        threads = Task.objects.filter(batch=batch).values("thread")
        deeds = TaskDeed.objects.filter(task__in=threads, recorded_at__gt=since).values("task")
        changed = Task.objects.filter(batch=batch, recorded_at__gt=since)
        moved = [
            *Task.objects.filter(thread__in=deeds).values_list("title", flat=True),
            *changed.values_list("title", flat=True),
        ]
        return list(dict.fromkeys(moved))

    def take_back(self, actor: Actor, batch: UUID, now: datetime) -> None:
        revoked = {"revoked_at": now, "revoked_by": actor.user_id}
        threads = list(Task.versions.filter(batch=batch).values_list("thread", flat=True))
        TaskOwner.versions.filter(task__in=threads, revoked_at__isnull=True).update(**revoked)
        Task.versions.filter(batch=batch, revoked_at__isnull=True).update(**revoked)


def _owners(names: Sequence[str], people: dict[str, list[UUID]]) -> tuple[list[UUID], list[str]]:
    """Members whose names are clear, and the names that stay words."""
    ids: list[UUID] = []
    words: list[str] = []
    for name in names:
        match people.get(name, []):
            case [member_id]:
                ids.append(member_id)
            case _:
                words.append(name)
    return ids, words


def planned(values: Values, branch: Organisation) -> NewTask:
    """A line of a year plan. Where only the month is known, there is time until its last day."""
    kind = values.get("kind_text", "")
    title = values["title"] if not kind or kind in values["title"] else f"{kind}：{values['title']}"
    first, precision = values.get("planned_on"), values.get("planned_precision", "day")
    lines = (
        ("", title if len(title) > TITLE else ""),
        ("完成标志：", values.get("mark", "")),
        ("参加：", values.get("attendees", "")),
        ("地点：", values.get("place", "")),
        ("完成情况：", values.get("state", "")),
        ("备注：", values.get("remark", "")),
    )
    return NewTask(
        branch=branch,
        title=shortened(title, TITLE),
        purpose=values.get("basis", "")[:PURPOSE],
        details=_told(lines),
        owner_names=_names(values.get("host", "")),
        starts_on=first,
        due_on=_last_day(first, precision) if first else None,
    )


def problem(values: Values, branch: Organisation) -> NewTask:
    """A problem to mend; a closed one comes in as done on its day."""
    lines = (
        ("", values["problem"] if len(values["problem"]) > TITLE else ""),
        ("措施：", values.get("measure", "")),
        ("目标：", values.get("goal", "")),
        ("时限：", values.get("due_words", "")),
        ("进度：", values.get("state", "")),
        ("验收：", values.get("checker", "")),
        ("备注：", values.get("remark", "")),
    )
    due = values.get("due_on")
    sources = "；".join(part for part in (values.get("source", ""), values.get("basis", "")) if part)
    return NewTask(
        branch=branch,
        title=shortened(values["problem"], TITLE),
        purpose=sources[:PURPOSE],
        details=_told(lines),
        owner_names=_names(values.get("responsible", "")),
        due_on=_last_day(due, values.get("due_precision", "day")) if due else None,
        state=TaskState.DONE if values.get("is_closed") else TaskState.TAKEN_OVER,
        closed_on=values.get("closed_on"),
    )


def _told(lines: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}{text}" for label, text in lines if text)


def _names(text: str) -> list[str]:
    return [name for name in _NAMES.split(text) if name]


def _last_day(first: date, precision: str) -> date:
    """The last day of the day, month, quarter or year."""
    month = {"day": 0, "month": first.month, "quarter": first.month + 2, "year": 12}[precision]
    return first if not month else date(first.year, month, calendar.monthrange(first.year, month)[1])


HOMES = {"plan": Tasks(planned), "problems": Tasks(problem)}
