"""What a desk puts on 今天, for those who sit there and for nobody else: no owner, plan late, news late, a second look.

A finding of the check-up would reach the branch and its superior; a late answer to a raiser is the handlers' business.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.concern.care import CareEvent
from zhibu.concern.care_queries import open_events, teams_of
from zhibu.concern.models import Concern, State
from zhibu.concern.promises import Promises
from zhibu.concern.queries import owed_ones, visible_to
from zhibu.flows.carrying import Outcome, outcomes
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button, Cite, Mark
from zhibu.web.concerns.care_showing import event_words
from zhibu.web.concerns.inbox_showing import CARRIED, first_words, owed
from zhibu.web.days import days_left
from zhibu.web.today.matters import Matter, Urgency
from zhibu.web.wording import source_label, worded

AHEAD = timedelta(days=2)
ROWS = 20
NORM = "concern-acknowledge-15-days"


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    return [*_of_desks(actor, today), *_visits(actor, place, today)]


def _of_desks(actor: Actor, today: date) -> list[Matter]:
    """Own ones and those without an owner; what is late for everybody at the desk."""
    if not actor.may(Right.HANDLE_CONCERNS):
        return []
    promises = Promises()
    rows = list(owed_ones(visible_to(actor)).select_related("desk_at"))
    mine = [row for row in rows if row.owner in {None, actor.user_id} or row.second == actor.user_id]
    late = [row for row in rows if row not in mine and (owed(row)[0] or today) < today]
    found = [_matter(row, actor, promises, today) for row in (*mine, *late)]
    return [*_carried_out(mine), *(matter for matter in found if matter is not None)][:ROWS]


def _visits(actor: Actor, place: Organisation, today: date) -> list[Matter]:
    """Somebody of the branch to go to, by the day by which somebody promised."""
    if place.kind != OrganisationKind.BRANCH or not actor.may(Right.RECORD):
        return []
    events = [event for event in open_events(place) if event.visit_by <= today + AHEAD]
    names = {team.key: team.name for team in teams_of(place, today)} if events else {}
    return [_visit(event, names, today) for event in events[:ROWS]]


def _visit(event: CareEvent, names: Mapping[UUID, str], today: date) -> Matter:
    is_late = event.visit_by < today
    action = Action(
        title=_("去看%(whom)s") % {"whom": event_words(event, names)},
        when=days_left(event.visit_by, today),
        mark=Mark.OVERDUE if is_late else Mark.SOON,
        why=_("%(name)s去。去过了记一下日子就行。") % {"name": event.visitor.name},
        button=Button(_("去过了"), f"{reverse('visit_new')}?event={event.pk}"),
    )
    return Matter(
        Urgency.LATE if is_late else Urgency.PROMISED, action, event.visit_by, key=f"visit:{event.pk}", is_private=True
    )


def _carried_out(mine: Sequence[Concern]) -> list[Matter]:
    """What a branch carried out for a concern: the raiser does not know yet."""
    open_still = {row.pk: row for row in mine if row.state in CARRIED}
    return [_over(row) for row in outcomes(list(open_still.values())) if row.waits]


def _over(row: Outcome) -> Matter:
    action = Action(
        title=_("告诉本人：%(title)s") % {"title": row.step.texts.get("title", "")},
        why=_("%(where)s那边：%(state)s。看一眼结果，再告诉本人。")
        % {"where": row.step.texts.get("where", ""), "state": row.state},
        button=Button(_("去看"), reverse("concern", args=[row.step.concern_id])),
    )
    return Matter(Urgency.WAITED_FOR, action, row.ended_on, key=f"concern_outcome:{row.step.pk}", is_private=True)


def _matter(concern: Concern, actor: Actor, promises: Promises, today: date) -> Matter | None:
    if concern.state == State.CHECKING:
        return _second_look(concern) if concern.second == actor.user_id else None
    day, what = owed(concern)
    if day is None or day > today + AHEAD:
        return None
    is_late = day < today
    action = Action(
        title=_("%(what)s：%(words)s") % {"what": what, "words": first_words(concern)},
        when=days_left(day, today),
        mark=Mark.OVERDUE if is_late else Mark.SOON,
        why=_("本人凭凭条在等这句话。"),
        cite=_cite(concern, promises, today),
        button=Button(_("去办"), reverse("concern", args=[concern.pk])),
    )
    key = f"concern:{concern.pk}:{concern.state}:{day}"
    return Matter(Urgency.LATE if is_late else Urgency.PROMISED, action, day, key=key, is_private=True)


def _second_look(concern: Concern) -> Matter:
    action = Action(
        title=_("再看一遍：%(words)s") % {"words": first_words(concern)},
        why=_("承办人想说明理由、办到这里，要第二个人同意才算数。"),
        button=Button(_("去看"), reverse("concern_judge", args=[concern.pk])),
    )
    return Matter(Urgency.WAITED_FOR, action, concern.state_on, key=f"concern_second:{concern.pk}", is_private=True)


def _cite(concern: Concern, promises: Promises, today: date) -> Cite | None:
    """As of today, so that it is asked once for each desk and not once for each concern."""
    cites = promises.at(concern.desk_at, today).cites
    found = next((cite for cite in cites if cite.norm_id == NORM), None)
    if found is None:
        return None
    label = source_label(found.title_zh, found.article_zh)
    return Cite(label, worded(found.plain_zh), reverse("rule", args=[found.norm_id]))
