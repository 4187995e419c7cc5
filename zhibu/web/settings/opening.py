"""紧急打开: the keeper names one record and why; an officer outside the branch agrees; for an hour it is shown here."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.account.models import Opening, OpeningKind
from zhibu.base.actor import Right
from zhibu.base.clock import CHINA
from zhibu.flows import opening as flow
from zhibu.meeting.models import Gathering, ItemKind
from zhibu.member import queries as members
from zhibu.member.models import Member
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Cell, Column, Fact, Kind, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import Form
from zhibu.web.members.showing import details_facts
from zhibu.web.wording import between
from zhibu.web.writing import perform, perform_form


class OpeningForm(Form):
    is_private = True

    link = forms.CharField(
        label=gettext_lazy("那一页的网址"), max_length=300,
        help_text=gettext_lazy("请本支部的人把打不开、要查的那一页的网址发来。只能是一次会议，或一名党员的资料。"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("为什么要看"), max_length=200,
        help_text=gettext_lazy("本人、本支部书记和同意的人都会看到这句话。"),
    )  # fmt: skip


@page(Right.ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: PageRequest) -> HttpResponse:
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: perform_form(
                request, form, flow.ask_opening, right=Right.ACCOUNTS,
                address=given["link"], reason=given["reason"],
            )
        ):  # fmt: skip
            notices.done(request, _("已请支部以外的上级组织员同意。同意后能看一个小时。"))
            return redirect("openings")
    rows = flow.own_openings(request.actor, request.now)
    context = {"form": form, "table": _own_table(rows, request) if rows else None}
    return render(request, "settings/openings.html", context, status=422 if form.errors else 200)


def _own_table(rows: Sequence[Opening], request: PageRequest) -> Table:
    lines: list[Row] = []
    for row in rows:
        end = (row.recorded_at + flow.OPEN_FOR).astimezone(CHINA)
        if flow.is_open(row, request.now):
            state = Cell(
                _("能看到 %(time)s") % {"time": f"{end:%H:%M}"},
                buttons=(Button(_("打开"), reverse("opening_shown", args=[row.pk])),),
            )
        elif row.agreed is None:
            state = Cell(_("等上级组织员同意"))
        else:
            state = Cell(_("一个小时已过，又关上了") if row.agreed else _("没有同意"))
        lines.append([Cell(_what(row), note=row.organisation.name), row.reason, state])
    columns = (Column(_("哪一份"), Kind.MAIN), Column(_("为什么")), Column(_("现在")))
    return Table(_("这几天请过的"), columns, lines)


def _what(row: Opening) -> str:
    return str(OpeningKind(row.kind).label)


def waiting_table(rows: Sequence[Opening], names: Mapping[UUID, str]) -> Table:
    """For the officer: who asks for what, and why."""
    lines: list[Row] = [
        [
            Cell(_what(row), note=row.organisation.name),
            row.reason,
            Cell(names.get(row.recorded_by, ""), note=write_day(flow.waits_since(row))),
            Cell(
                buttons=(
                    Button(_("同意看一个小时"), reverse("opening_agree", args=[row.pk]), post=True),
                    Button(pgettext("button", "不同意"), reverse("opening_decline", args=[row.pk]), post=True),
                )
            ),
        ]
        for row in rows
    ]
    columns = (Column(_("哪一份"), Kind.MAIN), Column(_("为什么")), Column(_("谁请的")), Column("", Kind.BUTTONS))
    return Table(_("管理员请求紧急打开"), columns, lines)


@page(Right.SET_UP)
@require_POST
def opening_agree(request: PageRequest, opening_id: UUID) -> HttpResponse:
    row = flow.opening_for(request.actor, opening_id, request.today, request.now)
    perform(request, flow.agree_to_opening, right=Right.SET_UP, opening=row)
    notices.done(request, _("管理员能看一个小时，只有这一份。本人和本支部书记已经知道。"))
    return redirect("seconds")


@page(Right.SET_UP)
@require_POST
def opening_decline(request: PageRequest, opening_id: UUID) -> HttpResponse:
    row = flow.opening_for(request.actor, opening_id, request.today, request.now)
    perform(request, flow.decline_opening, right=Right.SET_UP, opening=row)
    notices.note(request, _("没有同意，什么都没有打开。"))
    return redirect("seconds")


@page(Right.ACCOUNTS)
@never_cache
@require_safe
def opening_shown(request: PageRequest, opening_id: UUID) -> HttpResponse:
    """The one record, to read: no identity number, no whole phone number, nothing of what was said in a meeting."""
    row, found = flow.opened(request.actor, opening_id, request.now)
    facts = _of_member(found, request) if isinstance(found, Member) else _of_gathering(found)
    end = (row.recorded_at + flow.OPEN_FOR).astimezone(CHINA)
    return render(request, "settings/opening.html", {"row": row, "facts": facts, "end": f"{end:%H:%M}"})


def _of_member(found: Member, request: PageRequest) -> list[Fact]:
    details = members.details_of(found)
    phone = members.masked(details.phone) if details else ""
    return details_facts(found, details, request.today, phone=phone)[:-1]


def _of_gathering(found: Gathering) -> list[Fact]:
    facts = [
        Fact(_("名称"), found.title),
        Fact(_("哪天"), write_day(found.happened_on)),
        Fact(_("地点"), found.place),
        Fact(_("主持"), found.host),
        Fact(_("记录"), found.recorder),
    ]
    if found.due is not None and found.present is not None:
        facts.append(
            Fact(_("人数"), _("应到 %(due)d，实到 %(present)d") % {"due": found.due, "present": found.present})
        )
    items = sorted(found.items.all(), key=lambda item: item.order)
    return facts + [
        Fact(str(ItemKind(item.kind).label), between("；").join(filter(None, [item.topic, item.decision])))
        for item in items
    ]
