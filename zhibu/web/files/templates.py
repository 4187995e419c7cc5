"""模板: the unit's own Word template for each paper, with the list of what it may ask for."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base import kept
from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.ledger.papers import own_templates
from zhibu.ledger.papers.catalogue import PAPERS, paper_of
from zhibu.ledger.papers.kinds import Paper
from zhibu.ledger.papers.placeholders import names_of, starting_template
from zhibu.ledger.papers.word import DOCX, word_of
from zhibu.org.actions import drop_paper_template, keep_paper_template
from zhibu.org.models import Organisation, PaperTemplate
from zhibu.org.queries import organisation_for, paper_templates_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Button, Cell, Column, Kind, Table
from zhibu.web.files.papers import download
from zhibu.web.forms import Form
from zhibu.web.writing import perform


class TemplateForm(Form):
    file = forms.FileField(
        label=gettext_lazy("模板文件（.docx）"),
        help_text=gettext_lazy("不能带宏，最大 5 MB。"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


@dataclass(frozen=True)
class ListShown:
    """A list of a paper as the page explains it: how its rows are written."""

    name: str
    names: list[str]


def own_unit(actor: Actor) -> Organisation:
    if actor.acting is None:
        raise NotFound
    return organisation_for(actor, actor.acting.organisation_id)


def with_templates() -> list[Paper]:
    return [paper for paper in PAPERS if paper.blank is not None]


def template_paper(key: str) -> Paper:
    paper = paper_of(key)
    if paper.blank is None:
        raise NotFound
    return paper


def whose(template: PaperTemplate | None, unit: Organisation) -> str:
    if template is None:
        return _("程序自带的样子")
    if template.organisation_id == unit.pk:
        return _("本单位的模板：%(file)s") % {"file": template.filename}
    return _("%(unit)s 的模板") % {"unit": template.organisation.name}


@page(Right.TEMPLATES)
@require_safe
def templates(request: PageRequest) -> HttpResponse:
    unit = own_unit(request.actor)
    standing = paper_templates_for(unit)
    rows = [
        [
            Cell(paper.title, note=paper.says),
            Cell(whose(standing.get(paper.key), unit)),
            Cell("", buttons=[Button(_("看占位符、换模板"), reverse("files_template", args=[paper.key]))]),
        ]
        for paper in with_templates()
    ]
    columns = [
        Column(_("文书"), Kind.MAIN),
        Column(_("Word 现在用的"), Kind.TEXT),
        Column(_("操作"), Kind.BUTTONS),
    ]
    context = {"table": Table(_("文书的 Word 模板"), columns, rows, hide_caption=True), "unit": unit}
    return render(request, "files/templates.html", context)


@page(Right.TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: PageRequest, key: str) -> HttpResponse:
    """The placeholders of one paper, and the form by which a template takes the place of the built-in look."""
    paper, unit = template_paper(key), own_unit(request.actor)
    sent = request.method == "POST"
    form = TemplateForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid() and form.carry_out(lambda: _keep(request, form, paper, unit)):
        notices.done(request, _("已换上。从现在起，下载这份文书的 Word 用这个模板。"))
        return redirect("files_template", key=key)
    return render(request, "files/template.html", _context(paper, unit, form), status=422 if form.errors else 200)


def _keep(request: PageRequest, form: TemplateForm, paper: Paper, unit: Organisation) -> Any:
    file = form.cleaned_data["file"]
    if file.size > own_templates.LARGEST:
        raise Refused(_("模板最大 5 MB。"), _("删掉里面的大图片，再上传一次。"), "file")
    if file.name.lower().endswith((".docm", ".dotm")):
        raise Refused(_("模板里有宏，不能用。"), _("在 Word 或 WPS 里另存为不带宏的 .docx，再上传。"), "file")
    data = file.read()
    assert paper.blank is not None
    own_templates.check(data, names_of(paper.blank(unit.name)))
    return perform(
        request,
        keep_paper_template,
        right=Right.TEMPLATES,
        key=form.cleaned_data["key"],
        organisation=unit,
        paper=paper.key,
        digest=kept.keep(data),
        filename=file.name,
    )


def _context(paper: Paper, unit: Organisation, form: TemplateForm) -> dict[str, Any]:
    assert paper.blank is not None
    names = names_of(paper.blank(unit.name))
    standing = paper_templates_for(unit).get(paper.key)
    return {
        "paper": paper,
        "form": form,
        "single": names.single,
        "lists": [ListShown(name, labels) for name, labels in names.lists.items()],
        "whose": whose(standing, unit),
        "standing": standing,
        "is_own": standing is not None and standing.organisation_id == unit.pk,
    }


@page(Right.TEMPLATES)
@require_safe
def starting(request: PageRequest, key: str) -> HttpResponse:
    """The paper with placeholders in it, to be changed in Word and sent back; or the template that holds now."""
    paper, unit = template_paper(key), own_unit(request.actor)
    standing = paper_templates_for(unit).get(key)
    assert paper.blank is not None
    data = kept.content_of(standing.digest) if standing else word_of(starting_template(paper.blank(unit.name)))
    return download(data, DOCX, f"{paper.title}模板.docx")


@page(Right.TEMPLATES)
@require_POST
def drop(request: PageRequest, key: str) -> HttpResponse:
    unit = own_unit(request.actor)
    standing = paper_templates_for(unit).get(template_paper(key).key)
    if standing is None or standing.organisation_id != unit.pk:
        raise NotFound
    perform(
        request,
        drop_paper_template,
        right=Right.TEMPLATES,
        template=standing,
    )
    notices.done(request, _("已不用这个模板。"))
    return redirect("files_template", key=key)
