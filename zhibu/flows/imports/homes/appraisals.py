"""A table of the ballots counted at a democratic appraisal: for each member what the form 票决统计表 has."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from zhibu.base.actor import Actor, Right
from zhibu.base.touched import Touch
from zhibu.flows.imports.homes.home import (
    Import,
    Looking,
    People,
    Placed,
    Row,
    Values,
    branches_in,
    branches_of,
    need_member,
)
from zhibu.intake.kinds.appraisals import GRADES
from zhibu.meeting.batches import NewBallots, enter_ballots
from zhibu.meeting.models import AppraisalBallots
from zhibu.rules.said import said

COUNTS = ("issued", "returned", "valid", *GRADES)


class Appraisals:
    right = Right.KEEP_APPRAISALS
    takes_doubles = False

    def compare(self, rows: Sequence[Row], looking: Looking) -> None:
        branches = branches_of(rows)
        people, there = People(branches), _there(branches)
        taken: dict[tuple[UUID, int], int] = {}
        for row in rows:
            if row.is_refused or row.branch is None:
                continue
            member, year = need_member(row, people, looking), row.values.get("year")
            if year is None:
                right = "在表的标题里写上年份，或者在“看列”里填上。"
                looking.refuse(row, "name", "appraisal.year", "不知道是哪一年的评议。", right)
            elif year > looking.today.year:
                looking.refuse(row, "name", "date.future", said("{year} 年还没到。", year=year), "核对年份。")
            if row.is_refused or member is None or year is None:
                continue
            if (member, year) in taken:
                looking.refuse(row, "name", "appraisal.twice", "这个人前面已经有一行。", "一个人一年只留一行。")
            elif standing := there.get((member, year)):
                looking.is_known(row, "name", said("{year} 年的已经记过，这一行不再导。", year=year))
                self._tell_contradiction(row, standing, looking)
            taken[member, year] = 1

    def _tell_contradiction(self, row: Row, standing: AppraisalBallots, looking: Looking) -> None:
        for name in COUNTS:
            there, here = getattr(standing, name), row.values.get(name)
            if here is not None and there is not None and here != there:
                sentence = said("记录里是 {there} 票，表里是 {here} 票。", there=there, here=here)
                looking.tell(row, name, "ballots.contradict", sentence, "核对原始的计票单。")

    def still_new(self, placed: Sequence[Placed]) -> list[Placed]:
        branches = branches_in(placed)
        people, there = People(branches), _there(branches)
        return [
            (values, branch)
            for values, branch in placed
            if (people.one(branch, values["name"]), values["year"]) not in there
        ]

    def write(self, actor: Actor, placed: Sequence[Placed], source: Import) -> set[Touch]:
        people = People(branches_in(placed))
        entries: dict[tuple[UUID, int], NewBallots] = {}
        for values, branch in placed:
            member = people.one(branch, values["name"])
            if member is not None:
                entry = NewBallots(branch, member, values["year"], _counts(values), values.get("result", ""))
                entries.setdefault((member, values["year"]), entry)
        enter_ballots(
            actor, entries=list(entries.values()), now=source.now, source_note=source.filename, batch=source.key
        )
        return set()

    def depends(self, batch: UUID, since: datetime) -> list[str]:
        return []

    def take_back(self, actor: Actor, batch: UUID, today: date, now: datetime) -> set[Touch]:
        rows = AppraisalBallots.versions.filter(batch=batch, revoked_at__isnull=True)
        rows.update(revoked_at=now, revoked_by=actor.user_id)
        return set()


def _counts(values: Values) -> dict[str, int | None]:
    return {name: values.get(name) for name in COUNTS}


def _there(branch_ids: Iterable[UUID]) -> dict[tuple[UUID, int], AppraisalBallots]:
    rows = AppraisalBallots.objects.filter(
        member__memberships__branch__in=list(branch_ids), member__memberships__revoked_at__isnull=True
    )
    return {(row.member_id, row.year): row for row in rows.distinct()}
