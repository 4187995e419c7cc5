"""粘贴接龙: what was pasted from the chat group set into the list of names; what is not certain is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhibu.intake.relay import Answered, read_answer, read_relay
from zhibu.meeting.expected import Person
from zhibu.meeting.models import Presence
from zhibu.web.meetings.forms import AttendanceForm
from zhibu.web.wording import bracketed

PASTED, MATCH = "relay", "match-relay"  # the field with the pasted text, and the button that reads it
LONGEST = 20_000


@dataclass(frozen=True)
class Asked:
    """A line that is not certain: who is meant. `choices` are (value, label), the likeliest first."""

    name: str
    line: str
    choices: Sequence[tuple[str, str]]
    chosen: str = ""


@dataclass
class RelayRead:
    """What came of the pasted text. `silent`: lines without 来 or 不来; `missing`: who is due and not in it."""

    data: QueryDict
    matched: int = 0
    asked: list[Asked] = field(default_factory=list)
    settled: list[tuple[str, UUID]] = field(default_factory=list)  # what was chosen before, sent along again
    silent: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_into(data: QueryDict, people: Sequence[Person], allowed: Collection[str]) -> RelayRead:
    """The same data with the choice of each person who answered. A later line of the same person counts."""
    read = RelayRead(data.copy())
    by_id = {person.member_id: person for person in people}
    answered: set[UUID] = set()
    asked_for: set[UUID] = set()
    for number, answer in enumerate(
        read_relay(data.get(PASTED, "")[:LONGEST], [(p.member_id, p.name) for p in people])
    ):
        key = answer.key
        if key is None and (key := _chosen(data, number, by_id)) is not None:
            read.settled.append((f"ask-{number}", key))
        if key is None:
            read.asked.append(_asked(number, answer, by_id))
            asked_for.update(answer.candidates[:1])
            continue
        answered.add(key)
        presence = read_answer(answer.remark)
        if presence not in allowed:
            read.silent.append(answer.line)
        else:
            read.data[AttendanceForm.name_of(key)] = presence
    read.matched = len(answered)
    spoken_of = answered | asked_for
    read.missing = [person.name for person in people if person.member_id not in spoken_of and not person.is_exempt]
    return read


def _chosen(data: QueryDict, number: int, people: dict[UUID, Person]) -> UUID | None:
    try:
        key = UUID(data.get(f"ask-{number}", ""))
    except ValueError:
        return None
    return key if key in people else None


def _asked(number: int, answer: Answered[UUID], people: dict[UUID, Person]) -> Asked:
    likely = [people[key] for key in answer.candidates]
    rest = [person for person in people.values() if person not in likely]
    choices = [
        ("", _("不算")),
        *((str(person.member_id), _("是%(name)s") % {"name": label_of(person)}) for person in likely),
        *((str(person.member_id), label_of(person)) for person in rest),
    ]
    return Asked(f"ask-{number}", answer.line, choices)


def label_of(person: Person) -> str:
    return person.name + bracketed(person.group_name) if person.group_name else person.name


COMING = frozenset({Presence.PRESENT, Presence.LEAVE_WORK, Presence.LEAVE_ILL, Presence.LEAVE_PERSONAL, Presence.GUEST})
"""What can be said before a gathering."""
EVERYTHING = frozenset(Presence.values)
