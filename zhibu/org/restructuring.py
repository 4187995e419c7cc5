"""The tree as it becomes another: an organisation, with all that hangs below it, placed below another one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat, Substr

from zhibu.base.actor import Actor
from zhibu.base.errors import NotFound, Refused
from zhibu.base.paths import DEEPEST, SEPARATOR, ancestors, below, code
from zhibu.base.records import replace, revoke, stamp
from zhibu.org.models import Change, Organisation, OrganisationKind, Placement, Restructuring
from zhibu.org.queries import held
from zhibu.rules.said import said


@dataclass(frozen=True)
class Moved:
    """From where to where. `root` is another one than before where the primary committee is another."""

    organisation: UUID
    before: str
    after: str
    root_before: UUID
    root: UUID


def place_below(
    actor: Actor, *, organisation: Organisation, parent: Organisation, since: date, today: date, now: datetime
) -> Moved:
    """From `since` on it hangs below `parent`; where it hung before stays readable."""
    if since > today:
        raise Refused(said("{day} 还没有到。", day=f"{since:%Y-%m-%d}"), "调整以后再记。", "day")
    moved = relocate(organisation, parent)
    standing = Placement.objects.filter(organisation=organisation, until__isnull=True).first()
    if standing and since < standing.since:
        raise Refused(said("日期要在 {day} 当天或之后。", day=f"{standing.since:%Y-%m-%d}"), field="day")
    if standing and since == standing.since:
        replace(standing, {"parent": parent}, actor, now)
        return moved
    if standing:
        replace(standing, {"until": since}, actor, now)
    Placement(root=moved.root, organisation=organisation, parent=parent, since=since, **stamp(actor, now)).save(
        force_insert=True
    )
    return moved


def relocate(organisation: Organisation, parent: Organisation) -> Moved:
    """Today's paths of the whole subtree. Waits for whoever is writing there, and they for us."""
    subtree = held(Organisation.objects.filter(below(organisation.path)), to_move=True)
    top = next((row for row in subtree if row.pk == organisation.pk), None)
    above = next(iter(held(Organisation.objects.filter(pk=parent.pk))), None)
    if top is None or above is None:
        raise Refused("刚才有人调整过这个党组织。", "重新打开看一看，再办。")
    if above.path.startswith(top.path):
        raise Refused("不能放到自己或自己的下级下面。", "换一个上级党组织。", "parent")
    after = above.path + code(top.number) + SEPARATOR
    if after == top.path:
        raise Refused(said("本来就在{name}下面。", name=above.name), "换一个上级党组织。", "parent")
    deepest = max(len(ancestors(row.path)) for row in subtree) - len(ancestors(top.path)) + len(ancestors(after))
    if deepest > DEEPEST:
        raise Refused(said("这样会超过 {levels} 级。", levels=DEEPEST), "换一个层级高一些的上级。", "parent")
    root = top.pk if top.kind in SPANS_DATA else above.root
    moved = Moved(top.pk, top.path, after, top.root, root)
    carry(Organisation.objects.filter(below(moved.before)), moved)
    organisation.path, organisation.root = after, root
    return moved


SPANS_DATA = (OrganisationKind.HIGHER, OrganisationKind.PRIMARY_COMMITTEE)


def carry(rows: QuerySet[Any], moved: Moved) -> None:
    """Rows with a path below the old place get the one below the new place, and the new root where that changed."""
    if moved.root != moved.root_before:
        rows.filter(root=moved.root_before).update(root=moved.root)
    path = Concat(Value(moved.after), Substr("path", len(moved.before) + 1), output_field=CharField())
    rows.update(path=path)


def note(
    actor: Actor,
    *,
    organisation: Organisation,
    kind: Change,
    day: date,
    now: datetime,
    other: Organisation | None = None,
    document: str = "",
    moved: list[Organisation] | None = None,
    ended: list[Organisation] | None = None,
) -> Restructuring:
    act = Restructuring(
        root=organisation.root, organisation=organisation, kind=kind, other=other, document=document.strip()[:120],
        moved=[str(row.pk) for row in moved or ()], ended=[str(row.pk) for row in ended or ()],
        happened_on=day, **stamp(actor, now),
    )  # fmt: skip
    act.save(force_insert=True)
    return act


def take_back_note(actor: Actor, act: Restructuring, now: datetime) -> None:
    revoke(act, actor, now)


def restructurings_of(organisation: Organisation) -> list[Restructuring]:
    """What became of it, newest first."""
    rows = Restructuring.objects.filter(organisation=organisation).select_related("other")
    return list(rows.order_by("-happened_on", "-recorded_at"))


def restructuring_for(actor: Actor, act_id: UUID | str) -> Restructuring:
    rows = Restructuring.objects.filter(below(actor.path, "organisation__path"), pk=act_id)
    found = rows.select_related("organisation", "other").first()
    if found is None:
        raise NotFound
    return found
