"""小调查: ask, print, count what came back on paper, and read the sums once it is over."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import Invalid
from zhibu.org.queries import own_branch
from zhibu.survey.actions import change_end, enter_paper, open_survey, withdraw
from zhibu.survey.models import Audience, Survey
from zhibu.survey.queries import FEWEST, Results, listed, results_of, survey_for, visible_to
from zhibu.survey.samples import SAMPLES
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.components import Cell, Column, Kind, Mark, Table, Tone
from zhibu.web.days import write_day
from zhibu.web.surveys.forms import EndForm, PaperForm, SurveyForm, filled
from zhibu.web.wording import between
from zhibu.web.writing import perform
from zhibu.work.models import MendSource

DAYS_OPEN = timedelta(days=7)


@page(Right.SEE_BRANCH)
@require_safe
def surveys(request: PageRequest) -> HttpResponse:
    rows = [(row, results_of(row, request.today)) for row in listed(visible_to(request.actor))]
    context = {
        "table": _table(rows) if rows else None,
        "may_record": _may_record(request),
        "samples": [(key, sample.title) for key, sample in SAMPLES.items()],
        "fewest": FEWEST,
    }
    return render(request, "surveys/surveys.html", context)


def _may_record(request: PageRequest) -> bool:
    return request.actor.may(Right.RECORD) and has_own_branch(request.actor)


def _table(rows: list[tuple[Survey, Results]]) -> Table:
    lines = []
    for survey, results in rows:
        mark, tone, word = _state(results)
        lines.append(
            [
                Cell(survey.title, reverse("survey_one", args=[survey.thread]), note=survey.get_audience_display()),
                Cell(_("%(from)s 到 %(to)s") % {"from": write_day(survey.happened_on), "to": write_day(survey.until)}),
                Cell(mark=mark, tone=tone, word=word),
            ]
        )
    columns = (Column(_("问什么事"), Kind.MAIN), Column(_("什么时候")), Column(_("怎么样了")))
    return Table(_("小调查"), columns, lines, hide_caption=True)


def _state(results: Results) -> tuple[Mark, Tone, str]:
    if not results.is_over:
        return Mark.SOON, Tone.AMBER, _("还在收")
    if results.answered is None:
        return Mark.NOT_ASKED, Tone.GREY, _("不到 %(fewest)d 份，不显示") % {"fewest": FEWEST}
    return Mark.DONE, Tone.GREEN, _("收了 %(sheets)d 份") % {"sheets": results.sheets}


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    sample = SAMPLES.get(request.GET.get("sample", ""))
    initial: dict[str, Any] = {
        "audience": Audience.MEMBERS, "until": request.today + DAYS_OPEN, **(filled(sample) if sample else {}),
    }  # fmt: skip
    form = SurveyForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, open_survey, right=Right.RECORD,
                key=given["key"], branch=branch, title=given["title"], audience=Audience(given["audience"]),
                questions=form.questions(), until=given["until"],
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("survey_undo", args=[done.result.thread])
            notices.done(request, _("开始收了。把码贴出来，或者把网址发到群里。"), undo=undo)
            return redirect("survey_one", done.result.thread)
    return render(request, "surveys/new.html", {"form": form}, status=422 if form.errors else 200)


@page(Right.SEE_BRANCH)
@require_safe
def survey_one(request: PageRequest, survey_id: UUID) -> HttpResponse:
    survey = survey_for(request.actor, survey_id)
    results = results_of(survey, request.today)
    address = _address(request, survey)
    code = segno.make(address, error="m")
    context = {
        "survey": survey,
        "results": results,
        "fewest": FEWEST,
        "answers": [(row, _bars(row), _to_mend(survey, row)) for row in results.answered or ()],
        "is_open": survey.until >= request.today,
        "may_record": _may_record(request),
        "address": address,
        "code": mark_safe(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)),  # noqa: S308 (ours)
    }
    return render(request, "surveys/one.html", context)


def _bars(row: Any) -> list[tuple[str, int, int]]:
    """Choice, how many, and the share in whole per cent for the bar."""
    given = row.given
    return [
        (choice, count, round(100 * count / given) if given else 0)
        for choice, count in zip(row.choices, row.counts, strict=True)
    ]


def _to_mend(survey: Survey, row: Any) -> str:
    """The form of the list to mend, with what was answered as the fact."""
    said = between("、").join(f"{choice} {count}" for choice, count, _share in _bars(row) if count)
    fact = f"{survey.title}：{row.text}（{said}）" if said else f"{survey.title}：{row.text}"
    return f"{reverse('mend_new')}?{urlencode({'fact': fact[:300], 'source': MendSource.SURVEY.value})}"


def _address(request: PageRequest, survey: Survey) -> str:
    """Where it is answered: on the host name of 说事 where the unit has one."""
    path = reverse("say_survey", args=[survey.code]).removeprefix(request.META.get("SCRIPT_NAME", ""))
    return f"{request.scheme}://{settings.SAY_HOST or request.get_host()}{path}"


@page(Right.SEE_BRANCH)
@require_safe
def survey_sheet(request: PageRequest, survey_id: UUID) -> HttpResponse:
    survey = survey_for(request.actor, survey_id)
    return render(request, "surveys/sheet.html", {"survey": survey})


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_paper(request: PageRequest, survey_id: UUID) -> HttpResponse:
    survey = survey_for(request.actor, survey_id)
    form = PaperForm(request.POST or None, today=request.today, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            perform(
                request, enter_paper, right=Right.RECORD,
                key=form.cleaned_data["key"], survey=survey, sheets=form.cleaned_data["sheets"], counts=form.counts(),
                words=form.words(),
            )  # fmt: skip
        except Invalid as error:
            for field, sentence in error.problems.items():
                form.refuse_count(field, sentence) if field != "sheets" else form.add_error(field, sentence)
        else:
            notices.done(request, _("纸上的已经数进去了。数错了再录一遍，以最后一次为准。"))
            return redirect("survey_one", survey.thread)
    context = {"form": form, "survey": survey}
    return render(request, "surveys/paper.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_end(request: PageRequest, survey_id: UUID) -> HttpResponse:
    survey = survey_for(request.actor, survey_id)
    form = EndForm(request.POST or None, today=request.today, initial={"until": survey.until})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, change_end, right=Right.RECORD, key=given["key"],
                survey=survey, until=given["until"],
            )
        )  # fmt: skip
        if done:
            notices.done(request, _("改好了：收到%(day)s为止。") % {"day": write_day(given["until"])})
            return redirect("survey_one", survey.thread)
    context = {"form": form, "survey": survey}
    return render(request, "surveys/end.html", context, status=422 if form.errors else 200)


@page(Right.RECORD)
@require_POST
def survey_undo(request: PageRequest, survey_id: UUID) -> HttpResponse:
    survey = survey_for(request.actor, survey_id)
    perform(request, withdraw, right=Right.RECORD, survey=survey)
    notices.done(request, _("撤销了这次小调查，已经收到的也一起删掉了。"))
    return redirect("surveys")
