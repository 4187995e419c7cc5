"""What the fields of the further kinds of table hold, drawn from the records: to be given back in a unit's layout."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

from zhibu.admission.case import Case, load
from zhibu.admission.models import Candidate, StepKind
from zhibu.dues.accounts import MemberAccount, account_of
from zhibu.dues.models import Assessment
from zhibu.flows.imports.homes.admissions import KINDS as STEPS
from zhibu.flows.imports.homes.tasks import LABELS, PROBLEM_LABELS
from zhibu.flows.models import Upload
from zhibu.meeting.models import AppraisalBallots, Grade
from zhibu.member.models import Course
from zhibu.org.models import Organisation
from zhibu.rules.money import yuan
from zhibu.rules.month_runs import last_day, month_number
from zhibu.target.models import Book
from zhibu.work.models import Task, TaskOwner, TaskSource, TaskState

Values = dict[str, str | int]
TO_MEND = (TaskSource.REVIEW, TaskSource.FINDING_MEASURE)
HOUR = 60


def plan_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    """The tasks of a year that are no problems to mend, by day; those without a day that were written in the year."""
    return [_planned(task, owners, branch) for task, owners in _tasks(branch, year, of_problems=False)]


def problem_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    return [_problem(task, owners, branch) for task, owners in _tasks(branch, year, of_problems=True)]


def _tasks(branch: Organisation, year: int, *, of_problems: bool) -> list[tuple[Task, str]]:
    found = []
    rows = list(Task.objects.filter(branch=branch, is_confined=False).order_by("due_on", "recorded_at", "id"))
    batches = set(Upload.objects.filter(kinds__contains=",problems,").values_list("pk", flat=True))
    for task in rows:
        is_problem = task.source in TO_MEND or task.batch in batches
        day = task.starts_on or task.due_on or task.closed_on or task.recorded_at.date()
        if is_problem == of_problems and day.year == year and task.state != TaskState.DROPPED:
            found.append(task)
    names: dict[UUID, list[str]] = {}
    owners = TaskOwner.objects.filter(task__in=[task.thread for task in found]).select_related("member")
    for owner in owners.order_by("order"):
        names.setdefault(owner.task, []).append(owner.member.name if owner.member else owner.name)
    return [(task, "、".join(names.get(task.thread, ()))) for task in found]


def _told(details: str, labels: dict[str, str]) -> tuple[Values, str]:
    """The lines that the import labelled, by field; and the rest."""
    values: Values = {}
    rest = []
    for line in details.splitlines():
        name = next((name for name, label in labels.items() if label and line.startswith(label)), "")
        if name:
            values[name] = line.removeprefix(labels[name])
        else:
            rest.append(line)
    return values, "\n".join(rest)


def _planned(task: Task, owners: str, branch: Organisation) -> Values:
    told, rest = _told(task.details, LABELS)
    values: Values = {
        "planned_on": _span(task.starts_on, task.due_on),
        "title": rest or task.title,
        "basis": task.purpose,
        "host": owners,
        "branch": branch.name,
    }
    state = f"{_day(task.closed_on)}完成" if task.state == TaskState.DONE else str(told.get("state", ""))
    return values | told | {"state": state}


def _problem(task: Task, owners: str, branch: Organisation) -> Values:
    told, rest = _told(task.details, PROBLEM_LABELS)
    values: Values = {
        "problem": rest or task.title,
        "source": task.purpose,
        "responsible": owners,
        "due_on": told.pop("due_words", "") or _day(task.due_on),
        "closed_on": _day(task.closed_on),
        "branch": branch.name,
    }
    state = "已完成" if task.state == TaskState.DONE else str(told.get("state", "")) or "整改中"
    return values | told | {"state": state}


def _span(first: date | None, last: date | None) -> str:
    """As it came in: a month or a quarter whose days are all meant stays a month or a quarter."""
    if first is None or last is None or first == last or first.day != 1:
        return _day(last or first)
    if last == last_day(month_number(first)):
        return f"{first.month}月"
    if first.month % 3 == 1 and last == last_day(month_number(first) + 2):
        return f"第{'一二三四'[first.month // 3]}季度"
    return f"{first.isoformat()}至{last.isoformat()}"


def dues_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    """By pinyin, a sum for each month that was paid."""
    account = account_of(branch, year, today)
    bases: dict[UUID, int | None] = dict(
        Assessment.objects.filter(branch=branch, since__year=year)
        .order_by("since")
        .values_list("member_id", "base_fen")
    )
    return [_dues(own, branch, year, bases.get(own.member.pk)) for own in account.members if own.months]


def _dues(own: MemberAccount, branch: Organisation, year: int, base: int | None) -> Values:
    values: Values = {"name": own.member.name, "branch": branch.name, "base": _yuan(base)}
    dues = {month.due for month in own.months if month.due is not None}
    values["monthly"] = _yuan(dues.pop()) if len(dues) == 1 else ""
    total = 0
    for month in own.months:
        number, paid = month.number - year * 12 + 1, month.paid + month.voluntary
        values[f"due_{number}"] = _yuan(month.due)
        values[f"paid_{number}"] = _yuan(paid) if paid else ""
        total += paid
    return values | {"total": _yuan(total)}


def _yuan(fen: int | None) -> str:
    text = "" if fen is None else f"{yuan(fen)}"
    return re.sub(r"\.?0+$", "", text) if "." in text else text


def admission_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    cases = load(
        Candidate.objects.filter(branch=branch).exclude(path="!").select_related("branch").order_by("sort_key")
    )
    return [case_values(case, branch) for case in cases]


def case_values(case: Case, branch: Organisation) -> Values:
    values: Values = {
        "name": case.candidate.name,
        "birth_on": _day(case.candidate.born_on),
        "branch": branch.name,
        "contacts": _people(case, StepKind.CONTACTS_ASSIGNED),
        "introducers": _people(case, StepKind.INTRODUCERS),
    }
    for name, kind in STEPS.items():
        values[name] = _day(case.day(kind))
    posted, ended = case.day(StepKind.NOTICE_POSTED), case.day(StepKind.NOTICE_ENDED)
    if posted and ended:
        values["announced_on"] = f"{_day(posted)}至{_day(ended)}"
    return values


def _people(case: Case, kind: StepKind) -> str:
    step = case.passed.get(kind)
    return "、".join(row.member.name for row in step.people.all()) if step else ""


def training_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    rows = Course.objects.filter(member__branch=branch, happened_on__year=year).select_related("member")
    return [course_values(row, branch) for row in rows.order_by("happened_on", "title", "member__sort_key")]


def course_values(row: Course, branch: Organisation) -> Values:
    return {
        "name": row.member.name,
        "title": row.title,
        "happened_on": row.happened_on.isoformat()[: {"year": 4, "month": 7}.get(row.happened_precision, 10)],
        "hours": f"{row.minutes / HOUR:g}",
        "form": "集中轮训" if row.is_centralised else "",
        "branch": branch.name,
    }


def appraisal_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    counts = ("issued", "returned", "valid", "excellent", "qualified", "basically_qualified", "unqualified")
    return [
        {
            "name": row.member.name,
            "branch": branch.name,
            "result": str(Grade(row.result).label) if row.result else "",
            **{name: count for name in counts if (count := getattr(row, name)) is not None},
        }
        for row in AppraisalBallots.objects.filter(branch=branch, year=year)
        .select_related("member")
        .order_by("member__sort_key", "member_id")
    ]


def target_rows(branch: Organisation, year: int, today: date) -> list[Values]:
    books = Book.objects.filter(branch=branch, year=year).select_related("member").prefetch_related("lines")
    return [
        {
            "name": book.member.name,
            "job": book.post,
            "target": line.content,
            "mark": line.done_when,
            "due_on": line.due_on.isoformat(),
            "branch": branch.name,
        }
        for book in books.order_by("member__sort_key", "member_id")
        for line in sorted(book.lines.all(), key=lambda line: line.order)
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


ROWS: dict[str, Callable[[Organisation, int, date], list[Values]]] = {
    "plan": plan_rows,
    "problems": problem_rows,
    "dues": dues_rows,
    "admissions": admission_rows,
    "training": training_rows,
    "appraisals": appraisal_rows,
    "targets": target_rows,
}
