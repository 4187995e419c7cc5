"""责任清单: who answers for what this year, agreed, looked at each half-year; pledges; the handover sheet."""

from datetime import timedelta
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
from zhibu.member.models import PostKind
from zhibu.member.queries import ended_posts, holding_for, posts_of
from zhibu.org.models import Organisation
from zhibu.org.queries import own_branch
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Cell, Column, Fact, Kind, Mark, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, Form
from zhibu.web.work import showing
from zhibu.web.work.tasks import show_form, write
from zhibu.work import duties, queries, together, upward
from zhibu.work.duty_templates import proposed
from zhibu.work.models import Duty, DutyCheck, DutyState, TaskForm

READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
HALVES = {1: gettext_lazy("上半年"), 2: gettext_lazy("下半年")}
LEFT_WITHIN = timedelta(days=366)
MARKS = {DutyState.DONE: Mark.DONE, DutyState.UNDER_WAY: None, DutyState.NOT_YET: Mark.SOON}


class ListForm(Form):
    """One text per post: a line is one thing that the post answers for."""

    draft = "duties"

    def __init__(self, *args: Any, lines: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for post in PostKind:
            texts = lines.get(post.value, [])
            self.fields[post.value] = forms.CharField(
                label=post.label, required=False, max_length=2000, initial="\n".join(texts),
                widget=forms.Textarea(attrs={"rows": str(max(2, len(texts)))}),
            )  # fmt: skip

    def lines(self) -> dict[str, list[str]]:
        return {post.value: self.cleaned_data[post.value].splitlines() for post in PostKind}


class AgreeForm(Form):
    happened_on = DayField(label=gettext_lazy("哪一天商定的"), latest_today=True)


class CheckForm(Form):
    is_private = True
    state = forms.ChoiceField(label=gettext_lazy("办得怎样"), widget=forms.RadioSelect, choices=DutyState.choices)
    words = forms.CharField(label=gettext_lazy("说一句"), max_length=300, required=False)


@page(*READERS)
@require_safe
def duty_list(request: PageRequest) -> HttpResponse:
    """This year's list by post, with who holds it and how each half-year stands; the secretary's pledges."""
    branch = chosen_branch(request)
    if branch is None:
        return ask_which_branch(request, title=_("责任清单"), url=reverse("duties"))
    year = request.today.year
    rows = duties.duties_of(branch, year)
    pledges = list(queries.listed(request.actor, branch).filter(form=TaskForm.PLEDGE))
    may_keep = duties.may_keep(request.actor, branch)
    half = duties.half_to_check(year, request.today)
    context = {
        "branch": branch,
        "year": year,
        "is_own": has_own_branch(request.actor),
        "may_keep": may_keep,
        "table": _table(rows, branch, request, half if may_keep else None) if rows else None,
        "agreement": duties.agreement_of(branch, year),
        "pledges": showing.tasks_table(pledges, queries.owners_of(pledges), request.today) if pledges else None,
        "sheets": _sheets(branch, request) if may_keep else [],
    }
    return render(request, "work/duties.html", context)


def _table(rows: list[Duty], branch: Organisation, request: PageRequest, half: int | None) -> Table:
    checks = duties.checks_of(rows)
    holders: dict[str, list[str]] = {}
    for holding in posts_of(branch, request.today):
        holders.setdefault(holding.post, []).append(holding.member.name)
    lines: list[Row] = []
    for row in rows:
        found = checks[row.thread]
        lines.append(
            [
                Cell(row.text),
                Cell(PostKind(row.post).label, note=_("、").join(holders.get(row.post, [])) or _("现在没有人任")),
                *(_check_cell(found.get(number), row, number if number == half else 0) for number in HALVES),
            ]
        )
    columns = (Column(_("负责什么"), Kind.MAIN), Column(_("谁")), *(Column(str(word)) for word in HALVES.values()))
    return Table(_("责任清单"), columns, lines, hide_caption=True)


def _check_cell(check: DutyCheck | None, row: Duty, half: int) -> Cell:
    url = reverse("duty_check", args=[row.thread, half]) if half else ""
    if check is None:
        return Cell(_("回看") if url else "", url)
    mark = MARKS[DutyState(check.state)]
    word = str(check.get_state_display())
    return Cell(_("改") if url else ("" if mark else word), url, mark=mark, word=word if mark else "", note=check.words)


def _sheets(branch: Organisation, request: PageRequest) -> list[Fact]:
    """Posts whose handover sheet can be printed: those held, and those left within a year."""
    held = posts_of(branch, request.today)
    left = [row for row in ended_posts(branch, request.today) if row.until and row.until > request.today - LEFT_WITHIN]
    return [
        Fact(PostKind(row.post).label, row.member.name, reverse("handover", args=[row.pk])) for row in [*held, *left]
    ]


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_list_edit(request: PageRequest) -> HttpResponse:
    """The whole list; empty at first, so the template of this kind of branch is proposed."""
    branch = own_branch(request.actor)
    year = request.today.year
    rows = duties.duties_of(branch, year)
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(row.post, []).append(row.text)
    form = ListForm(request.POST or None, today=request.today, lines=lines or proposed(branch))
    if request.method == "POST" and form.is_valid() and form.carry_out(
        lambda: write(request, duties.write_list, form, organisation=branch, year=year, lines=form.lines())
    ):  # fmt: skip
        notices.done(request, _("已记下清单。商定以后，写上日子。"))
        return redirect("duties")
    lead = _("一行一条。按支部类型先拟好了，照实际改。") if not rows else _("一行一条。")
    return show_form(request, form, _("写责任清单"), _("记下"), reverse("duties"), back_label=_("责任清单"), lead=lead)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_list_agree(request: PageRequest) -> HttpResponse:
    branch = own_branch(request.actor)
    form = AgreeForm(request.POST or None, today=request.today, initial={"happened_on": request.today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["happened_on"]
        year = request.today.year
        if form.carry_out(lambda: write(request, duties.agree, form, organisation=branch, year=year, happened_on=day)):
            notices.done(request, _("已记下商定的日子。"))
            return redirect("duties")
    return show_form(request, form, _("商定责任清单"), _("记下"), reverse("duties"), back_label=_("责任清单"))


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_check(request: PageRequest, duty_id: UUID, half: int) -> HttpResponse:
    found = duties.duty_for(own_branch(request.actor), duty_id)
    if half not in HALVES:
        raise NotFound
    standing = duties.checks_of([found])[found.thread].get(half)
    initial = {"state": standing.state, "words": standing.words} if standing else {}
    form = CheckForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, duties.check_duty, form, duty=found, half=half, state=DutyState(given["state"]),
                words=given["words"],
            )
        ):  # fmt: skip
            notices.done(request, _("已记下。"))
            return redirect("duties")
    title = _("%(half)s回看") % {"half": HALVES[half]}
    return show_form(request, form, title, _("记下"), reverse("duties"), back_label=_("责任清单"), lead=found.text)


@page(Right.SEE_BRANCH)
@require_safe
def handover(request: PageRequest, holding_id: UUID) -> HttpResponse:
    """交接单: everything that goes with a post, ready to be printed and signed."""
    holding = holding_for(request.actor, holding_id)
    branch = holding.organisation
    mine = queries.open_only(queries.owned_by(queries.listed(request.actor, branch), holding.member_id))
    moved = queries.handed_over_by(request.actor, branch, holding.member, holding.until) if holding.until else []
    tasks = [*mine, *moved]
    rows = [row for row in duties.duties_of(branch, request.today.year) if row.post == holding.post]
    waiting = upward.unanswered(upward.visible_to(request.actor).filter(organisation=branch))
    promises = together.open_promises(request.actor, branch, request.today + timedelta(days=3660))
    context = {
        "holding": holding,
        "post": PostKind(holding.post).label,
        "facts": _handover_facts(holding, request),
        "tasks": showing.tasks_table(tasks, queries.owners_of(tasks), request.today) if tasks else None,
        "duties": rows,
        "waiting": [Fact(row.matter, write_day(row.happened_on)) for row in waiting],
        "promises": [Fact(row.party, _("%(wanted)s，%(day)s前") % {"wanted": row.wanted, "day": write_day(last.until)})
                     for row, last in promises if last.until],
    }  # fmt: skip
    return render(request, "work/handover.html", context)


def _handover_facts(holding: Any, request: PageRequest) -> list[Fact]:
    facts = [
        Fact(_("支部"), holding.organisation.name),
        Fact(_("职务"), PostKind(holding.post).label),
        Fact(_("移交人"), holding.member.name),
        Fact(_("任职时间"), write_day(holding.since)),
    ]
    if holding.until:
        facts.append(Fact(_("离任时间"), write_day(holding.until)))
        after = [row for row in posts_of(holding.organisation, request.today) if row.post == holding.post]
        facts += [Fact(_("接收人"), row.member.name) for row in after]
    return facts
