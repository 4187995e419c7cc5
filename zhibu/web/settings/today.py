"""What whoever keeps the accounts has to do: log-ins that nobody took up, log-ins without any role. No content."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.account.models import RoleGrant
from zhibu.account.queries import DAYS_TO_BEGIN, users_of
from zhibu.account.telling import OF_ANOTHER, told_to
from zhibu.base.actor import Actor, Right
from zhibu.base.clock import day_of, end_of
from zhibu.checkup.unit_settings import given_way
from zhibu.flows import seconding
from zhibu.flows.opening import openings_for_me
from zhibu.org.models import Organisation
from zhibu.org.queries import settings_at
from zhibu.web.components import Action, Button
from zhibu.web.days import write_short_day
from zhibu.web.settings.showing import proposal_words, way_words
from zhibu.web.settings.told import told_words
from zhibu.web.today.matters import Matter, Urgency
from zhibu.web.wording import worded


def matters(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    running = RoleGrant.objects.on(today)
    users = users_of(actor).filter(is_active=True)
    early = running.filter(since__lte=today - timedelta(days=DAYS_TO_BEGIN)).values("user_id")
    unused = users.filter(password_is_given=True, pk__in=early).count()
    idle = users.exclude(pk__in=running.values("user_id")).count()
    found = []
    if unused:
        title = ngettext("%(count)d 个账号发了一周还没用", "%(count)d 个账号发了一周还没用", unused)
        why = _("一次性密码还没换。问问是不是没收到，或者要人教一下；不用了就停用。")
        found.append(_matter("unused", title % {"count": unused}, why, unused))
    if idle:
        title = ngettext("%(count)d 个账号现在没有角色", "%(count)d 个账号现在没有角色", idle)
        why = _("换岗以后给新角色；不再来的就停用，写过的记录都还在。")
        found.append(_matter("idle", title % {"count": idle}, why, idle))
    return found


def told(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    """Something was done with the own account: until it is read."""
    rows = list(told_to(actor).filter(is_read=False))
    if not rows:
        return []
    first = told_words(rows[0])
    title = first if len(rows) == 1 else _("%(what)s，还有 %(count)d 件") % {"what": first, "count": len(rows) - 1}
    action = Action(
        title,
        when=write_short_day(rows[0].told_on, today),
        why=_("问一声是不是本人。不是，马上告诉管理员和上级党组织。")
        if rows[0].kind in OF_ANOTHER
        else _("不是你自己做的，马上告诉本支部书记或上级党组织。"),
        button=Button(_("看一看"), reverse("log_ins")),
    )
    return [Matter(Urgency.LATE, action, rows[0].told_on, harm=1, key=f"told:{rows[0].pk}", is_private=True)]


def overtaken(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    """For whoever may set figures here: an own one that a text has overtaken, until it is dropped or set anew."""
    if not actor.may(Right.SET_UP):
        return []
    own = {row.pk: row for row in settings_at(place.path, today) if row.organisation_id == place.pk}
    found = []
    for (setting, key), way in given_way(place.path, today).items():
        if setting in own:
            title = _("本单位定的“%(label)s”不再适用") % {"label": worded(way.label_zh)}
            action = Action(title, why=way_words(way), button=Button(_("去看"), reverse("settings")))
            found.append(Matter(Urgency.RUNNING, action, key=f"setting:{own[setting].thread}:{key}"))
    return found


def to_agree(actor: Actor, place: Organisation, today: date) -> Sequence[Matter]:
    """For officers and secretaries: what the keeper of accounts cannot do alone."""
    found = []
    for row in seconding.for_me(actor, today):
        title = _("%(name)s：%(what)s，等你同意") % {"name": row.user.display_name, "what": proposal_words(row)}
        day = day_of(row.recorded_at)
        action = Action(
            title,
            when=_("%(day)s管理员请的") % {"day": write_short_day(day, today)},
            button=Button(_("看一看"), reverse("seconds")),
        )
        found.append(Matter(Urgency.WAITED_FOR, action, day, key=f"proposal:{row.thread}"))
    for asked in openings_for_me(actor, today, end_of(today)):
        day = day_of(asked.recorded_at)
        action = Action(
            _("管理员请求紧急打开%(place)s的一份记录，等你同意") % {"place": asked.organisation.name},
            when=_("%(day)s管理员请的") % {"day": write_short_day(day, today)},
            button=Button(_("看一看"), reverse("seconds")),
        )
        found.append(Matter(Urgency.WAITED_FOR, action, day, key=f"opening:{asked.thread}"))
    return found


def _matter(what: str, title: str, why: str, count: int) -> Matter:
    action = Action(title, why=why, button=Button(_("去看"), reverse("accounts")))
    return Matter(Urgency.RUNNING, action, key=f"accounts:{what}:{count}")
