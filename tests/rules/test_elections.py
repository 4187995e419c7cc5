"""Elections and admission votes against reckonings written in another way, for 1 to 200 people."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.elections import Ballots, candidates_at_least, elect, run_off
from zhibu.rules.votes import admission_vote, needed_to_exceed, needed_to_reach

PEOPLE = range(1, 201)


def least(people: int, enough: object) -> int:
    """The smallest number of people that is enough, found by trying them one after the other."""
    return next(number for number in range(2 * people + 3) if enough(number))  # type: ignore[operator]


@pytest.mark.parametrize("due", PEOPLE)
def test_four_fifths_by_trying(due: int) -> None:
    share = Fraction(4, 5)
    assert needed_to_reach(due, (4, 5)) == least(due, lambda here: Fraction(here, due) >= share)
    assert needed_to_exceed(due, (4, 5)) == least(due, lambda here: Fraction(here, due) > share)


@pytest.mark.parametrize(
    ("due", "reaching", "exceeding"),
    [
        (3, 3, 3),
        (4, 4, 4),
        (5, 4, 5),
        (6, 5, 5),
        (7, 6, 6),
        (8, 7, 7),
        (10, 8, 9),
        (15, 12, 13),
        (20, 16, 17),
        (25, 20, 21),
        (50, 40, 41),
    ],
)
def test_the_two_words_differ_at_multiples_of_five(due: int, reaching: int, exceeding: int) -> None:
    assert (needed_to_reach(due, (4, 5)), needed_to_exceed(due, (4, 5))) == (reaching, exceeding)


@pytest.mark.parametrize("seats", PEOPLE)
def test_a_fifth_more_candidates_by_trying(seats: int) -> None:
    enough = least(seats, lambda number: number >= seats and Fraction(number - seats, seats) >= Fraction(1, 5))
    assert candidates_at_least(seats, (1, 5)) == enough


@pytest.mark.parametrize("due", PEOPLE)
def test_admission_by_fractions_for_every_presence_and_tally(due: int) -> None:
    half = Fraction(1, 2)
    for present in range(due + 1):
        in_favour = present * 2 // 3
        for written in {0, (due - present) // 2, due - present}:
            vote = admission_vote(due, present, in_favour, written)
            may_vote = Fraction(present, due) > half
            passed = may_vote and Fraction(in_favour + written, due) > half
            assert vote.may_vote is may_vote
            assert vote.passed is passed
            assert vote.decided_by_written is (passed and not Fraction(in_favour, due) > half)
            assert vote.can_pass is (Fraction(present + written, due) > half)


@pytest.mark.parametrize(
    ("due", "needed"),
    [(3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5), (10, 6), (15, 8), (20, 11), (25, 13), (50, 26)],
)
def test_admission_needs_the_same_number_present_and_in_favour(due: int, needed: int) -> None:
    vote = admission_vote(due, due)
    assert (vote.quorum, vote.needed) == (needed, needed)
    assert (vote.passed, vote.counted_in_favour, vote.decided_by_written) == (None, None, None)


TALLIES = st.integers(1, 200).flatmap(
    lambda present: st.tuples(
        st.just(present), st.integers(1, 9), st.lists(st.integers(0, present), min_size=1, max_size=14)
    )
)


@given(TALLIES)
def test_who_is_elected_by_counting_who_stands_above(tally: tuple[int, int, list[int]]) -> None:
    """Somebody is in when all who have as many votes or more fit the seats, and tied when only those with more do."""
    present, seats, figures = tally
    votes = {f"王{number}": figure for number, figure in enumerate(figures)}
    passed = {name for name, figure in votes.items() if Fraction(figure, present) > Fraction(1, 2)}
    as_many = {name: sum(votes[other] >= votes[name] for other in passed) for name in passed}
    more = {name: sum(votes[other] > votes[name] for other in passed) for name in passed}
    elected = {name for name in passed if as_many[name] <= seats}
    tied = {name for name in passed - elected if more[name] < seats}
    found = elect(votes, seats, present)
    assert set(found.elected) == elected
    assert set(found.tied) == tied
    assert found.passed == len(passed)
    assert found.run_off_seats == (seats - len(elected) if tied else 0)
    assert found.seats_left == max(0, seats - len(passed))
    assert [votes[name] for name in found.elected] == sorted((votes[name] for name in elected), reverse=True)


@given(TALLIES)
def test_every_seat_is_filled_voted_on_again_or_left(tally: tuple[int, int, list[int]]) -> None:
    present, seats, figures = tally
    found = elect({str(number): figure for number, figure in enumerate(figures)}, seats, present)
    assert len(found.elected) + found.run_off_seats + found.seats_left == seats
    assert bool(found.tied) == bool(found.run_off_seats)
    assert len(found.tied) != 1
    assert not found.tied or len(found.tied) > found.run_off_seats


@given(TALLIES, st.randoms(use_true_random=False))
def test_the_order_of_the_names_decides_nothing(tally: tuple[int, int, list[int]], chance: object) -> None:
    present, seats, figures = tally
    names = [str(number) for number in range(len(figures))]
    votes = dict(zip(names, figures, strict=True))
    chance.shuffle(names)  # type: ignore[attr-defined]
    one, other = elect(votes, seats, present), elect({name: votes[name] for name in names}, seats, present)
    assert (set(one.elected), set(one.tied)) == (set(other.elected), set(other.tied))


@pytest.mark.parametrize("present", PEOPLE)
def test_half_of_those_present_is_not_enough(present: int) -> None:
    half, over = present // 2, present // 2 + 1
    assert elect({"王一": half}, 1, present).elected == ()
    assert elect({"王一": over}, 1, present).elected == ("王一",)


def test_a_run_off_takes_the_most_votes_and_may_tie_again() -> None:
    assert run_off({"王一": 3, "李二": 2, "张三": 1}, 2).elected == ("王一", "李二")
    again = run_off({"王一": 3, "李二": 3}, 1)
    assert (again.elected, again.tied, again.run_off_seats) == ((), ("王一", "李二"), 1)
    nobody = run_off({"王一": 0, "李二": 0}, 1)
    assert (nobody.elected, nobody.tied, nobody.seats_left) == ((), (), 1)


@pytest.mark.parametrize(("returned", "valid", "missing"), [(11, True, 1), (12, True, 0), (13, False, 0)])
def test_ballots_returned(returned: int, valid: bool, missing: int) -> None:
    ballots = Ballots(12, returned, over_voted=1, spoiled=2)
    assert (ballots.election_valid, ballots.missing, ballots.valid_ballots) == (valid, missing, returned - 3)
