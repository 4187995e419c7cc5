"""单位目标: goals with their figures and who carries them; the unit's good and bad days; the four roles by deeds."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.base.actor import Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import below
from zhibu.meeting import queries as gatherings
from zhibu.org.models import Organisation
from zhibu.org.queries import organisation_for
from zhibu.web import notices
from zhibu.web.access import PageRequest, page
from zhibu.web.branch_choice import ask_which_branch, chosen_branch, has_own_branch
from zhibu.web.components import Cell, Column, Fact, Kind, Mark, Row, Table
from zhibu.web.days import write_day
from zhibu.web.forms import DayField, Form
from zhibu.web.work import showing
from zhibu.web.work.pointers import choices_for
from zhibu.web.work.tasks import show_form, write
from zhibu.work import goals, queries
from zhibu.work.goals import Carried
from zhibu.work.models import DayKind, FourRoles, Goal, TaskState, UnitDay

READERS = (Right.SEE_OWN, Right.SEE_BRANCH, Right.SEE_BELOW)
WRITERS = (Right.RECORD, Right.ASSIGN)
QUARTERS = (1, 2, 3, 4)
SHOWN_CARRIERS = 6


class GoalForm(Form):
    title = forms.CharField(
        label=gettext_lazy("单位今年要做到什么"), max_length=100, help_text=gettext_lazy("例如 一次交验合格率到 98%")
    )
    counted = forms.CharField(label=gettext_lazy("看哪个数"), max_length=40, required=False)
    unit = forms.CharField(
        label=gettext_lazy("单位"), max_length=12, required=False, help_text=gettext_lazy("例如 吨、%")
    )
    wanted = forms.DecimalField(label=gettext_lazy("要做到多少"), max_digits=14, decimal_places=2, required=False)


class FigureForm(Form):
    quarter = forms.ChoiceField(
        label=gettext_lazy("哪个季度"),
        choices=[(str(number), format_lazy(gettext_lazy("第 {number} 季度"), number=number)) for number in QUARTERS],
    )
    figure = forms.DecimalField(label=gettext_lazy("做到了多少"), max_digits=14, decimal_places=2)


class LinkForm(Form):
    is_private = True
    gathering = forms.ChoiceField(label=gettext_lazy("哪一次会"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gathering"].choices = choices  # type: ignore[attr-defined]


class UnitDayForm(Form):
    is_private = True
    kind = forms.ChoiceField(label=gettext_lazy("是哪一种"), widget=forms.RadioSelect, choices=DayKind.choices)
    title = forms.CharField(
        label=gettext_lazy("单位出了什么事"), max_length=100, help_text=gettext_lazy("例如 拿下新订单、二号机停了两天")
    )
    happened_on = DayField(label=gettext_lazy("哪一天"), latest_today=True)
    done = forms.CharField(label=gettext_lazy("支部做了什么"), max_length=600, required=False, widget=forms.Textarea)
    helpers = forms.CharField(label=gettext_lazy("谁出了力"), max_length=200, required=False)
    outcome = forms.CharField(label=gettext_lazy("后来怎样"), max_length=300, required=False)
    goal = forms.ChoiceField(label=gettext_lazy("同哪个目标有关"), required=False)

    def __init__(self, *args: Any, goals: list[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [  # type: ignore[attr-defined]
            ("", _("没有")), *((str(goal.thread), goal.title) for goal in goals),
        ]  # fmt: skip

    def columns(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("title", "happened_on", "done", "helpers", "outcome")}
        return {**kept, "kind": DayKind(given["kind"]), "goal": UUID(given["goal"]) if given["goal"] else None}


def place_of(request: PageRequest) -> Organisation | None:
    """The own branch; for a superior the own place, or the branch named in the address."""
    actor = request.actor
    if has_own_branch(actor) or request.GET.get("branch"):
        return chosen_branch(request)
    return organisation_for(actor, actor.acting.organisation_id) if actor.acting else None


@page(*READERS)
@require_safe
def unit_goals(request: PageRequest) -> HttpResponse:
    """Goals of the year with their figures and what carries them; good and bad days; the four roles."""
    place = place_of(request)
    if place is None:
        return ask_which_branch(request, title=_("单位目标"), url=reverse("goals"))
    year = request.today.year
    rows = list(goals.goals_for(request.actor, place, year))
    carried = goals.carried(request.actor, rows, place)
    figures = goals.figures_of(rows)
    days = list(goals.days_of(request.actor, place, year))
    done = list(_done_tasks(request, place, year))
    may_keep = goals.may_keep(request.actor, place)
    context = {
        "place": place,
        "year": year,
        "may_keep": may_keep,
        "table": _goals_table(rows, figures, carried, request) if rows else None,
        "nobody": [goal for goal in rows if carried[goal.thread].is_by_nobody],
        "days": [_day_shown(day, rows, may_keep) for day in days],
        "roles": _roles(done),
    }
    return render(request, "work/goals.html", context)


def _done_tasks(request: PageRequest, place: Organisation, year: int) -> Any:
    done = queries.visible_to(request.actor).filter(state=TaskState.DONE, closed_on__year=year)
    rows = done.filter(below(place.path, "branch__path"))
    return rows.exclude(role="").select_related("branch").order_by("-closed_on")[:200]


def _roles(done: list[Any]) -> list[Fact]:
    """Each of the four with what was done for it, the latest three by name."""
    by_role = goals.by_role(done)
    facts = []
    for role in FourRoles:
        tasks = by_role.get(role.value, [])
        named = _("、").join(task.title for task in tasks[:3])
        words = (
            _("办成 %(number)d 件：%(named)s") % {"number": len(tasks), "named": named} if tasks else _("今年还没有记")
        )
        facts.append(Fact(role.label, words))
    return facts


def figure_words(figure: Decimal | None, unit: str) -> str:
    return f"{figure.normalize():f}{unit}" if figure is not None else ""


def _goals_table(rows: list[Goal], figures: Any, carried: dict[UUID, Carried], request: PageRequest) -> Table:
    lines: list[Row] = []
    for goal in rows:
        numbers = figures[goal.thread]
        wanted = figure_words(goal.wanted, goal.unit)
        what = carried[goal.thread]
        lines.append(
            [
                Cell(goal.title, reverse("goal", args=[goal.thread]), note=goal.organisation.name),
                Cell(wanted, note=goal.counted),
                *(figure_words(numbers.get(quarter), goal.unit) for quarter in QUARTERS),
                Cell(mark=Mark.NO_RECORD, word=_("还没有人扛")) if what.is_by_nobody else Cell(_carrier_words(what)),
            ]
        )
    columns = (
        Column(_("目标"), Kind.MAIN), Column(_("要做到")), Column(_("一季度"), Kind.NUMBER),
        Column(_("二季度"), Kind.NUMBER), Column(_("三季度"), Kind.NUMBER), Column(_("四季度"), Kind.NUMBER),
        Column(_("谁在扛")),
    )  # fmt: skip
    return Table(_("今年的目标"), columns, lines)


def _carrier_words(what: Carried) -> str:
    parts = [task.title for task in what.tasks[:2]]
    rest = len(what.tasks) - len(parts)
    words = _("、").join(parts)
    if rest > 0:
        words = _("%(words)s等 %(number)d 件") % {"words": words, "number": len(what.tasks)}
    if what.gatherings:
        held = _("%(number)d 次会") % {"number": len(what.gatherings)}
        words = _("%(words)s，%(held)s") % {"words": words, "held": held} if words else held
    return words


def _day_shown(day: UnitDay, rows: list[Goal], may_keep: bool) -> dict[str, Any]:
    titles = {goal.thread: goal.title for goal in rows}
    facts = [
        Fact(label, value)
        for label, value in (
            (_("支部做了什么"), day.done),
            (_("谁出了力"), day.helpers),
            (_("后来怎样"), day.outcome),
            (_("有关的目标"), titles.get(day.goal, "") if day.goal else ""),
        )
        if value
    ]
    return {
        "title": day.title, "kind": day.get_kind_display(), "day": write_day(day.happened_on), "facts": facts,
        "edit": reverse("unit_day_edit", args=[day.pk]) if may_keep else "",
    }  # fmt: skip


@page(*READERS)
@require_safe
def goal(request: PageRequest, goal_id: UUID) -> HttpResponse:
    """One goal: its figures, and everything that carries it, as assignments with their states."""
    found = goals.goal_for(request.actor, goal_id)
    place = place_of(request)
    if place is None:
        raise NotFound
    what = goals.carried(request.actor, [found], place)[found.thread]
    numbers = goals.figures_of([found])[found.thread]
    facts = [Fact(_("哪里的目标"), found.organisation.name)]
    if found.wanted is not None:
        facts.append(Fact(_("要做到"), f"{found.counted} {figure_words(found.wanted, found.unit)}".strip()))
    facts += [
        Fact(_("第 %(number)d 季度") % {"number": quarter}, figure_words(numbers[quarter], found.unit))
        for quarter in QUARTERS
        if quarter in numbers
    ]
    held = gatherings.visible_to(request.actor).filter(thread__in=what.gatherings).order_by("happened_on")
    context = {
        "goal": found,
        "facts": facts,
        "table": showing.tasks_table(what.tasks, queries.owners_of(what.tasks), request.today) if what.tasks else None,
        "held": [Fact(write_day(row.happened_on), row.title, reverse("meetings_one", args=[row.pk])) for row in held],
        "may_keep": goals.may_keep(request.actor, found.organisation),
        "may_carry": request.actor.may(Right.RECORD) and has_own_branch(request.actor),
    }
    return render(request, "work/goal.html", context)


def _own_place(request: PageRequest) -> Organisation:
    place = place_of(request)
    if place is None or not goals.may_keep(request.actor, place):
        raise NotFound
    return place


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_new(request: PageRequest) -> HttpResponse:
    return _goal_form(request, _own_place(request), None)


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_edit(request: PageRequest, goal_id: UUID) -> HttpResponse:
    found = _kept(request, goal_id)
    return _goal_form(request, found.organisation, found)


def _kept(request: PageRequest, goal_id: UUID) -> Goal:
    found = goals.goal_for(request.actor, goal_id)
    if not goals.may_keep(request.actor, found.organisation):
        raise NotFound
    return found


def _goal_form(request: PageRequest, place: Organisation, standing: Goal | None) -> HttpResponse:
    names = ("title", "counted", "unit", "wanted")
    initial = {name: getattr(standing, name) for name in names} if standing else {}
    form = GoalForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in names}
        year = standing.year if standing else request.today.year
        done = form.carry_out(
            lambda: write(request, goals.set_goal, form, organisation=place, year=year, standing=standing, **given)
        )
        if done:
            notices.done(request, _("已记下目标。"))
            return redirect("goals")
    title = _("改目标") if standing else _("加一个单位目标")
    return show_form(request, form, title, _("记下"), reverse("goals"), back_label=_("单位目标"))


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_figure(request: PageRequest, goal_id: UUID) -> HttpResponse:
    found = _kept(request, goal_id)
    quarter = (request.today.month + 2) // 3
    form = FigureForm(request.POST or None, today=request.today, initial={"quarter": str(quarter)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if form.carry_out(
            lambda: write(
                request, goals.note_figure, form, goal=found, quarter=int(given["quarter"]), figure=given["figure"]
            )
        ):
            notices.done(request, _("已记下这个季度的数。"))
            return redirect("goal", found.thread)
    back = reverse("goal", args=[found.thread])
    return show_form(request, form, _("记一个季度的数"), _("记下"), back, back_label=found.title, lead=found.counted)


@page(Right.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def goal_link(request: PageRequest, goal_id: UUID) -> HttpResponse:
    """A theme day, say, that was held for this goal."""
    found = goals.goal_for(request.actor, goal_id)
    place = _own_place(request)
    form = LinkForm(request.POST or None, today=request.today, choices=choices_for(request, place))
    if request.method == "POST" and form.is_valid():
        thread = UUID(form.cleaned_data["gathering"].removeprefix("gathering:"))
        if form.carry_out(
            lambda: write(request, goals.link_gathering, form, goal=found, branch=place, gathering=thread)
        ):
            notices.done(request, _("已连上。"))
            return redirect("goal", found.thread)
    back = reverse("goal", args=[found.thread])
    return show_form(request, form, _("连一次会"), _("连上"), back, back_label=found.title)


@page(*WRITERS)
@require_POST
def goal_drop(request: PageRequest, goal_id: UUID) -> HttpResponse:
    found = _kept(request, goal_id)
    write(request, goals.drop_goal, goal=found)
    notices.note(request, _("已拿掉“%(title)s”。连着的事还在。") % {"title": found.title})
    return redirect("goals")


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_day_new(request: PageRequest) -> HttpResponse:
    return _day_form(request, _own_place(request), None)


@page(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_day_edit(request: PageRequest, day_id: UUID) -> HttpResponse:
    found = goals.day_for(request.actor, day_id)
    if not goals.may_keep(request.actor, found.organisation):
        raise NotFound
    return _day_form(request, found.organisation, found)


def _day_form(request: PageRequest, place: Organisation, standing: UnitDay | None) -> HttpResponse:
    names = ("kind", "title", "happened_on", "done", "helpers", "outcome")
    initial: dict[str, Any] = {"happened_on": request.today}
    if standing:
        initial = {name: getattr(standing, name) for name in names} | {"goal": str(standing.goal or "")}
    rows = list(goals.goals_for(request.actor, place, request.today.year))
    form = UnitDayForm(request.POST or None, today=request.today, initial=initial, goals=rows)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            lambda: write(request, goals.note_day, form, organisation=place, standing=standing, **form.columns())
        )
        if done:
            undo = "" if done.is_repeated or standing else reverse("unit_day_undo", args=[done.result.pk])
            notices.done(request, _("已记下。"), undo=undo)
            return redirect("goals")
    title = _("补上后来怎样") if standing else _("记一件单位的事")
    return show_form(request, form, title, _("记下"), reverse("goals"), back_label=_("单位目标"))


@page(*WRITERS)
@require_POST
def unit_day_undo(request: PageRequest, day_id: UUID) -> HttpResponse:
    found = goals.day_for(request.actor, day_id)
    notices.in_time_to_undo(found.recorded_at, request.now)
    write(request, goals.undo_day, day=found)
    notices.note(request, _("已撤销。"))
    return redirect("goals")
