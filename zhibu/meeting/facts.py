"""The meetings' own columns of the fact sheets: month masks, talks, tallies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.asking import asked_often
from zhibu.base.parts import part
from zhibu.base.records import standing_in
from zhibu.meeting.models import Gathering, Grades, Item, ItemKind, Stage, Talk
from zhibu.member.facts import COMMITTEE_POSTS, ROSTER, Belonging, Holding, belongings, holdings
from zhibu.member.models import PostHolding
from zhibu.org.models import PartyGroup, Term
from zhibu.rules import sheets

HELD = part(*(f"{name}_held" for name in (*sheets.GATHERINGS, *sheets.CAMPAIGNS)), reads=(Gathering, Item, PartyGroup))
GRADED = part("appraisal_graded", "appraisal_excellent", reads=(Gathering, Item, Grades), only_with=Grades)
TALKS = part(
    "talks_people", "talks_missing_within_committee", "talks_missing_with_committee", "talks_missing_between_members",
    reads=(*ROSTER, PostHolding, Talk),
)  # fmt: skip

BODIES = {ItemKind.GENERAL_MEETING: sheets.GENERAL_MEETING, ItemKind.COMMITTEE_MEETING: sheets.BRANCH_COMMITTEE}


def month_bit(day: date, year: int) -> int:
    """Bit of a day's month, counted from January of `year`."""
    return 1 << ((day.year - year) * 12 + day.month - 1)


def held_masks(
    branch_ids: Sequence[UUID], year: int, groups: dict[UUID, list[PartyGroup]]
) -> dict[UUID, dict[str, int]]:
    """For each branch the months in which each kind was held. Campaigns reach to June of the next year.

    A month of group meetings counts when every group that existed throughout it met.
    """
    masks: dict[UUID, dict[str, int]] = {branch_id: defaultdict(int) for branch_id in branch_ids}
    met: dict[UUID, dict[UUID | None, int]] = defaultdict(lambda: defaultdict(int))
    all_met: dict[UUID, int] = defaultdict(int)
    rows = _kinds_held(branch_ids, date(year, 1, 1), date(year + 1, 6, 30))
    for branch_id, kind, happened_on, group, every_group in rows:
        if kind == ItemKind.GROUP_MEETING:
            met[branch_id][group] |= month_bit(happened_on, year)
            all_met[branch_id] |= month_bit(happened_on, year) * every_group
        elif happened_on.year == year or kind in sheets.CAMPAIGNS:
            masks[branch_id][f"{kind}_held"] |= month_bit(happened_on, year)
    for branch_id, by_group in met.items():
        of_each = _all_groups_met(by_group, groups.get(branch_id, []), year)
        masks[branch_id]["group_meeting_held"] = of_each | all_met[branch_id] & ((1 << 12) - 1)
    return masks


@asked_often
def _kinds_held(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = Item.objects.filter(
        standing_in("gathering"),
        gathering__branch_id__in=branch_ids,
        gathering__stage=Stage.HELD,
        gathering__happened_on__gte=first,
        gathering__happened_on__lte=last,
    ).exclude(kind=ItemKind.OTHER)
    of_gathering = ("happened_on", "group__thread", "every_group")
    names = ("gathering__branch_id", "kind", *(f"gathering__{name}" for name in of_gathering))
    return rows.values_list(*names).order_by()


def _all_groups_met(by_group: dict[UUID | None, int], groups: list[PartyGroup], year: int) -> int:
    """A meeting entered without naming the group counts where the branch has at most one."""
    whole_year = (1 << 12) - 1
    if len(groups) <= 1:
        return _any(by_group.values()) & whole_year
    mask = whole_year
    for month in range(12):
        first = date(year, month + 1, 1)
        after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        there = [group for group in groups if group.since <= first and (group.until is None or group.until >= after)]
        if not there or not all(by_group.get(group.thread, 0) >> month & 1 for group in there):
            mask &= ~(1 << month)
    return mask


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def grade_columns(branch_ids: Sequence[UUID], year: int) -> dict[UUID, dict[str, int]]:
    """The latest appraisal of a year (held until June of the next) whose grades were counted."""
    found: dict[UUID, dict[str, int]] = {}
    rows = Grades.objects.filter(
        standing_in("item__gathering"),
        item__gathering__branch_id__in=branch_ids,
        item__gathering__stage=Stage.HELD,
        item__gathering__happened_on__gte=date(year, 1, 1),
        item__gathering__happened_on__lte=date(year + 1, 6, 30),
    ).order_by("item__gathering__happened_on", "item__gathering__recorded_at", "item__order", "pk")
    for row in rows.select_related("item__gathering"):
        found[row.item.gathering.branch_id] = {"appraisal_graded": row.graded, "appraisal_excellent": row.excellent}
    return found


def talk_columns(
    branch_ids: Sequence[UUID],
    year: int,
    members: dict[UUID, list[Belonging]],
    posts: dict[UUID, list[Holding]],
    on: date,
) -> dict[UUID, dict[str, Any]]:
    """People who lacked a talk in a relation that concerns them (2018 regulations, art. 19: people, not pairs)."""
    talks: dict[UUID, list[tuple[UUID, UUID]]] = defaultdict(list)
    rows = Talk.objects.filter(
        branch_id__in=branch_ids, happened_on__gte=date(year, 1, 1), happened_on__lte=date(year, 12, 31)
    )
    for branch_id, talker, partner in rows.values_list("branch_id", "talker_id", "partner_id").order_by():
        talks[branch_id].append((talker, partner))
    found: dict[UUID, dict[str, Any]] = {}
    for branch_id in branch_ids:
        people = {row.member_id for row in members.get(branch_id, []) if row.is_here(on)}
        if not people:
            found[branch_id] = {}
            continue
        missing = talks_missing(people, committee_on(posts.get(branch_id, []), on) & people, talks[branch_id])
        found[branch_id] = {
            "talks_people": len(people),
            "talks_missing_within_committee": len(missing["within_committee"]),
            "talks_missing_with_committee": len(missing["with_committee"]),
            "talks_missing_between_members": len(missing["between_members"]),
        }
    return found


def talks_missing_in(branch_id: UUID, today: date) -> dict[str, set[UUID]]:
    """Who of one branch still lacks a talk this year, in each relation, as the sheet counts them."""
    people = {row.member_id for row in belongings([branch_id], today, today).get(branch_id, [])}
    committee = committee_on(holdings([branch_id], today, today).get(branch_id, []), today) & people
    rows = Talk.objects.filter(
        branch_id=branch_id, happened_on__gte=date(today.year, 1, 1), happened_on__lte=date(today.year, 12, 31)
    )
    return talks_missing(people, committee, rows.values_list("talker_id", "partner_id"))


def committee_on(posts: list[Holding], on: date) -> set[UUID]:
    return {
        row.member_id
        for row in posts
        if row.post in COMMITTEE_POSTS and row.since <= on and (row.until is None or row.until > on)
    }


def talks_missing(people: set[UUID], committee: set[UUID], talks: Iterable[tuple[UUID, UUID]]) -> dict[str, set[UUID]]:
    """Who still lacks a talk, in each of the three relations. A relation needs two people who can stand in it."""
    within: set[UUID] = set()
    visited: set[UUID] = set()
    between: set[UUID] = set()
    for pair in talks:
        in_committee = [person for person in pair if person in committee]
        others = [person for person in pair if person not in committee]
        if len(in_committee) == 2:
            within.update(in_committee)
        elif len(in_committee) == 1:
            visited.update(others)
        else:
            between.update(others)
    members = people - committee
    return {
        "within_committee": committee - within if len(committee) > 1 else set(),
        "with_committee": members - visited if committee else set(),
        "between_members": members - between if len(members) > 1 else set(),
    }


def resolution_sheets(
    branch_ids: Sequence[UUID],
    members: dict[UUID, list[Belonging]],
    suspended: dict[UUID, list[tuple[date, date | None]]],
    posts: dict[UUID, list[Holding]],
    terms: dict[UUID, list[Term]],
    since: dict[UUID, date | None],
    first: date,
) -> dict[UUID, dict[UUID, dict[str, Any]]]:
    """By branch, then by item: what was counted, and how many of those counted had no right to vote on that day.

    A committee meeting needs its quorum whether it voted or not: without a tally its attendance is what is known.
    """
    found: dict[UUID, dict[UUID, dict[str, Any]]] = {branch_id: {} for branch_id in branch_ids}
    for thread, kind, branch_id, day, due, present, *tally in _resolved(branch_ids, first):
        if (from_day := since.get(branch_id)) and day < from_day:
            continue
        counted = _counted(kind, due, present, tally)
        if counted:
            due_to_vote = counted["due_to_vote"]
            if kind == ItemKind.COMMITTEE_MEETING:
                without = _not_of_committee(due_to_vote, day, posts.get(branch_id, []), terms.get(branch_id, []))
            else:
                without = _without_right(due_to_vote, day, members.get(branch_id, []), suspended)
            counted["counted_without_right"] = without
            found[branch_id][thread] = {"body": BODIES[ItemKind(kind)], "happened_on": day, **counted}
    return found


COUNTED = ("due_to_vote", "present", "in_favour", "against", "abstained", "said_passed")
OF_TALLY = ("tally__id", *(f"tally__{name}" for name in COUNTED))


@asked_often
def _resolved(branch_ids: Sequence[UUID], first: date) -> QuerySet[Any]:
    rows = (
        Item.objects.filter(
            standing_in("gathering"),
            gathering__branch_id__in=branch_ids,
            gathering__stage=Stage.HELD,
            gathering__happened_on__gte=first,
            kind__in=BODIES,
        )
        .exclude(kind=ItemKind.GENERAL_MEETING, tally__isnull=True)
        .exclude(tally__matter__gt="")  # admissions and conversions are counted by the rules of their own
        .order_by()
    )
    of_gathering = ("branch_id", "happened_on", "due", "present")
    return rows.values_list("thread", "kind", *(f"gathering__{name}" for name in of_gathering), *OF_TALLY)


def _counted(kind: str, due: int | None, present: int | None, tally: Sequence[Any]) -> dict[str, Any]:
    """The tally; for a committee meeting without one its attendance; nothing where no number was written down."""
    key, *numbers = tally
    if key:
        return {name: None if number is None else int(number) for name, number in zip(COUNTED, numbers, strict=True)}
    if kind != ItemKind.COMMITTEE_MEETING or due is None or present is None:
        return {}
    return {"due_to_vote": due, "present": present}


def _not_of_committee(due: int, day: date, posts: list[Holding], terms: list[Term]) -> int | None:
    """How many more were counted than the committee had on that day; None unless the recorded people filled the seats
    of the term: the others may simply not have been written down.
    """
    seats = next((term.seats for term in reversed(terms) if term.happened_on <= day), None)
    number = len(committee_on(posts, day))
    return max(0, due - number) if seats and number >= seats else None


def _without_right(
    due: int, day: date, members: list[Belonging], suspended: dict[UUID, list[tuple[date, date | None]]]
) -> int | None:
    """How many were counted beyond the full members with the right to vote on that day; None without a roster, and
    where more were counted than the roster has people: it lacks some, such as those who have left since.
    """
    here = [row for row in members if row.is_here(day)]
    full = [row for row in here if row.is_full(day)]
    if not full or any(row.says_nothing for row in here):
        return None
    entitled = sum(
        1
        for row in full
        if not any(start <= day and (end is None or end > day) for start, end in suspended.get(row.member_id, []))
    )
    return max(0, due - entitled) if due <= len(here) else None
