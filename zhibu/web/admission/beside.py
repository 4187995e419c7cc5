"""What stands beside the steps: letters of the political review, pauses, booklets; all of the own branch."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.admission import actions, queries
from zhibu.admission.models import BookletState, Candidate, LetterAbout
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.admission import showing
from zhibu.web.admission.forms import (
    BookletForm,
    BookletStateForm,
    LetterBackForm,
    LetterForm,
    PauseForm,
    ResumeForm,
)
from zhibu.web.admission.pages import show
from zhibu.web.admission.reading import opened, write


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    candidate, _case, _layers = opened(request, candidate_id)
    form = LetterForm(request.POST or None, today=request.today, initial={"sent_on": request.today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sent = form.carry_out(
            lambda: write(
                request, actions.send_letter, given["key"], candidate=candidate,
                about_whom=LetterAbout(given["about_whom"]), by_visit=given["by_visit"] == "yes",
                sent_on=given["sent_on"],
            )
        )  # fmt: skip
        if sent:
            undo = "" if sent.is_repeated else reverse("admission_letter_undo", args=[sent.result.pk])
            notices.done(request, _("已记下。收到回函再来记一笔。"), undo=undo)
            return redirect("admission_one", candidate.pk)
    lead = _("只记向谁的单位了解、哪天发、哪天回。姓名和回函内容留在纸质材料里。")
    return show(request, form, candidate, _("政治审查发函"), _("记下"), lead)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_back(request: PageRequest, letter_id: UUID) -> HttpResponse:
    found = queries.letter_for(request.actor, letter_id)
    form = LetterBackForm(request.POST or None, today=request.today, initial={"returned_on": request.today})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(
            request, actions.letter_back, form.cleaned_data["key"], letter=found,
            returned_on=form.cleaned_data["returned_on"],
        )
    ):  # fmt: skip
        notices.done(request, _("已记下回函。"))
        return redirect("admission_one", found.candidate_id)
    return show(request, form, found.candidate, _("收到回函"), _("记下"))


@page(Right.KEEP_ADMISSION)
@require_POST
def letter_undo(request: PageRequest, letter_id: UUID) -> HttpResponse:
    found = queries.letter_for(request.actor, letter_id)
    notices.in_time_to_undo(found.recorded_at, request.now)
    write(request, actions.take_back_letter, letter=found)
    notices.note(request, _("已撤销。"))
    return redirect("admission_one", found.candidate_id)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Freeze, or resume where it is frozen."""
    candidate, _case, _layers = opened(request, candidate_id)
    running = queries.pause_of(candidate)
    if running is not None:
        return _resume(request, candidate)
    form = PauseForm(request.POST or None, today=request.today, initial={"since": request.today})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(
            request, actions.pause_case, form.cleaned_data["key"], candidate=candidate,
            since=form.cleaned_data["since"],
        )
    ):  # fmt: skip
        notices.done(request, _("已冻结，恢复以前不提醒。"))
        return redirect("admission_one", candidate.pk)
    lead = _("长期外出、支部调整等用。不写原因。条文的时间照样走，恢复以后按实际日子看。")
    return show(request, form, candidate, _("冻结"), _("冻结"), lead)


def _resume(request: PageRequest, candidate: Candidate) -> HttpResponse:
    running = queries.pause_of(candidate)
    if running is None:
        raise NotFound
    form = ResumeForm(request.POST or None, today=request.today, initial={"until": request.today})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(
            request, actions.resume_case, form.cleaned_data["key"], pause=running, until=form.cleaned_data["until"]
        )
    ):  # fmt: skip
        notices.done(request, _("已恢复。"))
        return redirect("admission_one", candidate.pk)
    return show(request, form, candidate, _("恢复"), _("恢复"))


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def booklets(request: PageRequest) -> HttpResponse:
    """Numbers of the official booklets that were handed out. The booklet itself is filled in by hand."""
    branch = own_branch(request.actor)
    candidates = list(queries.visible_to(request.actor).filter(branch=branch, is_closed=False))
    form = BookletForm(
        request.POST or None, today=request.today, initial={"issued_on": request.today}, candidates=candidates
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, actions.issue_booklet, given["key"], branch=branch, number=given["number"],
                issued_on=given["issued_on"], candidate=form.candidates.get(given["candidate"]),
            )
        ):  # fmt: skip
            notices.done(request, _("已登记编号。"))
            return redirect("admission_booklets")
    rows = queries.booklets_of(branch)
    table = showing.booklets_table(rows, request.today, may_write=True) if rows else None
    context = {"form": form, "table": table, "branch": branch}
    return render(request, "admission/booklets.html", context, status=422 if form.errors else 200)


@page(Right.KEEP_ADMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def booklet(request: PageRequest, booklet_id: UUID) -> HttpResponse:
    found = queries.booklet_for(request.actor, booklet_id)
    form = BookletStateForm(request.POST or None, today=request.today, initial={"state": found.state})
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(
            request, actions.change_booklet, form.cleaned_data["key"], booklet=found,
            state=BookletState(form.cleaned_data["state"]),
        )
    ):  # fmt: skip
        notices.done(request, _("已记下。"))
        return redirect("admission_booklets")
    context = {
        "form": form, "title": _("志愿书 %(number)s") % {"number": found.number}, "button": _("记下"),
        "back": reverse("admission_booklets"), "back_label": _("志愿书编号"),
    }  # fmt: skip
    return render(request, "admission/form.html", context, status=422 if form.errors else 200)
