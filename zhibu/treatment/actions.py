"""Put off, hand over, not applicable, put back. Each is one person's own; none changes what is asked for."""

from datetime import date, datetime, timedelta
from typing import Any

from zhibu.account.models import User
from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.rules.telling import say_day
from zhibu.treatment.models import Treatment, Way
from zhibu.treatment.queries import handed_on_by

KEEP = timedelta(days=365)
LONGEST = timedelta(days=31)
"""Ours: what is put off for longer is better handed over, or does not apply."""


def put_off(
    actor: Actor,
    *,
    organisation: Organisation,
    matter: str,
    until: date,
    last: date | None,
    reason: str,
    today: date,
    now: datetime,
) -> Done:
    """Back on the list on `until`. `last`: the deadline of an article; after it, putting off would be pointless.

    Refused for a day that is not to come, after `last`, or more than a month away.
    """
    if until <= today:
        raise Refused("推迟到哪天：要写今天以后的日子。", field="until")
    if last is not None and until > last:
        raise Refused(
            said("期限是 {last}，推迟到期限以后就来不及了。", last=_day(last)), "选期限当天或更早的一天。", "until"
        )
    if until > today + LONGEST:
        raise Refused(
            said("最多推迟一个月，到 {last}。", last=_day(today + LONGEST)), "更久的就交给别人，或写明不适用。", "until"
        )
    return _treat(actor, organisation, matter, now, way=Way.PUT_OFF, until=until, reason=reason)


def hand_over(
    actor: Actor, *, organisation: Organisation, matter: str, receiver: User, reason: str, now: datetime
) -> Done:
    """To somebody on whose list the same matter stands (the page knows who). Never in a circle."""
    if receiver.pk == actor.user_id:
        raise Refused("不能交给自己。", field="receiver")
    if receiver.pk in handed_on_by(organisation, matter):
        raise Refused(
            said("这件事就是{name}交出来的。", name=receiver.display_name), "办不了就在那一行里还回去。", "receiver"
        )
    return _treat(actor, organisation, matter, now, way=Way.HANDED, receiver=receiver, reason=reason)


def not_applicable(actor: Actor, *, organisation: Organisation, matter: str, reason: str, now: datetime) -> Done:
    """Gone from the own list, kept with its reason among what was put aside."""
    return _treat(actor, organisation, matter, now, way=Way.NOT_APPLICABLE, reason=reason)


def put_back(actor: Actor, *, treatment: Treatment, now: datetime) -> Done:
    """On the list again. Whoever received a matter gives it back in the same way."""
    if actor.user_id not in (treatment.user_id, treatment.receiver_id):
        raise NotFound
    revoke(treatment, actor, now)
    return Done(treatment, organisation=treatment.organisation)


def forget(now: datetime) -> None:
    """After a year a reason is of no use, and what never applied is asked about once more."""
    Treatment.versions.filter(recorded_at__lt=now - KEEP).delete()


def _treat(actor: Actor, organisation: Organisation, matter: str, now: datetime, **columns: Any) -> Done:
    """One standing treatment of a matter for one person: a second one replaces the first."""
    if not columns["reason"].strip():
        raise Refused("原因还没写。", "写一句就行。", "reason")
    fresh = {"until": None, "receiver": None, **columns}
    standing = Treatment.objects.filter(organisation=organisation, user=actor.user_id, matter=matter).first()
    if standing is not None:
        return Done(replace(standing, fresh, actor, now), organisation=organisation)
    row = Treatment(
        root=organisation.root, organisation=organisation, user_id=actor.user_id, matter=matter, **fresh,
        **stamp(actor, now),
    )  # fmt: skip
    row.save(force_insert=True)
    return Done(row, organisation=organisation)


def _day(day: date) -> str:
    return say_day(day.toordinal())
