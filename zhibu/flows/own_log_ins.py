"""The own log-ins: ending one, or all but this one, needs no right."""

from datetime import datetime

from django.db import transaction

from zhibu.account.models import LogIn, User
from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.errors import NotFound
from zhibu.base.touched import Done
from zhibu.flows.write import follow


def end_one(actor: Actor, *, user: User, handle: str, now: datetime) -> Done:
    """NotFound when it is not the own one, or has ended already."""
    with transaction.atomic():
        if not LogIn.objects.filter(user=user, session_key=handle).delete()[0]:
            raise NotFound
        return _logged(actor, "end_log_in", user, now)


def end_others(actor: Actor, *, user: User, this: str, now: datetime) -> Done:
    with transaction.atomic():
        LogIn.objects.filter(user=user).exclude(session_key=this).delete()
        return _logged(actor, "end_other_log_ins", user, now)


def _logged(actor: Actor, act: str, user: User, now: datetime) -> Done:
    done = Done(user)
    follow(actor, act, [done], today=day_of(now), now=now)
    return done
