"""Setting up, trying, starting again and ending what tells programs elsewhere. Reads of it stand here too: few."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound, Refused
from zhibu.base.touched import Done
from zhibu.notice import hooks
from zhibu.notice.models import OPEN, TRIAL, Delivery, Hook, State, Topic
from zhibu.org.models import Organisation

MOST = 10


def make_hook(
    actor: Actor,
    *,
    organisation: Organisation,
    label: str,
    address: str,
    topics: Collection[str],
    secret: str,
    now: datetime,
) -> Done:
    """Told of everything below `organisation` from now on. The caller shows `secret` once."""
    parts = hooks.allowed(address)
    if not topics or not set(topics) <= set(Topic.values):
        raise Refused("还没有选告诉什么。", "至少选一样。", "topics")
    if standing_at(organisation).count() >= MOST:
        raise Refused("已经设了很多个。", "先停用不再用的。")
    hook = Hook.objects.create(
        root=organisation.root, organisation=organisation, label=label, host=parts.netloc, address=address.strip(),
        secret=secret, topics=sorted(topics), made_at=now, made_by=actor.user_id, begun_at=now,
    )  # fmt: skip
    return Done(hook, organisation=organisation)


def try_hook(actor: Actor, *, hook: Hook, now: datetime) -> Done:
    """One message that means nothing, within a minute."""
    if Delivery.objects.filter(hook=hook, topic=TRIAL, state__in=OPEN).exists():
        raise Refused("上一条试的还没发完。", "等一分钟，看看它到了没有。")
    Delivery.objects.create(
        root=hook.root, hook=hook, topic=TRIAL, organisation=hook.organisation_id, made_at=now, next_at=now
    )
    return Done(hook, organisation=hook.organisation)


def restart_hook(actor: Actor, *, hook: Hook, now: datetime) -> Done:
    """What changed while it was stopped is not told afterwards: the program asks for the whole once."""
    hook.stopped_at, hook.begun_at = None, now
    hook.save(update_fields=["stopped_at", "begun_at"])
    return Done(hook, organisation=hook.organisation)


def revoke_hook(actor: Actor, *, hook: Hook, now: datetime) -> Done:
    """Address and secret are forgotten with it."""
    hook.revoked_at, hook.address, hook.secret = now, "", ""
    hook.save(update_fields=["revoked_at", "address", "secret"])
    Delivery.objects.filter(hook=hook, state__in=OPEN).update(state=State.DROPPED, ended_at=now)
    return Done(hook, organisation=hook.organisation)


def standing_at(organisation: Organisation) -> QuerySet[Hook]:
    return Hook.objects.filter(organisation=organisation, revoked_at__isnull=True).order_by("label", "made_at")


def deliveries_of(hook: Hook, most: int) -> list[Delivery]:
    """What was told, newest first."""
    return list(Delivery.objects.filter(hook=hook).order_by("-made_at", "-pk")[:most])


def hook_for(actor: Actor, organisation: Organisation, hook_id: UUID) -> Hook:
    found = standing_at(organisation).select_related("organisation").filter(pk=hook_id).first()
    if found is None or not actor.may(Right.ACCOUNTS):
        raise NotFound
    return found
