"""以前的台账: closed concerns from before, for those who sit at the desk, without those that name them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.base.actor import Right
from zhibu.concern.earlier_register import earlier_for, visible_to
from zhibu.concern.models import EarlierConcern
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Table
from zhibu.web.days import write_as_known

ROWS = 30
FIRST_WORDS = 24


@page(Right.HANDLE_CONCERNS)
@require_safe
def earlier(request: PageRequest) -> HttpResponse:
    sheet = Paginator(visible_to(request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [
        (
            Cell(_first_words(row.words), reverse("earlier_concern", args=[row.pk])),
            row.category,
            _day(row, "received"),
            _day(row, "closed"),
            row.unit.name,
        )
        for row in sheet
    ]
    columns = (
        Column(_("事情"), Kind.MAIN), Column(_("类别")), Column(_("收到")), Column(_("办结")), Column(_("支部")),
    )  # fmt: skip
    table = Table(_("以前的诉求台账"), columns, rows, hide_caption=True)
    return render(request, "concerns/earlier.html", {"sheet": sheet, "table": table})


@page(Right.HANDLE_CONCERNS)
@require_safe
def one(request: PageRequest, concern_id: UUID) -> HttpResponse:
    row = earlier_for(request.actor, concern_id)
    told = (
        (_("支部"), row.unit.name),
        (_("渠道"), row.channel),
        (_("类别"), row.category),
        (_("收到"), _day(row, "received")),
        (_("承办人"), row.handler),
        (_("打算"), row.plan),
        (_("办理结果"), row.outcome),
        (_("办结"), _day(row, "closed")),
        (_("本人确认"), row.confirmed),
        (_("提出人（同意留名）"), row.raiser),
    )
    facts = [Fact(label, value) for label, value in told if value]
    return render(request, "concerns/earlier_one.html", {"concern": row, "facts": facts})


def _first_words(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS]}……"


def _day(row: EarlierConcern, name: str) -> str:
    on = getattr(row, f"{name}_on")
    return write_as_known(on, getattr(row, f"{name}_precision")) if on else ""
