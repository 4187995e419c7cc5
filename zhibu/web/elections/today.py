"""换届 on 今天: the next part of a running election; for a superior, what waits for an answer.

That a term ends stands there as a finding already.
"""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.election import queries
from zhibu.election.models import Election
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button, Mark
from zhibu.web.elections import showing
from zhibu.web.elections.pages import layers_for
from zhibu.web.today.matters import Matter, Urgency

MOST = 20


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if actor.may(Right.ASSIGN):
        return [row for election in queries.waiting_below(actor)[:MOST] if (row := _to_answer(actor, election, today))]
    if not actor.may(Right.RECORD) or place.kind != OrganisationKind.BRANCH:
        return ()
    election = queries.open_election(place)
    if election is None:
        return ()
    standing = queries.standing_of(election, layers_for(place, today))
    part = standing.next_part
    if part is None or (part in showing.ANSWERED and standing.refused is None):
        return ()
    action = Action(
        title=(_("补选：%(part)s") if standing.setup.is_by_election else _("换届：%(part)s"))
        % {"part": showing.label_of(standing, part)},
        when=_("现在就能办"),
        why=str(showing.says_of(standing, part)),
        button=Button(_("去办"), reverse("elections_one", args=[election.pk])),
    )
    return [Matter(Urgency.RUNNING, action, key=f"election:{election.pk}:{part}")]


def _to_answer(actor: Actor, election: Election, today: date) -> Matter | None:
    standing = queries.standing_of(election, layers_for(election.branch, today))
    if not showing.is_waiting_for(actor, standing) or standing.next_part is None:
        return None
    sent = max((row.happened_on for row in standing.steps), default=today)
    action = Action(
        title=(_("%(branch)s补选：%(part)s") if standing.setup.is_by_election else _("%(branch)s换届：%(part)s"))
        % {"branch": election.branch.name, "part": showing.label_of(standing, standing.next_part)},
        when=_("等了 %(days)d 天") % {"days": (today - sent).days},
        mark=Mark.SOON,
        why=_("支部等你答复才能往下办。"),
        button=Button(_("答复"), reverse("elections_one", args=[election.pk])),
    )
    return Matter(Urgency.WAITED_FOR, action, sent, key=f"election_asked:{election.pk}:{standing.next_part}")
