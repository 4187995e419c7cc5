"""签过字的纸: an optional scan or photograph of a signed page beside its gathering."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base import kept
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.meeting import signed
from zhibu.meeting.models import Gathering, SignedPage, Stage
from zhibu.meeting.queries import gathering_for
from zhibu.meeting.reach import check_reach
from zhibu.web import days, notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch, leave_look
from zhibu.web.forms import Form
from zhibu.web.writing import perform

READERS = (Right.SEE_BRANCH, Right.SEE_BELOW, Right.RECORD_GROUP)
WRITERS = (Right.RECORD_GROUP,)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; `clean` gives a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class SignedForm(Form):
    is_private = True
    scans = FilesField(
        label=gettext_lazy("签过字的纸（图片或 PDF）"),
        help_text=gettext_lazy("一张或几张，每张最大 15 MB。图片里的拍摄地点、时间会去掉。"),
        widget=ManyFiles(attrs={"multiple": True, "accept": "image/*,application/pdf"}),
    )


def may_add(actor: Actor, gathering: Gathering) -> bool:
    return actor.may(Right.RECORD_GROUP) and has_own_branch(actor) and gathering.stage == Stage.HELD


@page(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: PageRequest, gathering: UUID) -> HttpResponse:
    """What is there, and the form for more."""
    found = gathering_for(request.actor, gathering)
    leave_look(request, found.branch)
    can_add = may_add(request.actor, found)
    sent = request.method == "POST" and can_add
    form = SignedForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid() and form.carry_out(lambda: _add(request, form, found)):
        notices.done(request, _("已放在这次会的记录旁边。"))
        return redirect("files_signed", gathering=found.pk)
    context = {
        "gathering": found,
        "pages": [_shown(number, each) for number, each in enumerate(signed.pages_of(request.actor, found), start=1)],
        "form": form if can_add else None,
        "paper": reverse("files_paper", args=["meeting-record", found.pk]),
    }
    return render(request, "files/signed.html", context, status=422 if form.errors else 200)


def _add(request: PageRequest, form: SignedForm, gathering: Gathering) -> Any:
    check_reach(request.actor, [item.kind for item in gathering.items.all()], gathering.group)
    contents = [signed.prepared(file.read(signed.LARGEST + 1)) for file in form.cleaned_data["scans"]]
    return perform(
        request,
        signed.add_signed_pages,
        right=Right.RECORD_GROUP,
        key=form.cleaned_data["key"],
        gathering=gathering,
        contents=contents,
    )


def _shown(number: int, row: SignedPage) -> dict[str, Any]:
    kind = "PDF" if row.is_pdf else _("图片")
    return {
        "title": _("第 %(number)d 份（%(kind)s）") % {"number": number, "kind": kind},
        "note": f"{max(row.size // 1024, 1)} KB，{days.write_day(row.recorded_at.date())}",
        "url": reverse("files_signed_page", args=[row.pk]),
        "down": reverse("files_signed_down", args=[row.pk]),
    }


@page(*READERS)
@require_safe
def one(request: PageRequest, signed_page: UUID) -> HttpResponse:
    """The kept bytes, for those who may see them; a PDF is never opened in the page's own place."""
    found = signed.page_for(request.actor, signed_page)
    leave_look(request, found.branch)
    kind, ending = ("application/pdf", "pdf") if found.is_pdf else ("image/jpeg", "jpg")
    response = HttpResponse(kept.content_of(found.digest), content_type=kind)
    where = "attachment" if found.is_pdf else "inline"
    response["Content-Disposition"] = f'{where}; filename="signed.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(*WRITERS)
@require_POST
def down(request: PageRequest, signed_page: UUID) -> HttpResponse:
    found = signed.page_for(request.actor, signed_page)
    gathering = Gathering.objects.filter(thread=found.about).prefetch_related("items").first()
    if gathering is None or not may_add(request.actor, gathering):
        raise NotFound
    check_reach(request.actor, [item.kind for item in gathering.items.all()], gathering.group)
    perform(
        request,
        signed.take_down_signed_page,
        right=Right.RECORD_GROUP,
        page=found,
    )
    notices.done(request, _("已撤下。"))
    return redirect("files_signed", gathering=gathering.pk)
