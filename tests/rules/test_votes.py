"""Votes against fractions, for every number of people from 1 to 200."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.votes import exceeds, needed_to_exceed, needed_to_reach, ordinary_vote, reaches

VECTORS = {3: (2, 2), 4: (2, 3), 5: (3, 3), 6: (3, 4), 7: (4, 4), 8: (4, 5), 10: (5, 6), 15: (8, 8), 20: (10, 11)}


@pytest.mark.parametrize(("due", "expected"), VECTORS.items())
def test_known_quorums_and_majorities(due: int, expected: tuple[int, int]) -> None:
    vote = ordinary_vote(due, due)
    assert (vote.quorum, vote.needed) == expected


@pytest.mark.parametrize("due", range(1, 201))
def test_quorum_and_majority_by_fractions(due: int) -> None:
    half = Fraction(due, 2)
    vote = ordinary_vote(due, 0)
    assert vote.quorum == min(people for people in range(due + 1) if Fraction(people) >= half)
    assert vote.needed == min(people for people in range(due + 2) if Fraction(people) > half)
    for present in range(due + 1):
        assert ordinary_vote(due, present).may_vote is (Fraction(present) >= half)
        assert ordinary_vote(due, present, present).passed is (Fraction(present) > half)


def test_with_four_due_two_may_vote_and_can_never_pass() -> None:
    vote = ordinary_vote(4, 2, 2)
    assert vote.may_vote
    assert not vote.can_pass
    assert vote.passed is False
    assert ordinary_vote(4, 3, 3).passed is True


def test_the_result_is_open_while_the_votes_are_not_known() -> None:
    assert ordinary_vote(10, 6).passed is None


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 9), st.integers(1, 9))
def test_any_share_by_fractions(count: int, base: int, top: int, bottom: int) -> None:
    share = Fraction(top, bottom) * base
    assert reaches(count, base, (top, bottom)) == (Fraction(count) >= share)
    assert exceeds(count, base, (top, bottom)) == (Fraction(count) > share)
    assert needed_to_reach(base, (top, bottom)) == min(n for n in range(3000) if Fraction(n) >= share)
    assert needed_to_exceed(base, (top, bottom)) == min(n for n in range(3000) if Fraction(n) > share)
