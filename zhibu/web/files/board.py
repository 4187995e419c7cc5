"""党务公开栏: tick what is made public; everybody of the branch reads it, and it prints for the wall."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.ledger.papers import boards
from zhibu.meeting import disclosing
from zhibu.org.queries import own_branch
from zhibu.web import days, notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch
from zhibu.web.components import Button, Cell, Column, Kind, Table
from zhibu.web.files.papers import paper_address, year_asked
from zhibu.web.forms import Form
from zhibu.web.wording import between, worded
from zhibu.web.writing import perform, perform_form

PAPER = boards.PAPERS[0]


class TickForm(Form):
    items = forms.MultipleChoiceField(
        label=gettext_lazy("公开哪些决定"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[disclosing.Choice], **kwargs: Any) -> None:
        kwargs["initial"] = {"items": [str(choice.item) for choice in offered if choice.is_open]}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["items"]
        field.choices = [(str(choice.item), label_of(choice)) for choice in offered]


class NoticeForm(Form):
    draft = "board-notice"
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("内容"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


def label_of(choice: disclosing.Choice) -> str:
    return f"{days.write_day(choice.day)}　{worded(choice.title)}{between('：')}{choice.text}"[:160]


@page(Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """What is public in the branch, for each of its people."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("党务公开栏"), url=reverse("files_board"))
    may_change = request.actor.may(Right.RECORD)
    shown = disclosing.board(branch, request.today)
    columns = [Column(_("事项"), Kind.MAIN), Column(_("日期"), Kind.TEXT), Column(_("内容"), Kind.TEXT)]
    columns += [Column(_("操作"), Kind.BUTTONS)] if may_change else []
    rows = []
    for entry in shown:
        row = [Cell(entry.title), Cell(days.write_day(entry.day)), Cell(entry.text)]
        if may_change:
            row.append(Cell("", buttons=[Button(_("撤下"), reverse("files_board_down", args=[entry.key]), post=True)]))
        rows.append(row)
    context = {
        "branch": branch,
        "table": Table(_("党务公开栏"), columns, rows, hide_caption=True) if rows else None,
        "may_change": may_change,
        "paper": paper_address(PAPER, branch.pk),
    }
    return render(request, "files/board.html", context)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PageRequest) -> HttpResponse:
    """Tick the decisions of a year."""
    branch, year = own_branch(request.actor), year_asked(request)
    offered = disclosing.choices(branch, year, request.today)
    form = TickForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        arguments = {"branch": branch, "year": year, "items": [UUID(item) for item in form.cleaned_data["items"]]}
        if form.carry_out(lambda: _perform(request, disclosing.tick, form, **arguments)):
            notices.done(request, _("公开栏已换好。"))
            return redirect("files_board")
    context = {"form": form, "branch": branch, "year": year, "offered": offered}
    return render(request, "files/board_choose.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: PageRequest) -> HttpResponse:
    """A notice in own words."""
    branch = own_branch(request.actor)
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = {"title": form.cleaned_data["title"], "text": form.cleaned_data["text"]}
        if form.carry_out(lambda: _perform(request, disclosing.put_up, form, branch=branch, **words)):
            notices.done(request, _("已放上公开栏。"))
            return redirect("files_board")
    context = {"form": form, "branch": branch}
    return render(request, "files/board_notice.html", context, status=422 if form.errors else 200)


def _perform(request: PageRequest, action: Any, form: Form, **arguments: Any) -> Any:
    return perform_form(request, form, action, right=Right.RECORD, **arguments)


@page(Right.RECORD)
@require_POST
def down(request: PageRequest, entry: UUID) -> HttpResponse:
    found = disclosing.disclosure_for(own_branch(request.actor), entry)
    perform(
        request,
        disclosing.take_down,
        right=Right.RECORD,
        disclosure=found,
    )
    notices.done(request, _("已撤下。"))
    return redirect("files_board")
