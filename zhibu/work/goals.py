"""The unit's goals, their quarterly figures, its good and bad days, and what carries a goal. Nothing says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.parts import Models
from zhibu.base.paths import ancestors, below
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done, Touch, conduct
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import said
from zhibu.work.models import DayKind, Goal, GoalFigure, GoalLink, Task, UnitDay
from zhibu.work.queries import visible_to as tasks_visible_to

DAYS: Models = frozenset({UnitDay})


def may_keep(actor: Actor, organisation: Organisation) -> bool:
    """Goals of a branch's unit are kept by its committee, those of a higher organisation by its officer."""
    acting = actor.acting
    return (
        acting is not None
        and acting.organisation_id == organisation.pk
        and (actor.may(Right.RECORD) or actor.may(Right.ASSIGN))
    )


def _check_keeps(actor: Actor, organisation: Organisation) -> None:
    if not may_keep(actor, organisation):
        raise NotAllowed("单位目标由支部委员来写。")


# --- reads ------------------------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> QuerySet[Goal]:
    """Goals at and below the own place, and those of the organisations above: they are the branch's too."""
    if not (actor.may(Right.SEE_OWN) or actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return Goal.objects.none()
    above = Q(organisation__path__in=ancestors(actor.path))
    return Goal.objects.filter(below(actor.path, "organisation__path") | above).select_related("organisation")


def goals_for(actor: Actor, organisation: Organisation, year: int) -> QuerySet[Goal]:
    """The goals that concern an organisation in a year: its own and those above it, from the top down."""
    rows = visible_to(actor).filter(organisation__path__in=ancestors(organisation.path), year=year)
    return rows.order_by("organisation__path", "recorded_at", "id")


def goal_for(actor: Actor, goal_id: UUID | str) -> Goal:
    threads = Goal.versions.filter(Q(pk=goal_id) | Q(thread=goal_id)).values("thread")[:1]
    found = visible_to(actor).filter(thread__in=threads).first()
    if found is None:
        raise NotFound
    return found


def figures_of(goals: Iterable[Goal]) -> dict[UUID, dict[int, Decimal]]:
    """The figures by goal and quarter. One query."""
    found: dict[UUID, dict[int, Decimal]] = {goal.thread: {} for goal in goals}
    for row in GoalFigure.objects.filter(goal__in=list(found)):
        found[row.goal][row.quarter] = row.figure
    return found


@dataclass
class Carried:
    """What carries a goal in one branch (or the subtree): tasks of any form, and gatherings held for it."""

    tasks: list[Task] = field(default_factory=list)
    gatherings: list[UUID] = field(default_factory=list)

    @property
    def is_by_nobody(self) -> bool:
        return not self.tasks and not self.gatherings


def carried(actor: Actor, goals: Sequence[Goal], organisation: Organisation) -> dict[UUID, Carried]:
    """By goal, what the actor sees of the work at and below the organisation. Two queries."""
    found = {goal.thread: Carried() for goal in goals}
    where = below(organisation.path, "branch__path")
    for task in tasks_visible_to(actor).filter(where, goal__in=list(found)).select_related("branch").order_by("due_on"):
        if task.goal is not None:
            found[task.goal].tasks.append(task)
    links = GoalLink.objects.filter(below(organisation.path, "organisation__path"), goal__in=list(found))
    for goal, gathering in links.values_list("goal", "gathering"):
        found[goal].gatherings.append(gathering)
    return found


def days_visible_to(actor: Actor) -> QuerySet[UnitDay]:
    if not (actor.may(Right.SEE_OWN) or actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        return UnitDay.objects.none()
    rows: QuerySet[UnitDay] = UnitDay.objects.filter(below(actor.path, "organisation__path"))
    return rows.select_related("organisation")


def days_of(actor: Actor, organisation: Organisation, year: int) -> QuerySet[UnitDay]:
    rows = days_visible_to(actor).filter(organisation=organisation, happened_on__year=year)
    return rows.order_by("-happened_on", "-recorded_at", "id")


def day_for(actor: Actor, day_id: UUID | str) -> UnitDay:
    found = days_visible_to(actor).filter(pk=day_id).first()
    if found is None:
        raise NotFound
    return found


# --- writes -----------------------------------------------------------------------------------------------------


def _touched(organisation: Organisation, *years: int) -> set[Touch]:
    """A goal concerns every branch at and below the organisation."""
    branches = Organisation.objects.filter(below(organisation.path), kind=OrganisationKind.BRANCH)
    return {
        touch
        for branch in branches.values_list("pk", flat=True)
        for touch in conduct(branch, *years, wrote=frozenset({Goal}))
    }


def set_goal(
    actor: Actor,
    *,
    organisation: Organisation,
    year: int,
    title: str,
    counted: str = "",
    unit: str = "",
    wanted: Decimal | None = None,
    standing: Goal | None = None,
    now: datetime,
) -> Done:
    """A goal of the unit, or with `standing` its corrected version. Links and figures stay with the thread."""
    _check_keeps(actor, organisation)
    if not title.strip():
        raise Refused("写一句单位今年要做到什么。", field="title")
    columns: dict[str, Any] = {
        "title": title.strip(), "counted": counted.strip(), "unit": unit.strip(), "wanted": wanted, "year": year,
    }  # fmt: skip
    if standing:
        touched = _touched(organisation, standing.year, year)
        return Done(replace(standing, columns, actor, now), touched, organisation)
    goal = Goal(root=organisation.root, organisation=organisation, **columns, **stamp(actor, now))
    goal.save(force_insert=True)
    return Done(goal, _touched(organisation, year), organisation)


def drop_goal(actor: Actor, *, goal: Goal, now: datetime) -> Done:
    """Taken off the list. What was tied to it stays where it is."""
    _check_keeps(actor, goal.organisation)
    revoke(goal, actor, now)
    return Done(goal, _touched(goal.organisation, goal.year), goal.organisation)


def note_figure(actor: Actor, *, goal: Goal, quarter: int, figure: Decimal, today: date, now: datetime) -> Done:
    """The figure of a quarter, by hand; a second one corrects the first. A quarter that has not begun is refused."""
    _check_keeps(actor, goal.organisation)
    if date(goal.year, quarter * 3 - 2, 1) > today:
        raise Refused(said("{year} 年第 {quarter} 季度还没有到。", year=goal.year, quarter=quarter), field="quarter")
    standing = GoalFigure.objects.filter(goal=goal.thread, quarter=quarter).first()
    if standing:
        made = replace(standing, {"figure": figure, "happened_on": today}, actor, now)
        return Done(made, set(), goal.organisation)
    made = GoalFigure(
        root=goal.root, goal=goal.thread, organisation=goal.organisation, quarter=quarter, figure=figure,
        happened_on=today, **stamp(actor, now),
    )  # fmt: skip
    made.save(force_insert=True)
    return Done(made, set(), goal.organisation)


def link_gathering(actor: Actor, *, goal: Goal, branch: Organisation, gathering: UUID, now: datetime) -> Done:
    """This gathering was held for that goal. Linking it again changes nothing."""
    if not may_keep(actor, branch):
        raise NotAllowed("由支部委员来写。")
    link = GoalLink.objects.filter(goal=goal.thread, gathering=gathering).first()
    if link is None:
        link = GoalLink(
            root=branch.root, goal=goal.thread, organisation=branch, gathering=gathering, **stamp(actor, now)
        )
        link.save(force_insert=True)
    return Done(link, conduct(branch.pk, goal.year, wrote=frozenset({GoalLink})), branch)


def note_day(
    actor: Actor,
    *,
    organisation: Organisation,
    kind: DayKind,
    title: str,
    happened_on: date,
    done: str = "",
    helpers: str = "",
    outcome: str = "",
    goal: UUID | None = None,
    standing: UnitDay | None = None,
    today: date,
    now: datetime,
) -> Done:
    """A good or a bad day of the unit; later what came of it is added by a new version (`standing`)."""
    _check_keeps(actor, organisation)
    if not title.strip():
        raise Refused("写一句单位出了什么事。", field="title")
    if happened_on > today:
        raise Refused(said("{happened_on} 还没有到。", happened_on=f"{happened_on:%Y-%m-%d}"), field="happened_on")
    columns: dict[str, Any] = {
        "kind": kind, "title": title.strip(), "done": done.strip(), "helpers": helpers.strip(),
        "outcome": outcome.strip(), "goal": goal, "happened_on": happened_on,
    }  # fmt: skip
    if standing:
        touched = conduct(organisation.pk, standing.happened_on.year, happened_on.year, wrote=DAYS)
        return Done(replace(standing, columns, actor, now), touched, organisation)
    day = UnitDay(root=organisation.root, organisation=organisation, **columns, **stamp(actor, now))
    day.save(force_insert=True)
    return Done(day, conduct(organisation.pk, happened_on.year, wrote=DAYS), organisation)


def undo_day(actor: Actor, *, day: UnitDay, now: datetime) -> Done:
    _check_keeps(actor, day.organisation)
    revoke(day, actor, now)
    return Done(day, conduct(day.organisation_id, day.happened_on.year, wrote=DAYS), day.organisation)


def by_role(tasks: Iterable[Task]) -> dict[str, list[Task]]:
    """Work by the four roles, what has none left out."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        if task.role:
            found.setdefault(task.role, []).append(task)
    return found
