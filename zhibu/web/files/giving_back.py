"""Out again: the layouts of the unit's own tables, and the usual columns in its own order."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.flows import giving_back, layouts
from zhibu.flows.imports.offered import OFFERED
from zhibu.org.models import Organisation
from zhibu.org.queries import organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Text
from zhibu.web.forms import Form
from zhibu.web.wording import between, in_a_row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS_SHOWN = 8
KINDS: dict[str, Text] = {
    **OFFERED,
    "roster": gettext_lazy("花名册"),
    "meetings": gettext_lazy("会议台账"),
}
AS_OF_TODAY = frozenset({"roster", "admissions"})


class HeadersForm(Form):
    """The usual columns, one a line, in the order in which the unit wants them."""

    headers = forms.CharField(
        label=gettext_lazy("列名，一行一个"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy("上下换位置就是换列的先后；认不出的列名留空列。全删掉再保存，就回到常用的顺序。"),
    )


@page(Right.IMPORT)
@require_safe
def own_tables(request: PageRequest) -> HttpResponse:
    """Which layouts there are: the usual ones, and every table that came in."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("按自己的表导出"), url=reverse("own_tables"))
    place = _place(request)
    query = _query(request, branch)
    usual = [
        {
            "label": label,
            "columns": _first(layouts.headers_of(place, kind)),
            "url": reverse("usual_workbook", args=[kind]) + query,
            "edit": reverse("usual_columns", args=[kind]),
        }
        for kind in layouts.kinds_for(request.actor)
        for label in [KINDS[kind]]
    ]
    own = [
        {
            "title": layout.title or KINDS[layout.kind],
            "label": KINDS[layout.kind],
            "columns": _first([header for _letter, header, _field in layout.columns if header]),
            "url": reverse("own_workbook", args=[layout.pk]) + query,
        }
        for layout in layouts.visible_to(request.actor)
    ]
    context = {"branch": branch, "usual": usual, "own": own, "years": _years(request), "year": _year(request)}
    return render(request, "files/own_tables.html", context)


def _place(request: PageRequest) -> Organisation:
    return organisation_for(request.actor, request.actor.acting.organisation_id)  # type: ignore[union-attr]


def _first(headers: list[str]) -> str:
    shown = between("、").join(headers[:HEADERS_SHOWN])
    return (
        _("%(shown)s等 %(count)d 列") % {"shown": shown, "count": len(headers)}
        if len(headers) > HEADERS_SHOWN
        else shown
    )


def _year(request: PageRequest) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked in {str(year) for year in _years(request)} else request.today.year


def _years(request: PageRequest) -> list[int]:
    return list(range(request.today.year, request.today.year - 12, -1))


def _query(request: PageRequest, branch: Organisation) -> str:
    asked: dict[str, Any] = {"year": _year(request)}
    if not has_own_branch(request.actor):
        asked["branch"] = branch.pk
    return "?" + urlencode(asked)


@page(Right.IMPORT)
@require_safe
def own_workbook(request: PageRequest, layout_id: UUID) -> HttpResponse:
    layout = layouts.layout_for(request.actor, layout_id)
    year = None if layout.kind in AS_OF_TODAY else _year(request)
    return _workbook(request, layout.kind, layouts.columns_of(layout, year))


@page(Right.IMPORT)
@require_safe
def usual_workbook(request: PageRequest, kind: str) -> HttpResponse:
    if kind not in layouts.kinds_for(request.actor):
        raise NotFound
    return _workbook(request, kind, layouts.usual(_place(request), kind))


def _workbook(request: PageRequest, kind: str, laid: list[layouts.Laid]) -> HttpResponse:
    branch = chosen_branch(request)
    if branch is None:
        return redirect("own_tables")
    year = _year(request)
    rows = giving_back.ROWS[kind](branch, year, request.today)
    title = f"{branch.name}{KINDS[kind]}" if kind in AS_OF_TODAY else f"{branch.name}{year}年{KINDS[kind]}"
    response = HttpResponse(giving_back.workbook(title, laid, rows), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"{kind}.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx"
    return response


@page(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def usual_columns(request: PageRequest, kind: str) -> HttpResponse:
    """The order of the usual columns, for this unit."""
    if kind not in layouts.kinds_for(request.actor):
        raise NotFound
    place = _place(request)
    initial = {"headers": "\n".join(layouts.headers_of(place, kind))}
    form = HeadersForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            laid = layouts.set_headers(place, kind, form.cleaned_data["headers"], request.now)
        except Refused as error:
            form.refuse(error)
        else:
            blank = [column.header[0] for column in laid if not column.field]
            said = _("列的顺序保存了。")
            if blank:
                empty = _("这几列没有对上记录，导出时留空：%(names)s。") % {"names": between("、").join(blank)}
                said = in_a_row(said, empty)
            notices.note(request, said)
            return redirect("own_tables")
    context = {"form": form, "label": KINDS[kind]}
    return render(request, "files/usual_columns.html", context, status=422 if form.errors else 200)
