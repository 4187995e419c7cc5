"""年册 in one press, and 迎检: paste the inspector's lines, see what answers each, take it along as one zip."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base import kept
from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.flows import bundles
from zhibu.flows.models import Bundle, BundleKind
from zhibu.ledger.catalogue import ledgers_for
from zhibu.ledger.papers import branches, inspection
from zhibu.ledger.papers.kinds import Asked
from zhibu.ledger.papers.pdf import PDF, engine
from zhibu.org.models import Organisation
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, leave_look
from zhibu.web.components import Cell, Column, Kind, Mark, Table
from zhibu.web.files.papers import download
from zhibu.web.forms import Form
from zhibu.web.wording import between

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW)
LISTED = 10
ZIP = "application/zip"


class YearForm(Form):
    year = forms.TypedChoiceField(label=gettext_lazy("哪一年"), coerce=int)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": this_year})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(year, _("%(year)d 年") % {"year": year}) for year in range(this_year, this_year - 6, -1)]


class ChecklistForm(YearForm):
    draft = "inspection"
    lines = forms.CharField(
        label=gettext_lazy("检查清单"),
        help_text=gettext_lazy("把通知里的清单贴进来，一行一项。"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_lines(self) -> list[str]:
        return inspection.lines_in(self.cleaned_data["lines"])


@page(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def yearbook(request: PageRequest) -> HttpResponse:
    """One press; below, what was made in the last days."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("支部年册"), url=reverse("files_yearbook"))
    form = YearForm(request.POST if request.method == "POST" else None, this_year=request.today.year)
    if request.method == "POST" and form.is_valid():
        try:
            if engine() is None:
                raise Refused(_("这台服务器没有装生成 PDF 的软件。"), _("请管理员装上，或逐份打印文书。"))
            made = _start(request, BundleKind.YEAR_BOOK, branch, form.cleaned_data["year"])
        except Refused as error:
            form.refuse(error)
        else:
            return redirect("files_bundle", bundle=made.pk)
    recent = bundles.visible_to(request.actor).filter(branch=branch, kind=BundleKind.YEAR_BOOK)[:LISTED]
    context = {"form": form, "branch": branch, "recent": recent}
    return render(request, "files/yearbook.html", context, status=422 if form.errors else 200)


@page(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: PageRequest) -> HttpResponse:
    """The lines first, then each with what answers it, then the zip."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("迎检材料"), url=reverse("files_inspect"))
    form = ChecklistForm(request.POST if request.method == "POST" else None, this_year=request.today.year)
    context: dict[str, Any] = {"form": form, "branch": branch, "checklist": None}
    if request.method == "POST" and form.is_valid():
        lines, year = form.cleaned_data["lines"], form.cleaned_data["year"]
        if request.POST.get("do") == "pack":
            return redirect("files_bundle", bundle=_start(request, BundleKind.INSPECTION, branch, year, lines=lines).pk)
        asked = Asked(request.actor, branch.pk, request.today, year)
        checklist = inspection.mapped(branches.find(asked), asked, ledgers_for(request.actor), lines)
        context |= {"checklist": checklist, "table": checklist_table(checklist), "total": len(checklist.lines)}
    return render(request, "files/inspect.html", context, status=422 if form.errors else 200)


def checklist_table(checklist: inspection.Checklist) -> Table:
    columns = [Column(_("检查项"), Kind.MAIN), Column(_("材料"), Kind.TEXT), Column(_("情况"), Kind.TEXT)]
    rows = []
    for line in checklist.lines:
        pieces = between("、").join(
            _("%(title)s %(rows)d 条") % {"title": piece.title, "rows": piece.rows} for piece in line.pieces
        )
        mark = Cell("", mark=Mark.DONE, word=_("有")) if line.pieces else Cell("", mark=Mark.NO_RECORD, word=_("没有"))
        rows.append([Cell(line.text), Cell(pieces or line.missing), mark])
    return Table(_("检查清单"), columns, rows, hide_caption=True)


def _start(request: PageRequest, kind: BundleKind, branch: Organisation, year: int, **arguments: Any) -> Bundle:
    return bundles.start(
        request.actor, kind=kind, branch=branch, year=year, today=request.today, now=request.now, **arguments
    )


@page(*READERS)
@require_safe
def bundle(request: PageRequest, bundle: UUID) -> HttpResponse:
    """How far it is; when it is ready, where to take it."""
    found = bundles.bundle_for(request.actor, bundle)
    back = "files_yearbook" if found.kind == BundleKind.YEAR_BOOK else "files_inspect"
    context = {
        "bundle": found,
        "title": _title(found),
        "is_waiting": not found.digest and not found.trouble,
        "is_stuck": not found.total and request.now - found.asked_at > bundles.SOON,
        "kilobytes": max(found.size // 1024, 1),
        "back": f"{reverse(back)}?branch={found.branch_id}",
    }
    return render(request, "files/bundle.html", context)


@page(*READERS)
@require_safe
def take(request: PageRequest, bundle: UUID) -> HttpResponse:
    found = bundles.bundle_for(request.actor, bundle)
    leave_look(request, found.branch)
    kind, ending = (PDF, "pdf") if found.kind == BundleKind.YEAR_BOOK else (ZIP, "zip")
    return download(kept.content_of(found.digest), kind, f"{_title(found)}.{ending}")


def _title(found: Bundle) -> str:
    name = _("年册") if found.kind == BundleKind.YEAR_BOOK else _("检查材料")
    return _("%(branch)s%(year)d年%(name)s") % {"branch": found.branch.name, "year": found.year, "name": name}
