"""Counting votes, in whole numbers only. Each kind of vote has its own base; they are never mixed.

- Ordinary resolution: present at least half, and in favour more than half, both of those *due to attend* with the
  right to vote.
- Admission and conversion: present *more* than half, and in favour more than half, both of those due to attend;
  written opinions handed in before count among the votes, not among those present.
- A committee meeting needs at least half of all committee members.
- Elections have another base: see :mod:`zhibu.rules.elections`.

Shares are given as (top, bottom): (1, 2) is a half.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.rules.bits import Whole

Share = tuple[int, int]
HALF: Share = (1, 2)


def reaches(count: Whole, base: Whole, share: Share = HALF) -> Whole:
    """Is ``count`` at least the share of ``base`` (以上, 不少于)?"""
    return count * share[1] >= base * share[0]


def exceeds(count: Whole, base: Whole, share: Share = HALF) -> Whole:
    """Is ``count`` more than the share of ``base`` (超过, 过半)?"""
    return count * share[1] > base * share[0]


def needed_to_reach(base: Whole, share: Share = HALF) -> Whole:
    """The smallest whole number that reaches the share of ``base``."""
    return -(-base * share[0] // share[1])


def needed_to_exceed(base: Whole, share: Share = HALF) -> Whole:
    """The smallest whole number that exceeds the share of ``base``."""
    return base * share[0] // share[1] + 1


@dataclass(frozen=True, slots=True)
class OrdinaryVote:
    """An ordinary resolution worked out. All figures are people; ``passed`` needs the quorum too."""

    due_to_vote: int
    present: int
    in_favour: int | None
    quorum: int
    needed: int
    quorum_share: Share
    majority_share: Share

    @property
    def may_vote(self) -> bool:
        """Are enough people there to vote?"""
        return self.present >= self.quorum

    @property
    def can_pass(self) -> bool:
        """Could it pass if everybody present were in favour? With four due and two present the vote may be held and
        cannot pass.
        """
        return self.present >= self.needed

    @property
    def passed(self) -> bool | None:
        """Passed, not passed, or None while the votes in favour are not known."""
        return None if self.in_favour is None else self.may_vote and self.in_favour >= self.needed


def ordinary_vote(
    due_to_vote: int,
    present: int,
    in_favour: int | None = None,
    *,
    quorum: Share = HALF,
    majority: Share = HALF,
) -> OrdinaryVote:
    """Work out an ordinary resolution of a general meeting.

    due_to_vote: full members with the right to vote who are due to attend; present: those of them who are there.
    Written opinions are not counted here.
    """
    return OrdinaryVote(
        due_to_vote,
        present,
        in_favour,
        needed_to_reach(due_to_vote, quorum),
        needed_to_exceed(due_to_vote, majority),
        quorum,
        majority,
    )


@dataclass(frozen=True, slots=True)
class AdmissionVote:
    """A vote on an admission or a conversion worked out. ``in_favour`` are votes cast in the room."""

    due_to_vote: int
    present: int
    in_favour: int | None
    written_in_favour: int
    quorum: int
    needed: int

    @property
    def may_vote(self) -> bool:
        """Are enough people there to vote? Written opinions are no presence."""
        return self.present >= self.quorum

    @property
    def can_pass(self) -> bool:
        """Could it pass if everybody present were in favour?"""
        return self.present + self.written_in_favour >= self.needed

    @property
    def counted_in_favour(self) -> int | None:
        """Votes in the room and written ones; None while the votes are not known."""
        return None if self.in_favour is None else self.in_favour + self.written_in_favour

    @property
    def passed(self) -> bool | None:
        """Passed, not passed, or None while the votes in favour are not known."""
        counted = self.counted_in_favour
        return None if counted is None else self.may_vote and counted >= self.needed

    @property
    def decided_by_written(self) -> bool | None:
        """Did it pass only because written opinions count?"""
        return None if self.in_favour is None else bool(self.passed) and self.in_favour < self.needed


def admission_vote(
    due_to_vote: int,
    present: int,
    in_favour: int | None = None,
    written_in_favour: int = 0,
    *,
    quorum: Share = HALF,
    majority: Share = HALF,
) -> AdmissionVote:
    """Work out a vote on an admission or a conversion.

    due_to_vote: full members with the right to vote who are due to attend; present: those of them who are there.
    Both shares must be exceeded.
    """
    return AdmissionVote(
        due_to_vote,
        present,
        in_favour,
        written_in_favour,
        needed_to_exceed(due_to_vote, quorum),
        needed_to_exceed(due_to_vote, majority),
    )
