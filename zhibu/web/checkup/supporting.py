"""Help from above: a superior sends it to a branch, the branch answers and says how it ended. Seen by these two."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.org.models import Organisation
from zhibu.org.queries import branch_for, organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.checkup.forms import SupportAnswerForm, SupportEndForm, SupportForm
from zhibu.web.components import Button, Cell, Column, Kind, Mark, Row, Table, Tone
from zhibu.web.days import write_day
from zhibu.web.forms import Form
from zhibu.web.writing import perform_form
from zhibu.work import supporting
from zhibu.work.models import Support, SupportAnswer

METHODS = require_http_methods(["GET", "HEAD", "POST"])


def _write(
    request: PageRequest, action: Callable[..., Done], right: Right, form: Form | None = None, **arguments: Any
) -> Done:
    return perform_form(request, form, action, right=right, **arguments)


@page(Right.ASSIGN)
@METHODS
def support_new(request: PageRequest, branch_id: UUID) -> HttpResponse:
    """Offer help to one branch."""
    assert request.actor.acting is not None
    branch = branch_for(request.actor, branch_id)
    sender = organisation_for(request.actor, request.actor.acting.organisation_id)
    form = SupportForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _write(
                request, supporting.send, Right.ASSIGN, form, sender=sender, branch=branch,
                what=given["what"], who=given["who"], due_on=given["due_on"],
            )
        )  # fmt: skip
        if done:
            key = done.result if done.is_repeated else done.result.pk
            notices.done(request, _("已告诉支部，等他们回话。"), undo=reverse("support_withdraw", args=[key]))
            return redirect("checkup_branch", branch.pk)
    title = _("去帮%(branch)s") % {"branch": branch.name}
    lead = _("支部看得到，可以接，也可以说先不用。不算派任务。")
    return _show(request, form, title, lead, _("告诉支部"), reverse("checkup_branch", args=[branch.pk]))


@page(Right.RECORD)
@METHODS
def support_answer(request: PageRequest, support_id: UUID) -> HttpResponse:
    """The branch takes it or says not now."""
    support = _own(request, support_id)
    form = SupportAnswerForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        takes = given["answer"] == SupportAnswer.TAKEN
        if form.carry_out(
            lambda: _write(
                request, supporting.answer, Right.RECORD, form, support=support, takes=takes, words=given["words"]
            )
        ):
            notices.done(request, _("已回话，上级看得到。"), undo=reverse("support_reopen", args=[support.thread]))
            return redirect("checkup")
    title = _("回话：%(what)s") % {"what": support.what}
    return _show(request, form, title, _told(support), _("回话"), reverse("checkup"))


@page(Right.RECORD)
@METHODS
def support_end(request: PageRequest, support_id: UUID) -> HttpResponse:
    """The branch says that it is over, and what it brought."""
    support = _own(request, support_id)
    form = SupportEndForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: _write(
            request, supporting.close, Right.RECORD, form, support=support, words=form.cleaned_data["words"]
        )
    ):  # fmt: skip
        notices.done(request, _("已记下，这次帮助结束了。"), undo=reverse("support_reopen", args=[support.thread]))
        return redirect("checkup")
    title = _("这次帮助结束了：%(what)s") % {"what": support.what}
    return _show(request, form, title, _told(support), _("记下"), reverse("checkup"))


@page(Right.RECORD)
@require_POST
def support_reopen(request: PageRequest, support_id: UUID) -> HttpResponse:
    support = _own(request, support_id)
    _write(request, supporting.reopen, Right.RECORD, support=support)
    notices.note(request, _("已收回刚才那句话。"))
    return redirect("checkup")


@page(Right.ASSIGN)
@require_POST
def support_withdraw(request: PageRequest, support_id: UUID) -> HttpResponse:
    support = supporting.support_for(request.actor, support_id)
    _write(request, supporting.withdraw, Right.ASSIGN, support=support)
    notices.note(request, _("已撤回，支部不再看到。"))
    return redirect("checkup_branch", support.branch_id)


def _own(request: PageRequest, support_id: UUID) -> Support:
    """Only the branch itself answers for itself."""
    support = supporting.support_for(request.actor, support_id)
    if request.actor.acting is None or request.actor.acting.organisation_id != support.branch_id:
        raise NotFound
    return support


def _told(support: Support) -> str:
    return _("%(sender)s %(day)s派来：%(who)s，%(due)s前。") % {
        "sender": support.sender.name, "day": write_day(support.happened_on), "who": support.who,
        "due": write_day(support.due_on),
    }  # fmt: skip


def _show(request: PageRequest, form: Form, title: str, lead: str, button: str, back: str) -> HttpResponse:
    context = {
        "form": form, "title": title, "lead": lead, "button": button, "back": back, "back_label": _("体检"),
    }  # fmt: skip
    return render(request, "work/form.html", context, status=422 if form.errors else 200)


def table_of(rows: Sequence[Support], actor: Actor) -> Table | None:
    """Help of one branch, for either side, newest first."""
    lines: list[Row] = [
        [
            Cell(row.what, note=row.sender.name),
            row.who,
            write_day(row.due_on),
            _state(row, _buttons(row, actor)),
        ]
        for row in rows
    ]
    columns = (Column(_("帮什么"), Kind.MAIN), Column(_("谁来")), Column(_("什么时候前")), Column(_("怎么样了")))
    return Table(_("上级派来的帮助"), columns, lines, hide_caption=True) if lines else None


def _state(row: Support, buttons: list[Button]) -> Cell:
    if row.closed_on:
        return Cell(mark=Mark.DONE, tone=Tone.GREEN, word=_("结束了"), note=row.outcome, buttons=buttons)
    if row.answer == SupportAnswer.DECLINED:
        return Cell(mark=Mark.NOT_ASKED, word=_("支部说先不用"), note=row.answer_words, buttons=buttons)
    if row.answer == SupportAnswer.TAKEN:
        return Cell(mark=Mark.SOON, tone=Tone.AMBER, word=_("支部接了，在帮"), note=row.answer_words, buttons=buttons)
    return Cell(mark=Mark.NO_RECORD, word=_("等支部回话"), buttons=buttons)


def _buttons(row: Support, actor: Actor) -> list[Button]:
    here = actor.acting.organisation_id if actor.acting else None
    if row.branch_id == here and actor.may(Right.RECORD):
        if not row.answer:
            return [Button(_("回话"), reverse("support_answer", args=[row.thread]))]
        if row.is_open:
            return [Button(_("帮完了，记一句"), reverse("support_end", args=[row.thread]))]
    if row.sender_id == here and actor.may(Right.ASSIGN) and not row.answer:
        return [Button(_("撤回"), reverse("support_withdraw", args=[row.thread]), post=True)]
    return []


def shown_for(actor: Actor, branch: Organisation, most: int) -> Table | None:
    """The help that this actor sees of a branch: its own side of it."""
    return table_of(list(supporting.visible_to(actor).filter(branch=branch)[:most]), actor)
