"""算一算: everyday questions answered with their article. Open without log-in; nothing that is typed is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhibu import questions
from zhibu.base.errors import NotFound
from zhibu.questions import Answer, Ask, Question, QuestionError
from zhibu.web.access import PageRequest, open_page
from zhibu.web.ask import families, typed
from zhibu.web.ask.forms import ON, AskForm, code_of, deciding
from zhibu.web.ask.showing import address_of, answer_shown
from zhibu.web.wording import is_english, worded

LONGEST = 60
WRONG = 422


@open_page
@require_safe
def ask(request: PageRequest) -> HttpResponse:
    """What is asked most, then everything by family; or what a search finds."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = families.search(text) if text else questions.list_questions()
    context = {
        "text": text,
        "number": len(found),
        "most": [] if text else families.asked_most(is_english()),
        "families": families.families(found, is_english()),
    }
    return render(request, "ask/ask.html", context)


@open_page
@require_safe
def ask_question(request: PageRequest, name: str) -> HttpResponse:
    """One question: the choice that decides what else is asked, then the form, then the answer above the form."""
    try:
        question = questions.question_named(name)
    except QuestionError as error:
        raise NotFound from error
    given = {ask.name: request.GET.get(ask.name, "") for ask in question.asks if ask.name in request.GET}
    given[ON] = request.GET.get(ON, "")
    title = families.title_of(question, is_english())
    undecided, problem = _undecided(question, given)
    if undecided:
        choices = _choices(question, undecided, given)
        shown = {
            "title": title,
            "asked": worded(undecided.label_zh),
            "help": worded(undecided.help_zh),
            "choices": choices,
            "problem": problem,
        }
        return render(request, "ask/choose.html", shown, status=WRONG if problem else 200)
    form = _form(question, given, request.today)
    told, facts = _told(question, form) if form.is_bound else (None, {})
    context = {
        "title": title,
        "form": form,
        "chosen": _chosen(question, form.chosen),
        "shown": answer_shown(question, told, facts, form.on()) if told else None,
        "link": request.build_absolute_uri(address_of(question, facts, form.on())) if told else "",
        "empty": f"?{urlencode(form.chosen)}",
        "example": "" if told else _example(question, form),
        "norms": [] if told else _norms(question),
    }
    return render(request, "ask/question.html", context, status=WRONG if form.errors else 200)


def _undecided(question: Question, given: Mapping[str, str]) -> tuple[Ask | None, str]:
    """The first choice still to be made, with a sentence where what was chosen cannot be read."""
    for ask in deciding(question):
        try:
            if not code_of(ask, given.get(ask.name, "")):
                return ask, ""
        except QuestionError as error:
            return ask, worded(error.sentence)
    return None, ""


def _choices(question: Question, undecided: Ask, given: Mapping[str, str]) -> list[families.Link]:
    """A link for each choice; what else the address carries stays."""
    kept = {name: text for name, text in given.items() if text and name != undecided.name}
    here = reverse("ask_question", args=[question.name])
    return [
        families.Link(worded(label), f"{here}?{urlencode({**kept, undecided.name: code})}")
        for code, label in undecided.choices.items()
    ]


def _form(question: Question, given: Mapping[str, str], today: date) -> AskForm:
    """Bound as soon as a fact was sent, or when the deciding choice is all that is needed."""
    chosen = {ask.name: code_of(ask, given[ask.name]) for ask in deciding(question)}
    form = AskForm(question, chosen, given, asked=False, today=today)
    nothing_needed = bool(chosen) and not any(ask.required for ask in form.asks)
    if nothing_needed or any(ask.name in given for ask in question.asks if ask.name not in chosen):
        return AskForm(question, chosen, given, asked=True, today=today)
    return form


def _told(question: Question, form: AskForm) -> tuple[Answer | None, dict[str, Any]]:
    """The answer and the facts that it stands on; None where something is to be changed first."""
    if not form.is_valid():
        return None, {}
    facts = form.facts()
    try:
        return questions.answer(question.name, form.on(), facts), facts
    except QuestionError as error:
        form.refuse(error)
        return None, {}


def _chosen(question: Question, chosen: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """The deciding choices that were made: name, code, label and word."""
    return [
        (ask.name, chosen[ask.name], worded(ask.label_zh), worded(ask.choices[chosen[ask.name]]))
        for ask in deciding(question)
    ]


def _example(question: Question, form: AskForm) -> str:
    """An address with the declared examples of the fields on top."""
    wanted = [field.field.ask for field in form.first()]  # type: ignore[attr-defined]
    required = [ask for ask in wanted if ask.required] or wanted
    pairs = {**form.chosen, **{ask.name: typed.example_of(ask) for ask in required}}
    return f"{reverse('ask_question', args=[question.name])}?{urlencode(pairs)}"


def _norms(question: Question) -> list[families.Link]:
    """The rules that the question answers by."""
    pages = [questions.describe(norm_id).norm for norm_id in question.norm_ids]
    return [families.Link(worded(norm.name_zh), reverse("rule", args=[norm.id])) for norm in pages]
