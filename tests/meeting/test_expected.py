"""Who is due: by kind of meeting, group, exemption; and that the counts always fit together."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.meeting.expected import Person, count, due_among, entitled_among
from zhibu.meeting.models import ItemKind, Presence

ONE, TWO = UUID(int=1), UUID(int=2)
GENERAL, COMMITTEE, GROUP, LESSON, OTHER = (
    ItemKind.GENERAL_MEETING,
    ItemKind.COMMITTEE_MEETING,
    ItemKind.GROUP_MEETING,
    ItemKind.PARTY_LESSON,
    ItemKind.OTHER,
)
PEOPLE = [
    Person(uuid4(), "王玉兰", ONE, is_committee=True, may_vote=True),
    Person(uuid4(), "李晓明", ONE, is_committee=True, may_vote=True),
    Person(uuid4(), "单雪", TWO, may_vote=True),
    Person(uuid4(), "吴敏", TWO, is_exempt=True, may_vote=True),
    Person(uuid4(), "何新来", TWO),
]


@pytest.mark.parametrize(
    ("kinds", "group", "due", "entitled"),
    [
        ({GENERAL}, None, 5, 4),
        ({COMMITTEE}, None, 2, 2),
        ({COMMITTEE, OTHER}, None, 2, 2),
        ({COMMITTEE, LESSON}, None, 5, 4),
        ({GROUP}, TWO, 3, 2),
        ({GROUP, LESSON}, TWO, 3, 2),
        ({GROUP}, None, 5, 4),
        ({GROUP, GENERAL}, TWO, 5, 4),
        ({OTHER}, None, 5, 4),
        (set(), None, 5, 4),
    ],
)
def test_whom_a_meeting_concerns(kinds: set[ItemKind], group: UUID | None, due: int, entitled: int) -> None:
    assert len(due_among(PEOPLE, kinds, group)) == due
    assert entitled_among(PEOPLE, kinds, group) == entitled


def test_an_exempt_member_counts_only_when_there() -> None:
    frail = PEOPLE[3]
    assert count([frail], {}) == (0, 0)
    assert count([frail], {frail.member_id: Presence.ABSENT}) == (0, 0)
    assert count([frail], {frail.member_id: Presence.BROUGHT_HOME}) == (0, 0)
    assert count([frail], {frail.member_id: Presence.PRESENT}) == (1, 1)


@pytest.mark.parametrize(
    "presence", [choice for choice in Presence if choice not in {Presence.PRESENT, Presence.GUEST}]
)
def test_only_being_there_is_presence(presence: Presence) -> None:
    assert count(PEOPLE[:1], {PEOPLE[0].member_id: presence}) == (1, 0)


def test_a_guest_is_neither_due_nor_present() -> None:
    assert count(PEOPLE[:1], {PEOPLE[0].member_id: Presence.GUEST}) == (0, 0)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", *Presence.values])), max_size=40))
def test_present_never_exceeds_due_and_absence_explains_the_rest(rows: list[tuple[bool, str]]) -> None:
    people = [Person(uuid4(), "某", is_exempt=is_exempt) for is_exempt, _presence in rows]
    attendance = {person.member_id: presence for person, (_exempt, presence) in zip(people, rows, strict=True)}
    due, present = count(people, attendance)
    assert 0 <= present <= due <= len(people)
    assert present == sum(1 for _exempt, presence in rows if presence == Presence.PRESENT)
    away = [presence for exempt, presence in rows if not exempt and presence not in {Presence.PRESENT, Presence.GUEST}]
    assert due - present == len(away)
