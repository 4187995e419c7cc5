"""填上级的表: upload a higher body's empty form, see what comes from where, ask branches for the rest, download it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.looks import leave_trace
from zhibu.flows import filling
from zhibu.flows.assigning import send_assignment
from zhibu.intake.forms import Asked
from zhibu.org.models import Organisation
from zhibu.org.queries import branches_of
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day, write_short_day
from zhibu.web.forms import Form, NumberField
from zhibu.web.wording import as_written
from zhibu.web.work.assignments import own_place
from zhibu.web.work.forms import day_to_come
from zhibu.web.work.tasks import show_form, write
from zhibu.work import assigning
from zhibu.work import forms as kept
from zhibu.work.assigning import NewAssignment
from zhibu.work.models import Assignment, HigherForm

SHOWN = 5  # lines of the preview
EARLIEST_YEAR = 2000
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class UploadForm(Form):
    is_private = True
    file = forms.FileField(
        label=gettext_lazy("上级发来的空表"), help_text=gettext_lazy("Excel（.xlsx）或 Word（.docx），最多 2 MB")
    )
    year = NumberField(label=gettext_lazy("会议次数算哪一年"), min_value=EARLIEST_YEAR)


class AskForm(Form):
    asks = forms.MultipleChoiceField(label=gettext_lazy("问支部哪几项"), widget=forms.CheckboxSelectMultiple)
    aim = forms.CharField(label=gettext_lazy("为了什么"), max_length=300)
    due_on = day_to_come(gettext_lazy("支部哪天前填好"), required=True, help_text=gettext_lazy("例如 12月5日"))

    def __init__(self, *args: Any, asks: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asks"].choices = [(ask, ask) for ask in asks]  # type: ignore[attr-defined]
        self.initial.setdefault("asks", asks)


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def higher_forms(request: PageRequest) -> HttpResponse:
    form = UploadForm(
        request.POST or None, request.FILES or None, today=request.today, initial={"year": request.today.year}
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        done = form.carry_out(lambda: _keep(request, form, file.name, content))
        if done:
            return redirect("higher_form", done.result if done.is_repeated else done.result.pk)
    rows = kept.visible_to(request.actor).defer("content").order_by("-recorded_at")[:20]
    context = {"form": form, "rows": [(row, write_short_day(row.recorded_at.date(), request.today)) for row in rows]}
    return render(request, "work/higher_forms.html", context, status=422 if form.errors else 200)


def _keep(request: PageRequest, form: UploadForm, name: str, content: bytes) -> Any:
    filling.recognised(content, name)
    year = form.cleaned_data["year"]
    return write(request, kept.keep_form, form, sender=own_place(request), name=name, content=content, year=year)


@page(Right.ASSIGN)
@require_safe
def higher_form(request: PageRequest, form_id: UUID) -> HttpResponse:
    """Each column with where its values come from, the first lines, what is missing, what was asked."""
    found = kept.form_for(request.actor, form_id)
    branches = _branches(request)
    result = filling.filled(found, branches, request.today)
    asked = kept.questions_about(found)
    context = {
        "higher": found,
        "facts": _facts(found, result),
        "columns": _columns(result),
        "sample": _sample(result),
        "more": max(len(result.lines) - SHOWN, 0),
        "asked": [_asked_fact(row) for row in asked],
        "may_ask": bool(filling.askable(result.table, [row.pk for row in asked])),
    }
    return render(request, "work/higher_form.html", context)


def _asked_fact(row: Assignment) -> Fact:
    return Fact(row.title, _("%(day)s前") % {"day": write_day(row.due_on)}, reverse("assignment", args=[row.thread]))


def _branches(request: PageRequest) -> list[Organisation]:
    return list(branches_of(request.actor, request.today).order_by("path"))


def _facts(found: HigherForm, result: filling.Filled) -> list[Fact]:
    unit = _("%(number)d 名党员") if result.table.is_person else _("%(number)d 个支部")
    facts = [
        Fact(_("填多少行"), unit % {"number": len(result.lines)}),
        Fact(_("系统已有"), _("%(number)d 项") % {"number": len(result.table.known)}),
        Fact(_("会议次数算"), _("%(year)d 年") % {"year": found.year}),
    ]
    if result.table.unknown and not result.table.is_person:
        facts.append(Fact(_("还没填齐"), _("%(number)d 个支部") % {"number": result.unanswered}))
    return facts


def _columns(result: filling.Filled) -> Table:
    lines: list[Row] = [
        [Cell(column.text), column.held.label if column.held else "", _where(column, result)]
        for column in result.table.columns
    ]
    columns = (Column(_("表上的一列"), Kind.MAIN), Column(_("填什么")), Column(_("从哪里来")))
    return Table(_("每一列从哪里来"), columns, lines)


def _where(column: Asked, result: filling.Filled) -> str:
    if column.held is None:
        return _("系统没有，空着") if result.table.is_person else _("系统没有，要问支部")
    empty = result.empty[column.column]
    if empty and column.held.key != "serial":
        return _("%(record)s；%(number)d 行没有记录，空着") % {"record": column.held.record, "number": empty}
    return column.held.record


def _sample(result: filling.Filled) -> Table:
    lines: list[Row] = [
        [Cell(_shown(line.get(column.column))) for column in result.table.columns] for line in result.lines[:SHOWN]
    ]
    columns = [
        Column(column.text, Kind.MAIN if column.column == result.table.key else Kind.TEXT)
        for column in result.table.columns
    ]
    return Table(_("前几行"), columns, lines)


def _shown(value: Any) -> str:
    return write_day(value) if hasattr(value, "year") else "" if value is None else str(value)


@page(Right.ASSIGN)
@require_safe
def higher_form_filled(request: PageRequest, form_id: UUID) -> HttpResponse:
    """The file, in the layout in which it came. A form about people leaves a trace with each branch."""
    found = kept.form_for(request.actor, form_id)
    branches = _branches(request)
    result = filling.filled(found, branches, request.today)
    if result.table.is_person:
        for branch in branches:
            leave_trace(request.actor, subject=branch.pk, root=branch.root, today=request.today)
    response = HttpResponse(filling.file_of(found, result), content_type=TYPES[result.table.kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('填好的') + found.name)}"
    return response


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def higher_form_ask(request: PageRequest, form_id: UUID) -> HttpResponse:
    """Branches are asked for the columns that no record holds, and for nothing else."""
    found = kept.form_for(request.actor, form_id)
    table = filling.recognised(bytes(found.content), found.name)
    asks = filling.askable(table, [row.pk for row in kept.questions_about(found)])
    if not asks:
        raise NotFound
    form = AskForm(request.POST or None, today=request.today, asks=asks)
    if request.method == "POST" and form.is_valid():
        place = own_place(request)
        new = NewAssignment(
            sender=place, title=as_written(lambda: _("填表：%(name)s") % {"name": found.name.rsplit(".", 1)[0][:80]}),
            aim=form.cleaned_data["aim"], due_on=form.cleaned_data["due_on"], receivers=[place],
            asks=form.cleaned_data["asks"], template=found.thread,
        )  # fmt: skip
        done = form.carry_out(lambda: write(request, send_assignment, form, new=new))
        if done:
            notices.done(
                request, _("已问各支部，每个支部约 %(minutes)d 分钟。") % {"minutes": assigning.estimate(new.asks)}
            )
            return redirect("higher_form", found.pk)
    back = reverse("higher_form", args=[found.pk])
    lead = _("系统已有的 %(number)d 项不问，只问下面这些。") % {"number": len(table.known)}
    return show_form(request, form, _("问支部"), _("发给各支部"), back, back_label=found.name, lead=lead)


@page(Right.ASSIGN)
@require_POST
def higher_form_forget(request: PageRequest, form_id: UUID) -> HttpResponse:
    found = kept.form_for(request.actor, form_id)
    if kept.questions_about(found):
        raise Refused(_("正在问支部，先收回那件任务。"), _("在“派任务”里收回。"))
    write(request, kept.forget_form, higher=found)
    notices.note(request, _("已拿掉这张表。"))
    return redirect("higher_forms")
