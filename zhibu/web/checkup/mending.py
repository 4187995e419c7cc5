"""整改台账: what was found, the measure, who and until when, accepted by somebody else, relapse watched."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.checkup.queries import open_since
from zhibu.flows.mending import accept_measure, start_measure, strike_measure
from zhibu.member.queries import roster
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.checkup.forms import AcceptForm, MendForm
from zhibu.web.components import Button, Cell, Column, Kind, Mark, Table, Tone
from zhibu.web.days import write_day
from zhibu.web.wording import between
from zhibu.web.writing import perform
from zhibu.work import to_mend
from zhibu.work.models import MendSource
from zhibu.work.queries import owners_of
from zhibu.work.to_mend import OnList, Way


def way_marks() -> dict[Way, tuple[Mark, Tone, str]]:
    return {
        Way.AT_WORK: (Mark.SOON, Tone.AMBER, _("在改")),
        Way.DONE: (Mark.SOON, Tone.AMBER, _("等验收")),
        Way.WATCHED: (Mark.DONE, Tone.GREEN, _("已验收，看两个季度")),
        Way.MENDED: (Mark.DONE, Tone.GREEN, _("已改好")),
        Way.RELAPSED: (Mark.SOON, Tone.AMBER, _("又出现了")),
    }


@page(Right.SEE_BRANCH, Right.SEE_BELOW)
@require_safe
def mending(request: PageRequest) -> HttpResponse:
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("整改台账"), url="")
    rows = to_mend.with_tasks(
        to_mend.listed(to_mend.visible_to(request.actor).filter(branch=branch)), open_since(branch)
    )
    context: dict[str, Any] = {
        "branch": branch,
        "is_own": has_own_branch(request.actor),
        "may_record": request.actor.may(Right.RECORD) and has_own_branch(request.actor),
        "table": _table(rows, request) if rows else None,
    }
    return render(request, "checkup/mending.html", context)


def _table(rows: list[OnList], request: PageRequest) -> Table:
    owners = owners_of([task for row in rows for task in row.tasks])
    marks = way_marks()
    lines = []
    for row in rows:
        way = row.way(request.today)
        mark, tone, word = marks[way]
        names = [
            owner.name or (owner.member.name if owner.member else "")
            for task in row.tasks
            for owner in owners[task.thread]
        ]
        task = row.tasks[0] if row.tasks else None
        accepts = way is Way.DONE and request.actor.may(Right.SEE_BRANCH)
        lines.append(
            [
                Cell(row.mend.fact, note=f"{write_day(row.mend.happened_on)} · {row.mend.get_source_display()}"),
                Cell(row.mend.measure, reverse("task", args=[task.thread]) if task else ""),
                Cell(between("、").join(names) or _("还没定")),
                Cell(write_day(row.due_on) if row.due_on else ""),
                Cell(
                    mark=mark, tone=tone, word=word, note=_accepted(row),
                    buttons=[Button(_("验收"), reverse("mend_accept", args=[row.mend.thread]))] if accepts else [],
                ),
            ]
        )  # fmt: skip
    columns = (
        Column(_("问题"), Kind.MAIN), Column(_("措施")), Column(_("谁负责")), Column(_("期限")), Column(_("怎么样了")),
    )  # fmt: skip
    return Table(_("整改台账"), columns, lines, hide_caption=True)


def _accepted(row: OnList) -> str:
    mend = row.mend
    if not mend.accepted_on:
        return ""
    by = mend.accepted_by.name if mend.accepted_by else ""
    return _("%(day)s %(name)s验收：%(words)s") % {
        "day": write_day(mend.accepted_on), "name": by, "words": mend.accepted_words,
    }  # fmt: skip


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def mend_new(request: PageRequest) -> HttpResponse:
    """What the branch found itself, heard when it asked, or was told at a review."""
    branch = own_branch(request.actor)
    form = MendForm(
        request.POST or None, today=request.today, people=roster(branch, request.today), initial=_proposed(request)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, start_measure, right=Right.RECORD,
                key=given["key"], branch=branch, fact=given["fact"], measure=given["measure"], owners=form.owners(),
                due_on=given["due_on"], source=MendSource(given["source"]),
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("mend_undo", args=[done.result.pk])
            notices.done(request, _("已列入整改台账和任务。"), undo=undo)
            return redirect("mending")
    return render(request, "checkup/mend_new.html", {"form": form}, status=422 if form.errors else 200)


def _proposed(request: PageRequest) -> dict[str, str]:
    """What a page of results sent along; the form can change it."""
    given = {"fact": request.GET.get("fact", "")[:300]}
    source = request.GET.get("source", "")
    return given | ({"source": source} if source in MendSource.values else {})


@page(Right.SEE_BRANCH)
@require_http_methods(["GET", "HEAD", "POST"])
def mend_accept(request: PageRequest, mend_id: UUID) -> HttpResponse:
    mend = to_mend.mend_for(request.actor, mend_id)
    form = AcceptForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, accept_measure, right=Right.SEE_BRANCH,
                key=given["key"], mend=mend, words=given["words"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("已验收。以后两个季度还会看有没有反弹。"))
            return redirect("mending")
    row = to_mend.with_tasks([mend])[0]
    context = {"form": form, "mend": mend, "row": row}
    return render(request, "checkup/mend_accept.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def mend_undo(request: PageRequest, mend_id: UUID) -> HttpResponse:
    mend = to_mend.mend_for(request.actor, mend_id)
    perform(request, strike_measure, right=Right.RECORD, mend=mend)
    notices.note(request, _("已从整改台账拿掉，任务也一起撤销。"))
    return redirect("mending")
