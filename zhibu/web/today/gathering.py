"""Every line of somebody's 今天, before anything was put aside: the findings, and what the places say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base.actor import Actor, Right, Role
from zhibu.checkup.looking import look
from zhibu.checkup.showing import Colour, Shown, check_up
from zhibu.checkup.todo import HARM, Todo, place_of, to_do
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.status import Status
from zhibu.treatment.queries import handed_on_by, people_at
from zhibu.web.checkup import links
from zhibu.web.checkup.showing import action_of
from zhibu.web.today.matters import Matter, Urgency
from zhibu.web.today.sources import OF_KEEPER, SOURCES

URGENCIES = (Urgency.STATUTORY, Urgency.LATE, Urgency.RUNNING, Urgency.ASKED)
"""Of findings, by the place that the check-up gives them."""
LATE_ANYWAY = timedelta(days=7)  # ours: what is late without being mandatory can rest for a week
ASKED_AT_MOST = 15  # people whose lists are looked through for somebody to hand a matter to


def matters_of(actor: Actor, place: Organisation, today: date) -> list[Matter]:
    return [*_findings(actor, place, today), *_said(actor, place, today)]


def _said(actor: Actor, place: Organisation, today: date) -> list[Matter]:
    """What the places say. What cites an article has its deadline from there."""
    sources = OF_KEEPER if actor.may(Right.ACCOUNTS) else SOURCES
    rows = [matter for source in sources for matter in source(actor, place, today)]
    return [replace(row, last=row.on) if row.action.cite else row for row in rows]


def _findings(actor: Actor, place: Organisation, today: date) -> list[Matter]:
    if place.kind != OrganisationKind.BRANCH or not actor.may(Right.SEE_BRANCH):
        return []
    return [_of_finding(todo, actor, today) for todo in _todos(place, today)]


def _todos(branch: Organisation, today: date) -> list[Todo]:
    return to_do(check_up(look([branch], today)[0], today).findings)


def _of_finding(todo: Todo, actor: Actor, today: date) -> Matter:
    shown = todo.shown
    day = shown.due_on or shown.since or shown.first_seen_on
    return Matter(
        URGENCIES[place_of(shown)],
        action_of(todo, actor, today),
        day,
        HARM[shown.colour],
        key=_key_of(shown),
        last=_last_day(shown, today),
        is_finding=True,
        answer_url=links.answer_url(shown) if actor.may(Right.CONFIRM) else "",
    )


def _key_of(shown: Shown) -> str:
    """Another status, or one period more, is another matter."""
    return f"finding:{shown.sheet.value}:{shown.subject}:{shown.norm}:{shown.year}:{shown.status.value}:{shown.mask}"


def _last_day(shown: Shown, today: date) -> date | None:
    """A deadline to come; one that is over (nothing can be put off where the text is binding); None: no deadline."""
    if shown.status is Status.DUE:
        return shown.due_on
    if shown.status is Status.UNKNOWN or shown.is_signal:
        return None
    return (shown.since or today) if shown.colour is Colour.RED else today + LATE_ANYWAY


@dataclass(frozen=True)
class Able:
    user: User
    role: Role


def able_to_do(matter: Matter, digest: str, actor: Actor, place: Organisation, today: date) -> Sequence[Able]:
    """On whose 今天 the same matter stands with something to press: they may do it. The committee comes first."""
    away = handed_on_by(place, digest) | {actor.user_id}
    todos = _todos(place, today) if matter.is_finding else []
    people = []
    for user in people_at(place, today):
        grants = [grant for grant in grants_of(user, today) if grant.organisation_id == place.pk]
        if user.pk not in away and grants:
            people.append((grants[0], user))
    order = list(Role)
    people.sort(key=lambda row: order.index(row[0].role))
    found = []
    for grant, user in people[:ASKED_AT_MOST]:
        theirs = Actor(user.pk, user.display_name, user.member_id, grants=(grant,), acting=grant)
        if matter.is_finding:
            may_see = theirs.may(Right.SEE_BRANCH)
            rows = [_of_finding(todo, theirs, today) for todo in todos] if may_see else []
        else:
            rows = _said(theirs, place, today)
        if any(row.key == matter.key and row.action.button for row in rows):
            found.append(Able(user, grant.role))
    return found
