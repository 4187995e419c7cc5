"""What a place puts on somebody's 今天: one matter, with the urgency that gives its place in the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from zhibu.base.actor import Actor
from zhibu.org.models import Organisation
from zhibu.web.components import Action


class Urgency(IntEnum):
    """In the order of 今天: by the harm of being late."""

    STATUTORY = 0  # a statutory act that is late or due
    LATE = 1  # late, or a recorded deed that contradicts the norm
    WAITED_FOR = 2  # somebody waits for this person
    PROMISED = 3  # a concern or promise nearing its day
    RUNNING = 4  # the prepared next step of running work
    ASKED = 5  # nothing recorded: was it held or not
    OWN_INITIATIVE = 6  # one suggestion, never more


@dataclass(frozen=True)
class Matter:
    """One row of 今天. Within one urgency what is red (`harm` 0) comes first, then by day; no day comes last.

    `key`: the same as long as the matter stays the same, and another one when it becomes worse, so that what was put
    off comes back then. `last`: the last day to which it may be put off, where an article has a deadline.
    `answer_url`: where “does not apply” is said on record (findings). `is_private`: of a concern, talk or help plan; no
    notice and no calendar ever counts it.
    """

    urgency: Urgency
    action: Action
    on: date | None = None
    harm: int = 1
    key: str = field(kw_only=True)
    last: date | None = field(default=None, kw_only=True)
    is_finding: bool = field(default=False, kw_only=True)
    answer_url: str = field(default="", kw_only=True)
    is_private: bool = field(default=False, kw_only=True)

    @property
    def somebody_waits(self) -> bool:
        return self.urgency == Urgency.WAITED_FOR


Source = Callable[[Actor, Organisation, date], Sequence[Matter]]
"""The matters of one place for the acting role at its organisation. It decides itself what this role may see and do."""


def in_order(matters: Sequence[Matter]) -> list[Matter]:
    """Stable: what is equal keeps the order in which it came."""
    return sorted(matters, key=lambda row: (row.urgency, row.harm, row.on or date.max))
