"""A roster row about somebody who is on the roster already: it adds what the roster leaves empty, and changes nothing.

A list of branches brings secretaries by name alone; their roster, read in afterwards, has the rest.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.errors import Invalid
from zhibu.flows.imports import building
from zhibu.flows.imports.known import KnownMembers, Namesake, same_day
from zhibu.member.actions import check_details
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation
from zhibu.rules.said import joined

LABELS = {
    "sex": "性别",
    "ethnicity": "民族",
    "birth_on": "出生日期",
    "education": "学历",
    "joined_on": "入党日期",
    "full_on": "转正日期",
    "category": "党员类别",
    "job": "工作岗位",
    "phone": "电话尾号",
    "remark": "备注",
}
DAYS = {"birth_on": "birth_precision", "joined_on": "joined_precision", "full_on": "full_precision"}
TELLING = ("sex", "birth_on", "joined_on", "full_on")
"""Where these differ, either it is somebody else or one of the two is wrong: for people to say."""


@dataclass(frozen=True)
class Match:
    """Somebody who is on the roster already, what the row would add, and where the two contradict each other."""

    one: Namesake
    adds: dict[str, Any]
    differs: list[str]

    @property
    def added(self) -> str:
        return joined(label for name, label in LABELS.items() if name in self.adds)


class Completing:
    """`rows`: branch and name of every roster row of the file, for two of one name cannot be told apart."""

    def __init__(self, people: KnownMembers, rows: Iterable[tuple[UUID, str]], today: date) -> None:
        self._people, self._today = people, today
        self._rows = Counter((branch, tidy_name(name)) for branch, name in rows)

    def match(self, values: dict[str, Any], branch: Organisation) -> Match | None:
        """Whom the row is about, among those on the roster; None: somebody new. Adds nothing where there is doubt."""
        one = self._people.same_person(values, branch)
        if one is None:
            return None
        columns = building.member_columns(values)
        differs = [LABELS[name] for name in TELLING if _differ(name, columns, one.columns)]
        if differs or one.branch_id != branch.pk or not self._is_the_only_one(values, branch):
            return Match(one, {}, differs)
        adds = {name: columns[name] for name in LABELS if columns.get(name) and not one.columns[name]}
        adds |= {DAYS[name]: columns[DAYS[name]] for name in DAYS.keys() & adds.keys()}
        try:
            check_details({**one.columns, **adds}, self._today)  # each is possible alone, but not both together
        except Invalid as error:
            return Match(one, {}, [LABELS[name] for name in error.problems if name in LABELS])
        return Match(one, adds, [])

    def _is_the_only_one(self, values: dict[str, Any], branch: Organisation) -> bool:
        name = tidy_name(values["name"])
        return self._rows[branch.pk, name] <= 1 and self._people.count(name, branch) == 1


def _differ(name: str, row: dict[str, Any], kept: dict[str, Any]) -> bool:
    ours, theirs = row.get(name), kept[name]
    if not ours or not theirs:
        return False
    if isinstance(ours, date):
        return not same_day(ours, row[DAYS[name]] or "day", theirs, kept[DAYS[name]])
    return bool(ours != theirs)
