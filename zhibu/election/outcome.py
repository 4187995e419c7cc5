"""What the articles say of the counts of one office: who is elected, who is voted on again, which seats stay empty."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhibu import questions
from zhibu.election.models import Office, Round, RoundKind

Layers = Sequence[questions.Layer]


@dataclass(frozen=True)
class Judged:
    """One round: its sum step by step, and whether it counted at all."""

    round: Round
    counts: bool
    because: Sequence[str]
    cites: Sequence[questions.Cite]
    next_step: str
    elected: Sequence[str] = ()


@dataclass
class Outcome:
    """`coming`: the round that is to be held now, None when the office is filled (or its last seats were given up)."""

    office: Office
    seats: int
    coming: RoundKind | None = RoundKind.FIRST
    seats_open: int = 0
    elected: list[str] = field(default_factory=list)
    tied: Sequence[str] = ()
    rounds: list[Judged] = field(default_factory=list)
    held_on: date | None = None

    @property
    def is_complete(self) -> bool:
        return self.coming is None


def outcome_of(office: Office, seats: int, rounds: Sequence[Round], *, is_reduced: bool, layers: Layers) -> Outcome:
    """Fold the rounds of one office, in their order. A round that does not count leaves everything as it was."""
    found = Outcome(office, seats, seats_open=seats)
    for row in rounds:
        judged, told = judge(row, layers)
        found.rounds.append(judged)
        if not judged.counts:
            continue
        found.elected += judged.elected
        found.held_on = found.held_on or row.happened_on
        found.tied = tuple(told["tied"])
        if found.tied:
            found.coming, found.seats_open = RoundKind.RUN_OFF, told["run_off_seats"]
        elif told["seats_left"]:
            found.coming, found.seats_open = RoundKind.FURTHER, told["seats_left"]
        else:
            found.coming, found.seats_open = None, 0
    if is_reduced and found.coming == RoundKind.FURTHER:
        found.coming = None
    return found


def judge(row: Round, layers: Layers) -> tuple[Judged, dict[str, Any]]:
    """Enough present, no more ballots back than out, then who passed: each by its own question."""
    ballots = questions.answer("election.ballots", row.happened_on, ballot_facts(row), layers)
    if not ballots.answer:  # before the texts that are kept here
        return Judged(row, False, ballots.because, ballots.cites, ballots.next_step), {}
    result = questions.answer("election.result", row.happened_on, result_facts(row), layers)
    told = dict(result.answer)
    if told["valid"] is False:
        return Judged(row, False, result.because, result.cites, result.next_step), {}
    if not ballots.answer["election_valid"]:
        return Judged(row, False, ballots.because, ballots.cites, ballots.next_step), {}
    because = (*ballots.because, *result.because)
    cites = tuple({cite.norm_id: cite for cite in (*ballots.cites, *result.cites)}.values())
    return Judged(row, True, because, cites, result.next_step, tuple(told["elected"])), told


def ballot_facts(row: Round) -> dict[str, Any]:
    return {
        "issued": row.issued,
        "returned": row.returned,
        "present": row.present,
        "over_voted": row.over_voted,
        "spoiled": row.spoiled,
    }


def result_facts(row: Round) -> dict[str, Any]:
    """Ballots beyond those present make no result; the question of the ballots has said so before."""
    return {
        "seats": row.seats,
        "present": row.present,
        "due_to_attend": row.due,
        "valid_ballots": min(row.valid, row.present),
        "round": row.kind,
        "votes": [
            {"name": votes.name, "votes": min(votes.in_favour, row.present), "write_in": votes.is_write_in}
            for votes in row.votes.all()
        ],
    }
