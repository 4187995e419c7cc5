"""The one way to write. A page or command hands over an action; all that must follow, follows in one transaction.

Idempotency key and row version checked, action run, log row added, touched fact sheets drawn again from the records,
findings replaced, counts of the organisations above adjusted, notices put in the outbox, programs elsewhere told. No
page can forget any of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import translation

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotAllowed, Refused
from zhibu.base.models import LogEntry, Outgoing, Posted
from zhibu.base.private import keyed_digest
from zhibu.base.touched import Done, Touch
from zhibu.checkup import refresh
from zhibu.flows import redrawing
from zhibu.notice import hooks


def perform(
    actor: Actor,
    action: Callable[..., Done],
    *,
    right: Right,
    today: date,
    now: datetime,
    key: UUID | None = None,
    **arguments: Any,
) -> Done:
    """Run one action for an actor who has the right.

    `today` and `now` are given on to actions that ask for them. `key` is the form's idempotency key: a second post with
    the same key changes nothing and returns a `Done` with `is_repeated` and the key of the first result.
    Errors: NotAllowed, NotFound, Refused and its kinds; then nothing at all is written.
    """
    if not actor.may(right):
        raise NotAllowed
    return _carry_out(actor, action, arguments, today=today, now=now, key=key)


def perform_own(
    actor: Actor,
    action: Callable[..., Done],
    *,
    today: date,
    now: datetime,
    key: UUID | None = None,
    **arguments: Any,
) -> Done:
    """What concerns the acting person alone and needs no right: own password, own list, own reminders."""
    return _carry_out(actor, action, arguments, today=today, now=now, key=key)


def _carry_out(
    actor: Actor,
    action: Callable[..., Done],
    arguments: dict[str, Any],
    *,
    today: date,
    now: datetime,
    key: UUID | None,
) -> Done:
    with calm(), transaction.atomic():
        if key and _is_repeated(key, actor, action, now):
            return Done(Posted.objects.get(key=key).subject, is_repeated=True)
        with translation.override(settings.LANGUAGE_CODE):  # what is written down is Chinese, whoever reads it how
            done = action(actor, **_wanted(action, arguments, today, now))
        if key:
            Posted.objects.filter(key=key).update(subject=_key_of(done.result))
        follow(actor, action.__name__, [done], today=today, now=now)
    return done


DEADLOCK = "40P01"


@contextmanager
def calm() -> Iterator[None]:
    """Two writes that wait for each other: PostgreSQL ends one of them, and whoever sent it sends it again."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise
        raise Refused("刚才有别人同时在写，这一次没有存下。", "再点一次就好。") from error


def was_sent(key: UUID) -> bool:
    """This very form was kept before: sending it again gives back what was done then, and asks nothing anew."""
    return Posted.objects.filter(key=key).exists()


def perform_all(
    actor: Actor, act: str, dones: Callable[[], list[Done]], *, right: Right, today: date, now: datetime
) -> list[Done]:
    """Several actions as one (an import, an undo of one): all or nothing, one log row, each sheet drawn once."""
    if not actor.may(right):
        raise NotAllowed
    with calm(), transaction.atomic():
        with translation.override(settings.LANGUAGE_CODE):
            made = dones()
        follow(actor, act, made, today=today, now=now)
    return made


def follow(actor: Actor, act: str, dones: list[Done], *, today: date, now: datetime) -> None:
    """What follows every write. Inside the caller's transaction."""
    if not dones:
        return
    first = dones[0]
    LogEntry.objects.create(
        root=getattr(first.organisation, "root", None),
        at=now,
        actor=actor.user_id,
        on_behalf_of=actor.on_behalf_of,
        act=act,
        organisation=getattr(first.organisation, "pk", None),
        subject=_key_of(first.result),
        digest=keyed_digest(f"{act}|{[_key_of(done.result) for done in dones]}|{now.isoformat()}", "log"),
    )
    touched: set[Touch] = set().union(*(done.touched for done in dones))
    if redrawing.is_for_later(touched):
        redrawing.job(touched, getattr(first.organisation, "root", None), now).save(force_insert=True)
    else:
        refresh.redraw(touched, today)
    notices = [Outgoing(kind=kind, content=content, made_at=now) for done in dones for kind, content in done.notices]
    if notices:
        Outgoing.objects.bulk_create(notices)
    hooks.put(act, [done.organisation for done in dones if done.organisation and not _is_confined(done.result)], now)


def _is_confined(result: Any) -> bool:
    """What came from a concern is told to nobody outside."""
    return bool(getattr(result, "is_confined", False))


def _is_repeated(key: UUID, actor: Actor, action: Callable[..., Done], now: datetime) -> bool:
    _row, is_new = Posted.objects.get_or_create(
        key=key, defaults={"actor": actor.user_id, "act": action.__name__, "at": now}
    )
    return not is_new


def _wanted(action: Callable[..., Done], arguments: dict[str, Any], today: date, now: datetime) -> dict[str, Any]:
    """The clock's two readings go only to actions that take them."""
    names = action.__code__.co_varnames[: action.__code__.co_argcount + action.__code__.co_kwonlyargcount]
    clock = {"today": today, "now": now}
    return {**arguments, **{name: clock[name] for name in clock if name in names}}


def _key_of(result: Any) -> UUID | None:
    key = getattr(result, "pk", None)
    return key if isinstance(key, UUID) else None
