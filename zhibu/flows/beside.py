"""What other rooms recorded of members in a span of days, to stand beside their targets when they are looked at.

Facts in words, never added up across kinds: rooms do not know each other, so the reading is done here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from zhibu.base.actor import Actor, Right
from zhibu.dues.accounts import accounts_of
from zhibu.meeting.models import Attendance, Presence, Stage
from zhibu.org.models import Organisation
from zhibu.target.models import Praise
from zhibu.work.models import Task, TaskOwner, TaskState

Facts = Mapping[UUID, list[str]]
Reading = Callable[[Sequence[UUID], date, date], Facts]
CAME = (Presence.PRESENT, Presence.STUDIED_LATER, Presence.BROUGHT_HOME)
ON_LEAVE = (Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL)


def attendance(members: Sequence[UUID], first: date, last: date) -> Facts:
    """到会 5 次，请假 1 次. One query."""
    rows = Attendance.objects.filter(
        member_id__in=members,
        gathering__revoked_at__isnull=True,
        gathering__stage=Stage.HELD,
        gathering__happened_on__gte=first,
        gathering__happened_on__lte=last,
    ).exclude(presence=Presence.GUEST)
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    for member_id, presence, number in (
        rows.values_list("member_id", "presence").annotate(number=Count("id")).order_by()
    ):
        counts[member_id][presence] = number
    return {member_id: _attended(found) for member_id, found in counts.items()}


def _attended(found: Mapping[str, int]) -> list[str]:
    came, on_leave = (sum(found.get(kind, 0) for kind in kinds) for kinds in (CAME, ON_LEAVE))
    said = [_("到会 %(count)d 次") % {"count": came}]
    if on_leave:
        said.append(_("请假 %(count)d 次") % {"count": on_leave})
    if absent := found.get(Presence.ABSENT, 0):
        said.append(_("没到 %(count)d 次") % {"count": absent})
    return [_("，").join(said)]


def praised(members: Sequence[UUID], first: date, last: date) -> Facts:
    """表扬：替班让同事住院陪护. One query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Praise.objects.filter(member_id__in=members, happened_on__gte=first, happened_on__lte=last)
    for member_id, deed in rows.order_by("happened_on").values_list("member_id", "deed"):
        found[member_id].append(_("表扬：%(deed)s") % {"deed": deed})
    return found


def tasks_done(members: Sequence[UUID], first: date, last: date) -> Facts:
    """办好：检查冬季用电. What only the secretary and the owners see is left out. Two queries."""
    owners: dict[UUID, list[UUID]] = defaultdict(list)
    rows = TaskOwner.objects.filter(member_id__in=members, since__lte=last)
    for task, member_id in rows.values_list("task", "member_id"):
        owners[task].append(member_id)
    done = Task.objects.filter(
        thread__in=list(owners), state=TaskState.DONE, closed_on__gte=first, closed_on__lte=last, is_confined=False
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for task, title in done.order_by("closed_on", "recorded_at").values_list("thread", "title"):
        for member_id in dict.fromkeys(owners[task]):
            found[member_id].append(_("办好：%(title)s") % {"title": title})
    return found


READINGS: tuple[Reading, ...] = (attendance, tasks_done, praised)
"""One function for each room that has something to say; each asks its tables once, however many members."""


def dues_paid(members: Sequence[UUID], first: date, last: date) -> Facts:
    """党费交到 9 月: the last month up to which nothing is open. A handful of queries, however many members."""
    branches = list(Organisation.objects.filter(members__in=members).distinct())
    found: dict[UUID, list[str]] = {}
    for account in accounts_of(branches, first.year, last).values():
        for own in account.members:
            settled = takewhile(lambda month: month.is_settled, (row for row in own.months if row.due is not None))
            paid = [month.number for month in settled if month.paid]
            if paid:
                found[own.member.pk] = [_("党费交到 %(month)d 月") % {"month": paid[-1] % 12 + 1}]
    return {member_id: found[member_id] for member_id in members if member_id in found}


def facts_beside(actor: Actor, members: Iterable[UUID], first: date, last: date) -> dict[UUID, list[str]]:
    """By member, in the order of the readings. Nothing recorded is nothing said. Dues only for those who may see them:
    who keeps them, and each member of oneself.
    """
    keys = list(members)
    found: dict[UUID, list[str]] = defaultdict(list)
    for reading in READINGS:
        for member_id, said in reading(keys, first, last).items():
            found[member_id].extend(said)
    of_dues = keys if actor.may(Right.KEEP_DUES) else [key for key in keys if key == actor.member_id]
    if of_dues:
        for member_id, said in dues_paid(of_dues, first, last).items():
            found[member_id].extend(said)
    return found
