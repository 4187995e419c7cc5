"""述职: facts from the records, problems from what is not mended, next steps from plans; causes by the own hand."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.checkup.looking import look
from zhibu.checkup.showing import check_up
from zhibu.flows.form_values import branch_values
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.checkup.showing import title_of
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import Form
from zhibu.web.wording import bracketed
from zhibu.web.work.forms import WordsForm, day_to_come
from zhibu.web.work.showing import due_words
from zhibu.web.work.tasks import show_form, write
from zhibu.work import queries, reports
from zhibu.work.models import DutyReport, TaskSource, TaskState
from zhibu.work.reports import NewReport

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW)
HALVES = {1: gettext_lazy("半年"), 2: gettext_lazy("全年")}
COUNTED: tuple[tuple[str, Any], ...] = (
    ("members", gettext_lazy("党员")),
    ("general_meetings", gettext_lazy("支部党员大会")),
    ("committee_meetings", gettext_lazy("支委会")),
    ("group_meetings", gettext_lazy("党小组会")),
    ("party_lessons", gettext_lazy("党课")),
    ("theme_days", gettext_lazy("主题党日")),
    ("talks", gettext_lazy("谈心谈话")),
)


class ReportForm(Form):
    is_private = True
    half = forms.ChoiceField(label=gettext_lazy("述哪一段"), choices=[(str(key), word) for key, word in HALVES.items()])
    causes = forms.CharField(
        label=gettext_lazy("问题的原因"), max_length=4000, widget=forms.Textarea(attrs={"rows": "6"}),
        help_text=gettext_lazy("自己写。系统只给事实，不替你分析，也不润色。"),
    )  # fmt: skip


class MendForm(Form):
    is_private = True
    lines = forms.CharField(label=gettext_lazy("要改的，一行一条"), max_length=2000, widget=forms.Textarea)
    due_on = day_to_come(gettext_lazy("哪天前改好"), required=True, help_text=gettext_lazy("例如 12月5日"))


def facts_of(request: PageRequest, branch: Organisation) -> list[tuple[str, str]]:
    """What the records say of the year so far. What is not recorded says so."""
    year = request.today.year
    values = branch_values([branch], year, request.today)[branch.pk]
    facts = [
        (str(label), _("%(number)d 名") % {"number": values[key]} if key == "members" else _times(values[key]))
        if key in values
        else (str(label), _("没有记录"))
        for key, label in COUNTED
    ]
    rows = queries.visible_to(request.actor).filter(branch=branch)
    done = rows.filter(state=TaskState.DONE, closed_on__year=year)
    above = done.filter(source=TaskSource.FROM_ABOVE).count()
    own = done.filter(source__in=(TaskSource.INITIATIVE, TaskSource.BORROWED, TaskSource.OWN)).count()
    decided = done.filter(source=TaskSource.DECISION).count()
    facts.append((_("办成的事"), _("上级派的 %(above)d 件，自己找的 %(own)d 件，会上定的 %(decided)d 件") % {
        "above": above, "own": own, "decided": decided,
    }))  # fmt: skip
    return facts


def _times(number: int) -> str:
    return _("%(number)d 次") % {"number": number}


def problems_of(request: PageRequest, branch: Organisation) -> list[str]:
    """Findings of the check-up that are not mended yet."""
    found = check_up(look([branch], request.today)[0], request.today)
    return list(dict.fromkeys(title_of(shown, request.today) for shown in found.mendable))


def steps_of(request: PageRequest, branch: Organisation) -> list[str]:
    """What is planned: open work with a day, the next first."""
    rows = queries.open_only(queries.listed(request.actor, branch)).filter(due_on__isnull=False, is_confined=False)
    return [task.title + bracketed(due_words(task, request.today)) for task in rows[:12]]


@page(*READERS)
@require_safe
def duty_reports(request: PageRequest) -> HttpResponse:
    rows = list(reports.visible_to(request.actor)[:100])
    lines: list[Row] = [
        [
            Cell(_title(row), reverse("duty_report", args=[row.thread])),
            row.organisation.name,
            write_day(row.happened_on),
        ]
        for row in rows
    ]
    columns = (Column(_("述职"), Kind.MAIN), Column(_("支部")), Column(_("哪天交的")))
    table = Table(_("述职"), columns, lines, hide_caption=True) if lines else None
    may_write = request.actor.may(Right.CONFIRM)
    return render(request, "work/duty_reports.html", {"table": table, "may_write": may_write})


def _title(row: DutyReport) -> str:
    return _("%(year)d 年%(half)s述职") % {"year": row.year, "half": HALVES[row.half]}


@page(Right.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_report_new(request: PageRequest) -> HttpResponse:
    """The parts from the records stand above; only the causes are written."""
    branch = own_branch(request.actor)
    half = "1" if request.today.month <= 8 else "2"
    form = ReportForm(request.POST or None, today=request.today, initial={"half": half})
    facts, problems = facts_of(request, branch), problems_of(request, branch)
    steps = steps_of(request, branch)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewReport(branch, request.today.year, int(given["half"]), facts, problems, steps, given["causes"])
        done = form.carry_out(lambda: write(request, reports.hand_in, form, new=new))
        if done:
            notices.done(request, _("已交。"))
            return redirect("duty_report", done.result if done.is_repeated else done.result.pk)
    context = {
        "form": form, "branch": branch, "facts": [Fact(label, value) for label, value in facts],
        "problems": problems, "steps": steps,
    }  # fmt: skip
    return render(request, "work/duty_report_new.html", context, status=422 if form.errors else 200)


@page(*READERS)
@require_safe
def duty_report(request: PageRequest, report_id: UUID) -> HttpResponse:
    """As it stood on the day it was handed in, with questions and answers, and what came of the review."""
    found = reports.report_for(request.actor, report_id)
    tasks = queries.visible_to(request.actor).filter(source=TaskSource.REVIEW, source_key=found.thread)
    context = {
        "report": found,
        "title": _title(found),
        "facts": [Fact(label, value) for label, value in found.facts],
        "questions": reports.questions_of(found),
        "may_answer": reports.keeps(request.actor, found.organisation),
        "may_review": reports.reviews(request.actor, found),
        "mending": [Fact(task.title, task.get_state_display(), reverse("task", args=[task.thread])) for task in tasks],
    }
    return render(request, "work/duty_report.html", context)


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_report_ask(request: PageRequest, report_id: UUID) -> HttpResponse:
    found = reports.report_for(request.actor, report_id)
    form = WordsForm(request.POST or None, today=request.today, name="question", label=_("问什么"))
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, reports.ask, form, report=found, question=form.cleaned_data["question"][:300])
    ):  # fmt: skip
        notices.done(request, _("已问，等支部书面答。"))
        return redirect("duty_report", found.thread)
    back = reverse("duty_report", args=[found.thread])
    return show_form(request, form, _("书面提一个问题"), _("提出"), back, back_label=_title(found))


@page(Right.CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_report_answer(request: PageRequest, question_id: UUID) -> HttpResponse:
    found = reports.question_for(request.actor, question_id)
    if not reports.keeps(request.actor, found.organisation):
        raise NotFound
    initial = {"answer": found.answer}
    form = WordsForm(request.POST or None, today=request.today, initial=initial, name="answer", label=_("怎么答"))
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, reports.answer, form, question=found, answer=form.cleaned_data["answer"])
    ):  # fmt: skip
        notices.done(request, _("已答。"))
        return redirect("duty_report", found.report)
    back = reverse("duty_report", args=[found.report])
    return show_form(request, form, _("书面回答"), _("答复"), back, back_label=_("述职"), lead=found.question)


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_report_mend(request: PageRequest, report_id: UUID) -> HttpResponse:
    """The list to mend becomes tasks of the branch."""
    found = reports.report_for(request.actor, report_id)
    form = MendForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, reports.to_mend, form, report=found, lines=given["lines"].splitlines(), due_on=given["due_on"]
            )
        ):
            notices.done(request, _("已列出，支部在任务里看得到。"))
            return redirect("duty_report", found.thread)
    back = reverse("duty_report", args=[found.thread])
    return show_form(request, form, _("评议后要改的"), _("列出"), back, back_label=_title(found))
