"""Grave acts (votes, approvals, extension, cancellation, the end of a case): one question a page, then read back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhibu import questions
from zhibu.admission import queries
from zhibu.admission.actions import check_ballot
from zhibu.admission.case import Case, Layers, Point
from zhibu.admission.models import Body, Candidate, Step, StepKind
from zhibu.admission.steps import about
from zhibu.base.errors import Invalid, Refused
from zhibu.flows import admission as flow
from zhibu.meeting.models import ItemKind
from zhibu.org.models import BranchKind
from zhibu.web import notices
from zhibu.web.access import PageRequest
from zhibu.web.admission import showing
from zhibu.web.admission.forms import (
    BALLOT_LABELS,
    ApproverPart,
    BallotPart,
    DayPart,
    PaperPart,
    SpecialPart,
    UntilPart,
)
from zhibu.web.admission.reading import write
from zhibu.web.admission.warnings import warned
from zhibu.web.components import Cite, Fact
from zhibu.web.days import write_day
from zhibu.web.forms import Form
from zhibu.web.wording import capital, worded, worded_lines


def parts_of(kind: StepKind) -> list[type[Form]]:
    """The questions, in order."""
    asks = about(kind).asks
    parts: list[type[Form]] = [DayPart]
    parts += [UntilPart] if "until" in asks else []
    parts += [BallotPart] if "ballot" in asks else []
    parts += [ApproverPart] if "approver" in asks else []
    parts += [SpecialPart] if "special" in asks else []
    return [*parts, PaperPart] if about(kind).paper else parts


class Walk:
    """The answers so far, carried along in hidden fields; `at` is the page that was sent."""

    def __init__(
        self, request: PageRequest, candidate: Candidate, kind: StepKind, initial: dict[str, Any] | None = None
    ) -> None:
        self.request, self.candidate, self.kind = request, candidate, kind
        self.parts = parts_of(kind)
        self.initial = initial or {"happened_on": request.today}
        sent = request.POST.get("at", "") if request.method == "POST" else ""
        self.at = min(int(sent), len(self.parts) - 1) if sent.isdigit() else -1
        self.forms = [self._form(part, bound=number <= self.at) for number, part in enumerate(self.parts)]

    def _form(self, part: type[Form], *, bound: bool) -> Form:
        data = self.request.POST if bound else None
        arguments: dict[str, Any] = {"today": self.request.today, "initial": self.initial}
        if part is BallotPart:
            arguments["items"] = queries.meetings_for(
                self.candidate.branch, [ItemKind.GENERAL_MEETING], self.request.today
            )
        return part(data, **arguments)

    def open_page(self) -> int | None:
        """The first page that is not answered well; None when all are."""
        for number in range(self.at + 1):
            form = self.forms[number]
            if not form.is_valid() or not self._adds_up(form):
                return number
        return self.at + 1 if self.at + 1 < len(self.parts) else None

    def _adds_up(self, form: Form) -> bool:
        if not isinstance(form, BallotPart):
            return True
        try:
            check_ballot(form.ballot())
        except Invalid as error:
            form.refuse(error)
        return not form.errors

    def answered(self, until: int) -> list[Form]:
        return self.forms[:until]

    def columns(self) -> dict[str, Any]:
        """As the action takes them."""
        found: dict[str, Any] = {}
        for form in self.forms:
            given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
            if isinstance(form, BallotPart):
                found |= {"ballot": form.ballot(), "passed": given["passed"] != "no", "body": Body.GENERAL_MEETING}
                if given.get("item"):
                    found["item"] = form.items[given["item"]].thread
            elif isinstance(form, PaperPart):
                found["paper"] = given["paper"]
                if given["source_note"]:
                    found |= {"source": "paper", "source_note": given["source_note"]}
            elif isinstance(form, SpecialPart):
                found["has_special_reason"] = given["has_special_reason"] == "yes"
            else:
                found |= given
        if self.kind == StepKind.EXTENSION or self.kind == StepKind.CANCELLED:
            found["passed"] = found.get("passed", True)
        return found

    def facts(self) -> list[Fact]:
        """Every answer, read back."""
        return [
            Fact(form.fields[name].label or name, said_value(form, name))
            for form in self.forms
            for name in form.fields
            if name != "key" and form.cleaned_data.get(name) not in (None, "")
        ]

    def prefill_from_meeting(self, number: int) -> None:
        """The meeting of that day, and its tally where one was recorded: nothing is typed twice."""
        form = self.forms[number]
        if not isinstance(form, BallotPart) or number == 0:
            return
        day = self.forms[0].cleaned_data["happened_on"]
        same = [item for item in form.items.values() if item.gathering.happened_on == day]
        if not same:
            return
        counted = next((item for item in same if hasattr(item, "tally")), same[0])
        form.initial = {**form.initial, "item": str(counted.thread)}
        if hasattr(counted, "tally"):
            tally = counted.tally
            form.initial |= {name: getattr(tally, name) for name in BALLOT_LABELS if hasattr(tally, name)}
            if tally.said_passed is not None:
                form.initial["passed"] = "yes" if tally.said_passed else "no"


def said_value(form: Form, name: str) -> Any:
    value, field = form.cleaned_data[name], form.fields[name]
    choices = dict(getattr(field, "choices", ()) or ())
    if choices:
        return choices.get(value, value)
    return write_day(value) if hasattr(value, "year") else value


def record(request: PageRequest, candidate: Candidate, case: Case, layers: Layers, kind: StepKind) -> HttpResponse:
    walk = Walk(request, candidate, kind)
    if (number := walk.open_page()) is not None:
        return ask(request, walk, number)
    columns = walk.columns()
    if request.POST.get("confirmed") == "yes":
        key = walk.forms[0].cleaned_data["key"]
        try:
            done = write(request, flow.note_step, key, candidate=candidate, kind=kind, **columns)
        except Refused as error:
            walk.forms[0].refuse(error)
            return ask(request, walk, 0)
        notices.done(request, _("已记下。写错了，在那一步上按“更正”。"))
        return redirect("admission_one", done.result.candidate_id if not done.is_repeated else candidate.pk)
    warnings = warned(case, kind, columns, layers, request.today)
    return read_back(request, walk, warnings, verdict_of(kind, columns, layers, candidate))


def correct(request: PageRequest, candidate: Candidate, case: Case, layers: Layers, step: Step) -> HttpResponse:
    """The same questions with the earlier answers in them."""
    kind = StepKind(step.kind)
    initial: dict[str, Any] = {
        "happened_on": step.happened_on, "until_on": step.until_on, "body": step.body, "paper": step.paper,
        "source_note": step.source_note, "has_special_reason": "yes" if step.has_special_reason else "no",
        "passed": "yes" if step.passed else "no", "item": str(step.item or ""),
    }  # fmt: skip
    if (ballot := getattr(step, "ballot", None)) is not None:
        initial |= {name: getattr(ballot, name) for name in BALLOT_LABELS}
    walk = Walk(request, candidate, kind, initial)
    if (number := walk.open_page()) is not None:
        return ask(request, walk, number, step)
    columns = walk.columns()
    if request.POST.get("confirmed") == "yes":
        try:
            write(request, flow.correct_step, walk.forms[0].cleaned_data["key"], step=step, **columns)
        except Refused as error:
            walk.forms[0].refuse(error)
            return ask(request, walk, 0, step)
        notices.done(request, _("已更正。改之前的样子留着。"))
        return redirect("admission_one", candidate.pk)
    warnings = warned(case, kind, columns, layers, request.today)
    return read_back(request, walk, warnings, verdict_of(kind, columns, layers, candidate), step)


def ask(request: PageRequest, walk: Walk, number: int, step: Step | None = None) -> HttpResponse:
    """One page with one question."""
    form = walk.forms[number]
    if not form.is_bound and step is None:
        walk.prefill_from_meeting(number)
    title = _("更正：%(step)s") if step else "%(step)s"
    context = {
        "form": form,
        "candidate": walk.candidate,
        "title": title % {"step": walk.kind.label},
        "at": number,
        "page": number + 1,
        "pages": len(walk.parts) + 1,
        "before": [field for earlier in walk.answered(number) for field in carried(earlier)],
    }
    return render(request, "admission/grave.html", context, status=422 if form.errors else 200)


def carried(form: Form) -> Sequence[tuple[str, str]]:
    return [(name, str(form.data.get(name, ""))) for name in form.fields if name != "key"]


def read_back(
    request: PageRequest, walk: Walk, warnings: Sequence[Point], verdict: tuple[str, Sequence[Cite]],
    step: Step | None = None,
) -> HttpResponse:  # fmt: skip
    title = _("更正：%(step)s") if step else "%(step)s"
    context = {
        "candidate": walk.candidate,
        "title": title % {"step": walk.kind.label},
        "at": len(walk.parts) - 1,
        "page": len(walk.parts) + 1,
        "pages": len(walk.parts) + 1,
        "before": [field for form in walk.forms for field in carried(form)],
        "facts": walk.facts(),
        "verdict": verdict[0],
        "cites": verdict[1],
        "warnings": [showing.said(point) for point in warnings],
        "key": walk.forms[0].cleaned_data["key"],
        "consequence": consequence_of(walk.kind),
    }
    return render(request, "admission/read_back.html", context)


def consequence_of(kind: StepKind) -> str:
    words = {
        StepKind.APPROVED: _("记下以后，这个人按大会通过的日子作为预备党员进花名册，不用再录。"),
        StepKind.CONVERSION_APPROVED: _("记下以后，花名册里自动改成正式党员。"),
        StepKind.CANCELLED: _("记下以后，这个人从这一天起不在花名册里，以前的记录都留着。"),
        StepKind.REFUSED: _("记下以后，这一次就到这里为止。还要告诉支部和本人。"),
        StepKind.ENDED: _("记下以后不再提醒。材料都留着。不写原因。"),
    }
    return words.get(kind, "")


def verdict_of(kind: StepKind, columns: dict[str, Any], layers: Layers, candidate: Candidate) -> tuple[str, list[Cite]]:
    """What the article of the day says of these votes; a contradiction with what was announced is named."""
    ballot = columns.get("ballot")
    if not ballot:
        return "", []
    facts = {
        **ballot,
        "matter": "admission" if kind == StepKind.ADMISSION_MEETING else "conversion",
        "branch_kind": "temporary" if candidate.branch.branch_kind == BranchKind.TEMPORARY else "ordinary",
    }
    try:
        answer = questions.answer("vote.admission", columns["happened_on"], facts, layers)
    except questions.QuestionError as error:
        return capital(worded(error.sentence)), []
    told = answer.answer
    if not told:
        return _("那时还没有这条规定，不作判断。"), []
    words = " ".join(worded_lines(answer.because))
    if told.get("passed") is not None and told["passed"] != columns.get("passed", True):
        said = _("通过") if columns.get("passed", True) else _("没有通过")
        words += _(" 会上宣布的是“%(said)s”，和票数对不上，看看哪个写错了。") % {"said": said}
    return words, [showing.cite_shown(cite) for cite in answer.cites]
