"""前置研究 and 集体研究把关: the dated trail of major matters, only where the enterprise rules apply."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.org.models import Domain, Organisation
from zhibu.org.queries import branches_of, organisation_for
from zhibu.questions import describe
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Cite, Column, Kind, Mark, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, Form
from zhibu.web.wording import source_label, worded
from zhibu.web.work.tasks import show_form, write
from zhibu.work import prior
from zhibu.work.models import MajorMatter
from zhibu.work.prior import Matter, Trail

MARKS: dict[Trail, tuple[Mark | None, Any]] = {
    Trail.UNDER_WAY: (None, gettext_lazy("还没决定")),
    Trail.IN_ORDER: (Mark.DONE, gettext_lazy("先研究，后决定")),
    Trail.NOT_DISCUSSED: (Mark.NO_RECORD, gettext_lazy("没有研究的记录")),
    Trail.DECIDED_FIRST: (Mark.CONTRARY, gettext_lazy("先决定，后研究")),
    Trail.CARRIED_OUT_FIRST: (Mark.CONTRARY, gettext_lazy("先执行，后决定")),
}


class MatterForm(Form):
    is_private = True
    title = forms.CharField(label=gettext_lazy("什么事"), max_length=100)
    discussed_on = DayField(label=gettext_lazy("哪一天研究的"), required=False, latest_today=True)
    advice = forms.CharField(label=gettext_lazy("研究的意见"), max_length=300, required=False)
    decided_on = DayField(label=gettext_lazy("哪一天决定的"), required=False, latest_today=True)
    decided_by = forms.CharField(
        label=gettext_lazy("由谁决定"), max_length=60, required=False, help_text=gettext_lazy("例如 董事会、经理办公会")
    )
    carried_out_on = DayField(label=gettext_lazy("哪一天开始执行"), required=False, latest_today=True)


class SwitchForm(Form):
    organisation = forms.ChoiceField(label=gettext_lazy("哪个支部"))
    document = forms.CharField(label=gettext_lazy("依据的文件"), max_length=200)
    since = DayField(label=gettext_lazy("从哪一天起"), latest_today=True)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


def _place(request: PageRequest) -> Organisation:
    if request.actor.acting is None:
        raise NotFound
    return organisation_for(request.actor, request.actor.acting.organisation_id)


@page(Right.RECORD, Right.ASSIGN)
@require_safe
def matters(request: PageRequest) -> HttpResponse:
    place = _place(request)
    norm = prior.norm_for(place, request.today)
    rows = list(prior.visible_to(request.actor)[:100])
    described = describe(norm or prior.BY_BRANCH, request.today)
    cite = Cite(source_label(described.cite.title_zh, described.cite.article_zh), worded(described.cite.plain_zh))
    context = {
        "place": place,
        "applies": bool(norm),
        "cite": cite,
        "may_switch": request.actor.may(Right.ASSIGN),
        "table": _table(rows, request) if rows else None,
    }
    return render(request, "work/prior.html", context)


def _table(rows: list[MajorMatter], request: PageRequest) -> Table:
    lines: list[Row] = []
    for row in rows:
        mark, word = MARKS[prior.trail_of(row)]
        url = reverse("prior_edit", args=[row.thread]) if prior.keeps(request.actor, row.organisation) else ""
        lines.append(
            [
                Cell(row.title, url, note=row.organisation.name),
                _day(row.discussed_on),
                Cell(_day(row.decided_on), note=row.decided_by),
                _day(row.carried_out_on),
                Cell("" if mark else word, mark=mark, word=word if mark else ""),
            ]
        )
    columns = (
        Column(_("什么事"), Kind.MAIN), Column(_("研究")), Column(_("决定")), Column(_("执行")), Column(_("先后")),
    )  # fmt: skip
    return Table(_("重大事项"), columns, lines, hide_caption=True)


def _day(day: Any) -> str:
    return write_day(day) if day else ""


@page(Right.RECORD, Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def prior_new(request: PageRequest) -> HttpResponse:
    place = _place(request)
    if not prior.norm_for(place, request.today):
        raise NotFound
    return _matter_form(request, place, None)


@page(Right.RECORD, Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def prior_edit(request: PageRequest, matter_id: UUID) -> HttpResponse:
    found = prior.matter_for(request.actor, matter_id)
    if not prior.keeps(request.actor, found.organisation):
        raise NotFound
    return _matter_form(request, found.organisation, found)


def _matter_form(request: PageRequest, place: Organisation, standing: MajorMatter | None) -> HttpResponse:
    names = ("title", "discussed_on", "advice", "decided_on", "decided_by", "carried_out_on")
    initial = {name: getattr(standing, name) for name in names} if standing else {}
    form = MatterForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        matter = Matter(**{name: form.cleaned_data[name] for name in names})
        if form.carry_out(
            lambda: write(request, prior.record_matter, form, organisation=place, matter=matter, standing=standing)
        ):
            notices.done(request, _("已记下。"))
            return redirect("prior")
    return show_form(request, form, _("记一件重大事项"), _("记下"), reverse("prior"), back_label=_("研究把关"))


@page(Right.ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def prior_switch(request: PageRequest) -> HttpResponse:
    rows = list(branches_of(request.actor, request.today).filter(domain=Domain.STATE_OWNED_ENTERPRISE)[:200])
    choices = [(str(row.pk), row.name) for row in rows]
    form = SwitchForm(request.POST or None, today=request.today, initial={"since": request.today}, choices=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = organisation_for(request.actor, given["organisation"])
        if form.carry_out(
            lambda: write(
                request, prior.switch_on, form, organisation=place, document=given["document"], since=given["since"]
            )
        ):
            notices.done(request, _("已打开：%(name)s。") % {"name": place.name})
            return redirect("prior")
    return show_form(request, form, _("哪个支部要集体研究把关"), _("打开"), reverse("prior"), back_label=_("研究把关"))
