"""Rows of a file against the records and the articles of the rooms: what a file alone cannot show.

Everything that the last step would refuse is refused here, beside its cell: the last step has nothing left to refuse.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.errors import Invalid
from zhibu.flows.imports import building, known
from zhibu.flows.imports.completing import Completing
from zhibu.flows.imports.homes import FOUNDING, HOMES
from zhibu.flows.imports.homes.branches import is_coming
from zhibu.flows.imports.homes.home import Looking
from zhibu.flows.imports.mapping import Sheet, places_of
from zhibu.flows.imports.reach import Reach, Unplaced, parents_of
from zhibu.intake import Group, Level, Problem, Row
from zhibu.intake.kinds import KINDS
from zhibu.meeting.actions import check_gathering
from zhibu.meeting.models import ItemKind, Stage
from zhibu.member.actions import check_details
from zhibu.member.identity import digest_of
from zhibu.member.models import Details, PostKind
from zhibu.member.names import tidy_name
from zhibu.org.models import Organisation, OrganisationKind
from zhibu.rules.said import joined, said

LABEL_LENGTH = 120
FIELDS_OF_CHECKS = {"kinds": "kinds", "happened_on": "happened_on", "ends": "ends", "present": "present"}
FIELDS_OF_CHECKS |= {"in_favour": "in_favour", "tally_present": "votes_present"}


@dataclass
class Compared:
    """One row with everything that is known of it now."""

    sheet: int
    kind: str
    row: Row
    branch: Organisation | None
    problems: list[Problem] = field(default_factory=list)
    is_known: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return self.row.values  # type: ignore[return-value]

    @property
    def group(self) -> Group:
        levels = {problem.level for problem in self.problems}
        return Group.REFUSED if Level.REFUSED in levels else Group.LOOK if Level.LOOK in levels else Group.READY

    @property
    def is_refused(self) -> bool:
        return self.group is Group.REFUSED

    @property
    def label(self) -> str:
        if self.kind == "roster":
            return str(self.values.get("name") or "（没有姓名）")
        if self.kind in HOMES:
            return str(self.values.get(KINDS[self.kind].key) or "（没有内容）")[:LABEL_LENGTH]
        on, precision = self.values.get("happened_on"), self.values.get("happened_precision", "day")
        day = (
            "（没有日期）" if on is None else f"{on.year}年{on.month}月" + (f"{on.day}日" if precision == "day" else "")
        )
        return f"{day} {self.values.get('title', '')}".strip()[:LABEL_LENGTH]


class Comparison:
    """All rows of one upload. `tell` finds the cell of a field, so that every problem names row, column and header."""

    def __init__(self, reach: Reach, sheets: Sequence[Sheet], today: date, brought_by: UUID) -> None:
        self.reach, self.sheets, self.today, self.brought_by = reach, sheets, today, brought_by
        self.above = parents_of(reach.path, today)
        self.places = [places_of(sheet) for sheet in sheets]
        self.rows: list[Compared] = []

    def add(self, index: int, rows: Iterable[Row]) -> None:
        sheet = self.sheets[index]
        chosen = self.reach.by_id.get(UUID(sheet["branch"])) if sheet["branch"] else None
        for row in rows:
            found, cell = self._place(sheet, row, chosen)
            placed = found if isinstance(found, Organisation) else None
            compared = Compared(index, sheet["kind"], row, placed, list(row.problems))
            self.rows.append(compared)
            if isinstance(found, Unplaced):
                self.tell(compared, cell, "branch.unknown", found.sentence, found.right, Level.REFUSED)

    def _place(self, sheet: Sheet, row: Row, chosen: Organisation | None) -> tuple[Organisation | Unplaced, str]:
        """The branch that a row is about, or under which organisation one is set up; and the cell that says so."""
        values: dict[str, Any] = row.values  # type: ignore[assignment]
        if sheet["kind"] != FOUNDING:
            return self.reach.find(values.get("branch") or "", chosen), "branch"
        above = self.above
        own = next((one for one in above.branches if one.path == above.path), None)
        if own and own.kind == OrganisationKind.PRIMARY_COMMITTEE and is_coming(values, above):
            return own, "parent"
        return above.find(values.get("parent") or "", own), "parent"

    def tell(self, row: Compared, name: str, code: str, sentence: str, right: str, level: Level = Level.LOOK) -> None:
        letter, header = self.places[row.sheet].get(name, (None, None))
        row.problems.append(Problem(code, sentence, right, level).at(row.row.number, letter, header, name))

    def run(self) -> None:
        members = [row for row in self.rows if row.kind == "roster" and row.branch]
        gatherings = [row for row in self.rows if row.kind == "meetings" and row.branch]
        self._compare_members(members)
        self._compare_gatherings(gatherings, members)
        coming = {
            (row.branch.pk, tidy_name(row.values["name"])) for row in members if row.branch and row.values.get("name")
        }
        looking = Looking(self.tell, self.brought_by, self.today, coming)
        for kind, home in HOMES.items():
            if rows := [row for row in self.rows if row.kind == kind and row.branch]:
                home.compare(rows, looking)

    # --- roster

    def _compare_members(self, rows: list[Compared]) -> None:
        if not rows:
            return
        people = known.KnownMembers(self.reach.path, (row.values.get("name") or "" for row in rows))
        named = ((row.branch.pk, row.values.get("name") or "") for row in rows if row.branch)
        completing = Completing(people, named, self.today)
        numbers = _known_numbers(rows)
        secretaries = known.secretaries(row.branch.pk for row in rows if row.branch)
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            self._check_details(row)
            if self._tell_if_in(row, row.branch, completing, numbers):
                self._check_posts(row, row.branch, secretaries)

    def _check_details(self, row: Compared) -> None:
        try:
            check_details(building.member_columns(row.values), self.today)
        except Invalid as error:
            for name, sentence in error.problems.items():
                self.tell(row, name, f"{name}.impossible", sentence, "核对后改正这一格。", Level.REFUSED)

    def _tell_if_in(self, row: Compared, branch: Organisation, completing: Completing, numbers: frozenset[str]) -> bool:
        """Whether somebody new comes. Somebody who is in already gets what the roster leaves empty, or is left out."""
        match = completing.match(row.values, branch)
        by_number = _digest(row) in numbers
        if match is None and not by_number:
            return True
        if match and match.adds:
            sentence = said("已在册，补上册上空着的{added}。", added=match.added)
            self.tell(row, "name", "member.completed", sentence, "册上写着的不改。不是同一个人，就不导。", Level.NOTE)
            return False
        one = match.one if match else None
        where = said("（{branch_name}）", branch_name=one.branch_name) if one and one.branch_id != branch.pk else ""
        what = (
            said("身份证号相同")
            if by_number
            else said("姓名和出生日期相同")
            if one and one.birth_on
            else said("姓名相同")
        )
        if match and match.differs:
            what += said("，{names}和册上的不合", names=joined(match.differs))
        row.is_known = True
        self.tell(
            row,
            "name",
            "member.known",
            said("已在册{where}：{what}，这一行先不导。", where=where, what=what),
            "不是同一个人，就选“按这样导入”。",
        )
        return True

    def _check_posts(self, row: Compared, branch: Organisation, secretaries: dict[UUID, str]) -> None:
        """A second secretary is entered as a member; who gives way is for people to say."""
        if PostKind.SECRETARY not in building.posts_of(row.values):
            return
        holder, name = secretaries.get(branch.pk), tidy_name(row.values["name"])
        if holder is None:
            secretaries[branch.pk] = name
        elif holder != name and not row.is_known:
            sentence = said(
                "{branch}的书记已经是{holder}；这一行按党员导入，不记书记。", branch=branch.name, holder=holder
            )
            self.tell(row, "post", "post.second_secretary", sentence, "换了书记，导入后到“支部资料”里改。")

    # --- meetings

    def _compare_gatherings(self, rows: list[Compared], members: list[Compared]) -> None:
        if not rows:
            return
        branch_ids = {row.branch.pk for row in rows if row.branch}
        held = known.KnownGatherings(branch_ids)
        groups = Counter(branch_id for branch_id, _name in {*known.groups(branch_ids), *groups_named(members)})
        people = known.names_in(branch_ids)
        named = {(row.branch.pk, tidy_name(row.values["name"])) for row in members if row.branch and row.values["name"]}
        for row in rows:
            if row.branch is None:
                continue
            self._need_the_day(row)
            if row.is_refused:
                continue
            self._check_gathering(row, row.branch)
            self._tell_if_recorded(row, row.branch, held)
            self._ask_for_the_group(row, groups[row.branch.pk])
            self._tell_about_the_vote(row)
            self._tell_unknown_names(row, row.branch, people, named)

    def _need_the_day(self, row: Compared) -> None:
        if row.values.get("happened_on") and row.values.get("happened_precision") == "month":
            row.problems = [problem for problem in row.problems if problem.code != "date.month_only"]
            on = row.values["happened_on"]
            sentence = said("只写到 {year}年{month}月，不知道是哪一天开的。", year=on.year, month=on.month)
            right = said("补上日子，比如 {year}-{month}-05。", year=on.year, month=f"{on.month:02}")
            self.tell(row, "happened_on", "happened.day_needed", sentence, right, Level.REFUSED)

    def _check_gathering(self, row: Compared, branch: Organisation) -> None:
        try:
            check_gathering(building.gathering(row.values, branch), self.today, Stage.HELD)
        except Invalid as error:
            for name, sentence in error.problems.items():
                cell = FIELDS_OF_CHECKS.get(name, name)
                self.tell(row, cell, f"{cell}.impossible", sentence, "核对后改正这一格。", Level.REFUSED)

    def _tell_if_recorded(self, row: Compared, branch: Organisation, held: known.KnownGatherings) -> None:
        values = row.values
        labels = held.already(branch, values["happened_on"], values["kinds"], values.get("group", ""))
        if labels:
            row.is_known = True
            sentence = said("这一天的{names}已经记过，这一行先不导。", names=joined(labels))
            self.tell(row, "happened_on", "gathering.known", sentence, "是另外一次，就选“按这样导入”。")

    def _ask_for_the_group(self, row: Compared, groups: int) -> None:
        values = row.values
        if ItemKind.GROUP_MEETING in values["kinds"] and not values.get("group") and groups > 1:
            sentence = "没有写是哪个党小组，算不到小组头上。"
            self.tell(row, "group", "group.missing", sentence, "加一列“党小组”写明；不清楚就照原样导入。")

    def _tell_about_the_vote(self, row: Compared) -> None:
        values = row.values
        if values.get("in_favour") is None or values.get("due_to_vote") is not None:
            return
        if not set(values["kinds"]) & {kind.value for kind in building.VOTING_BODIES}:
            return
        if values.get("due") is None:
            sentence, right = (
                "有赞成票，没有“应到会有表决权”的人数，票数只记在决定里。",
                "加一列写明人数，才能核对过没过半数。",
            )
        else:
            sentence = said("没有“应到会有表决权”的人数，按应到 {due} 人记。", due=values["due"])
            right = "预备党员没有表决权：有预备党员的，写上减去他们的人数。"
        self.tell(row, "in_favour", "votes.due_missing", sentence, right)

    def _tell_unknown_names(
        self,
        row: Compared,
        branch: Organisation,
        people: dict[UUID, dict[str, list[UUID]]],
        named: set[tuple[UUID, str]],
    ) -> None:
        _found, unknown = building.attendance(row.values, people.get(branch.pk, {}))
        unknown = [name for name in unknown if (branch.pk, tidy_name(name)) not in named]
        if unknown:
            shown = joined(unknown[:5]) + (said("等 {count} 人", count=len(unknown)) if len(unknown) > 5 else "")
            cell = "attendees" if "attendees" in self.places[row.sheet] else "absences"
            sentence = said("{shown}不在花名册上（或有同名），只记人数，不记到各人名下。", shown=shown)
            self.tell(row, cell, "names.unknown", sentence, "先导花名册，或改成册上的姓名。", Level.NOTE)


def groups_named(rows: Iterable[Compared]) -> set[tuple[UUID, str]]:
    """Party groups that rows name, by branch."""
    return {
        (row.branch.pk, row.values["group"])
        for row in rows
        if row.branch and row.values.get("group") and not row.is_refused
    }


def _digest(row: Compared) -> str:
    return digest_of(row.values.get("identity_number") or "")


def _known_numbers(rows: list[Compared]) -> frozenset[str]:
    """Digests of these rows' numbers that are among the records. The numbers themselves go no further."""
    return known_digests({row.branch.root for row in rows if row.branch}, {_digest(row) for row in rows} - {""})


def known_digests(roots: Iterable[UUID], digests: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    wanted = sorted(digests)
    for start in range(0, len(wanted), known.AT_ONCE):
        portion = Details.objects.filter(identity_digest__in=wanted[start : start + known.AT_ONCE])
        found |= set(portion.filter(root__in=roots).values_list("identity_digest", flat=True))
    return frozenset(found)


def without_number(row: Row) -> Row:
    """Identity numbers are checked and compared, never stored among the values."""
    return replace(row, values={name: value for name, value in row.values.items() if name != "identity_number"})


def is_secret(kind: str, name: str) -> bool:
    return name in KINDS[kind].fields and KINDS[kind].fields[name].secret
