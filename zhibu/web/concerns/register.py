"""诉求台账 for whoever sits at a desk: on the screen, on paper and as a workbook."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu.account.queries import names_of
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.concern.desks import seats_of
from zhibu.concern.summary import register as entries
from zhibu.ledger import concerns
from zhibu.ledger.sheet import Drawn, Wanted
from zhibu.ledger.workbook import file_name, title_of, workbook_of
from zhibu.org.models import Organisation
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Tab
from zhibu.web.files.pages import XLSX, table_of

YEARS = 3


@page(Right.HANDLE_CONCERNS)
@require_safe
def register(request: PageRequest) -> HttpResponse:
    drawn = _drawn(request)
    year = drawn.wanted.year or request.today.year
    context = {
        "title": title_of(drawn),
        "place": drawn.wanted.branch,
        "tabs": [Tab(str(row), f"?year={row}", is_here=row == year) for row in _years(request)],
        "table": table_of(drawn) if drawn.rows else None,
        "workbook": f"{reverse('concern_register_workbook')}?year={year}",
    }
    return render(request, "concerns/register.html", context)


@page(Right.HANDLE_CONCERNS)
@require_safe
def workbook(request: PageRequest) -> HttpResponse:
    drawn = _drawn(request)
    response = HttpResponse(workbook_of(drawn), content_type=XLSX, headers={"Cache-Control": "no-store"})
    name = quote(file_name(drawn))
    response["Content-Disposition"] = f"attachment; filename=\"concerns.xlsx\"; filename*=UTF-8''{name}"
    return response


def _years(request: PageRequest) -> list[int]:
    return [request.today.year - back for back in range(YEARS)]


def _drawn(request: PageRequest) -> Drawn:
    """The desks of this person; the first of their organisations stands in the heading."""
    seats = seats_of(request.actor)
    place = Organisation.objects.filter(pk__in=[key for key, _line in seats]).order_by("path").first()
    if place is None:
        raise NotFound
    year = next((row for row in _years(request) if str(row) == request.GET.get("year")), request.today.year)
    names = names_of({row.owner for row in entries(request.actor, year) if row.owner})
    return concerns.drawn(request.actor, Wanted(place, request.today, year=year), names)
