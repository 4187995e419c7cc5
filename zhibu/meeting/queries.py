"""Reads of organisational life."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from zhibu.base.actor import Actor, Right
from zhibu.base.errors import NotFound
from zhibu.base.paths import ancestors, below
from zhibu.meeting.expected import WHOLE_BRANCH
from zhibu.meeting.models import Attendance, Confirmed, Gathering, Item, ItemKind, MonthTheme, Part, Stage, Talk
from zhibu.member.models import Member, Membership
from zhibu.org.models import Organisation, PartyGroup
from zhibu.rules.said import said


def with_item(*wanted: Q, **like: Any) -> Exists:
    """Has the gathering such an item? Asked of each gathering by itself: a list of all that have one would be read
    from the items of everybody.
    """
    return Exists(Item.objects.filter(*wanted, gathering=OuterRef("pk"), **like))


def visible_to(actor: Actor) -> QuerySet[Gathering]:
    """Gatherings of the subtree for those who may see the branch; a member sees those attended and those to come.

    A group leader also sees the meetings of the own Party group, and everybody what they wrote down themselves.
    """
    rows: QuerySet[Gathering] = Gathering.objects.filter(below(actor.path, "branch__path"))
    if actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW):
        return rows
    if actor.member_id is None or not actor.may(Right.SEE_OWN):
        return rows.none()
    concerned = Attendance.objects.filter(member_id=actor.member_id).values("gathering")
    to_whole_branch = Q(with_item(kind__in=WHOLE_BRANCH), stage=Stage.PLANNED, group__isnull=True)
    own_groups = Membership.objects.filter(member_id=actor.member_id, until__isnull=True).values("group__thread")
    group_rows = Q(group__thread__in=own_groups)
    if not actor.may(Right.RECORD_GROUP):
        group_rows &= Q(stage=Stage.PLANNED)
    return rows.filter(Q(pk__in=concerned) | to_whole_branch | group_rows | Q(recorded_by=actor.user_id))


PARTS = (
    Prefetch("items", Item.objects.select_related("tally", "grades", "owner").order_by("order")),
    "sessions",
    "attendance__member",
    "confirmations",
)


def gathering_for(actor: Actor, gathering_id: UUID | str) -> Gathering:
    """The standing version, by the key of any of its versions, so that old links go on working."""
    thread = Gathering.versions.filter(Q(pk=gathering_id) | Q(thread=gathering_id)).values("thread")[:1]
    found = (
        with_first_writing(visible_to(actor))
        .filter(thread__in=thread)
        .select_related("branch", "group")
        .prefetch_related(*PARTS)
    ).first()
    if found is None:
        raise NotFound
    return found


def items_of(gathering: Gathering) -> QuerySet[Item]:
    """The items of one version with what hangs on them, in the order of the agenda."""
    return Item.objects.filter(gathering=gathering).select_related("tally", "grades", "owner").order_by("order")


def held_in(branch: Organisation, year: int) -> QuerySet[Gathering]:
    """Held gatherings of one branch in a calendar year, in order of day."""
    return (
        Gathering.objects.filter(
            branch=branch, stage=Stage.HELD, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
        )
        .prefetch_related("items")
        .order_by("happened_on", "starts", "id")
    )


def held_by_month(branch: Organisation, year: int) -> dict[int, list[str]]:
    """By month, 1 to 12, the kinds held with how often: “支部党员大会”, “支委会 2 次”. One query."""
    rows = Item.objects.filter(
        gathering__branch=branch,
        gathering__stage=Stage.HELD,
        gathering__revoked_at__isnull=True,
        gathering__happened_on__gte=date(year, 1, 1),
        gathering__happened_on__lte=date(year, 12, 31),
    ).order_by("gathering__happened_on")
    counts: dict[int, dict[str, int]] = {}
    for kind, day in rows.values_list("kind", "gathering__happened_on"):
        month = counts.setdefault(day.month, {})
        month[kind] = month.get(kind, 0) + 1
    return {
        month: [
            said("{kind} {number} 次", kind=ItemKind(kind).label, number=number)
            if number > 1
            else str(ItemKind(kind).label)
            for kind, number in kinds.items()
        ]
        for month, kinds in counts.items()
    }


def planned(actor: Actor, branch: Organisation, since: date, until: date | None = None) -> QuerySet[Gathering]:
    """Planned gatherings that the actor may see, the next one first; `until` is included."""
    rows = visible_to(actor).filter(branch=branch, stage=Stage.PLANNED, happened_on__gte=since)
    rows = rows.filter(happened_on__lte=until) if until else rows
    return rows.order_by("happened_on", "starts", "id")


def planned_between(branch: Organisation, first: date, last: date) -> QuerySet[Gathering]:
    """Standing plans of one branch, both days included, with their items and group."""
    rows = Gathering.objects.filter(branch=branch, stage=Stage.PLANNED, happened_on__gte=first, happened_on__lte=last)
    return rows.select_related("group").prefetch_related("items").order_by("happened_on", "starts", "id")


def for_everybody_between(branch: Organisation, first: date, last: date) -> list[Gathering]:
    """Plans to which the whole branch is called: not the committee's, not one Party group's."""
    rows = planned_between(branch, first, last).filter(group__isnull=True)
    return list(rows.filter(with_item(kind__in=WHOLE_BRANCH)))


def held_between(branch: Organisation, first: date, last: date) -> QuerySet[Gathering]:
    """Held gatherings of one branch, both days included, with their items, in order of day."""
    rows = Gathering.objects.filter(branch=branch, stage=Stage.HELD, happened_on__gte=first, happened_on__lte=last)
    return rows.prefetch_related("items").order_by("happened_on", "recorded_at")


def year_of(actor: Actor, branch: Organisation, year: int) -> list[Gathering]:
    """Planned and held of a calendar year, as far as the actor may see them, in order of day."""
    rows = in_year(with_first_writing(visible_to(actor)).filter(branch=branch), year)
    rows = rows.select_related("group").prefetch_related(PARTS[0], "sessions")
    return list(rows.order_by("happened_on", "starts", "id"))


def planned_versions(rows: Iterable[Gathering]) -> dict[UUID, Gathering]:
    """The last plan of each held gathering that had one, by thread. One query."""
    threads = [row.thread for row in rows if row.stage == Stage.HELD]
    plans = Gathering.versions.filter(thread__in=threads, stage=Stage.PLANNED).order_by("recorded_at")
    return {plan.thread: plan for plan in plans}


def planned_theme_day(branch: Organisation, month: date, today: date) -> Gathering | None:
    """The first theme day still to come in a month."""
    first, last = max(month, today), month_end(month)
    rows = Gathering.objects.filter(branch=branch, stage=Stage.PLANNED, happened_on__gte=first, happened_on__lte=last)
    return of_kind(rows, ItemKind.THEME_DAY).select_related("branch", "group").order_by("happened_on").first()


def month_end(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def _themes(place: Organisation) -> QuerySet[MonthTheme]:
    """Those of the organisation itself and of everything above it."""
    return MonthTheme.objects.filter(organisation__path__in=ancestors(place.path)).select_related("organisation")


def themes_of(branch: Organisation, year: int) -> list[MonthTheme]:
    rows = _themes(branch).filter(month__gte=date(year, 1, 1), month__lte=date(year, 12, 31))
    return list(rows.order_by("month", "organisation__path", "recorded_at"))


def themes_since(place: Organisation, month: date) -> list[MonthTheme]:
    return list(_themes(place).filter(month__gte=month).order_by("month", "organisation__path", "recorded_at"))


def theme_for(branch: Organisation, theme_id: UUID) -> MonthTheme:
    """A theme that concerns this branch."""
    found = _themes(branch).filter(pk=theme_id).first()
    if found is None:
        raise NotFound
    return found


def own_theme(place: Organisation, theme_id: UUID) -> MonthTheme:
    """A theme that this organisation noted itself."""
    found = MonthTheme.objects.filter(organisation=place, pk=theme_id).select_related("organisation").first()
    if found is None:
        raise NotFound
    return found


def themes_by_month(branch: Organisation, year: int) -> dict[int, str]:
    """The theme of each month (year × 12 + month − 1); of several the one set nearest to the branch, then the last."""
    return {row.month.year * 12 + row.month.month - 1: row.theme for row in themes_of(branch, year)}


def evidence(branch_id: UUID, kind: str, year: int) -> list[Gathering]:
    """The gatherings of a year that count for one requirement."""
    return list(
        Gathering.objects.filter(
            branch_id=branch_id,
            stage=Stage.HELD,
            items__kind=kind,
            happened_on__gte=date(year, 1, 1),
            happened_on__lte=date(year, 12, 31),
        )
        .select_related("group")
        .distinct()
        .order_by("happened_on")
    )


def versions_of(gathering: Gathering) -> list[Gathering]:
    """All versions of one gathering with their parts, newest first."""
    rows = Gathering.versions.filter(thread=gathering.thread).select_related("group", "branch")
    in_order = rows.order_by("-recorded_at", F("revoked_at").desc(nulls_first=True))
    return list(in_order.prefetch_related(*PARTS))


def versions_for(actor: Actor, gathering_id: UUID | str) -> list[Gathering]:
    """All versions by the key of any, also of a gathering that was taken back: for those who may see the branch.

    Others see the history of what they may see now.
    """
    opened = Gathering.versions.filter(Q(pk=gathering_id) | Q(thread=gathering_id)).filter(
        below(actor.path, "branch__path")
    )
    first = opened.first()
    if first is None:
        raise NotFound
    if not (actor.may(Right.SEE_BRANCH) or actor.may(Right.SEE_BELOW)):
        gathering_for(actor, gathering_id)
    return versions_of(first)


def version_of(gathering: Gathering, opened: UUID | None) -> Gathering:
    """The version that a form was opened with, so that somebody else's change meanwhile is noticed."""
    rows = Gathering.versions.filter(thread=gathering.thread).select_related("branch", "group")
    return (rows.filter(pk=opened).first() if opened else None) or gathering


def is_archived(gathering: Gathering) -> bool:
    """Host and recorder both stood by this version."""
    return Confirmed.objects.filter(gathering=gathering).values("part").distinct().count() == len(Part)


def was_archived(gathering: Gathering) -> bool:
    """Some version of this record was archived: from then on every change says why."""
    rows = Confirmed.versions.filter(gathering__thread=gathering.thread, revoked_at__isnull=True)
    by_version = rows.values("gathering").annotate(parts=Count("part", distinct=True))
    return by_version.filter(parts=len(Part)).exists()


def same_occasion(
    branch: Organisation, day: date, kinds: Collection[str], group: PartyGroup | None
) -> Gathering | None:
    """A record of that day with one of these kinds (and the same group): perhaps the same gathering written twice."""
    rows = Gathering.objects.filter(branch=branch, stage=Stage.HELD, happened_on=day, group=group)
    rows = rows.filter(with_item(kind__in=kinds))
    return rows.select_related("branch", "group").prefetch_related(*PARTS).order_by("recorded_at").first()


def has_history(gathering: Gathering) -> bool:
    return Gathering.versions.filter(thread=gathering.thread).count() > 1


def with_first_writing(rows: QuerySet[Gathering]) -> QuerySet[Gathering]:
    """Bring along when each was first written down as held, so that no list asks for it row by row."""
    held = Gathering.versions.filter(thread=OuterRef("thread"), stage=Stage.HELD).order_by("recorded_at")
    return rows.annotate(
        first_written_at=Subquery(held.values("recorded_at")[:1]),
        first_written_by=Subquery(held.values("recorded_by")[:1]),
        first_written_for=Subquery(held.values("on_behalf_of")[:1]),
    )


def listed(actor: Actor, branch: Organisation) -> QuerySet[Gathering]:
    """What the actor may see of one branch, newest first, with the items of each."""
    rows = with_first_writing(visible_to(actor)).filter(branch=branch).select_related("group")
    return rows.prefetch_related(PARTS[0]).order_by("-happened_on", "-starts", "id")


def search(rows: QuerySet[Gathering], text: str) -> QuerySet[Gathering]:
    """In titles, topics and decisions."""
    text = text.strip()
    if not text:
        return rows
    in_items = with_item(Q(topic__contains=text) | Q(decision__contains=text))
    return rows.filter(Q(title__contains=text) | in_items)


def of_kind(rows: QuerySet[Gathering], kind: str) -> QuerySet[Gathering]:
    """Gatherings with at least one item of this kind."""
    return rows.filter(with_item(kind=kind)) if kind else rows


def in_year(rows: QuerySet[Gathering], year: int) -> QuerySet[Gathering]:
    return rows.filter(happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31))


def years_of(rows: QuerySet[Gathering]) -> list[int]:
    """Calendar years with at least one of these gatherings, newest first."""
    return [day.year for day in rows.order_by().dates("happened_on", "year", order="DESC")]


def last_of_kind(branch: Organisation, kind: str) -> Gathering | None:
    """The latest held gathering with an item of this kind: place, host and recorder are proposed from it."""
    rows = Gathering.objects.filter(branch=branch, stage=Stage.HELD)
    return of_kind(rows, kind).prefetch_related(PARTS[0]).order_by("-happened_on", "-recorded_at").first()


def talks_in(branch: Organisation, year: int) -> QuerySet[Talk]:
    return (
        Talk.objects.filter(branch=branch, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31))
        .select_related("talker", "partner")
        .order_by("-happened_on")
    )


def talks_of(member: Member) -> list[Talk]:
    """Talks in which this person took part, newest first."""
    rows = Talk.objects.filter(Q(talker=member) | Q(partner=member)).select_related("talker", "partner")
    return list(rows.order_by("-happened_on"))


def talks_visible_to(actor: Actor, branch: Organisation, year: int) -> QuerySet[Talk]:
    """Who talked with whom: all of the branch for who keeps the list, else the own talks."""
    rows = talks_in(branch, year)
    if actor.may(Right.SEE_TALKS):
        return rows
    own = Q(talker_id=actor.member_id) | Q(partner_id=actor.member_id) | Q(recorded_by=actor.user_id)
    return rows.filter(own) if actor.member_id else rows.filter(recorded_by=actor.user_id)


def talk_for(actor: Actor, talk_id: UUID | str) -> Talk:
    """A talk in the subtree: any for who keeps the list, else one that the same person noted."""
    rows = Talk.objects.filter(below(actor.path, "branch__path"), pk=talk_id).select_related("branch")
    if not actor.may(Right.SEE_TALKS):
        rows = rows.filter(recorded_by=actor.user_id)
    found = rows.first()
    if found is None or not actor.may(Right.RECORD):
        raise NotFound
    return found


def talk_to_confirm(actor: Actor, talk_id: UUID | str) -> Talk:
    """A talk of one's own that somebody else noted and that is not confirmed yet."""
    rows = Talk.objects.filter(pk=talk_id, confirmed_on__isnull=True).exclude(recorded_by=actor.user_id)
    found = rows.filter(Q(talker_id=actor.member_id) | Q(partner_id=actor.member_id)).select_related("branch").first()
    if found is None or actor.member_id is None:
        raise NotFound
    return found


def talks_by_branch(actor: Actor, year: int) -> dict[UUID, int]:
    """How many talks each branch of the subtree noted in a year: all that a superior sees of them."""
    rows = Talk.objects.filter(
        below(actor.path, "branch__path"), happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
    )
    return dict(rows.values_list("branch_id").annotate(total=Count("id")).order_by())


def decisions_in(
    actor: Actor, branch: Organisation, since: date | None = None, until: date | None = None
) -> QuerySet[Item]:
    """What the branch decided, each with its gathering and who carries it out, the latest meeting first."""
    rows = visible_to(actor).filter(branch=branch, stage=Stage.HELD)
    rows = rows.filter(happened_on__gte=since) if since else rows
    rows = rows.filter(happened_on__lte=until) if until else rows
    items = Item.objects.exclude(decision="").filter(gathering__in=rows).select_related("gathering", "owner")
    return items.order_by("-gathering__happened_on", "gathering__thread", "order")


def last_with_decision(branch: Organisation) -> Gathering | None:
    """The latest held gathering that decided something, to be reported back on."""
    rows = Gathering.objects.filter(with_item(~Q(decision="")), branch=branch, stage=Stage.HELD)
    return rows.prefetch_related(PARTS[0]).order_by("-happened_on", "-recorded_at").first()


def that_decided(actor: Actor, item: UUID) -> Gathering | None:
    """The gathering with this item, and of its items only this one."""
    only = Prefetch("items", Item.objects.filter(thread=item))
    found: Gathering | None = visible_to(actor).filter(items__thread=item).prefetch_related(only).first()
    return found
