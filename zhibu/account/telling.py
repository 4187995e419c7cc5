"""What the owner of an account is told of it: what others did with it, and what was done with its second factor."""

from datetime import date, timedelta

from django.db.models import QuerySet

from zhibu.account.models import Told, User
from zhibu.base.actor import Actor
from zhibu.base.touched import Done

KEPT_FOR = timedelta(days=365)
"""Ours: for how long it can be read with the own log-ins."""


def tell(user: User, kind: str, on: date, about: str = "") -> None:
    """Inside the caller's transaction: no such act without the word to its owner."""
    Told.objects.create(user=user, kind=kind, told_on=on, about=about[:200])


def told_to(actor: Actor) -> QuerySet[Told]:
    return Told.objects.filter(user=actor.user_id).order_by("-told_on", "id")


def read_all(actor: Actor) -> Done:
    told_to(actor).filter(is_read=False).update(is_read=True)
    return Done(None)


def forget_told(today: date) -> int:
    """After a year."""
    return Told.objects.filter(told_on__lt=today - KEPT_FOR).delete()[0]
