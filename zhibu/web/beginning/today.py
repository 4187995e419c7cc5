"""As long as nobody below has logged in, the officer's first matter is to set the unit up."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.beginning.way import has_begun
from zhibu.web.components import Action, Button
from zhibu.web.today.matters import Matter, Urgency


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if place.kind != OrganisationKind.PRIMARY_COMMITTEE or not actor.may(Right.SET_UP) or has_begun(place, today):
        return ()
    action = Action(
        _("把单位用起来"),
        when=_("还没有支部登录过"),
        why=_("贴一份支部名单，印书记的登录条子，再把去年的台账读进来。"),
        button=Button(_("看走到哪一步"), reverse("set_up_steps"), primary=True),
    )
    return [Matter(Urgency.RUNNING, action, key=f"beginning:{place.pk}")]
