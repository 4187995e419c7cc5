"""职工关心的事 of a quarter: numbers from which nobody can be guessed.

Only whole units and fixed quarters; allegations are left out; every number shown is at least `K`, and so is the rest,
so that no small number comes out by subtraction.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from zhibu.base.actor import Actor
from zhibu.base.errors import NotAllowed, NotFound, Refused
from zhibu.base.records import replace, stamp
from zhibu.base.touched import Done
from zhibu.concern.actions import quotes
from zhibu.concern.desks import seats_of
from zhibu.concern.models import Concern, QuarterWord
from zhibu.org.models import Organisation

K = 5
OFFERED = 4  # quarters that may be looked at
LONG = 3  # quarters after which a topic counts as one that keeps coming


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
    """By topic. `other`: all that is not shown apart, 0 where that would be less than `K`."""

    shown: dict[str, int] = field(default_factory=dict)
    other: int = 0

    @property
    def topics(self) -> list[str]:
        """What may be spoken of; an empty one stands for the rest."""
        return [*self.shown, *([""] if self.other else [])]


def counted(unit: Organisation, quarter: Quarter) -> Counted:
    """By topic as the handlers named it."""
    first, after = quarter.days()
    rows = Concern.objects.filter(unit=unit, released_on__gte=first, released_on__lt=after, about_a_person=False)
    counts = Counter(rows.values_list("topic", flat=True))
    return suppressed({name: count for name, count in counts.items() if name}, counts.get("", 0))


def keeps_coming(topic: str, quarters: Sequence[Counted]) -> bool:
    """Shown in all of these, the newest first, and never fewer than before: something lies behind it.

    It says nothing that the shown numbers do not say.
    """
    counts = [row.shown.get(topic, 0) for row in quarters]
    return all(counts) and all(newer >= older for newer, older in pairwise(counts))


def words_of(unit: Organisation, quarter: Quarter) -> dict[str, QuarterWord]:
    rows = QuarterWord.objects.filter(unit=unit, year=quarter.year, number=quarter.number)
    return {row.topic: row for row in rows}


def write_words(
    actor: Actor, *, unit: Organisation, quarter: Quarter, topic: str, trouble: str, plan: str, now: datetime
) -> Done:
    """For a topic whose number is shown, by somebody at one of the unit's desks, in words of their own."""
    if unit.pk not in {organisation for organisation, _line in seats_of(actor)}:
        raise NotAllowed("由单位受理台的人来写。")
    if topic not in counted(unit, quarter).topics:
        raise NotFound
    first, after = quarter.days()
    said = Concern.objects.filter(unit=unit, released_on__gte=first, released_on__lt=after)
    if any(quotes(concern, trouble + plan) for concern in said):
        raise Refused("这里有本人的原话。", "换成自己的话来写，别让人从写法上认出来。", "trouble")
    columns = {"trouble": trouble.strip(), "plan": plan.strip()}
    standing = words_of(unit, quarter).get(topic)
    if standing is not None:
        return Done(replace(standing, columns, actor, now), organisation=unit)
    row = QuarterWord(
        root=unit.root, unit=unit, year=quarter.year, number=quarter.number, topic=topic, **columns, **stamp(actor, now)
    )
    row.save(force_insert=True)
    return Done(row, organisation=unit)


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
