"""What is kept no longer than needed: a year after help has ended only a number remains; reminders go after a year.

The one place of this room that deletes rows. May be run again without harm.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from zhibu.target.models import Criticism, HelpLook, HelpPlan, HelpRequest, PastHelp, Urging

KEPT_FOR = timedelta(days=365)


def forget(today: date) -> int:
    """Reduce to numbers what ended a year ago. How many chains of help went."""
    last = today - KEPT_FOR
    Urging.versions.filter(happened_on__lte=last).delete()
    chains = _over(last)
    for chain in chains:
        with transaction.atomic():
            _reduce(chain)
    _forget_undone(last)
    return len(chains)


def _over(last: date) -> list[UUID]:
    """Chains in which nothing is open and the last plan ended on that day or before."""
    ended = HelpPlan.objects.filter(closed_on__lte=last).values_list("chain", flat=True)
    running = HelpPlan.objects.filter(closed_on__isnull=True).values("chain")
    later = HelpPlan.objects.filter(closed_on__gt=last).values("chain")
    return list(ended.exclude(chain__in=running).exclude(chain__in=later).order_by().distinct())


def _reduce(chain: UUID) -> None:
    for plan in HelpPlan.objects.filter(chain=chain):
        assert plan.closed_on is not None
        key = {"root": plan.root, "branch_id": plan.branch_id, "year": plan.closed_on.year, "end": plan.end}
        row, _is_new = PastHelp.objects.get_or_create(**key, defaults={"number": 0})
        PastHelp.objects.filter(pk=row.pk).update(number=F("number") + 1)
    _delete(list(HelpPlan.versions.filter(chain=chain).values_list("thread", flat=True)))


def _forget_undone(last: date) -> None:
    """Plans that were taken back leave nothing to count."""
    gone = HelpPlan.versions.filter(revoked_at__date__lte=last).exclude(thread__in=HelpPlan.objects.values("thread"))
    _delete(list(gone.values_list("thread", flat=True)))


def _delete(threads: list[UUID]) -> None:
    for model in (HelpLook, Criticism, HelpRequest):
        model.versions.filter(plan__in=threads).delete()
    HelpPlan.versions.filter(thread__in=threads).delete()
