"""How far the setting up of a unit is: read from what is there, kept nowhere."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.account.queries import branches_begun
from zhibu.base.actor import Actor
from zhibu.flows.first_log_ins import waiting_below
from zhibu.flows.imports import queries as imports
from zhibu.flows.imports.homes import FOUNDING
from zhibu.flows.models import Stage
from zhibu.org.models import OrganisationKind
from zhibu.org.queries import tree
from zhibu.web.components import Button, Step


@dataclass(frozen=True)
class Part:
    """One of the four. `said` tells what is there; the first that is not done has the primary button."""

    step: Step
    said: str
    buttons: list[Button]


def way_of(actor: Actor, today: date) -> list[Part]:
    branches = tree(actor, today).filter(kind=OrganisationKind.BRANCH)
    count = branches.count()
    begun = branches.filter(pk__in=branches_begun(today)).count()
    waiting = waiting_below(actor, today)
    read = imports.visible_to(actor).filter(stage=Stage.DONE).exclude(kinds=f",{FOUNDING},").exists()
    given = sum(row.user is not None for row in waiting)
    done = [True, bool(count), bool(count) and begun + given >= count, read or begun > 0]
    said = [
        _("已经建好。账号以后由管理员管。"),
        ngettext("建了 %(count)d 个支部。", "建了 %(count)d 个支部。", count) % {"count": count}
        if count
        else _("还没有支部。贴一份名单，一次建好。"),
        _said_of_slips(count, begun, given, len(waiting)),
        _("可以现在读进去，也可以让各支部自己读。不读也能用，只是去年的查不到。"),
    ]
    buttons = [
        [],
        [
            Button(_("贴支部名单"), reverse("set_up_branches")),
            Button(_("一个一个建"), reverse("organisation_new")),
        ],
        [Button(_("印登录条子"), reverse("slips"))] if count else [],
        [Button(_("导入手上的表"), reverse("imports"))] if count else [],
    ]
    labels = [_("单位和账号"), _("支部"), _("书记的登录条子"), _("去年的台账")]
    here = done.index(False) if False in done else len(done)
    return [
        Part(
            Step(labels[place], is_done=done[place], is_here=place == here),
            said[place],
            [
                Button(button.label, button.url, primary=place == here and not number)
                for number, button in enumerate(buttons[place])
            ],
        )
        for place in range(len(labels))
    ]


def _said_of_slips(count: int, begun: int, given: int, waiting: int) -> str:
    if not count:
        return _("先有支部。")
    words = {"begun": begun, "given": given, "rest": waiting - given, "without": count - begun - waiting}
    parts = [
        _("%(begun)d 个支部有人登录过") % words if begun else "",
        _("%(given)d 张条子发了还没用上") % words if given else "",
        _("%(rest)d 位书记还没有条子") % words if waiting > given else "",
        _("%(without)d 个支部还没有记书记") % words if words["without"] > 0 else "",
    ]
    return _("，").join(part for part in parts if part) + _("。")
