"""Work that goes round: given to somebody who gave it on, sent down a second time, asked of whoever it came from."""

import re
from collections.abc import Sequence

from django.db.models import QuerySet

from zhibu.base.errors import Refused
from zhibu.base.paths import ancestors
from zhibu.member.models import Member
from zhibu.org.models import Organisation
from zhibu.rules.said import said
from zhibu.work.models import OPEN, Assignment, DeedKind, Task, TaskDeed, TaskOwner, TaskSource

MOVES = (DeedKind.PROGRESS, DeedKind.MORE_TIME_GIVEN, DeedKind.HELP_GIVEN, DeedKind.REOPENED)
"""What happened to the matter itself. Handing it on and changing its words are none of these."""
_OURS = re.compile(r"(?:本|我们|咱们)?党?支部")
_ORDINARY = re.compile(r"中共|中国共产党|党?支部(?:委员会)?|\s")


def check_owners(task: Task, owners: Sequence[Member]) -> None:
    """Refused when who is to answer for it answered for it before, gave it on, and nothing was done since."""
    if not owners:
        return
    first = owners[0]
    spells = list(TaskOwner.objects.filter(task=task.thread, order=0).order_by("since", "recorded_at"))
    standing = next((row for row in spells if row.until is None), None)
    earlier = [row for row in spells if row.member_id == first.pk and row.until is not None]
    if standing is None or standing.member_id == first.pk or not earlier:
        return
    since = earlier[-1].until
    if TaskDeed.objects.filter(task=task.thread, kind__in=MOVES, happened_on__gte=since).exists():
        return
    raise Refused(
        said("{name}已经把这件事交出去过，中间没有进展，不能再转回去。", name=first.name),
        "办不了的，点“需要帮助”写明差什么；确实要换回来，先记一条进展。",
        "owner",
    )


def check_not_sent_already(sender: Organisation, title: str, branches: QuerySet[Organisation]) -> None:
    """Refused when a body above the sender has given the same to these branches and it is still open there."""
    above = ancestors(sender.path)[:-1]
    if not above:
        return
    keys = Assignment.objects.filter(
        title=title.strip(), sender__path__in=above, withdrawn_on__isnull=True
    ).values_list("thread", flat=True)
    tasks = Task.objects.filter(
        source=TaskSource.FROM_ABOVE, source_key__in=list(keys), state__in=OPEN, branch__in=branches
    )
    number = tasks.count()
    if not number:
        return
    origin = Assignment.objects.select_related("sender").get(thread=tasks.values_list("source_key", flat=True)[0])
    raise Refused(
        said("{name}已经直接派给这些支部（{number} 个还在办），不用再转一遍。", name=origin.sender.name, number=number),
        "要加本级的要求，换一个名称，写清加的是什么。",
        "title",
    )


def check_helper(task: Task, party: str, roster: Sequence[str]) -> None:
    """Refused when the helper is the branch itself, one of its own people, or the body that gave it the task."""
    is_itself = "支部" in party and _bare(party) == _bare(task.branch.name)
    if is_itself or _OURS.fullmatch(party.strip()) or party.strip() == task.branch.name:
        raise Refused("这是本支部自己。", "写一个支部以外的。", "party")
    if party.strip() in roster:
        raise Refused(said("{name}是本支部的人，不是协办。", name=party.strip()), "写进“谁办”里。", "party")
    if task.source != TaskSource.FROM_ABOVE:
        return
    origin = Assignment.objects.select_related("sender").filter(thread=task.source_key).first()
    if origin and party.strip() == origin.sender.name:
        raise Refused(
            said("这件事就是{name}派来的，不能再请他们协办。", name=origin.sender.name),
            "办不了的，点“需要帮助”。",
            "party",
        )


def _bare(name: str) -> str:
    """一车间党支部, 一车间支部 and 中共一车间支部委员会 are one."""
    return _ORDINARY.sub("", name)
