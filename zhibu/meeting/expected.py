"""Who is due to attend a gathering, from the roster, the committee and the Party groups of that day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from zhibu.meeting.models import ItemKind, Presence
from zhibu.member.facts import COMMITTEE_POSTS, is_full_member
from zhibu.member.models import Condition, ConditionKind, Membership, PostHolding
from zhibu.org.models import Organisation

WHOLE_BRANCH = frozenset(ItemKind) - {ItemKind.COMMITTEE_MEETING, ItemKind.GROUP_MEETING, ItemKind.OTHER}


@dataclass(frozen=True)
class Person:
    """One member of the branch as of a day. `group` is the thread of the Party group."""

    member_id: UUID
    name: str
    group: UUID | None = None
    group_name: str = ""
    is_committee: bool = False
    is_exempt: bool = False  # frail or seriously ill: attendance is not asked (2019 regulations, art. 23)
    is_mobile: bool = False
    is_lost: bool = False
    may_vote: bool = False
    is_probationary: bool = False
    is_suspended: bool = False


def people_of(branch: Organisation, on: date) -> list[Person]:
    """Everybody on the roster of that day, by pinyin. Three queries."""
    rows = (
        Membership.objects.on(on)
        .filter(branch=branch)
        .select_related("member", "group")
        .order_by("member__sort_key", "member_id")
    )
    committee = set(
        PostHolding.objects.on(on)
        .filter(organisation=branch, post__in=COMMITTEE_POSTS)
        .values_list("member_id", flat=True)
    )
    conditions: dict[UUID, set[str]] = {}
    said = Condition.objects.on(on).filter(member__in=[row.member_id for row in rows])
    for member_id, kind in said.values_list("member_id", "kind"):
        conditions.setdefault(member_id, set()).add(kind)
    return [_person(row, row.member_id in committee, conditions.get(row.member_id, set()), on) for row in rows]


def _person(row: Membership, is_committee: bool, conditions: set[str], on: date) -> Person:
    member = row.member
    is_full = is_full_member(member.joined_on, member.full_on, member.category, on)
    return Person(
        member_id=member.pk,
        name=member.name,
        group=row.group.thread if row.group else None,
        group_name=row.group.name if row.group else "",
        is_committee=is_committee,
        is_exempt=ConditionKind.FRAIL in conditions,
        is_mobile=ConditionKind.MOBILE in conditions,
        is_lost=ConditionKind.LOST_CONTACT in conditions,
        may_vote=is_full and ConditionKind.RIGHTS_SUSPENDED not in conditions,
        is_probationary=not is_full,
        is_suspended=ConditionKind.RIGHTS_SUSPENDED in conditions,
    )


def is_of_committee(kinds: Collection[str]) -> bool:
    """A committee meeting and nothing that concerns the whole branch."""
    return ItemKind.COMMITTEE_MEETING in kinds and not WHOLE_BRANCH & set(kinds)


def is_of_group(kinds: Collection[str]) -> bool:
    """A group meeting; what else was done in it was done by the group, unless it was a general meeting too."""
    return ItemKind.GROUP_MEETING in kinds and ItemKind.GENERAL_MEETING not in kinds


def due_among(people: Iterable[Person], kinds: Collection[str], group: UUID | None = None) -> list[Person]:
    """Those whom these kinds of meeting concern: the group (all members while none is named), the committee, or all."""
    if is_of_group(kinds):
        return [person for person in people if group is None or person.group == group]
    if is_of_committee(kinds):
        return [person for person in people if person.is_committee]
    return list(people)


class Reason(StrEnum):
    """Why somebody on the roster is not counted: among those due, or among those with a vote."""

    NOT_COMMITTEE = "not_committee"
    OTHER_GROUP = "other_group"
    EXEMPT = "exempt"
    PROBATIONARY = "probationary"
    SUSPENDED = "suspended"


def reasons_not_due(
    people: Iterable[Person], kinds: Collection[str], group: UUID | None = None
) -> dict[Reason, list[Person]]:
    """Everybody on the roster who is not counted as 应到, by reason. Who is exempt counts when they come."""
    people = list(people)
    concerned = {person.member_id for person in due_among(people, kinds, group)}
    found: dict[Reason, list[Person]] = {}
    for person in people:
        if person.member_id not in concerned:
            reason = Reason.NOT_COMMITTEE if is_of_committee(kinds) else Reason.OTHER_GROUP
            found.setdefault(reason, []).append(person)
        elif person.is_exempt:
            found.setdefault(Reason.EXEMPT, []).append(person)
    return found


def reasons_no_vote(
    people: Iterable[Person], kinds: Collection[str], group: UUID | None = None
) -> dict[Reason, list[Person]]:
    """Those due who have no vote, by reason."""
    found: dict[Reason, list[Person]] = {}
    for person in () if is_of_committee(kinds) else due_among(people, kinds, group):
        if person.is_suspended:
            found.setdefault(Reason.SUSPENDED, []).append(person)
        elif person.is_probationary:
            found.setdefault(Reason.PROBATIONARY, []).append(person)
    return found


def entitled_among(people: Iterable[Person], kinds: Collection[str], group: UUID | None = None) -> int:
    """应到会有表决权: the committee in its own meeting, else full members with rights. Exemptions do not change it."""
    due = due_among(people, kinds, group)
    return len(due) if is_of_committee(kinds) else sum(1 for person in due if person.may_vote)


def count(due: Iterable[Person], attendance: Mapping[UUID, str]) -> tuple[int, int]:
    """应到 and 实到. Who is exempt counts only when they came; a guest does not count; later study is not presence."""
    asked = came = 0
    for person in due:
        presence = attendance.get(person.member_id, "")
        is_present = presence == Presence.PRESENT
        if presence == Presence.GUEST or (person.is_exempt and not is_present):
            continue
        asked += 1
        came += is_present
    return asked, came
