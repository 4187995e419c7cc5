"""The members' own columns of the fact sheets."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhibu.base.asking import asked_often
from zhibu.base.parts import part
from zhibu.base.records import known_moment
from zhibu.member.models import (
    Category,
    Condition,
    ConditionKind,
    Course,
    Details,
    Member,
    Membership,
    PostHolding,
    PostKind,
)
from zhibu.rules import sheets
from zhibu.rules.days import add_months

COMMITTEE_POSTS = {
    PostKind.SECRETARY,
    PostKind.DEPUTY_SECRETARY,
    PostKind.ORGANISATION_MEMBER,
    PostKind.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER,
    PostKind.COMMITTEE_MEMBER,
}
POST_CODES = {
    PostKind.SECRETARY: sheets.SECRETARY,
    PostKind.DEPUTY_SECRETARY: sheets.DEPUTY_SECRETARY,
    PostKind.ORGANISATION_MEMBER: sheets.ORGANISATION_MEMBER,
    PostKind.PUBLICITY_MEMBER: sheets.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER: sheets.DISCIPLINE_MEMBER,
}
LONGEST_PROBATION_MONTHS = 24  # one year, extended by one year at most

ROSTER = (Membership, Member, Details)  # what `belongings` reads
REACHED = (*ROSTER, Condition)  # what `reached` reads
TRAINING = part("in_post", "untrained", reads=(PostHolding, Course))


@dataclass(frozen=True)
class Belonging:
    """One member's belonging to a branch, with what decides whether they are a full member on a day."""

    member_id: UUID
    branch_id: UUID
    since: date
    until: date | None
    joined_on: date | None
    full_on: date | None
    category: str

    def is_here(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)

    def is_full(self, day: date) -> bool:
        return is_full_member(self.joined_on, self.full_on, self.category, day)

    @property
    def says_nothing(self) -> bool:
        """Neither a date nor a category: whether this is a full member cannot be known."""
        return not (self.joined_on or self.full_on or self.category)


def is_full_member(joined_on: date | None, full_on: date | None, category: str, day: date) -> bool:
    """Full member on a day: by the day of conversion, as the roster states, or when no probation can last so long.

    Many rosters carry only 入党日期. Who joined more than two years ago can no longer be on probation (2014, art. 32;
    2026, art. 31), so counting them as full members is what the text itself says.
    """
    if full_on is not None:
        return full_on <= day
    if category:
        return category == Category.FULL
    return joined_on is None or add_months(joined_on.toordinal(), LONGEST_PROBATION_MONTHS) <= day.toordinal()


def belongings(branch_ids: Sequence[UUID], first: date, last: date) -> dict[UUID, list[Belonging]]:
    """Who belonged to each branch at some time between two days."""
    found: dict[UUID, list[Belonging]] = defaultdict(list)
    for row in _as_then_known(_belonging(branch_ids, first, last)):
        found[row[1]].append(Belonging(*row))
    return found


@asked_often
def _belonging(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = Membership.objects.within(first, last).filter(branch_id__in=branch_ids)
    return rows.values_list(
        "member_id", "branch_id", "since", "until", "member__joined_on", "member__full_on", "member__category"
    )


def _as_then_known(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The columns of `Member` are those of today; of an earlier moment the details of that moment speak."""
    if known_moment() is None:
        return rows
    details = Details.objects.filter(member__in=[row[0] for row in rows])
    then = {row[0]: row[1:] for row in details.values_list("member_id", "joined_on", "full_on", "category")}
    return [(*row[:4], *then.get(row[0], (None, None, ""))) for row in rows]


@dataclass(frozen=True)
class Holding:
    member_id: UUID
    post: str
    since: date
    until: date | None


def holdings(branch_ids: Sequence[UUID], first: date, last: date) -> dict[UUID, list[Holding]]:
    found: dict[UUID, list[Holding]] = defaultdict(list)
    for branch_id, *row in _holding(branch_ids, first, last):
        found[branch_id].append(Holding(*row))
    return found


@asked_often
def _holding(branch_ids: Sequence[UUID], first: date, last: date) -> QuerySet[Any]:
    rows = PostHolding.objects.within(first, last).filter(organisation_id__in=branch_ids)
    return rows.values_list("organisation_id", "member_id", "post", "since", "until")


def training_columns(posts: Mapping[UUID, Sequence[Holding]], year: int, on: date) -> dict[UUID, dict[str, int]]:
    """By branch: people in a post of the committee on a day who took it before July, and those without a course."""
    half = date(year, 6, 30)
    in_post = {
        branch: {
            row.member_id
            for row in rows
            if row.post in COMMITTEE_POSTS and row.since <= min(half, on) and (row.until is None or row.until > on)
        }
        for branch, rows in posts.items()
    }
    wanted = set().union(*in_post.values())
    trained = set(
        Course.objects.filter(member__in=wanted, happened_on__year=year).order_by().values_list("member_id", flat=True)
    )
    return {branch: {"in_post": len(people), "untrained": len(people - trained)} for branch, people in in_post.items()}


def without_rights(branch_ids: Sequence[UUID]) -> dict[UUID, list[tuple[date, date | None]]]:
    """Spells during which members have no right to vote, by member."""
    found: dict[UUID, list[tuple[date, date | None]]] = defaultdict(list)
    for member_id, since, until in _suspended(branch_ids):
        found[member_id].append((since, until))
    return found


@asked_often
def _suspended(branch_ids: Sequence[UUID]) -> QuerySet[Any]:
    rows = Condition.objects.filter(kind=ConditionKind.RIGHTS_SUSPENDED, member__memberships__branch_id__in=branch_ids)
    return rows.values_list("member_id", "since", "until").distinct()


@dataclass(frozen=True)
class Reached:
    """A member whom the branch can reach. Of the frail and the seriously ill nothing is expected."""

    since: date
    is_expected: bool


def reached(branch_ids: Sequence[UUID], on: date) -> dict[UUID, dict[UUID, Reached]]:
    """Who belongs to each branch on a day and is not out of contact. Two queries."""
    found: dict[UUID, dict[UUID, Reached]] = {branch_id: {} for branch_id in branch_ids}
    conditions = {(member_id, kind) for member_id, kind in _out_of_reach(branch_ids, on)}
    for branch_id, here in belongings(branch_ids, on, on).items():
        found[branch_id] = {
            row.member_id: Reached(row.since, (row.member_id, ConditionKind.FRAIL.value) not in conditions)
            for row in here
            if (row.member_id, ConditionKind.LOST_CONTACT.value) not in conditions
        }
    return found


@asked_often
def _out_of_reach(branch_ids: Sequence[UUID], on: date) -> QuerySet[Any]:
    kinds = (ConditionKind.FRAIL, ConditionKind.LOST_CONTACT)
    rows = Condition.objects.on(on).filter(kind__in=kinds, member__memberships__branch_id__in=branch_ids)
    return rows.values_list("member_id", "kind")


def branch_columns(branch_ids: Sequence[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Members, full members, committee and posts as of today. Unknown where no roster was entered."""
    here = belongings(branch_ids, today, today)
    posts = holdings(branch_ids, date.min, today)
    found: dict[UUID, dict[str, Any]] = {}
    for branch_id in branch_ids:
        members = here.get(branch_id, [])
        held = posts.get(branch_id, [])
        current = [holding for holding in held if holding.until is None or holding.until > today]
        committee = {holding.member_id for holding in current if holding.post in COMMITTEE_POSTS}
        columns: dict[str, Any] = {}
        if members:
            columns["members"] = len(members)
            if not any(member.says_nothing for member in members):
                columns["full_members"] = sum(1 for member in members if member.is_full(today))
        if held:
            columns["committee_members"] = len(committee)
            # Which posts are held is known; whether the list is complete, only the seats of the term tell (`checkup`).
            columns["most_posts"] = max(Counter(row.member_id for row in current).values(), default=0)
            columns["posts"] = sum({POST_CODES[PostKind(row.post)] for row in current if row.post in POST_CODES})
        found[branch_id] = columns
    return found


def vacant_since(held: list[Holding], term_began_on: date | None, today: date) -> date | None:
    """The earliest day from which a committee post stands empty; None when each was taken up again.

    Only posts given up after the current term began: an election may fix fewer seats than the one before.
    """
    gaps = []
    for row in held:
        if row.post not in COMMITTEE_POSTS or row.until is None or row.until > today:
            continue
        if term_began_on and row.until <= term_began_on:
            continue
        ended = row.until
        taken_up = any(
            other.post == row.post and other is not row and (other.until is None or other.until > ended)
            for other in held
        )
        if not taken_up:
            gaps.append(ended)
    return min(gaps) if gaps else None


def crossed_seven(members: list[Belonging], today: date) -> date | None:
    """The day on which the number of full members last crossed between six and seven, if the records show one."""
    days = sorted(
        {
            day
            for member in members
            for day in (max(member.since, _full_from(member) or member.since), member.until)
            if day and day <= today
        }
    )
    last = None
    before = False
    for day in days:
        is_seven = sum(1 for member in members if member.is_here(day) and member.is_full(day)) >= 7
        if is_seven != before:
            last = day
        before = is_seven
    return last


def _full_from(member: Belonging) -> date | None:
    """The day of conversion; where only that of joining is known, the one from which probation can no longer last."""
    if member.full_on or member.category or not member.joined_on:
        return member.full_on
    return date.fromordinal(add_months(member.joined_on.toordinal(), LONGEST_PROBATION_MONTHS))


def party_standing(full_on: date, on: date) -> tuple[int, int]:
    """党龄 in whole years and months, counted from the day of conversion (Party constitution, art. 7)."""
    months = (on.year - full_on.year) * 12 + on.month - full_on.month
    if add_months(full_on.toordinal(), months) > on.toordinal():
        months -= 1
    return divmod(max(months, 0), 12)
