"""What is kept of a closed concern for a year only: words, texts of its steps, picture, name, receipt.

Kind, topic, desk and days stay for the numbers. The one place of this room that deletes. May be run again without harm.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from zhibu.base.clock import end_of
from zhibu.concern.earlier import EarlierConcern
from zhibu.concern.models import OPEN, Bypass, Concern, ConcernStep, Enclosure, Raiser

KEPT_FOR = timedelta(days=365)
AT_ONCE = 200


def forget(today: date) -> int:
    """Forget the words of what was closed a year ago; how many concerns that were."""
    last = today - KEPT_FOR
    over = Concern.objects.filter(state_on__lte=last).exclude(state__in=OPEN).exclude(words="", receipt__isnull=True)
    keys = list(over.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        _forget(keys[start : start + AT_ONCE])
    old = EarlierConcern.versions.filter(closed_on__lte=last, recorded_at__lte=end_of(last)).exclude(words="")
    old.update(words="", handler="", plan="", outcome="", confirmed="", raiser="")
    return len(keys)


def _forget(keys: list[UUID]) -> None:
    with transaction.atomic():
        Concern.objects.filter(pk__in=keys).update(words="", receipt=None)
        ConcernStep.versions.filter(concern__in=keys).update(words="")
        Raiser.objects.filter(concern__in=keys).delete()
        Enclosure.objects.filter(concern__in=keys).delete()
        Bypass.objects.filter(concern__in=keys).delete()
