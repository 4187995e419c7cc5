"""What a home of imported rows is: what is there already, how rows become records, how they are taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.flows.imports import known
from zhibu.intake import Level
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation
from zhibu.rules.said import joined, said

Values = dict[str, Any]
Placed = tuple[Values, Organisation]


class Row(Protocol):
    """A row that is being compared."""

    @property
    def values(self) -> Values: ...

    @property
    def branch(self) -> Organisation | None: ...

    is_known: bool

    @property
    def is_refused(self) -> bool: ...


class Tell(Protocol):
    """Put something beside a cell: what is seen, and what would be right."""

    def __call__(
        self, row: Any, name: str, code: str, sentence: str, right: str, level: Level = Level.LOOK
    ) -> None: ...


@dataclass
class Looking:
    """What a home needs to compare rows. `coming`: branch and name of members that come in the same file."""

    tell: Tell
    brought_by: UUID
    today: date
    coming: set[tuple[UUID, str]] = field(default_factory=set)

    def refuse(self, row: Row, name: str, code: str, sentence: str, right: str) -> None:
        self.tell(row, name, code, sentence, right, Level.REFUSED)

    def note(self, row: Row, name: str, code: str, sentence: str, right: str = "") -> None:
        self.tell(row, name, code, sentence, right, Level.NOTE)

    def is_known(self, row: Row, name: str, sentence: str, right: str = "") -> None:
        row.is_known = True
        self.tell(row, name, "record.known", sentence, right)


@dataclass(frozen=True)
class Import:
    """The import that writes."""

    key: UUID
    filename: str
    today: date
    now: datetime


class Home(Protocol):
    """One kind's way from rows to records and back. `right`: who may, beside the right to import.

    `takes_doubles`: a row that is known may still be taken as another one.
    """

    @property
    def right(self) -> Right: ...

    @property
    def takes_doubles(self) -> bool: ...

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        """Tell what the file alone does not show. Everything that `write` would refuse is refused here."""
        ...

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        """Without those that somebody recorded since they were compared."""
        ...

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]: ...

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        """One sentence for each kind of later record that keeps the import from being taken back."""
        ...

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]: ...


class People:
    """Members of some branches by name. A name that two members bear is nobody's."""

    def __init__(self, branch_ids: Iterable[UUID]) -> None:
        self._found: Mapping[UUID, Mapping[str, list[UUID]]] = known.names_in(branch_ids)

    def all(self, branch: Organisation, name: str) -> list[UUID]:
        return list(self._found.get(branch.pk, {}).get(tidy_name(name), []))

    def one(self, branch: Organisation, name: str) -> UUID | None:
        found = self.all(branch, name)
        return found[0] if len(found) == 1 else None


def need_member(row: Row, people: People, looking: Looking) -> UUID | None:
    """The member whom a row is about. Somebody who comes in the same file is found when it is written."""
    branch, name = row.branch, row.values.get("name") or ""
    if branch is None or not name:
        return None
    found = people.all(branch, name)
    if len(found) == 1:
        return found[0]
    if found:
        right = "分不清是哪一位，到他本人的页面上记。"
        looking.refuse(
            row, "name", "member.namesakes", said("册上有 {count} 位{name}。", count=len(found), name=name), right
        )
    elif (branch.pk, tidy_name(name)) not in looking.coming:
        right = "先导花名册；名字写错的，改成册上的姓名。"
        looking.refuse(
            row, "name", "member.unknown", said("{name}不在{branch}的花名册上。", name=name, branch=branch.name), right
        )
    return None


def named(sentence: str, names: Iterable[str], most: int = 3) -> list[str]:
    """One sentence with the first few names, or none."""
    shown = list(dict.fromkeys(names))
    if not shown:
        return []
    more = said("等 {count} 个", count=len(shown)) if len(shown) > most else ""
    return [said(sentence, names=joined(shown[:most]) + more)]


def branches_in(placed: Iterable[Placed]) -> dict[UUID, Organisation]:
    return {branch.pk: branch for _values, branch in placed}


def branches_of(rows: Iterable[Row]) -> dict[UUID, Organisation]:
    return {row.branch.pk: row.branch for row in rows if row.branch}
