"""What comes back to everybody: 回音栏 with approved texts, and 职工关心的事 of a quarter in safe numbers."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.concern import actions
from zhibu.concern.public import board_of
from zhibu.concern.quarters import K, Quarter, counted, quarters_before
from zhibu.concern.queries import concern_for
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Kind, Row, Tab, Table
from zhibu.web.concerns.heard import unit_of
from zhibu.web.concerns.working import METHODS, work_on, write
from zhibu.web.concerns.working_forms import OfferForm

SEEN = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW, Right.HANDLE_CONCERNS)


@page(*SEEN)
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """For the notice board: in the handlers' own words, each text approved by whoever raised it."""
    unit = unit_of(request)
    entries = board_of(unit, request.today) if unit else []
    return render(request, "concerns/board.html", {"unit": unit, "entries": entries})


@page(Right.SEE_BRANCH, Right.SEE_BELOW, Right.HANDLE_CONCERNS)
@require_safe
def quarter(request: PageRequest) -> HttpResponse:
    """Fixed quarters, no filters, only whole units; a number below five is nowhere."""
    unit = unit_of(request)
    choices = quarters_before(request.today)
    chosen = next((row for row in choices if row.name == request.GET.get("quarter")), choices[0])
    context = {
        "unit": unit,
        "tabs": [Tab(_label(row), f"?quarter={row.name}", is_here=row == chosen) for row in choices],
        "table": _table(unit, chosen, request.today) if unit else None,
        "k": K,
    }
    return render(request, "concerns/quarter.html", context)


def _label(row: Quarter) -> str:
    return _("%(year)d年第%(number)d季度") % {"year": row.year, "number": row.number}


def _table(unit: object, chosen: Quarter, today: date) -> Table | None:
    now, before = counted(unit, chosen), counted(unit, chosen.before())  # type: ignore[arg-type]
    if not now.shown and not now.other:
        return None
    lines: list[Row] = [
        [Cell(label), count, _change(count, before.shown.get(label)), _("会上定")] for label, count in now.shown.items()
    ]
    if now.other:
        lines.append([Cell(_("其他")), now.other, "", _("会上定")])
    columns = (
        Column(_("大家关心的"), Kind.MAIN),
        Column(_("件数"), Kind.NUMBER),
        Column(_("和上季度比")),
        Column(_("打算")),
    )
    return Table(_("职工关心的事"), columns, lines, hide_caption=True)


def _change(now: int, before: int | None) -> str:
    if before is None:
        return _("上季度不单列")
    if now == before:
        return _("一样")
    return _("多 %(n)d 件") % {"n": now - before} if now > before else _("少 %(n)d 件") % {"n": before - now}


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def offer(request: PageRequest, concern_id: UUID) -> HttpResponse:
    """可公开答复: in own words; printed only when the raiser has agreed to this very text."""
    concern = concern_for(request.actor, concern_id)
    form = OfferForm(request.POST or None, today=request.today)
    return work_on(
        request, concern, form, _("写一条可以公开的答复"), _("请本人看过"),
        lambda: write(
            request, actions.offer_public, form.cleaned_data["key"], concern=concern,
            question=form.cleaned_data["question"], reply=form.cleaned_data["reply"],
        ),
        _("本人同意以后才会上回音栏。"),
    )  # fmt: skip
