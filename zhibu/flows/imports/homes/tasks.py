"""Lines of a year plan and problems to mend: tasks of the branch, with owners, a day and an end."""

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch, conduct
from zhibu.flows.imports import known
from zhibu.flows.imports.homes.home import Import, Looking, Placed, Row, Values, branches_in, branches_of, named
from zhibu.intake.wording import shortened, squeezed
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.work.actions import NewTask, create_task
from zhibu.work.models import Task, TaskDeed, TaskOwner, TaskState

TITLE, PURPOSE = 100, 300
LABELS = {
    "content": "内容：",
    "mark": "完成标志：",
    "attendees": "参加：",
    "place": "地点：",
    "state": "完成情况：",
    "remark": "备注：",
}
PROBLEM_LABELS = {
    "measure": "措施：",
    "goal": "目标：",
    "due_words": "时限：",
    "state": "进度：",
    "checker": "验收：",
    "remark": "备注：",
}
"""What a task has no column for stays in its details, a line each: so it can be given back in its own column."""
_NAMES = re.compile(r"[、,，;；/\s]+")


@dataclass(frozen=True)
class Tasks:
    """`key`: the field that a row is named by."""

    make: Callable[[Values, Organisation], NewTask]
    key: str
    right: Right = Right.IMPORT
    takes_doubles: bool = True

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        there = _there(branches_of(rows))
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            _need_the_day(row, looking)
            if not row.is_refused and self._key(row.values, row.branch) in there:
                looking.is_known(row, self.key, "这一件已经记过，这一行先不导。", "是另外一件，就选“按这样导入”。")

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        there = _there(branches_in(placed))
        return [(values, branch) for values, branch in placed if self._key(values, branch) not in there]

    def _key(self, values: Values, branch: Organisation) -> Any:
        new = self.make(values, branch)
        return branch.pk, squeezed(new.title), new.due_on

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        people = known.names_in(branches_in(placed))
        touched: set[Touch] = set()
        for values, branch in placed:
            new = self.make(values, branch)
            new.batch = source.key
            ids, new.owner_names = _owners(new.owner_names, people.get(branch.pk, {}))
            new.owners = list(Member.objects.filter(pk__in=ids, branch=branch)) if ids else []
            touched |= create_task(actor, new=new, today=source.today, now=source.now).touched
        return touched

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        """Titles of those with which something was done since."""
        threads = Task.objects.filter(batch=batch).values("thread")
        deeds = TaskDeed.objects.filter(task__in=threads, recorded_at__gt=since).values("task")
        changed = Task.objects.filter(batch=batch, recorded_at__gt=since)
        moved = [
            *Task.objects.filter(thread__in=deeds).values_list("title", flat=True),
            *changed.values_list("title", flat=True),
        ]
        return named("“{names}”导入以后有了进展或改动。", moved)

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        revoked = {"revoked_at": now, "revoked_by": actor.user_id}
        threads = list(Task.versions.filter(batch=batch).values_list("thread", flat=True))
        TaskOwner.versions.filter(task__in=threads, revoked_at__isnull=True).update(**revoked)
        rows = Task.versions.filter(batch=batch, revoked_at__isnull=True)
        branches = set(rows.values_list("branch_id", flat=True))
        rows.update(**revoked)
        return {touch for branch in branches for touch in conduct(branch, today.year - 1, today.year)}


def _there(branch_ids: Iterable[UUID]) -> set[Any]:
    rows = Task.objects.filter(branch__in=list(branch_ids)).values_list("branch_id", "title", "due_on")
    return {(branch, squeezed(title), due) for branch, title, due in rows}


def _need_the_day(row: Row, looking: Looking) -> None:
    """A closed one needs the day on which it was closed."""
    values = row.values
    if not values.get("is_closed"):
        return
    if values.get("closed_on") is None:
        right = "在“完成日期”一列写上，例如 2026-03-20。"
        looking.refuse(row, "state", "closed.day_needed", "写着已完成，不知道是哪一天完成的。", right)
    elif values.get("closed_precision", "day") != "day":
        looking.refuse(row, "closed_on", "closed.day_needed", "完成日期只写到月。", "补上日子。")


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
    last = values.get("planned_until") or first
    lines = (("", title if len(title) > TITLE else ""), *_labelled(values, LABELS))
    return NewTask(
        branch=branch,
        title=shortened(title, TITLE),
        purpose=values.get("basis", "")[:PURPOSE],
        details=_told(lines),
        owner_names=_names(values.get("host", "")),
        starts_on=first,
        due_on=_last_day(last, precision) if last else None,
    )


def problem(values: Values, branch: Organisation) -> NewTask:
    """A problem to mend; a closed one comes in as done on its day."""
    whole = values["problem"] if len(values["problem"]) > TITLE else ""
    lines = (("", whole), *_labelled(values, PROBLEM_LABELS))
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


def _labelled(values: Values, labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, values.get(name, "")) for name, label in labels.items()]


def _told(lines: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}{text}" for label, text in lines if text)


def _names(text: str) -> list[str]:
    return [name for name in _NAMES.split(text) if name]


def _last_day(first: date, precision: str) -> date:
    """The last day of the day, month, quarter or year."""
    month = {"day": 0, "month": first.month, "quarter": first.month + 2, "year": 12}[precision]
    return first if not month else date(first.year, month, calendar.monthrange(first.year, month)[1])
