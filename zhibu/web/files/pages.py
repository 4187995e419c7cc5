"""资料: what there is to read and to take along: the ledgers of one branch, the rules, imports."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.ledger import sheet as ledger_sheet
from zhibu.ledger.catalogue import ledger_of, ledgers_for
from zhibu.ledger.sheet import Drawn, Ledger, Wanted, draw
from zhibu.ledger.workbook import file_name, title_of, workbook_of
from zhibu.org.models import Organisation
from zhibu.web.access import PageRequest, page, signed_in
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Cell, Column, Kind, Table
from zhibu.web.forms import FilterForm

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LedgerFilter(FilterForm):
    """Year and kind where the ledger has them, and a word to find."""

    year = forms.TypedChoiceField(label=gettext_lazy("年份"), coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    text = forms.CharField(
        label=gettext_lazy("查找"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    branch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ledger: Ledger, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = [(year, _("%(year)d 年") % {"year": year}) for year in years]
        fields["kind"].choices = [("", _("全部")), *ledger.kinds]
        if not ledger.years:
            del self.fields["year"]
            self.fields["kind"].label = _("类别")
        if not ledger.kinds:
            del self.fields["kind"]

    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in super().chosen().items() if name in {"kind", "text"}}

    def year_chosen(self) -> int | None:
        return super().chosen().get("year")


@signed_in
@require_safe
def files(request: PageRequest) -> HttpResponse:
    actor = request.actor
    may_read = any(actor.may(right) for right in READERS)
    branch = chosen_branch(request) if may_read else None
    if may_read and branch is None:
        return ask_which_branch(request, title=_("资料"), url=reverse("files"))
    context = {
        "branch": branch,
        "is_own": has_own_branch(actor),
        "ledgers": [
            {"title": found.title, "says": found.says, "url": ledger_address(found, branch, actor)}
            for found in ledgers_for(actor)
            if branch
        ],
        "imports": _address_of("imports") if actor.may(Right.IMPORT) else "",
        "own_tables": reverse("own_tables") if actor.may(Right.IMPORT) else "",
        "templates": _address_of("files_templates") if actor.may(Right.TEMPLATES) else "",
        "profile": _address_of("branch_profile") if actor.may(Right.SEE_BRANCH) else "",
    }
    return render(request, "files/files.html", context)


def _address_of(name: str) -> str:
    """The address of a page of that name, or empty while there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def ledger_address(ledger: Ledger, branch: Organisation, actor: Actor) -> str:
    query = "" if has_own_branch(actor) else f"?branch={branch.pk}"
    return reverse("files_ledger", args=[ledger.key]) + query


@page(*READERS)
@require_safe
def ledger(request: PageRequest, key: str) -> HttpResponse:
    found = _ledger_for(request.actor, key)
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=found.title, url=reverse("files_ledger", args=[key]))
    bar = _bar(request, found, branch)
    drawn = draw(found, _wanted(request, found, branch, bar))
    query = {name: value for name, value in {**bar.chosen(), "year": drawn.wanted.year}.items() if value}
    if not has_own_branch(request.actor):
        query["branch"] = str(branch.pk)
    context = {
        "title": title_of(drawn),
        "branch": branch,
        "table": table_of(drawn),
        "rows": drawn.rows,
        "filter": bar,
        "clear": "?" + urlencode({"branch": branch.pk} if "branch" in query else {}),
        "is_filtered": bool(bar.chosen()),
        "workbook": reverse("files_workbook", args=[key]) + (f"?{urlencode(query)}" if query else ""),
        "back": reverse("files") + (f"?branch={branch.pk}" if "branch" in query else ""),
        "may_record": request.actor.may(Right.RECORD),
        "is_roster": found.key == "roster",
    }
    return render(request, "files/ledger.html", context)


@page(*READERS)
@require_safe
def workbook(request: PageRequest, key: str) -> HttpResponse:
    """The same rows as the page, as an Excel file."""
    found = _ledger_for(request.actor, key)
    branch = chosen_branch(request)
    if branch is None:
        return redirect("files_ledger", key=key)
    drawn = draw(found, _wanted(request, found, branch, _bar(request, found, branch)))
    response = HttpResponse(workbook_of(drawn), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"{key}.xlsx\"; filename*=UTF-8''{quote(file_name(drawn))}"
    return response


def _ledger_for(actor: Actor, key: str) -> Ledger:
    found = ledger_of(key)
    if found not in ledgers_for(actor):
        raise NotFound
    return found


def _bar(request: PageRequest, found: Ledger, branch: Organisation) -> LedgerFilter:
    """The filter bar, with the newest year that has records where none is chosen."""
    years = found.years(branch) if found.years else []
    data = request.GET.copy()
    offered = sorted({*years, request.today.year}, reverse=True)
    if data.get("year") not in {str(year) for year in offered}:
        data["year"] = str(years[0] if years else request.today.year)
    return LedgerFilter(data, ledger=found, years=offered)


def _wanted(request: PageRequest, found: Ledger, branch: Organisation, bar: LedgerFilter) -> Wanted:
    chosen = bar.chosen()
    return Wanted(
        branch=branch,
        today=request.today,
        year=bar.year_chosen() if found.years else None,
        kind=chosen.get("kind", ""),
        text=chosen.get("text", ""),
        masked=not request.actor.may(Right.SEE_BRANCH),
    )


def table_of(drawn: Drawn) -> Table:
    """The rows as the page's table; what heads a row leads to its record."""
    shown_as = {kind.value: kind for kind in Kind}
    columns = [Column(column.label, shown_as.get(column.kind.value, Kind.TEXT)) for column in drawn.ledger.columns]
    rows = [
        [
            _cell(value, column.kind, row.gathering)
            for value, column in zip(row.cells, drawn.ledger.columns, strict=True)
        ]
        for row in drawn.rows
    ]
    return Table(title_of(drawn), columns, rows, hide_caption=True)


def _cell(value: Any, kind: ledger_sheet.Kind, gathering: Any) -> Cell:
    text = "" if value is None else str(value)
    is_link = kind == ledger_sheet.Kind.MAIN and gathering is not None
    return Cell(text, url=reverse("meetings_one", args=[gathering]) if is_link else "")
