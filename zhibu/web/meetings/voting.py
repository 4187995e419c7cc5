"""What the articles say about a vote: may it be held, how many are needed, did it pass."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu import questions
from zhibu.base.actor import Right
from zhibu.checkup.judging import plain_layers
from zhibu.meeting.expected import is_of_committee
from zhibu.meeting.models import Gathering, Item, ItemKind
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, own_branch
from zhibu.rules.status import Status
from zhibu.web import days
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cite
from zhibu.web.forms import NumberField
from zhibu.web.meetings.forms import TallyFields
from zhibu.web.wording import capital, worded, worded_lines


@dataclass(frozen=True)
class Verdict:
    """sentence: the answer; because: the sum step by step; warning: numbers that contradict what was announced.

    is_hopeless: they may vote but could not pass anything (four due, two present). next_step: what is allowed then.
    is_well: all is as the article says and it passed, so that once it is on record nothing is left to do here.
    """

    sentence: str
    because: Sequence[str]
    cites: Sequence[Cite]
    warning: str = ""
    is_hopeless: bool = False
    next_step: str = ""
    is_well: bool = False


@dataclass(frozen=True)
class Votes:
    """The numbers of one vote; None where nothing was typed yet."""

    due_to_vote: int | None
    present: int | None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    said_passed: bool | None = None
    handed_out: int | None = None
    returned: int | None = None
    spoiled: int | None = None
    written_in_favour: int | None = None
    written_other: int | None = None
    matter: str = ""
    is_secret: bool | None = None

    @property
    def written(self) -> int | None:
        given = [number for number in (self.written_in_favour, self.written_other) if number is not None]
        return sum(given) if given else None


COUNTED = ("due_to_vote", "present", "in_favour", "against", "abstained")
ADMISSION = (*COUNTED, "written_in_favour", "written_other")


def verdict_of(item: Item, gathering: Gathering) -> Verdict | None:
    """For a recorded vote of a general or committee meeting; None for what has no tally or no rule of its own."""
    if not hasattr(item, "tally"):
        return None
    tally = item.tally
    names = [field.name for field in fields(Votes)]
    votes = Votes(**{name: getattr(tally, name) for name in names})
    verdict = reckon(votes, [item.kind], gathering.happened_on, gathering.branch)
    return replace(verdict, next_step="") if verdict and verdict.is_well else verdict


def reckon(votes: Votes, kinds: Collection[str], on: date, branch: Organisation) -> Verdict | None:
    """Ask the law of that day. Numbers that do not fit together answer with the sentence that says so."""
    if votes.due_to_vote is None or votes.present is None:
        return None
    is_committee = is_of_committee(kinds)
    if not is_committee and ItemKind.GENERAL_MEETING not in kinds:
        return None
    question, facts = question_of(votes, is_committee)
    facts = {name: value for name, value in facts.items() if value is not None}
    layers = plain_layers(layers_by_path([branch.path], on)[branch.path])
    try:
        answer = questions.answer(question, on, facts, layers)
    except questions.QuestionError as error:
        return Verdict(capital(worded(error.sentence)), (), ())
    return Verdict(
        sentence=_sentence(answer, votes, is_committee),
        because=worded_lines(answer.because),
        cites=list({cite.text_zh: cite_shown(cite) for cite in answer.cites}.values()),
        warning=_warning(answer, votes),
        is_hopeless=bool(answer.answer.get("may_vote")) and answer.answer.get("can_pass") is False,
        next_step=capital(worded(answer.next_step)),
        is_well=answer.status is Status.MET and answer.answer.get("passed", True) is True,
    )


def question_of(votes: Votes, is_committee: bool) -> tuple[str, dict[str, Any]]:
    """Which question decides such a vote, and its facts."""
    if is_committee:
        return "vote.committee", {"committee_members": votes.due_to_vote, "present": votes.present}
    if votes.matter:
        facts = {name: getattr(votes, name) for name in ADMISSION}
        return "vote.admission", {**facts, "matter": votes.matter, "secret_ballot": votes.is_secret}
    facts = {name: getattr(votes, name) for name in COUNTED}
    return "vote.ordinary", {**facts, "written_opinions": votes.written}


def _sentence(answer: questions.Answer, votes: Votes, is_committee: bool) -> str:
    told = answer.answer
    if not told:
        return _("那时还没有这条规定，不作判断。")
    if is_committee:
        return _("到会人数够，可以开会议事。") if told["may_meet"] else _("到会委员不够，不能开会议事。")
    if not told["may_vote"]:
        return _("到会人数不够，不能表决。")
    if told["passed"] is None and not told["can_pass"]:
        return _("可以表决，可是到会的人全部赞成也不够 %(needed)d 票，通不过。") % {"needed": told["needed"]}
    if told["passed"] is None:
        return _("可以表决，要 %(needed)d 票赞成才通过。") % {"needed": told["needed"]}
    words = {"needed": told["needed"], "votes": told.get("counted_in_favour", votes.in_favour)}
    if told["passed"]:
        return _("通过：要 %(needed)d 票，赞成 %(votes)d 票。") % words
    return _("没有通过：要 %(needed)d 票，赞成 %(votes)d 票。") % words


def _warning(answer: questions.Answer, votes: Votes) -> str:
    told = answer.answer
    passed = told.get("passed")
    if passed is not None and votes.said_passed is not None and passed != votes.said_passed:
        said = _("通过") if votes.said_passed else _("没有通过")
        return _("会上宣布的是“%(said)s”，和票数对不上，看看哪个写错了。") % {"said": said}
    return ""


def cite_shown(cite: questions.Cite) -> Cite:
    text = worded(cite.text_zh)
    label = _("%(text)s（待核）") % {"text": text} if cite.to_check else text
    return Cite(label, "", reverse("rule", args=[cite.norm_id]))


@page(Right.RECORD_GROUP)
@require_safe
def vote(request: PageRequest) -> HttpResponse:
    """The answer alone, for the panel of the form while numbers are typed. Nothing is stored."""
    verdict = reckon(votes_typed(request), request.GET.getlist("kinds"), _day_typed(request), own_branch(request.actor))
    return render(request, "meetings/verdict.html", {"verdict": verdict}) if verdict else HttpResponse("")


def votes_typed(request: HttpRequest) -> Votes:
    """What can be read as numbers; the rest counts as not typed yet."""
    form = TallyFields(request.GET)
    form.is_valid()
    given = form.cleaned_data
    names = [name for name, field in form.fields.items() if isinstance(field, NumberField)]
    numbers = {
        ("due_to_vote" if name == "tally_due" else name.removeprefix("tally_")): given.get(name) for name in names
    }
    said = {"yes": True, "no": False}
    return Votes(
        **numbers,
        said_passed=said.get(given.get("said_passed", "")),
        matter=given.get("matter", ""),
        is_secret=said.get(given.get("secret", "")),
    )


def _day_typed(request: PageRequest) -> date:
    try:
        return days.read_day(request.GET.get("on", ""), request.today)
    except days.UnreadableDay:
        return request.today
