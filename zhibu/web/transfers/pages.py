"""接转: letters on their way, members who come and go; 流动: members away and out of contact."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.member import caring, movements, transferring
from zhibu.member.models import Contact, Member
from zhibu.member.queries import member_for, roster
from zhibu.org.models import Organisation
from zhibu.org.queries import branch_named, branches_in, own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.days import write_day
from zhibu.web.members.doubts import ask_once, doubts_of
from zhibu.web.members.rights import WRITERS, may_write, writing_right
from zhibu.web.short_form import show_form
from zhibu.web.transfers import showing
from zhibu.web.transfers.forms import ArrivalForm, ContactForm, ContactPersonForm, LetterForm, ReceiveForm
from zhibu.web.wording import worded_lines
from zhibu.web.writing import perform

MOST = 100


def _write(request: PageRequest, action: Any, form: Any = None, **arguments: Any) -> Any:
    return perform(
        request, action, right=writing_right(request.actor),
        key=form.cleaned_data["key"] if form else None, **arguments,
    )  # fmt: skip


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def transfers(request: PageRequest) -> HttpResponse:
    actor = request.actor
    running = movements.under_way(actor)
    done = list(movements.finished(actor, request.today.year)[:MOST])
    writes = may_write(actor)
    said = showing.responsible_for(running[0], request.today) if running else None
    context = {
        "running": showing.under_way_table(running, actor, request.today, may_write=writes) if running else None,
        "done": showing.finished_table(done, may_write=writes) if done else None,
        "writes": writes,
        "takes_in": has_own_branch(actor) and actor.may(Right.RECORD),
        "cites": showing.cites(said) if said else (),
    }
    return render(request, "transfers/transfers.html", context)


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_new(request: PageRequest) -> HttpResponse:
    """A letter for a member of the own branch; a superior comes from the member's page."""
    actor, named = request.actor, request.GET.get("member", "")
    if has_own_branch(actor):
        people = roster(own_branch(actor), request.today)
    elif named:
        people = [member_for(actor, _key(named))]
    else:
        raise NotFound
    root = people[0].root if people else None
    branches = [row for row in _branches(root) if not has_own_branch(actor) or row.pk != own_branch(actor).pk]
    initial = {"happened_on": request.today, "member": named}
    form = LetterForm(request.POST or None, today=request.today, people=people, branches=branches, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        member, outside = form.people[given["member"]], given["outside"].strip()
        destination = form.branches.get(given["destination"])
        if destination is None and (named_branch := branch_named(outside)) and named_branch.pk != member.branch_id:
            destination, outside = named_branch, ""  # typed, and known here after all
        done = form.carry_out(
            lambda: _write(
                request, transferring.issue_letter, form, member=member,
                destination=destination, outside=outside,
                happened_on=given["happened_on"], valid_days=given["valid_days"],
                letter_number=given["letter_number"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("transfer_withdraw", args=[done.result.pk])
            notices.done(request, _("介绍信已记下。对方接收以前，还由本支部管。"), undo=undo)
            return redirect("transfers")
    return show_form(
        request, form, title=_("转出"), button=_("开介绍信"), back=reverse("transfers"), back_label=_("接转"),
        says=[_("转到本单位的支部，对方点接收就到了名册里，不用再录。转到外单位，收到回执再划掉。")],
    )  # fmt: skip


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def _branches(root: Any) -> list[Organisation]:
    """Branches of the same primary committee. Only their names are shown."""
    return list(branches_in(root)[:MOST])


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_receive(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    row = movements.transfer_for(request.actor, transfer_id)
    if not movements.ends_at(request.actor, row):
        raise NotFound
    form = ReceiveForm(request.POST or None, today=request.today, initial={"received_on": request.today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["received_on"]
        done = form.carry_out(lambda: _write(request, transferring.receive, form, transfer=row, received_on=day))
        if done:
            words = {"name": row.member.name, "day": write_day(day)}
            notices.done(request, _("%(name)s 从%(day)s起转过来了。") % words if row.destination else _("已记下回执。"))
            return redirect("transfers")
    said = showing.letter_of(row, request.today)
    return show_form(
        request, form, title=_("接收%(name)s") % {"name": row.member.name}, button=_("记下"),
        back=reverse("transfers"), back_label=_("接转"), says=worded_lines(said.because), cites=showing.cites(said),
        lead=_("从%(origin)s转到%(goal)s") % {"origin": showing.from_words(row), "goal": showing.to_words(row)},
    )  # fmt: skip


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_in(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = ArrivalForm(request.POST or None, today=request.today, initial={"received_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name not in {"key", "checked"}}
        doubts = doubts_of(given, request.today, branch)
        if not ask_once(form, doubts) and form.carry_out(
            lambda: _write(request, transferring.receive_from_outside, form, branch=branch, **given)
        ):
            notices.done(request, _("已接收%(name)s，名册里有了。") % {"name": given["name"]})
            return redirect("transfers")
    return show_form(
        request, form, title=_("转入"), button=_("接收"), back=reverse("transfers"), back_label=_("接转"),
        says=[_("从外单位转来的。本单位别的支部转来的不用在这里录，在“接转”里点接收。")],
    )  # fmt: skip


@page(*WRITERS)
@require_POST
def transfer_withdraw(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    row = movements.transfer_for(request.actor, transfer_id)
    if not movements.begins_at(request.actor, row):
        raise NotFound
    _write(request, transferring.withdraw, transfer=row)
    notices.note(request, _("介绍信已撤回。"))
    return redirect("transfers")


@page(*WRITERS)
@require_safe
def transfer_letter(request: PageRequest, transfer_id: UUID) -> HttpResponse:
    """介绍信, its stub and the receipt that comes back, on one sheet to print."""
    row = movements.transfer_for(request.actor, transfer_id)
    if not movements.begins_at(request.actor, row):
        raise NotFound
    said = showing.letter_of(row, request.today)
    context = {
        "row": row, "origin": showing.from_words(row), "goal": showing.to_words(row),
        "last_day": said.answer["last_day"],
    }  # fmt: skip
    return render(request, "transfers/letter.html", context)


# --- away and out of contact ----------------------------------------------------------------------------------


@page(Right.RECORD)
@require_safe
def away(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    rows = movements.away_from(branch, request.today)
    context = {
        "branch": branch,
        "table": showing.away_table(rows, request.today, may_write=True) if rows else None,
        "orders": [showing.lost_order(row, branch.path, request.today) for row in rows if row.lost],
    }
    return render(request, "transfers/away.html", context)


def _own_member(request: PageRequest, member_id: UUID) -> Member:
    member = member_for(request.actor, member_id)
    if member.branch_id != own_branch(request.actor).pk:
        raise NotFound
    return member


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def away_person(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = _own_member(request, member_id)
    people = [row for row in roster(own_branch(request.actor), request.today) if row.pk != member.pk]
    form = ContactPersonForm(request.POST or None, today=request.today, people=people, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _write(
                request, caring.name_contact, form, member=member, contact=form.people[given["contact"]],
                since=given["since"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("联系人定好了。"))
            return redirect("away")
    return show_form(
        request, form, title=_("给%(name)s定联系人") % {"name": member.name}, button=_("定下"), back=reverse("away"),
        back_label=_("流动"),
    )  # fmt: skip


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def away_contact(request: PageRequest, member_id: UUID) -> HttpResponse:
    member = _own_member(request, member_id)
    form = ContactForm(request.POST or None, today=request.today, initial={"happened_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: _write(
                request, caring.note_contact, form, member=member, kind=given["kind"],
                happened_on=given["happened_on"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("away_contact_undo", args=[done.result.pk])
            notices.done(request, _("已记下。"), undo=undo)
            return redirect("away")
    return show_form(
        request, form, title=_("联系%(name)s") % {"name": member.name}, button=_("记下"), back=reverse("away"),
        back_label=_("流动"), says=[_("只记哪天、怎么联系的。人在哪里、说了什么都不记。")],
    )  # fmt: skip


@page(Right.RECORD)
@require_POST
def away_contact_undo(request: PageRequest, contact_id: UUID) -> HttpResponse:
    row: Contact = movements.contact_for(request.actor, contact_id)
    notices.in_time_to_undo(row.recorded_at, request.now)
    _write(request, caring.undo_contact, contact=row)
    notices.note(request, _("已撤销那次联系。"))
    return redirect("away")
