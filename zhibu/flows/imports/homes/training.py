"""A register of class hours: courses of members outside the branch's own gatherings."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.flows.imports.homes.home import Import, Looking, People, Placed, Row, Values, branches_in, branches_of
from zhibu.flows.imports.homes.home import need_member as member_of
from zhibu.intake.wording import shortened, squeezed
from zhibu.member.batches import NewCourse, conduct_of, enter_courses
from zhibu.member.models import Course
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation
from zhibu.rules.said import joined, said

TITLE = Course._meta.get_field("title").max_length
MINUTES = 60
_CENTRALISED = re.compile(r"集中|轮训|脱产|培训班|示范班")
Key = tuple[UUID, str, date]


class Training:
    right = Right.IMPORT
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        branches = branches_of(rows)
        people, there = People(branches), _there(branches)
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            members = self._members(row, row.branch, people, looking)
            self._need_hours(row, looking)
            self._need_time(row, looking)
            if row.is_refused or not members:
                continue
            found = {member: there.get(_key(member, row.values)) for member in members}
            differing = [minutes for minutes in found.values() if minutes not in (None, _minutes(row.values))]
            if all(minutes is not None for minutes in found.values()):
                looking.is_known(row, "name", "这一次培训已经记过，这一行不再导。")
            if differing:
                sentence = said(
                    "记录里是 {differing} 学时，表里是 {values} 学时。",
                    differing=_hours(differing[0]),
                    values=_hours(_minutes(row.values)),
                )
                looking.tell(row, "hours", "hours.contradict", sentence, "核对；记录错了，到“学时”里撤销那一条再导。")

    def _members(self, row: Row, branch: Organisation, people: People, looking: Looking) -> list[UUID]:
        """Everybody in the cell. Where it names several, those who are not on the roster are told and left out."""
        names = _names(row.values)
        if len(names) == 1:
            member = member_of(row, people, looking)
            return [member] if member else []
        unclear = [name for name in names if people.one(branch, name) is None]
        unclear = [name for name in unclear if (branch.pk, tidy_name(name)) not in looking.coming]
        if len(unclear) == len(names):
            looking.refuse(row, "name", "member.unknown", "这些人都不在花名册上。", "先导花名册，或改成册上的姓名。")
        elif unclear:
            sentence = said("{names}不在花名册上（或有同名），没有收。", names=joined(unclear[:5]))
            looking.tell(row, "name", "member.unknown", sentence, "先导花名册，或改成册上的姓名。")
        return [member for name in names if (member := people.one(branch, name))]

    def _need_hours(self, row: Row, looking: Looking) -> None:
        if not row.values.get("hours"):
            cell = "days" if row.values.get("days") else "hours"
            right = "在“学时”一列写上，例如 16。"
            looking.refuse(row, cell, "hours.needed", "不知道是多少学时。", right)

    def _need_time(self, row: Row, looking: Looking) -> None:
        on, precision = _when(row.values)
        if on is None:
            right = "写上日期，或者在“看列”里填上年份。"
            looking.refuse(row, "happened_on", "happened.day_needed", "不知道是什么时候的培训。", right)
        elif on > looking.today:
            looking.refuse(row, "happened_on", "date.future", "培训还没开始。", "参加了再记。")
        elif precision == "year" and not row.values.get("happened_on"):
            looking.note(row, "happened_on", "date.year_only", said("没有写哪天，记在 {year} 年。", year=on.year))

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        branches = branches_in(placed)
        people, there = People(branches), _there(branches)

        def is_new(values: Values, branch: Organisation) -> bool:
            members = [people.one(branch, name) for name in _names(values)]
            return any(member is None or _key(member, values) not in there for member in members)

        return [(values, branch) for values, branch in placed if is_new(values, branch)]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        branches = branches_in(placed)
        people, there = People(branches), _there(branches)
        entries: dict[Key, NewCourse] = {}
        for values, branch in placed:
            for name in _names(values):
                member = people.one(branch, name)
                if member is not None and (key := _key(member, values)) not in there:
                    entries.setdefault(key, _course(values, branch, member))
        done = enter_courses(
            actor, entries=list(entries.values()), now=source.now, source_note=source.filename, batch=source.key
        )
        return done.touched

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        return []

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        rows = Course.versions.filter(batch=batch, revoked_at__isnull=True)
        touched = conduct_of(rows)
        rows.update(revoked_at=now, revoked_by=actor.user_id)
        return touched


def _there(branch_ids: Iterable[UUID]) -> dict[Key, int]:
    rows = Course.objects.filter(
        member__memberships__branch__in=list(branch_ids), member__memberships__revoked_at__isnull=True
    )
    found = rows.values_list("member_id", "title", "happened_on", "minutes").distinct()
    return {(member, squeezed(title), on): minutes for member, title, on, minutes in found}


def _names(values: Values) -> list[str]:
    names: list[str] = values.get("names") or [values["name"]]
    return names


def _key(member: UUID, values: Values) -> Key:
    on, _precision = _when(values)
    assert on is not None
    return member, squeezed(_title(values)), on


def _when(values: Values) -> tuple[date | None, str]:
    """The day, or as much of it as is known; a register of a year without days counts for that year."""
    on: date | None = values.get("happened_on")
    if on is not None:
        return on, values.get("happened_precision", "day")
    year: int | None = values.get("year")
    return (date(year, 1, 1), "year") if year else (None, "day")


def _title(values: Values) -> str:
    on, _precision = _when(values)
    title: str = values.get("title") or values.get("form") or (said("{year} 年培训", year=on.year) if on else "")
    return shortened(title, TITLE or 0)


def _course(values: Values, branch: Organisation, member: UUID) -> NewCourse:
    on, precision = _when(values)
    assert on is not None
    words = f"{values.get('form', '')}{values.get('title', '')}"
    centralised = bool(_CENTRALISED.search(words))
    return NewCourse(branch.root, member, _title(values), on, _minutes(values), precision, centralised)


def _minutes(values: Values) -> int:
    return int((values.get("hours") or 0) * MINUTES)


def _hours(minutes: int) -> Any:
    return f"{minutes / MINUTES:g}"
