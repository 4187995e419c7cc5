"""What members wait for: something kept about them is wrong, and nobody has answered yet; letters to receive."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.base.clock import day_of
from zhibu.member.queries import corrections_asked, transfers_to_receive
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button
from zhibu.web.days import write_short_day
from zhibu.web.today.matters import Matter, Urgency


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if place.kind != OrganisationKind.BRANCH or not actor.may(Right.RECORD):
        return ()
    return [*_asked(place, today), *_to_receive(place, today)]


def _asked(place: Organisation, today: date) -> list[Matter]:
    rows = corrections_asked(place)
    return [
        Matter(
            Urgency.WAITED_FOR,
            Action(
                _("答复%(name)s：资料不对") % {"name": row.member.name},
                when=_("%(day)s请支部改") % {"day": write_short_day(day_of(row.recorded_at), today)},
                button=Button(_("看一看"), reverse("correction_answer", args=[row.pk])),
            ),
            day_of(row.recorded_at),
            key=f"correction:{row.thread}",
        )
        for row in rows
    ]


def _to_receive(place: Organisation, today: date) -> list[Matter]:
    rows = transfers_to_receive(place)
    return [
        Matter(
            Urgency.WAITED_FOR,
            Action(
                _("接收%(name)s的组织关系") % {"name": row.member.name},
                when=_("介绍信%(day)s开的") % {"day": write_short_day(row.happened_on, today)},
                button=Button(_("接收"), reverse("transfer_receive", args=[row.pk])),
            ),
            row.happened_on,
            key=f"transfer:{row.thread}",
        )
        for row in rows
    ]
