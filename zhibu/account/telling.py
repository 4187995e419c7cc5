"""What the owner of an account is told of it: what others did with it, and what was done with its second factor.
And what those who know a member are told of a log-in in that name: see `flows/claiming.py`.
"""

from datetime import date, timedelta

from django.db.models import QuerySet

from zhibu.account.models import Told, User
from zhibu.base.actor import Actor
from zhibu.base.touched import Done

OF_ANOTHER = ("log_in_opened_of", "log_in_begun_of")
"""What is told of somebody else's log-in, who may not read it: to people who know the person."""
KEPT_FOR = timedelta(days=365)
"""Ours: for how long it can be read with the own log-ins."""


def tell(user: User, kind: str, on: date, about: str = "", *, is_read: bool = False) -> None:
    """Inside the caller's transaction: no such act without the word to its owner. `is_read`: not on 今天."""
    Told.objects.create(user=user, kind=kind, told_on=on, about=about[:200], is_read=is_read)


def told_to(actor: Actor) -> QuerySet[Told]:
    return Told.objects.filter(user=actor.user_id).order_by("-told_on", "id")


def read_all(actor: Actor) -> Done:
    told_to(actor).filter(is_read=False).update(is_read=True)
    return Done(None)


def forget_told_of(name: str) -> None:
    """Somebody of this name is erased: what others were told of that log-in goes too."""
    Told.objects.filter(kind__in=OF_ANOTHER, about=name).delete()


def forget_told(today: date) -> int:
    """After a year."""
    return Told.objects.filter(told_on__lt=today - KEPT_FOR).delete()[0]
