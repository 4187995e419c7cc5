"""The only door for others: how many concerns, how they stand and by when. No text, no raiser, nobody named in them.

What is said about a person's conduct is not here at all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhibu.base.actor import Actor
from zhibu.base.paths import below
from zhibu.concern.models import OPEN, Act, Channel, Concern, ConcernStep, Kind, State, Topic
from zhibu.concern.queries import visible_to

ANSWERS = frozenset({Act.SOLVED, Act.PARTLY, Act.UNSOLVED, Act.UNANSWERED})
MOVED = frozenset({Act.ESCALATED, Act.HANDED_ON})
REGISTERED = ANSWERS | MOVED | {Act.PLANNED, Act.DONE}


@dataclass(frozen=True)
class Summary:
    """`key` is random; `owner` is the log-in of whoever deals with it."""

    key: UUID
    unit: UUID
    released_on: date
    state: str
    is_open: bool
    owner: UUID | None
    owner_by: date | None
    plan_by: date | None
    news_by: date | None


COLUMNS = ("pk", "unit_id", "released_on", "state", "owner", "owner_by", "plan_by", "news_by")


def summaries(paths: Iterable[str]) -> list[Summary]:
    """Of the units in these subtrees, by key: an order that means nothing."""
    found: dict[UUID, Summary] = {}
    for path in paths:
        rows = Concern.objects.filter(below(path, "unit__path"), about_a_person=False)
        for key, unit, released_on, state, *rest in rows.values_list(*COLUMNS):
            found[key] = Summary(key, unit, released_on, state, state in OPEN, *rest)
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True)
class Entry:
    """One line of a desk's register: days, kinds and how it ended."""

    released_on: date
    kind: str
    topic: str
    channel: str
    state: str
    owner: UUID | None
    planned_on: date | None
    done_on: date | None
    said: str  # the raiser's last word on it
    ways: int  # how often it went to another desk

    @property
    def words(self) -> tuple[str, str, str, str, str]:
        """Kind, topic, channel, what the raiser said, state, as people read them."""
        return (
            str(Kind(self.kind).label),
            str(Topic(self.topic).label) if self.topic else "",
            str(Channel(self.channel).label),
            str(Act(self.said).label) if self.said else "",
            str(State(self.state).label),
        )


def register(actor: Actor, year: int) -> list[Entry]:
    """What lies at the desks of this person and does not name them, by day of release. Allegations are left out."""
    rows = list(visible_to(actor).filter(released_on__year=year, about_a_person=False).order_by("released_on", "id"))
    days: dict[UUID, dict[str, date]] = {}
    said: dict[UUID, str] = {}
    ways: Counter[UUID] = Counter()
    steps = ConcernStep.objects.filter(concern__in=rows, act__in=REGISTERED).order_by("concern", "number")
    for key, act, on in steps.values_list("concern", "act", "on"):
        days.setdefault(key, {})[act] = on
        ways[key] += act in MOVED
        if act in ANSWERS:
            said[key] = act
    return [
        Entry(
            row.released_on, row.kind, row.topic, row.channel, row.state, row.owner,
            days.get(row.pk, {}).get(Act.PLANNED), days.get(row.pk, {}).get(Act.DONE), said.get(row.pk, ""),
            ways[row.pk],
        )
        for row in rows
    ]  # fmt: skip
