"""评优: nominated, voted on paper, shown publicly, sent up; with a sheet of deeds from the records."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu import questions
from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.checkup.judging import plain_layers
from zhibu.flows.beside import facts_beside
from zhibu.member.models import Category, Member
from zhibu.member.queries import roster, standing_as
from zhibu.org.models import Organisation
from zhibu.org.queries import layers_by_path, own_branch
from zhibu.target import queries
from zhibu.target.actions import honours
from zhibu.target.models import Honour, Outcome
from zhibu.target.quarters import first_day
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.components import Cell, Column, Fact, Kind, Step, Table
from zhibu.web.days import write_day
from zhibu.web.targets.forms import HonourForm, HonourVoteForm, NoticeForm, SendForm
from zhibu.web.targets.pages import branch_of
from zhibu.web.targets.showing import honours_table
from zhibu.web.writing import perform

SHARE = "appraisal.share"


def most_excellent(branch: Organisation, full_members: int, on: Any) -> int | None:
    """How many may normally be singled out, as the yearly notices say; None where the norm is not in force."""
    if not full_members:
        return None
    layers = plain_layers(layers_by_path([branch.path], on)[branch.path])
    found = questions.answer(SHARE, on, {"graded": full_members}, layers)
    most = found.answer.get("most")
    return most if isinstance(most, int) else None


@page(Right.SEE_OWN)
@require_safe
def honour_list(request: PageRequest) -> HttpResponse:
    branch = branch_of(request)
    rows = list(queries.honours_visible_to(request.actor, branch)[:100])
    context = {
        "branch": branch,
        "keeps": request.actor.may(Right.SEE_TARGETS),
        "table": honours_table(rows, request.today) if rows else None,
    }
    return render(request, "targets/honours.html", context)


@page(Right.SEE_TARGETS)
@require_http_methods(["GET", "HEAD", "POST"])
def honour_new(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    people = roster(branch, request.today)
    full = sum(1 for person in people if standing_as(person, request.today) == Category.FULL)
    most = most_excellent(branch, full, request.today)
    form = HonourForm(request.POST or None, today=request.today, initial={"happened_on": request.today}, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = form.carry_out(
            lambda: perform(
                request, honours.nominate, right=Right.SEE_TARGETS,
                key=given["key"], branch=branch, title=given["title"], places=given["places"],
                nominees=[person for person in people if str(person.pk) in given["nominees"]],
                happened_on=given["happened_on"], most=most, above_share_by=given["above_share_by"],
            )
        )  # fmt: skip
        if done:
            if done.is_repeated:
                return redirect("targets_honours")
            undo = reverse("targets_honour_undo", args=[done.result.thread])
            notices.done(request, _("已记下提名。"), undo=undo)
            return redirect("targets_honour", honour_id=done.result.thread)
    context = {"form": form, "most": most, "full": full}
    return render(request, "targets/honour_new.html", context, status=422 if form.errors else 200)


@page(Right.SEE_OWN)
@require_safe
def honour_one(request: PageRequest, honour_id: UUID) -> HttpResponse:
    honour = queries.honour_for(request.actor, honour_id)
    return render(request, "targets/honour.html", _context(request, honour))


def _context(request: PageRequest, honour: Honour) -> dict[str, Any]:
    keeps = request.actor.may(Right.SEE_TARGETS)
    nominees = nominees_of(honour)
    done = [True, bool(honour.voted_on), bool(honour.shown_from), bool(honour.submitted_on)]
    labels = (_("提名"), _("表决"), _("公示"), _("报送"))
    here = done.index(False) if False in done else None
    lines = [
        [
            Cell(
                row.member.name,
                reverse("targets_deeds", args=[honour.thread, row.member_id]) if keeps else "",
                note=_("评上") if row.is_chosen else "",
            ),
            "" if row.in_favour is None else row.in_favour,
        ]
        for row in nominees
        if keeps or row.is_chosen
    ]
    columns = (Column(_("姓名"), Kind.MAIN), Column(_("赞成票"), Kind.NUMBER))
    if not keeps:
        lines, columns = [[line[0]] for line in lines], columns[:1]  # type: ignore[assignment]
    facts = [Fact(_("名额"), honour.places), Fact(_("提名"), write_day(honour.happened_on))]
    if honour.voted_on:
        said = _("%(day)s，应到会有表决权 %(due)d 人，到会 %(present)d 人")
        numbers = {"day": write_day(honour.voted_on), "due": honour.due_to_vote, "present": honour.present}
        facts.append(Fact(_("表决"), said % numbers))
    if honour.shown_from and honour.shown_until:
        span = {"since": write_day(honour.shown_from), "until": write_day(honour.shown_until)}
        facts.append(Fact(_("公示"), _("%(since)s至%(until)s") % span))
    if honour.submitted_on:
        facts.append(Fact(_("报送"), write_day(honour.submitted_on)))
    if honour.notice_above_share and keeps:
        facts.append(Fact(_("名额依据"), honour.notice_above_share))
    forms: dict[int, tuple[str, str, Any]] = {
        1: (_("记表决"), "targets_honour_vote", HonourVoteForm(today=request.today, nominees=people_of(honour))),
        2: (_("开始公示"), "targets_honour_notice", NoticeForm(today=request.today)),
        3: (_("记报送"), "targets_honour_send", SendForm(today=request.today)),
    }
    step = forms.get(here) if here and keeps else None
    return {
        "honour": honour,
        "keeps": keeps,
        "steps": [
            Step(label, is_done, number == here)
            for number, (label, is_done) in enumerate(zip(labels, done, strict=True))
        ],
        "facts": facts,
        "table": Table(_("提名的人"), columns, lines, hide_caption=True),
        "form": step[2] if step else None,
        "button": step[0] if step else "",
        "action": reverse(step[1], args=[honour.thread]) if step else "",
    }


def nominees_of(honour: Honour) -> list[Any]:
    return sorted(honour.nominees.all(), key=lambda row: (row.member.sort_key, str(row.member_id)))


def people_of(honour: Honour) -> list[Member]:
    return [row.member for row in nominees_of(honour)]


def _step(request: PageRequest, honour: Honour, form: Any, action: Any, said: str, **given: Any) -> HttpResponse:
    """One step of the procedure: carry it out, or show the page again with what is wrong."""
    done = None
    if form.is_valid():
        given = {name: value(form) for name, value in given.items()}
        done = form.carry_out(
            lambda: perform(
                request, action, right=Right.SEE_TARGETS,
                key=form.cleaned_data["key"], honour=honour, **given,
            )
        )  # fmt: skip
    if done:
        notices.done(request, said, undo=reverse("targets_honour_undo", args=[honour.thread]))
        return redirect("targets_honour", honour_id=honour.thread)
    return render(request, "targets/honour.html", {**_context(request, honour), "form": form}, status=422)


@page(Right.SEE_TARGETS)
@require_POST
def honour_vote(request: PageRequest, honour_id: UUID) -> HttpResponse:
    honour = queries.honour_for(request.actor, honour_id)
    form = HonourVoteForm(request.POST, today=request.today, nominees=people_of(honour))
    return _step(
        request, honour, form, honours.vote, _("已记下表决。"),
        voted_on=lambda form: form.cleaned_data["voted_on"],
        due_to_vote=lambda form: form.cleaned_data["due_to_vote"],
        present=lambda form: form.cleaned_data["present"],
        votes=lambda form: form.votes(),
        chosen=lambda form: frozenset(UUID(key) for key in form.cleaned_data["chosen"]),
    )  # fmt: skip


@page(Right.SEE_TARGETS)
@require_POST
def honour_notice(request: PageRequest, honour_id: UUID) -> HttpResponse:
    honour = queries.honour_for(request.actor, honour_id)
    form = NoticeForm(request.POST, today=request.today)
    return _step(
        request, honour, form, honours.show_publicly, _("公示的日子已记下，本支部党员看得到评上了谁。"),
        shown_from=lambda form: form.cleaned_data["shown_from"],
        shown_until=lambda form: form.cleaned_data["shown_until"],
    )  # fmt: skip


@page(Right.SEE_TARGETS)
@require_POST
def honour_send(request: PageRequest, honour_id: UUID) -> HttpResponse:
    honour = queries.honour_for(request.actor, honour_id)
    form = SendForm(request.POST, today=request.today)
    return _step(
        request, honour, form, honours.send_up, _("已记下报送。"),
        submitted_on=lambda form: form.cleaned_data["submitted_on"],
    )  # fmt: skip


@page(Right.SEE_TARGETS)
@require_POST
def honour_undo(request: PageRequest, honour_id: UUID) -> HttpResponse:
    """One step back, within ten minutes."""
    honour = queries.honour_for(request.actor, honour_id)
    notices.in_time_to_undo(honour.recorded_at, request.now)
    was_nominated_only = honour.voted_on is None
    perform(
        request, honours.undo_honour, right=Right.SEE_TARGETS,
        honour=honour,
    )  # fmt: skip
    notices.note(request, _("已撤销这一步。"))
    return redirect("targets_honours") if was_nominated_only else redirect("targets_honour", honour_id=honour.thread)


@page(Right.SEE_TARGETS)
@require_safe
def deeds(request: PageRequest, honour_id: UUID, member_id: UUID) -> HttpResponse:
    """事迹表: deeds that are already recorded, to be printed; nothing is typed again and nothing is weighed."""
    honour = queries.honour_for(request.actor, honour_id)
    member = next((person for person in people_of(honour) if person.pk == member_id), None)
    if member is None:
        raise NotFound
    year = honour.happened_on.year
    first = first_day(year, 1)
    reached = [
        (row.content, seen.look.happened_on)
        for _quarter, seen in sorted(queries.looks_of([member], year).get(member.pk, {}).items(), reverse=True)
        for row in sorted(seen.lines.values(), key=lambda row: row.order)
        if row.outcome == Outcome.REACHED
    ]
    context = {
        "honour": honour,
        "member": member,
        "year": year,
        "facts": facts_beside(request.actor, [member.pk], first, min(request.today, first_day(year + 1, 1))).get(
            member.pk, []
        ),
        "reached": list(dict(reversed(reached)).items()),
    }
    return render(request, "targets/deeds.html", context)
