"""规则库: every rule in plain words with its article, dates, figures and worked examples. Open without log-in."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu import questions
from zhibu.base.errors import NotFound
from zhibu.web.access import PageRequest, open_page
from zhibu.web.ask.families import link_to
from zhibu.web.days import UnreadableDay, read_day
from zhibu.web.rules import showing

LONGEST = 60


@open_page
@require_safe
def rules(request: PageRequest) -> HttpResponse:
    """By topic, or what a search finds. Rules that are no longer in force are listed with the others, and say so."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = showing.by_topic(questions.search(text)) if text else questions.all_norms()
    context = {"text": text, "topics": showing.topics_of(found, request.today, _is_english()), "number": len(found)}
    return render(request, "rules/rules.html", context)


@open_page
@require_safe
def disagreements(request: PageRequest) -> HttpResponse:
    """Where sources differ or are often misquoted, and what the program does about it."""
    return render(request, "rules/disagreements.html", {"rows": showing.disagreements(request.today, _is_english())})


@open_page
@require_safe
def rule(request: PageRequest, norm_id: str) -> HttpResponse:
    """One rule as it stood on a day; today unless another is asked for."""
    on, problem = _day(request)
    try:
        described = questions.describe(norm_id, on)
    except KeyError as error:
        raise NotFound from error
    asked = [link_to(question, _is_english()) for question in questions.questions_using(norm_id)]
    context = {
        "rule": showing.rule_of(described, on, _is_english()),
        "on": on,
        "day_problem": problem,
        "questions": asked,
    }
    return render(request, "rules/rule.html", context)


def _day(request: PageRequest) -> tuple[date, str]:
    """The day asked for; today, with a sentence, where it cannot be read."""
    asked = request.GET.get("on", "").strip()
    if not asked:
        return request.today, ""
    try:
        return read_day(asked, request.today), ""
    except UnreadableDay as error:
        return request.today, str(error) or _("看不懂这个日期。")


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
