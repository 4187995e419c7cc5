"""The own password needs no right: whoever knows the present one may choose another."""

from datetime import datetime

from django.db import transaction

from zhibu.account.actions import choose_password
from zhibu.account.models import User, end_log_ins
from zhibu.base.actor import Actor
from zhibu.base.clock import day_of
from zhibu.base.touched import Done
from zhibu.flows.claiming import tell_of_taking_up
from zhibu.flows.write import follow


def choose(actor: Actor, *, user: User, old: str, new: str, now: datetime) -> Done:
    """Logged like every other write, without a word of the password."""
    with transaction.atomic():
        is_first = user.password_is_given and user.recovered_on is None
        done = choose_password(actor, user=user, old=old, new=new)
        end_log_ins(user.pk, now)  # the page begins its own anew; tokens and feeds have nothing to do with the password
        if is_first:
            tell_of_taking_up(user, day_of(now))
        follow(actor, "choose_password", [done], today=day_of(now), now=now)
    return done
