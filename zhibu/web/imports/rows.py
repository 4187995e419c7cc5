"""The rows in three groups: look, mend a cell in place, take or leave a row, fetch the corrected file."""

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu import intake
from zhibu.base.errors import NotFound, Refused
from zhibu.flows.imports import deciding, queries, staging
from zhibu.flows.imports.offered import IMPORTERS
from zhibu.flows.models import Choice, Stage, Upload
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.imports import showing

ON_A_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: PageRequest, upload_id: UUID) -> HttpResponse:
    upload = queries.upload_for(request.actor, upload_id)
    if upload.stage != Stage.LOOKING:
        return redirect("import", upload.pk)
    counts = queries.counts_of(upload)
    group = request.GET.get("group", "") or showing.first_group(counts)
    if group not in showing.GROUPS:
        raise NotFound
    if request.method == "POST":
        said = _carry_out(request, upload)
        if said:
            notices.note(request, said)
        number = request.GET.get("page", "1")
        return redirect(f"{reverse('import_rows', args=[upload.pk])}?group={group}&page={quote(number)}#rows")
    shown = Paginator(queries.rows_of(upload, group), ON_A_PAGE).get_page(request.GET.get("page"))
    first = queries.is_first_ledger(upload)
    return render(
        request, "imports/rows.html", showing.rows_context(upload, counts, group, shown, is_first_ledger=first)
    )


def _carry_out(request: PageRequest, upload: Upload) -> str:
    """What the pressed button says; mended cells go along with every button, so that nothing typed is lost."""
    cells = _mended(request)
    pressed = request.POST
    for name, choice in (("take", Choice.TAKE), ("leave", Choice.LEAVE), ("open", Choice.NONE)):
        if name in pressed:
            deciding.decide(upload, [_key(pressed[name])], choice)
    said = ""
    if "take_all" in pressed:
        said = _("%(count)d 行会按这样导入。") % {"count": deciding.take_all(upload)}
    if cells:
        deciding.mend(upload, cells, today=request.today)
        said = _("改了 %(count)d 格，重新看了一遍。") % {"count": len(cells)}
    elif "mend" in pressed:
        said = _("没有改动。先改格子里的字，再按“改好了”。")
    return said


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def _mended(request: PageRequest) -> list[tuple[int, int, str, str]]:
    """Cells whose text differs from what was shown: cell-<sheet>-<row>-<letter> beside was-…"""
    found = []
    for name in request.POST:
        text = request.POST.get(name, "")
        if not name.startswith("cell-") or text.strip() == request.POST.get(f"was-{name}", "").strip():
            continue
        try:
            sheet, row, letter = name.removeprefix("cell-").split("-")
            found.append((int(sheet), int(row), letter, text))
        except ValueError as error:
            raise NotFound from error
    return found


@page(*IMPORTERS)
@require_safe
def report(request: PageRequest, upload_id: UUID) -> HttpResponse:
    """On paper: what goes in or went in, what was left out and why, and every cell to mend."""
    upload = queries.upload_for(request.actor, upload_id)
    if upload.stage not in {Stage.LOOKING, Stage.DONE} or upload.purged_at:
        raise NotFound
    told = upload.rows.exclude(problems=[]).order_by("sheet", "number")
    shown = list(told[: showing.MOST_IN_REPORT])
    context = showing.report_context(upload, queries.counts_of(upload), shown, told.count())
    return render(request, "imports/report.html", context)


@page(*IMPORTERS)
@require_safe
def corrected(request: PageRequest, upload_id: UUID, sheet: int) -> HttpResponse:
    """The sheet as it came, with a last column 要改."""
    upload = queries.upload_for(request.actor, upload_id)
    if upload.stage != Stage.LOOKING or sheet >= len(upload.sheets) or not upload.sheets[sheet]["kind"]:
        raise NotFound
    book = staging.book_of(upload)
    comparison, _told = staging.compare(upload, book, request.today)
    result = staging.interpreted(book, upload.sheets[sheet], request.today)
    mine = tuple(
        replace(row.row, group=row.group, problems=tuple(row.problems)) for row in comparison.rows if row.sheet == sheet
    )
    try:
        data = intake.corrected_workbook(book, replace(result, rows=mine))
    except ValueError as error:
        raise Refused("这张表写不回 Excel。", "在原来的文件里照着页面改。") from error
    response = HttpResponse(data, content_type=XLSX)
    name = f"{upload.filename.rsplit('.', 1)[0]}-要改.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
