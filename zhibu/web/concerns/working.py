"""What a handler does with one concern: one form, one step, back to its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done
from zhibu.concern import actions
from zhibu.concern.desks import around, place_above
from zhibu.concern.models import Concern, ConcernStep, End, Topic
from zhibu.concern.queries import concern_for, passed_over_in, steps_of, together_with, visible_to
from zhibu.flows.carrying import mark_about_a_person, outcomes, take_back_step
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.concerns import working_forms as forms
from zhibu.web.concerns.inbox_showing import first_words
from zhibu.web.say.showing import PARTS
from zhibu.web.writing import perform

METHODS = ["GET", "HEAD", "POST"]


def write(request: PageRequest, action: Callable[..., Done], key: Any = None, **arguments: Any) -> Done:
    return perform(request, action, right=Right.HANDLE_CONCERNS, key=key, **arguments)


def work_on(
    request: PageRequest,
    concern: Concern,
    form: forms.ConcernForm,
    title: str,
    button: str,
    act: Callable[[], Done],
    said: str,
    **context: Any,
) -> HttpResponse:
    """Show the form, or carry it out and go back to the concern."""
    if request.method == "POST" and form.is_valid():
        done_ = form.carry_out(act)
        if done_:
            word = form.wording_hint()
            hint = _("你写了“%(word)s”。想想还能替他做到哪一步。") % {"word": word} if word else ""
            step = done_.result if isinstance(done_.result, ConcernStep) else None
            undo = reverse("concern_undo", args=[concern.pk, step.pk]) if step and not done_.is_repeated else ""
            notices.done(request, said + hint, undo=undo)
            try:
                concern_for(request.actor, concern.pk)
            except NotFound:  # it went to another desk
                return redirect("inbox")
            return redirect("concern", concern.pk)
    values = {"concern": concern, "form": form, "title": title, "button": button, "texts": [], **context}
    return render(request, "concerns/work.html", values, status=422 if form.errors else 200)


def _key(form: forms.ConcernForm) -> Any:
    return form.cleaned_data["key"]


def together_of(request: PageRequest, concern: Concern) -> list[Concern]:
    """The others under the same plan that may leave the desk too."""
    return [row for row in together_with(request.actor, concern) if not row.about_a_person]


def _carried_words(concern: Concern) -> dict[str, str]:
    """What the branch wrote as its result stands in the form already: read, put right, and sent by the handler."""
    over = next((row for row in reversed(outcomes([concern])) if row.waits), None)
    if over is None:
        return {}
    said = _("%(title)s：%(state)s。") % {"title": over.step.texts.get("title", ""), "state": over.state}
    return {"words": said + over.words}


def _together(request: PageRequest, concern: Concern, form: forms.ConcernForm) -> list[Concern]:
    return together_with(request.actor, concern) if form.cleaned_data.get("for_all") else []


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def take(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    people = actions.candidates(concern, request.today)
    initial = {"owner": str(concern.owner or request.actor.user_id)}
    form = forms.TakeForm(request.POST or None, today=request.today, people=people, initial=initial)
    return work_on(
        request, concern, form, _("定承办人"), _("定下"),
        lambda: write(
            request, actions.take_on, _key(form), concern=concern, owner=form.people[form.cleaned_data["owner"]]
        ),
        _("定下了。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def plan(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    together = together_with(request.actor, concern)
    form = forms.PlanForm(request.POST or None, today=request.today, together=together)
    return work_on(
        request, concern, form, _("写打算"), _("告诉本人"),
        lambda: write(
            request, actions.write_plan, _key(form), concern=concern, texts=form.texts(),
            next_on=form.cleaned_data["next_on"], together=_together(request, concern, form),
        ),
        _("本人凭凭条就能看到打算。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def news(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    together = together_with(request.actor, concern)
    initial = _carried_words(concern)
    form = forms.NewsForm(request.POST or None, today=request.today, together=together, initial=initial)
    return work_on(
        request, concern, form, _("告诉进展"), _("告诉本人"),
        lambda: write(
            request, actions.tell_news, _key(form), concern=concern, words=form.cleaned_data["words"],
            next_on=form.cleaned_data["next_on"], together=_together(request, concern, form),
        ),
        _("记下了，本人看得到。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def done(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    together = together_with(request.actor, concern)
    form = forms.WordsForm(
        request.POST or None, today=request.today, together=together, label=_("办成了什么"), hint=_("本人看得到"),
        initial=_carried_words(concern),
    )  # fmt: skip
    return work_on(
        request, concern, form, _("办了，请本人确认"), _("请本人确认"),
        lambda: write(
            request, actions.say_done, _key(form), concern=concern, words=form.cleaned_data["words"],
            together=_together(request, concern, form),
        ),
        _("现在等本人说解决了没有。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def hand_on(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    passed_over = passed_over_in(concern)
    here = (concern.desk_at_id, concern.desk_line)
    places = [
        row
        for row in around(concern.unit, request.today)
        if (row.organisation.pk, row.line) != here and row.without(passed_over)
    ]
    form = forms.HandOnForm(request.POST or None, today=request.today, places=places)
    return work_on(
        request, concern, form, _("转给别的台"), _("转过去"),
        lambda: write(
            request, actions.hand_on, _key(form), concern=concern, place=form.places[form.cleaned_data["place"]],
            words=form.cleaned_data["words"],
        ),
        _("转过去了，本人看得到去了哪里。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def end(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    people = actions.seconds(concern, request.actor, request.today)
    is_top = place_above(concern.desk_at, concern.desk_line, passed_over_in(concern), request.today) is None
    form = forms.EndForm(request.POST or None, today=request.today, people=people, is_top=is_top)
    return work_on(
        request, concern, form, _("说明理由，办到这里"), _("请第二个人看"),
        lambda: write(
            request, actions.propose_end, _key(form), concern=concern, end=End(form.cleaned_data["end"]),
            texts=form.texts(), second=form.people[form.cleaned_data["second"]],
            review_on=form.cleaned_data["review_on"],
        ),
        _("第二个人同意以后才算数，本人可以不同意。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def judge(request: PageRequest, concern_id: UUID) -> HttpResponse:
    """The second person reads what was proposed, on the form's own page."""
    concern = concern_for(request.actor, concern_id)
    form = forms.JudgeForm(request.POST or None, today=request.today)
    proposed = next((step for step in reversed(steps_of(concern)) if step.act == "end_proposed"), None)
    texts = [(PARTS.get(name, ""), text) for name, text in proposed.texts.items()] if proposed else []
    title = str(End(proposed.details["end"]).label) if proposed else _("再看一遍")
    return work_on(
        request, concern, form, title, _("就这样"),
        lambda: write(
            request, actions.judge_end, _key(form), concern=concern, agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
        ),
        _("记下了，本人看得到。"),
        texts=texts,
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def reopen(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    form = forms.WordsForm(request.POST or None, today=request.today, label=_("为什么重新办"), hint=_("本人看得到"))
    return work_on(
        request, concern, form, _("重新办"), _("重新办"),
        lambda: write(request, actions.reopen, _key(form), concern=concern, words=form.cleaned_data["words"]),
        _("重新办了，三个工作日内要告诉本人打算。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def split(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    form = forms.WordsForm(
        request.POST or None, today=request.today, label=_("另一件是什么事"), hint=_("本人用同一张凭条看得到两件")
    )
    return work_on(
        request, concern, form, _("分成两件"), _("分开"),
        lambda: write(request, actions.split, _key(form), concern=concern, words=form.cleaned_data["words"]),
        _("分开了，两件各有各的打算。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_http_methods(METHODS)
def join(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    rows = visible_to(request.actor).filter(
        desk_at=concern.desk_at_id, desk_line=concern.desk_line, state__in=actions.WORKABLE
    )
    others = {str(row.pk): row for row in rows.select_related("unit", "desk_at").exclude(pk=concern.pk)}
    choices = [(key, first_words(row)) for key, row in others.items()]
    form = forms.JoinForm(request.POST or None, today=request.today, others=choices)
    return work_on(
        request, concern, form, _("和别的事一起办"), _("一起办"),
        lambda: write(
            request, actions.join, _key(form),
            concerns=[concern, *(others[key] for key in form.cleaned_data["concerns"])],
        ),
        _("连在一起了。写打算和进展时可以一次告诉大家，每个人各自确认。"),
    )  # fmt: skip


@page(Right.HANDLE_CONCERNS)
@require_POST
def topic(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    if request.POST.get("topic") not in Topic.values:
        raise Refused(_("没有选是哪一类。"), _("选一类再按。"))
    write(request, actions.name_topic, concern=concern, topic=Topic(request.POST["topic"]))
    notices.note(request, _("记下了。"))
    return redirect("concern", concern.pk)


@page(Right.HANDLE_CONCERNS)
@require_POST
def about_a_person(request: PageRequest, concern_id: UUID) -> HttpResponse:
    concern = concern_for(request.actor, concern_id)
    write(request, mark_about_a_person, concern=concern, about=not concern.about_a_person)
    notices.note(request, _("记下了。"))
    return redirect("concern", concern.pk)


@page(Right.HANDLE_CONCERNS)
@require_POST
def undo(request: PageRequest, concern_id: UUID, step_id: UUID) -> HttpResponse:
    step = actions.known_step(concern_for(request.actor, concern_id), step_id)
    if step is None:
        raise NotFound
    write(request, take_back_step, step=step)
    notices.note(request, _("撤销了。"))
    return redirect("concern", concern_id)
