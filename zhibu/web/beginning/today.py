"""The first matter of whoever begins: the officer sets the unit up, the secretary reads the roster in."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.account.queries import has_begun_below
from zhibu.base.actor import Actor, Right
from zhibu.member.queries import count_by_branch
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button
from zhibu.web.today.matters import Matter, Urgency


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    return _of_the_branch(actor, place) if place.kind == OrganisationKind.BRANCH else _of_the_unit(actor, place, today)


def _of_the_branch(actor: Actor, place: Organisation) -> Sequence[Matter]:
    """A list of branches brings the secretary alone; whom the check-up asks about is on the roster."""
    if not actor.may(Right.IMPORT) or count_by_branch([place.pk]).get(place.pk, 0) > 1:
        return ()
    action = Action(
        _("读进花名册"),
        when=_("册上还没有别的党员"),
        why=_("应到几个人、该和谁谈话、党费收多少，都从花名册来。手上的 Excel 不用改格式；没有表，在“党员”里逐个记。"),
        button=Button(_("导入"), reverse("imports")),
    )
    return [Matter(Urgency.RUNNING, action, key=f"roster:{place.pk}")]


def _of_the_unit(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    if place.kind != OrganisationKind.PRIMARY_COMMITTEE or not actor.may(Right.SET_UP) or has_begun_below(place, today):
        return ()
    action = Action(
        _("把单位用起来"),
        when=_("还没有支部登录过"),
        why=_("贴一份支部名单，印书记的登录条子，再把去年的台账读进来。"),
        button=Button(_("看走到哪一步"), reverse("set_up_steps"), primary=True),
    )
    return [Matter(Urgency.RUNNING, action, key=f"beginning:{place.pk}")]
