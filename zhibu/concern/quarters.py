"""职工关心的事 of a quarter: numbers from which nobody can be guessed.

Only whole units and fixed quarters; allegations are left out; every number shown is at least `K`, and so is the rest,
so that no small number comes out by subtraction.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zhibu.concern.models import Concern, Topic
from zhibu.org.models import Organisation

K = 5
OFFERED = 4  # quarters that may be looked at


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.year}-{self.number}"

    def days(self) -> tuple[date, date]:
        """First day, and first day of the next one."""
        first = date(self.year, 3 * self.number - 2, 1)
        return first, date(self.year + (self.number == 4), 3 * (self.number % 4) + 1, 1)

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarters_before(today: date) -> list[Quarter]:
    """Whole quarters only: the one that runs would change its numbers by one at a time."""
    found = [Quarter(today.year, (today.month + 2) // 3).before()]
    while len(found) < OFFERED:
        found.append(found[-1].before())
    return found


@dataclass(frozen=True)
class Counted:
    """`other`: all that is not shown apart, 0 where that would be less than `K`."""

    shown: dict[str, int] = field(default_factory=dict)
    other: int = 0


def counted(unit: Organisation, quarter: Quarter) -> Counted:
    """By topic as the handlers named it."""
    first, after = quarter.days()
    rows = Concern.objects.filter(unit=unit, released_on__gte=first, released_on__lt=after, about_a_person=False)
    counts = Counter(rows.values_list("topic", flat=True))
    return suppressed({str(Topic(name).label): count for name, count in counts.items() if name}, counts.get("", 0))


def suppressed(counts: Mapping[str, int], unnamed: int = 0, k: int = K) -> Counted:
    """Numbers below k go into the rest; a rest below k takes the smallest shown numbers along."""
    shown = {label: count for label, count in counts.items() if count >= k}
    rest = unnamed + sum(count for label, count in counts.items() if label not in shown)
    while 0 < rest < k and shown:
        smallest = min(shown, key=lambda label: (shown[label], label))
        rest += shown.pop(smallest)
    if rest < k:
        rest = 0
    ordered = sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    return Counted(dict(ordered), rest)
