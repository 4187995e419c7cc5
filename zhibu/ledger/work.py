"""年度工作清单: what the branch set out to do in a year, on what ground, by whom, for which goal, and how far it is."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.base.actor import Right
from zhibu.ledger.sheet import Column, Kind, Ledger, Row, Wanted
from zhibu.org.models import Organisation
from zhibu.work.models import OPEN, DeedKind, Goal, Task, TaskSource
from zhibu.work.queries import NOT_FOR_PROGRAMS, last_deeds, owners_of


def years(branch: Organisation) -> list[int]:
    days = Task.objects.filter(branch=branch, due_on__isnull=False).order_by().dates("due_on", "year", order="DESC")
    return [day.year for day in days]


def rows(wanted: Wanted) -> list[Row]:
    """Due or closed in the year, and what is open without a day. Help plans stay out. Four queries."""
    tasks = Task.objects.filter(branch=wanted.branch, is_confined=False)
    if wanted.for_program:
        tasks = tasks.exclude(source__in=NOT_FOR_PROGRAMS)
    if wanted.year:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        in_year = Q(due_on__gte=first, due_on__lte=last) | Q(closed_on__gte=first, closed_on__lte=last)
        undated = Q(due_on__isnull=True, state__in=OPEN) if wanted.year == wanted.today.year else Q(pk__in=[])
        tasks = tasks.filter(in_year | undated)
    if wanted.kind:
        tasks = tasks.filter(source=wanted.kind)
    found = list(tasks.order_by("due_on", "recorded_at", "id"))
    owners, done = owners_of(found), last_deeds(found, DeedKind.DONE)
    keys = {task.goal for task in found if task.goal}
    goals = dict(Goal.objects.filter(thread__in=keys).values_list("thread", "title"))
    return [
        Row(
            (
                task.title,
                str(task.get_source_display()),
                task.due_on,
                _("、").join(row.shown_name for row in owners[task.thread]),
                goals.get(task.goal, "") if task.goal else "",
                task.purpose,
                str(task.get_state_display()),
                done[task.thread].words if task.thread in done else "",
            )
        )
        for task in found
    ]


LEDGER = Ledger(
    "work",
    gettext_lazy("年度工作清单"),
    gettext_lazy("要办的事、依据、时间、负责人、为哪个目标、办得怎样"),
    (
        Column(gettext_lazy("事项"), 32, Kind.MAIN),
        Column(gettext_lazy("依据"), 16),
        Column(gettext_lazy("时间"), 12, Kind.DAY),
        Column(gettext_lazy("负责人"), 18),
        Column(gettext_lazy("与业务结合点"), 24),
        Column(gettext_lazy("为了什么"), 28),
        Column(gettext_lazy("完成情况"), 14),
        Column(gettext_lazy("结果"), 32),
    ),
    rows,
    kinds=[(source.value, source.label) for source in TaskSource if source != TaskSource.HELP_PLAN],
    years=years,
    right=Right.SEE_BRANCH,
)
