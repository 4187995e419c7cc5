"""A notice that does not arrive is told to whose it is, and to whoever keeps the accounts."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.account.queries import users_of
from zhibu.base.actor import Actor, Right
from zhibu.notice.hook_actions import standing_at
from zhibu.notice.models import Channel, Hook, Message, State
from zhibu.notice.queries import (
    LOOK_BACK,
    groups_not_arriving,
    last_to_group,
    last_to_person,
    not_arriving,
    reminding_of,
    robot_of,
)
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.web.components import Action, Button
from zhibu.web.today.matters import Matter, Urgency
from zhibu.web.wording import worded


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    found = []
    own = reminding_of(actor.user_id)
    if own is not None and own.channel == Channel.MAIL:
        last = last_to_person(actor.user_id)
        if _failed(last, today):
            found.append(_matter(_("看看邮件提醒为什么没送到"), last, f"mail:{actor.user_id}"))
    if place.kind == OrganisationKind.BRANCH and actor.may(Right.CONFIRM):
        robot = robot_of(place)
        last = last_to_group(robot) if robot else None
        if _failed(last, today):
            found.append(_matter(_("看看群机器人为什么没发出去"), last, f"robot:{place.pk}"))
    if actor.may(Right.ACCOUNTS):
        missing = [*not_arriving(users_of(actor), today), *groups_not_arriving(actor, today)]
        if missing:
            title = ngettext("%(count)d 处提醒没送到", "%(count)d 处提醒没送到", len(missing))
            action = Action(title % {"count": len(missing)}, button=Button(_("去看"), reverse("reminders")))
            found.append(Matter(Urgency.RUNNING, action, key=f"notices:{place.pk}:{len(missing)}"))
        found += [_stopped(hook) for hook in standing_at(place).filter(stopped_at__isnull=False)]
    return found


def _stopped(hook: Hook) -> Matter:
    title = _("给“%(label)s”的通知停了，看看为什么送不到") % {"label": hook.label}
    action = Action(title, button=Button(_("去看"), reverse("hook", args=[hook.pk])))
    return Matter(Urgency.RUNNING, action, key=f"hook:{hook.pk}:{hook.stopped_at}")


def _failed(message: Message | None, today: date) -> bool:
    return message is not None and message.state == State.FAILED and message.day > today - LOOK_BACK


def _matter(title: str, message: Message | None, key: str) -> Matter:
    why = worded(message.trouble) if message else ""
    action = Action(title, why=why, button=Button(_("去看"), reverse("reminders")))
    return Matter(Urgency.RUNNING, action, key=f"notice:{key}:{message.day if message else ''}")
