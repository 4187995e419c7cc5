"""党务公开: what the branch has put on its board, drawn from the records it was ticked in, or in own words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound, Refused
from zhibu.base.records import replace, revoke, stamp
from zhibu.base.touched import Done
from zhibu.meeting.models import Disclosure, Item, ItemKind, Stage
from zhibu.org.models import Organisation


@dataclass(frozen=True)
class Shown:
    """One entry of the board. `key` is the disclosure's; `day` when it happened, or when it was put up."""

    key: UUID
    day: date
    title: str
    text: str
    since: date


@dataclass(frozen=True)
class Choice:
    """An item that decided something and can be ticked. `item` is its thread."""

    item: UUID
    day: date
    title: str
    text: str
    is_open: bool


def _items(branch: Organisation) -> list[Item]:
    """Items with a decision of standing held gatherings, newest first."""
    rows = Item.objects.filter(
        gathering__branch=branch, gathering__stage=Stage.HELD, gathering__revoked_at__isnull=True
    ).exclude(decision="")
    return list(rows.select_related("gathering").order_by("-gathering__happened_on", "order"))


def _title(item: Item) -> str:
    return item.topic or item.gathering.title or str(ItemKind(item.kind).label)


def board(branch: Organisation, on: date) -> list[Shown]:
    """What stands on the board on a day, newest first. An item whose record was taken back is no longer shown."""
    standing = list(Disclosure.objects.on(on).filter(branch=branch).order_by("-since", "id"))
    wanted = {row.item for row in standing if row.item}
    items = {item.thread: item for item in _items(branch) if item.thread in wanted} if wanted else {}
    found = []
    for row in standing:
        if row.item is None:
            found.append(Shown(row.pk, row.since, row.title, row.text, row.since))
        elif row.item in items:
            item = items[row.item]
            found.append(Shown(row.pk, item.gathering.happened_on, _title(item), item.decision, row.since))
    return sorted(found, key=lambda shown: shown.day, reverse=True)


def choices(branch: Organisation, year: int, on: date) -> list[Choice]:
    """Every decision of the year, and whether it stands on the board."""
    open_items = set(Disclosure.objects.on(on).filter(branch=branch).values_list("item", flat=True))
    return [
        Choice(item.thread, item.gathering.happened_on, _title(item), item.decision, item.thread in open_items)
        for item in _items(branch)
        if item.gathering.happened_on.year == year
    ]


def tick(actor: Actor, *, branch: Organisation, year: int, items: Collection[UUID], today: date, now: datetime) -> Done:
    """Make the year's ticked items stand on the board and take down the others of that year."""
    offered = {choice.item: choice.is_open for choice in choices(branch, year, today)}
    wanted = set(items)
    if wanted - set(offered):
        raise Refused("有一项决定刚才被改过或撤销了。", "刷新这一页，再勾一次。")
    for row in Disclosure.objects.on(today).filter(branch=branch, item__in=set(offered) - wanted):
        _end(row, actor, today, now)
    for item in [item for item, is_open in offered.items() if item in wanted and not is_open]:
        Disclosure(root=branch.root, branch=branch, item=item, since=today, **stamp(actor, now)).save(force_insert=True)
    return Done(branch, set(), branch)


def put_up(actor: Actor, *, branch: Organisation, title: str, text: str, today: date, now: datetime) -> Done:
    """A notice in own words."""
    if not title.strip():
        raise Refused("“标题”还没填。", "", "title")
    notice = Disclosure(
        root=branch.root, branch=branch, title=title.strip(), text=text.strip(), since=today, **stamp(actor, now)
    )
    notice.save(force_insert=True)
    return Done(notice, set(), branch)


def take_down(actor: Actor, *, disclosure: Disclosure, today: date, now: datetime) -> Done:
    _end(disclosure, actor, today, now)
    return Done(disclosure, set(), disclosure.branch)


def disclosure_for(branch: Organisation, key: UUID) -> Disclosure:
    found = Disclosure.objects.filter(branch=branch, pk=key, until__isnull=True).select_related("branch").first()
    if found is None:
        raise NotFound
    return found


def _end(row: Disclosure, actor: Actor, today: date, now: datetime) -> None:
    """Until today; what was put up only today was a slip and is undone."""
    if row.since >= today:
        revoke(row, actor, now)
    else:
        replace(row, {"until": today}, actor, now)
