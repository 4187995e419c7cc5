"""How many lines stand open on somebody's 今天, for notices and calendars; none of concerns, talks and help."""

from collections import Counter
from datetime import date

from zhibu.account.models import User
from zhibu.account.queries import grants_of
from zhibu.base.actor import Actor, Right
from zhibu.org.queries import organisation_for
from zhibu.web.today.gathering import matters_of
from zhibu.web.today.matters import Matter
from zhibu.web.today.sorting import sort_out


def open_count(user: User, today: date) -> int:
    """Over all roles of the person; what stands on two lists counts once."""
    found: set[str] = set()
    for grant in grants_of(user, today):
        actor = Actor(user.pk, user.display_name, user.member_id, grants=(grant,), acting=grant)
        found |= {matter.key for matter in open_matters(actor, today)}
    return len(found)


def open_matters(actor: Actor, today: date) -> list[Matter]:
    if actor.acting is None or actor.may(Right.SEE_OWN_ADMISSION):
        return []
    place = organisation_for(actor, actor.acting.organisation_id)
    rows = [matter for matter in matters_of(actor, place, today) if not matter.is_private]
    return sort_out(rows, actor, place, today).open


def due_days(actor: Actor, today: date) -> dict[date, int]:
    """How many open lines have their day on which day, from today on."""
    return dict(Counter(row.on for row in open_matters(actor, today) if row.on is not None and row.on >= today))
