"""The way in, page by page: the file, its columns, the rows (see rows.py), done, undone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import Refused
from zhibu.flows.imports import deciding, queries, reading, staging, writing
from zhibu.flows.imports.offered import IMPORTERS, offered_to, right_of
from zhibu.flows.imports.reach import reach_of
from zhibu.flows.imports.undoing import undo_upload
from zhibu.flows.models import Stage, Upload
from zhibu.org.queries import identity_kept_at, organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.confirm import Confirm, ask_first, is_confirmed
from zhibu.web.imports import showing
from zhibu.web.imports.forms import ColumnsForm, CommitForm, UploadForm
from zhibu.web.wording import between, worded
from zhibu.web.writing import perform

LISTED = 20


@page(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PageRequest) -> HttpResponse:
    """Choose a file; below, what was imported before."""
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if request.method == "POST" and form.is_valid():
        data, filename = form.content()
        organisation = organisation_for(request.actor, request.actor.acting.organisation_id)  # type: ignore[union-attr]
        try:
            upload = staging.take_in(request.actor, organisation, data=data, filename=filename, now=request.now)
        except Refused as error:
            form.refuse(error)
        else:
            return redirect("import_columns", upload.pk)
    earlier = queries.visible_to(request.actor)[:LISTED]
    context = {
        "form": form,
        "earlier": showing.uploads_table(earlier),
        "kinds": between("、").join(map(worded, offered_to(request.actor).values())),
        "keeps_identity": identity_kept_at(request.actor.path, request.today) is not None,
    }
    return render(request, "imports/imports.html", context, status=422 if form.errors else 200)


@page(*IMPORTERS)
@require_safe
def where_it_is(request: PageRequest, upload_id: UUID) -> HttpResponse:
    """One address for an upload: wherever it stands."""
    upload = queries.upload_for(request.actor, upload_id)
    match upload.stage:
        case Stage.MAPPING:
            return redirect("import_columns", upload.pk)
        case Stage.LOOKING:
            return redirect("import_rows", upload.pk)
        case Stage.READING | Stage.WRITING:
            context = {
                "upload": upload,
                "is_writing": upload.stage == Stage.WRITING,
                "is_stuck": queries.is_stuck(upload, request.now),
                "steps": showing.steps(upload),
            }
            return render(request, "imports/reading.html", context)
        case _:
            sees = request.actor.may(Right.SEE_BRANCH) or request.actor.may(Right.SEE_BELOW)
            context = showing.done_context(upload) | {"sees_checkup": sees}
            return render(request, "imports/done.html", context)


@page(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: PageRequest, upload_id: UUID) -> HttpResponse:
    """Which column means what. Reading starts from here."""
    upload = queries.upload_for(request.actor, upload_id)
    if upload.stage not in {Stage.MAPPING, Stage.LOOKING}:
        return redirect("import", upload.pk)
    branches = reach_of(upload.organisation.path, request.today).branches
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        sheets=upload.sheets,
        branches=branches,
        offered=offered_to(request.actor),
    )
    if request.method == "POST" and form.is_valid():
        if form.kind_changed():
            deciding.set_sheets(upload, form.with_kinds(staging.book_of(upload)))
            notices.note(request, _("种类换了，列重新认了一遍，看一眼再往下。"))
            return redirect("import_columns", upload.pk)
        if (sheets := form.chosen()) is not None and _read(form, upload, sheets, request):
            return redirect("import", upload.pk)
    context = showing.columns_context(upload, form)
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def _read(form: ColumnsForm, upload: Upload, sheets: list[dict[str, object]], request: PageRequest) -> bool:
    try:
        deciding.set_sheets(upload, sheets)
        reading.start(upload, today=request.today)
    except Refused as error:
        form.refuse(error)
        return False
    return True


@page(*IMPORTERS)
@require_POST
def commit(request: PageRequest, upload_id: UUID) -> HttpResponse:
    upload = queries.upload_for(request.actor, upload_id)
    if upload.stage in {Stage.DONE, Stage.WRITING}:  # pressed twice: show what the first press did
        return redirect("import", upload.pk)
    form = CommitForm(request.POST)
    form.full_clean()
    writing.start(
        request.actor,
        upload,
        make_groups=form.cleaned_data["make_groups"],
        start_earlier=form.cleaned_data["start_earlier"],
        today=request.today,
        now=request.now,
        key=form.cleaned_data["key"],
    )
    return redirect("import", upload.pk)


@page(*IMPORTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: PageRequest, upload_id: UUID) -> HttpResponse:
    """Asks first, with the numbers read back: it takes away more than one thing."""
    upload = queries.upload_for(request.actor, upload_id)
    if not is_confirmed(request):
        question = Confirm(
            title=_("撤销这次导入"),
            facts=showing.made_facts(upload),
            consequence=_("这次导入的记录都会撤下，体检跟着重算。文件可以再导一次。"),
            button=_("撤销"),
            back=showing.address(upload),
        )
        return ask_first(request, question)
    perform(request, undo_upload, right=right_of(request.actor), upload=upload)
    notices.done(request, _("已撤销。记录和导入前一样。"))
    return redirect("import", upload.pk)


@page(*IMPORTERS)
@require_POST
def cancel(request: PageRequest, upload_id: UUID) -> HttpResponse:
    upload = queries.upload_for(request.actor, upload_id)
    deciding.cancel(upload, now=request.now)
    notices.note(request, _("没有导入，文件已经删了。"))
    return redirect("imports")
