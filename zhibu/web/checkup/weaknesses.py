"""六个弱项: what shows each, the year as a strip, measures begun by one press, and how it stands a quarter later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.touched import SheetKind
from zhibu.checkup import weaknesses as known
from zhibu.checkup.looking import Looked, look
from zhibu.checkup.showing import CheckUp, Shown, check_up
from zhibu.checkup.weaknesses import WEAKNESSES, Measure, Weakness
from zhibu.flows.mending import start_measure
from zhibu.member.queries import roster
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.questions import describe
from zhibu.rules.conduct import HALF_YEARS
from zhibu.rules.days import add_months
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import has_own_branch
from zhibu.web.checkup import links, showing
from zhibu.web.checkup.forms import WhoAndWhenForm
from zhibu.web.components import Mark, Month, Text
from zhibu.web.wording import as_written, between, capital, source_label, worded
from zhibu.web.writing import perform
from zhibu.work.models import Mend, MendSource
from zhibu.work.to_mend import QUARTER, Compared, compare, open_for, with_tasks

MONTHS_TO_ACT = 3


@dataclass(frozen=True)
class Line:
    """One weakness in the list of six: what was found in words, and whether something is being done."""

    name: str
    says: str
    url: str
    seen: Sequence[str]
    at_work: int


@dataclass(frozen=True)
class Definition:
    """The public definition of one norm or signal."""

    name: str
    plain: str
    source: str
    misleads: str
    url: str
    is_signal: bool
    is_private: bool


@dataclass(frozen=True)
class Strip:
    name: str
    months: Sequence[Month]


def _own(request: PageRequest) -> Organisation:
    if not has_own_branch(request.actor):
        raise NotFound
    return own_branch(request.actor)


@page(Right.SEE_BRANCH)
@require_safe
def weaknesses(request: PageRequest) -> HttpResponse:
    branch = _own(request)
    found = check_up(look([branch], request.today)[0], request.today)
    lines = [_line(weakness, found, branch) for weakness in WEAKNESSES]
    return render(request, "checkup/weaknesses.html", {"branch": branch, "lines": lines})


def _line(weakness: Weakness, found: CheckUp, branch: Organisation) -> Line:
    titles = list(dict.fromkeys(worded(shown.title) for shown in known.seen_of(found, weakness.key)))
    at_work = len(open_for(branch, weakness.key))
    return Line(
        capital(worded(weakness.name)), str(weakness.says), reverse("weakness", args=[weakness.key]), titles, at_work
    )


@page(Right.SEE_BRANCH)
@require_safe
def weakness(request: PageRequest, key: str) -> HttpResponse:
    branch, today, actor = _own(request), request.today, request.actor
    chosen = known.weakness_of(key)
    looked = look([branch], today)[0]
    seen = known.seen_of(check_up(looked, today, with_records=True), key)
    mends = with_tasks(open_for(branch, key))
    context: dict[str, Any] = {
        "weakness": chosen,
        "branch": branch,
        "findings": [showing.finding_of(shown, actor, today, is_own=True) for shown in seen],
        "strips": strips_of(chosen, looked, today),
        "definitions": [_definition(norm.id, today) for norm in known.definitions_of(key)],
        "measures": chosen.measures,
        "may_start": actor.may(Right.RECORD),
        "mends": [(row, _compared(row.mend, known.open_norms(seen), today)) for row in mends],
    }
    return render(request, "checkup/weakness.html", context)


def _definition(norm_id: str, on: date) -> Definition:
    page_ = describe(norm_id, on)
    norm = page_.norm
    is_signal = norm.strength_class == "signal"
    source = _("本系统的提醒，不是规定") if is_signal else source_label(page_.cite.title_zh, page_.cite.article_zh)
    name, plain, misleads = map(worded, (norm.name_zh, norm.plain_zh, norm.misleads_zh))
    return Definition(name, plain, source, misleads, links.rule_url(norm.id), is_signal, norm.branch_only)


def _compared(mend: Mend, now: Sequence[str], today: date) -> str:
    """Better, same or worse than when the measure was begun; said from a quarter later on."""
    if today < mend.happened_on + QUARTER or not mend.open_then:
        return ""
    words = {
        Compared.BETTER: _("和开始时比：少了。"),
        Compared.SAME: _("和开始时比：一样。换个办法，或者请上级帮一把。"),
        Compared.WORSE: _("和开始时比：多了。停下来想一想，是不是办法不对。"),
    }
    return words[compare(mend.open_then, now)]


def strips_of(chosen: Weakness, looked: Looked, today: date) -> list[Strip]:
    """The year's months for what this weakness counts by month. Also readable as text: each cell says its word."""
    sheet = next((row for kind, row in looked.sheets if kind is SheetKind.CONDUCT and row.year == today.year), None)
    if sheet is None:
        return []
    if chosen.key == "second":
        return [
            _strip(_("定了没开的月份"), sheet.unheld_months, Mark.SOON, _("没开"), today),
            _strip(_("书记没到的月份"), sheet.secretary_away_months, Mark.SOON, _("没到"), today),
        ]
    if chosen.key in {"name_only", "orders"}:
        return [_strip(_("有组织生活的月份"), sheet.life_months >> (HALF_YEARS - 12), Mark.DONE, "", today)]
    return []


def _strip(name: str, months: int, mark: Mark, note: str, today: date) -> Strip:
    cells = []
    for number in range(1, 13):
        has = months >> (number - 1) & 1
        cells.append(
            Month(number, mark if has else (None if number > today.month else Mark.NOT_ASKED), note=note * has)
        )
    return Strip(name, cells)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def measure_start(request: PageRequest, key: str, measure: str) -> HttpResponse:
    """Who and until when, both proposed; then it stands on the list to mend, and leads on to where it is done."""
    branch, today = _own(request), request.today
    chosen = known.weakness_of(key)
    taken = known.measure_of(chosen, measure)
    people = roster(branch, today)
    form = WhoAndWhenForm(
        request.POST or None,
        today=today,
        people=people,
        initial={
            "owner": str(request.actor.member_id or ""),
            "due_on": date.fromordinal(add_months(today.toordinal(), MONTHS_TO_ACT)),
        },
    )
    seen = known.seen_of(check_up(look([branch], today)[0], today), key)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: perform(
                request, start_measure, right=Right.RECORD,
                key=form.cleaned_data["key"], branch=branch, owners=form.owners(),
                fact=as_written(lambda: _fact(seen, chosen)), measure=as_written(lambda: taken.title),
                due_on=form.cleaned_data["due_on"], source=MendSource.FINDING, weakness=key,
                norm=seen[0].norm if seen else "", open_then=known.open_norms(seen),
            )
        )  # fmt: skip
        if done:
            undo = "" if done.is_repeated else reverse("mend_undo", args=[done.result.pk])
            notices.done(request, _("已列入整改台账和任务。"), undo=undo)
            return redirect(_onward(taken, request) or reverse("mending"))
    context = {"form": form, "weakness": chosen, "measure": taken, "fact": _fact(seen, chosen)}
    return render(request, "checkup/measure.html", context, status=422 if form.errors else 200)


def _fact(seen: Sequence[Shown], chosen: Weakness) -> Text:
    return between("；").join(dict.fromkeys(worded(shown.title) for shown in seen)) or worded(chosen.name)


def _onward(taken: Measure, request: PageRequest) -> str:
    return links.address_of(taken.step, request.actor) if taken.step else ""
