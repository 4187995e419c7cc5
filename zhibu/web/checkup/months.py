"""The months of a year: the strip of each duty, and confirming a month in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import SheetKind
from zhibu.checkup import actions, queries
from zhibu.checkup.drawing import months_of_year
from zhibu.checkup.looking import Looked, look, years_of
from zhibu.checkup.strips import Strip, strips_of
from zhibu.meeting.queries import held_by_month
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.rules.said import month_name
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.checkup.showing import month_of
from zhibu.web.components import Mark, Month
from zhibu.web.wording import between, worded
from zhibu.web.writing import perform


@dataclass(frozen=True)
class StripRow:
    """One duty over twelve months: its name, how often it is asked, a cell for each month."""

    name: str
    every: str
    months: Sequence[Month]


LEGEND = (Mark.DONE, Mark.SOON, Mark.OVERDUE, Mark.NO_RECORD, Mark.NOT_ASKED)


def legend_of(rows: Sequence[StripRow]) -> list[Mark]:
    """The marks that occur, in a fixed order."""
    used = {cell.mark for row in rows for cell in row.months}
    return [mark for mark in LEGEND if mark in used]


def strip_rows(looked: Looked, today: date, year: int | None = None) -> list[StripRow]:
    """All duties that come again and again, one strip each."""
    year = year or today.year
    return [_row(strip, [month_of(cell, strip, year, today) for cell in strip.cells]) for strip in
            strips_of(looked, year, today)]  # fmt: skip


def held_rows(strips: Sequence[Strip]) -> list[StripRow]:
    """Only what was held: open to every member."""
    return [
        _row(strip, [Month(cell.number, Mark.DONE if cell.is_held else None) for cell in strip.cells])
        for strip in strips
        if any(cell.is_held for cell in strip.cells)
    ]


def _row(strip: Strip, cells: list[Month]) -> StripRow:
    every = {1: _("每月"), 3: _("每季度"), 6: _("每半年"), 12: _("每年")}.get(
        strip.every, _("每 %(months)d 个月") % {"months": strip.every}
    )
    return StripRow(strip.name, every, cells)


def asked_months(branch: Organisation, year: int, today: date) -> list[date]:
    """Months of a year that are over and lie wholly after the branch began to be asked."""
    begin = max(day for day in (branch.founded_on, branch.records_from, date(year, 1, 1)) if day)
    firsts = [date(year, month, 1) for month in range(1, 13)]
    return [first for first in firsts if first >= begin and (first.year, first.month) < (today.year, today.month)]


def unconfirmed(looked: Looked, today: date) -> list[date]:
    """Months of this year that could be confirmed and are not."""
    sheet = looked.year_sheet(today.year, SheetKind.CONDUCT)
    confirmed = months_of_year(sheet.confirmed_months) if sheet else set()
    return [first for first in asked_months(looked.branch, today.year, today) if first.month not in confirmed]


@dataclass(frozen=True)
class MonthRow:
    """One month: what was recorded in it, and whether the branch has confirmed that this is all."""

    first: date
    held: str
    confirmed_at: date | None = None
    take_back_url: str = ""

    @property
    def name(self) -> str:
        return worded(month_name(self.first.month).template)


@page(Right.SEE_BRANCH)
@require_safe
def checkup_months(request: PageRequest) -> HttpResponse:
    """Month by month what is recorded, with one button each."""
    branch = own_branch(request.actor)
    years = list(years_of(request.today))
    year = (
        int(asked) if (asked := request.GET.get("year", "")).isdigit() and int(asked) in years else request.today.year
    )
    confirmed = queries.confirmed_months(branch, year)
    held = held_by_month(branch, year)
    rows = [
        MonthRow(
            first,
            between("、").join(map(worded, held.get(first.month, ()))) or _("没有会议记录"),
            row.recorded_at if (row := confirmed.get(first.month)) else None,
            reverse("checkup_open_month", args=[row.pk]) if row else "",
        )
        for first in reversed(asked_months(branch, year, request.today))
    ]
    strips = strip_rows(look([branch], request.today)[0], request.today, year)
    context = {
        "rows": rows,
        "year": year,
        "years": [other for other in years if other != year],
        "strips": strips,
        "legend": legend_of(strips),
        "may_confirm": request.actor.may(Right.CONFIRM),
    }
    return render(request, "checkup/months.html", context)


@page(Right.CONFIRM)
@require_POST
def checkup_confirm_month(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    try:
        month = date.fromisoformat(request.POST.get("month", ""))
    except ValueError as error:
        raise Refused(_("没有写是哪个月。"), _("回到按月确认，再按一次。")) from error
    done = perform(
        request,
        actions.confirm_month,
        right=Right.CONFIRM,
        key=_key(request),
        branch=branch,
        month=month,
    )
    key = done.result if done.is_repeated else done.result.pk
    words = _("已确认：%(year)d年%(month)d月的会都记全了。") % {"year": month.year, "month": month.month}
    notices.done(request, words, undo=reverse("checkup_open_month", args=[key]))
    return redirect(f"{reverse('checkup_months')}?year={month.year}")


@page(Right.CONFIRM)
@require_POST
def checkup_open_month(request: PageRequest, confirmation_id: UUID) -> HttpResponse:
    confirmation = queries.confirmation_for(request.actor, confirmation_id)
    if confirmation.branch_id != own_branch(request.actor).pk:
        raise NotFound
    perform(
        request,
        actions.open_month_again,
        right=Right.CONFIRM,
        confirmation=confirmation,
    )
    notices.done(request, _("已收回这个月的确认。"))
    return redirect(f"{reverse('checkup_months')}?year={confirmation.month.year}")


def _key(request: PageRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
