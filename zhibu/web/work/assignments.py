"""派任务: what was sent down, one sent task with the states of its branches, sending and withdrawing."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.flows.assigning import send_assignment
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.org.queries import organisation_for, visible_to
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Tab, Table
from zhibu.web.days import days_left, write_short_day
from zhibu.web.work import showing
from zhibu.web.work.forms import AssignmentForm, WordsForm
from zhibu.web.work.tasks import show_form, write
from zhibu.work import assigning
from zhibu.work.assigning import NewAssignment
from zhibu.work.models import OPEN, Asked, Assignment, Task, TaskState
from zhibu.work.queries import last_deeds

PER_PAGE = 50
MOST_CHOICES = 80  # more organisations than these are chosen by the one above them


@page(Right.ASSIGN)
@require_safe
def assignments(request: PageRequest) -> HttpResponse:
    rows = assigning.visible_to(request.actor).select_related("sender").order_by("-due_on", "-recorded_at")
    sheet = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    count, minutes = assigning.burden(own_place(request), request.today)
    context = {
        "table": _table(list(sheet), request) if sheet else None,
        "sheet": sheet,
        "count": count,
        "minutes": minutes,
    }
    return render(request, "work/assignments.html", context)


def own_place(request: PageRequest) -> Organisation:
    assert request.actor.acting is not None
    return organisation_for(request.actor, request.actor.acting.organisation_id)


def _table(rows: list[Assignment], request: PageRequest) -> Table:
    lines: list[Row] = [
        [
            Cell(row.title, reverse("assignment", args=[row.thread]), note=_("已收回") if row.withdrawn_on else ""),
            Cell(write_short_day(row.due_on, request.today), note=days_left(row.due_on, request.today)),
            row.total,
            row.minutes,
        ]
        for row in rows
    ]
    columns = (
        Column(_("要办的"), Kind.MAIN),
        Column(_("期限")),
        Column(_("支部数"), Kind.NUMBER),
        Column(_("每个支部几分钟"), Kind.NUMBER),
    )
    return Table(_("派出的任务"), columns, lines, hide_caption=True)


def _choices(request: PageRequest) -> list[tuple[str, str]]:
    """The own place (all branches), the ones between, and single branches while they are few."""
    rows = visible_to(request.actor).exclude(dissolved_on__lte=request.today)
    found = list(rows[: MOST_CHOICES + 1])
    if len(found) > MOST_CHOICES:
        found = list(rows.exclude(kind=OrganisationKind.BRANCH))
    own = own_place(request).pk
    return [(str(row.pk), _("全部党支部") if row.pk == own else _label(row)) for row in found]


def _label(row: Organisation) -> str:
    return row.name if row.kind == OrganisationKind.BRANCH else _("%(name)s所辖") % {"name": row.name}


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_new(request: PageRequest) -> HttpResponse:
    form = AssignmentForm(request.POST or None, today=request.today, choices=_choices(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        receivers = list(visible_to(request.actor).filter(pk__in=given["receivers"]))
        new = NewAssignment(
            sender=own_place(request), title=given["title"], aim=given["aim"], due_on=given["due_on"],
            starts_on=given["starts_on"], sample=given["sample"], asks=form.asked(), receivers=receivers,
            minutes=given["minutes"],
        )  # fmt: skip
        done = form.carry_out(lambda: write(request, send_assignment, form, new=new))
        if done:
            key = done.result if done.is_repeated else done.result.pk
            notices.done(request, _("已派出。"))
            return redirect("assignment", key)
    return show_form(request, form, _("派一件任务"), _("派出"), reverse("assignments"), back_label=_("派任务"))


@page(Right.ASSIGN)
@require_safe
def assignment(request: PageRequest, assignment_id: UUID) -> HttpResponse:
    """Where the branches stand, in tree order. No numbers by which they could be lined up."""
    found = assigning.assignment_for(request.actor, assignment_id)
    counts = assigning.counts_of(found, request.actor.path, request.today)
    given = sum(counts[state.value] for state in TaskState)
    made = given if given >= found.total else assigning.tasks_of(found).count()  # those of dissolved branches too
    here = request.GET.get("state", "")
    rows = _filtered(assigning.tasks_below(found, request.actor.path, request.today), here)
    rows = rows.select_related("branch").order_by("branch__path")
    sheet = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    sheet.paginator.count = _count(counts, here, given)
    context = {
        "assignment": found,
        "facts": _facts(found, request),
        "tabs": _tabs(counts, here, given),
        "table": _branches(list(sheet), request),
        "sheet": sheet,
        "given": made,
        "is_under_way": made < found.total and not found.withdrawn_on,
    }
    return render(request, "work/assignment.html", context)


def _filtered(rows: Any, here: str) -> Any:
    if here in TaskState.values:
        return rows.filter(state=here)
    return rows.filter(asked=here, state__in=OPEN) if here in (Asked.HELP, Asked.MORE_TIME) else rows


def _count(counts: dict[str, int], here: str, given: int) -> int:
    return counts.get(here, given) if here else given


def _tabs(counts: dict[str, int], here: str, given: int) -> list[Tab]:
    words: dict[str, Any] = {Asked.HELP.value: Asked.HELP.label, Asked.MORE_TIME.value: Asked.MORE_TIME.label}
    words |= dict(TaskState.choices)
    tabs = [Tab(_("全部"), "?", not here, given)]
    return tabs + [
        Tab(words[key], f"?state={key}", here == key, counts[key]) for key in words if counts[key] or here == key
    ]


def _facts(found: Assignment, request: PageRequest) -> list[Fact]:
    facts = [
        Fact(_("为了什么"), found.aim),
        Fact(_("期限"), showing.due_by(found.due_on, request.today)),
        Fact(_("预计每个支部"), _("%(minutes)d 分钟") % {"minutes": found.minutes}),
    ]
    if found.sample:
        facts.append(Fact(_("例子"), found.sample))
    facts.append(Fact(_("要支部填的"), _("、").join(found.asks) or _("没有，只用系统已有的")))
    if found.withdrawn_on:
        facts.append(Fact(_("已收回"), found.withdrawn_because))
    return facts


def _branches(tasks: list[Task], request: PageRequest) -> Table | None:
    if not tasks:
        return None
    deeds = last_deeds(tasks)
    lines: list[Row] = []
    for task in tasks:
        mark, word = showing.mark_of(task, request.today)
        deed = deeds.get(task.thread)
        said = deed.words.splitlines()[0] if deed and deed.words else ""
        lines.append(
            [
                Cell(task.branch.name, reverse("task", args=[task.thread])),
                Cell(
                    "" if mark else showing.state_words(task),
                    mark=mark,
                    word=word,
                    note=showing.asked_note(task) if mark else "",
                ),
                said,
            ]
        )
    columns = (Column(_("支部"), Kind.MAIN), Column(_("到哪一步")), Column(_("支部怎么说")))
    return Table(_("各支部"), columns, lines, hide_caption=True)


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_withdraw(request: PageRequest, assignment_id: UUID) -> HttpResponse:
    found = assigning.assignment_for(request.actor, assignment_id)
    form = WordsForm(request.POST or None, today=request.today, name="reason", label=_("为什么收回，支部看得到"))
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: write(
                request, assigning.withdraw_assignment, form, assignment=found, reason=form.cleaned_data["reason"]
            )
        )
        if done:
            notices.done(request, _("已收回。办完的支部，记录还在。"))
            return redirect("assignment", found.thread)
    back = reverse("assignment", args=[found.thread])
    return show_form(request, form, _("收回任务"), _("收回"), back, back_label=found.title)
