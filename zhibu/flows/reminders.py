"""The reminders about targets and help, with those that need the records of another room besides."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhibu.member.queries import count_by_branch
from zhibu.org.models import Organisation
from zhibu.target.signals import Signal, Subject, signals_of
from zhibu.work.models import TaskOwner

HALF_A_YEAR = timedelta(days=183)


def reminders_of(branches: Sequence[Organisation], today: date) -> dict[UUID, list[Signal]]:
    """Whatever could be thought about, by branch."""
    found = signals_of(branches, today)
    for branch_id, signal in _without_task(branches, today).items():
        found[branch_id].append(signal)
    return found


def _without_task(branches: Sequence[Organisation], today: date) -> dict[UUID, Signal]:
    """Branches in which somebody was given nothing to do for half a year. A question: it may not be written down."""
    ids = [branch.pk for branch in branches if (branch.records_from or date.min) <= today - HALF_A_YEAR]
    people = count_by_branch(ids)
    ownings = TaskOwner.objects.filter(branch__in=ids, member__isnull=False, since__lte=today).filter(
        Q(until__isnull=True) | Q(until__gt=today - HALF_A_YEAR)
    )
    busy = dict(
        ownings.filter(member__branch__in=ids)
        .values_list("branch_id")
        .annotate(number=Count("member_id", distinct=True))
        .order_by()
    )
    why = _("有党员半年没有分到一件支部的事。是没有分，还是分了没记？")
    return {
        branch_id: Signal(Subject.NO_TASK, _("给每名党员分一件事"), why, today - HALF_A_YEAR, is_question=True)
        for branch_id in ids
        if people.get(branch_id, 0) > busy.get(branch_id, 0)
    }
