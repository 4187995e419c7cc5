"""Elections, in whole numbers only: candidates, quorum, ballots, who is elected and who must be voted on again.

The base of an election is the electors *actually present*, not those due to attend; ordinary resolutions and
admissions have theirs in :mod:`zhibu.rules.votes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.rules.votes import HALF, Share, needed_to_exceed, needed_to_reach


def candidates_at_least(seats: int, margin: Share) -> int:
    """Seats and the share of them on top, rounded up to whole people: 6 seats with a fifth need 8."""
    extra: int = needed_to_reach(seats, margin)
    return seats + extra


@dataclass(frozen=True, slots=True)
class Ballots:
    """The ballots of one election: ``over_voted`` named more people than seats, ``spoiled`` are void otherwise."""

    issued: int
    returned: int
    over_voted: int = 0
    spoiled: int = 0

    @property
    def election_valid(self) -> bool:
        """As many returned as given out, or fewer."""
        return self.returned <= self.issued

    @property
    def missing(self) -> int:
        """Given out and not returned."""
        return max(self.issued - self.returned, 0)

    @property
    def valid_ballots(self) -> int:
        """Returned and not void."""
        return self.returned - self.over_voted - self.spoiled


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who is elected in one round.

    elected: most votes first, those of equal votes in the order given. tied: people of equal votes for the last
    ``run_off_seats`` seats, to be voted on again. seats_left: seats for which nobody passed. passed: how many reached
    what was needed.
    """

    needed: int
    passed: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    run_off_seats: int
    seats_left: int


def elect(votes: Mapping[str, int], seats: int, present: int, majority: Share = HALF) -> Outcome:
    """A round in which more than ``majority`` of the electors present is needed."""
    return _fill(votes, seats, needed_to_exceed(present, majority))


def run_off(votes: Mapping[str, int], seats: int) -> Outcome:
    """A second vote among those tied, who have all passed half before: most votes win, one vote is enough."""
    return _fill(votes, seats, 1)


def _fill(votes: Mapping[str, int], seats: int, needed: int) -> Outcome:
    ranked = sorted((name for name in votes if votes[name] >= needed), key=lambda name: -votes[name])
    if len(ranked) <= seats:
        return Outcome(needed, len(ranked), tuple(ranked), (), 0, seats - len(ranked))
    last, next_below = votes[ranked[seats - 1]], votes[ranked[seats]]
    if last > next_below:
        return Outcome(needed, len(ranked), tuple(ranked[:seats]), (), 0, 0)
    clear = tuple(name for name in ranked if votes[name] > last)
    tied = tuple(name for name in ranked if votes[name] == last)
    return Outcome(needed, len(ranked), clear, tied, seats - len(clear), 0)
