"""Who still lacks a talk: people in each relation that concerns them, never pairs (2018 regulations, art. 19)."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from zhibu.meeting.facts import talks_missing

PEOPLE = [uuid4() for _ in range(6)]


def by_hand(people: set[UUID], committee: set[UUID], talks: list[tuple[UUID, UUID]]) -> dict[str, set[UUID]]:
    """Reckoned one person at a time, by asking whom they talked with."""
    partners = {
        person: {b for a, b in talks if a == person} | {a for a, b in talks if b == person} for person in people
    }
    return {
        "within_committee": {p for p in committee if len(committee) >= 2 and not partners[p] & committee},
        "with_committee": {p for p in people - committee if committee and not partners[p] & committee},
        "between_members": {
            p for p in people - committee if len(people - committee) >= 2 and not partners[p] & (people - committee)
        },
    }


pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda pair: pair[0] != pair[1])


@given(st.sets(st.sampled_from(PEOPLE)), st.lists(pairs, max_size=12))
def test_missing_talks_agree_with_asking_each_person(committee: set[UUID], talks: list[tuple[UUID, UUID]]) -> None:
    people = set(PEOPLE)
    assert talks_missing(people, committee, talks) == by_hand(people, committee, talks)


def test_one_talk_in_each_relation_is_enough() -> None:
    secretary, deputy, one, other = PEOPLE[:4]
    talks = [(secretary, deputy), (secretary, one), (deputy, other), (one, other)]
    missing = talks_missing({secretary, deputy, one, other}, {secretary, deputy}, talks)
    assert not any(missing.values())


def test_a_relation_with_one_person_only_asks_for_nothing() -> None:
    secretary, one = PEOPLE[:2]
    missing = talks_missing({secretary, one}, {secretary}, [])
    assert missing == {"within_committee": set(), "with_committee": {one}, "between_members": set()}
