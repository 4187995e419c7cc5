"""A seeded organisation of any size, written in bulk: the same numbers give the same rows. Names are numbers."""

import random
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID, uuid4

from zhibu.base.paths import SEPARATOR, code
from zhibu.base.touched import SheetKind
from zhibu.bench.copies import BATCH as COPIED_TOGETHER
from zhibu.bench.copies import MONTHS, Branches, Copies, in_a_rush, lives_of
from zhibu.checkup import counting, refresh
from zhibu.checkup.models import TABLES, BranchState, Finding
from zhibu.meeting.models import Gathering, Item, ItemKind, Stage, Tally
from zhibu.member.models import Details, Member, Membership, PostHolding, PostKind
from zhibu.org.models import Domain, Organisation, OrganisationKind, Placement, Profile, Term

BATCH = 250  # branches written and judged together
FANOUT = 40  # branches under one general branch, general branches under one committee
LIVES = 1000  # branches that differ; of more, several live the same year
FOUNDED_ON = date(2015, 1, 1)
Placed = tuple[Organisation, Organisation]  # a branch and the organisation above it
Say = Callable[[str], None]
Thing = TypeVar("Thing")


class Generator:
    """About 14 members and 45 gatherings a year for each branch; one in eight branches has gaps.

    The first `lives` branches are written as records and drawn; the others are copies of them, row by row.
    """

    def __init__(self, branches: int, today: date, seed: int = 1, lives: int = LIVES) -> None:
        self.branches, self.today, self.lives = branches, today, lives
        self.random = random.Random(seed)  # noqa: S311 - repeatable numbers, not secrets
        self.number = 0
        self.writer = uuid4()
        self.start = date(today.year, 1, 1)

    def write(self, say: Say) -> Sequence[Organisation]:
        numbers = array("L")
        originals: list[Organisation] = []
        placed = self._organisations()
        for batch in _batches(islice(placed, min(self.lives, self.branches)), BATCH):
            self._write_batch(batch)
            originals += [branch for branch, _parent in batch]
            say(f"  {len(originals)}/{self.branches}")
        numbers.extend(branch.number for branch in originals)
        if self.branches > len(originals):
            with in_a_rush():
                self._copy(originals, placed, numbers, say)
        return Branches(numbers)

    def contents(self) -> dict[str, int]:
        """What was written, in rows."""
        tables: dict[str, type[Any]] = {
            "支部": BranchState, "党员": Member, "会": Gathering, "议题": Item, "表决": Tally,
            "党支部年度事实表": TABLES[SheetKind.BRANCH_YEAR], "体检结果": Finding,
        }  # fmt: skip
        found = {label: table._base_manager.count() for label, table in tables.items()}
        return found | {"各不相同的一年": min(self.lives, self.branches)}

    def _copy(self, originals: list[Organisation], placed: Iterator[Placed], numbers: "array[int]", say: Say) -> None:
        copies = Copies(lives_of(originals), self.random)
        for batch in _batches(placed, COPIED_TOGETHER):
            Organisation.objects.bulk_create((branch for branch, _parent in batch), batch_size=500)
            copies.begin(batch)
            numbers.extend(branch.number for branch, _parent in batch)
            say(f"  {len(numbers)}/{self.branches}")
        for month in MONTHS:
            copies.go_on(month)
        copies.end()

    def _organisations(self) -> Iterator[Placed]:
        """Branches with their parents, below one superior of all, so that somebody sees every branch on one map."""
        self.top = self._above(None, OrganisationKind.HIGHER)
        parent = committee = self.top
        for index in range(self.branches):
            if index % (FANOUT * FANOUT) == 0:
                committee = self._above(self.top, OrganisationKind.PRIMARY_COMMITTEE)
            if index % FANOUT == 0:
                parent = self._above(committee, OrganisationKind.GENERAL_BRANCH)
            yield self._organisation(parent, OrganisationKind.BRANCH), parent

    def _above(self, parent: Organisation | None, kind: OrganisationKind) -> Organisation:
        made = self._organisation(parent, kind)
        made.save(force_insert=True)
        stamp = self._stamp(made.root, self.start)
        Placement(organisation=made, parent=parent, since=FOUNDED_ON, **stamp).save(force_insert=True)
        return made

    def _organisation(self, parent: Organisation | None, kind: OrganisationKind) -> Organisation:
        self.number += 1
        organisation = Organisation(
            number=self.number,
            kind=kind,
            name=f"测试{self.number:06d}",
            path=(parent.path if parent else "") + code(self.number) + SEPARATOR,
            domain=Domain.STATE_OWNED_ENTERPRISE,
            founded_on=FOUNDED_ON,
            records_from=self.start if kind == OrganisationKind.BRANCH else None,
        )
        spans_data = parent is None or kind == OrganisationKind.PRIMARY_COMMITTEE
        organisation.root = organisation.pk if spans_data else parent.root  # type: ignore[union-attr]
        return organisation

    def _stamp(self, root: UUID, day: date) -> dict[str, Any]:
        return {
            "root": root,
            "recorded_at": datetime.combine(day, time(12), UTC),
            "recorded_by": self.writer,
        }

    def _write_batch(self, placed: list[Placed]) -> None:
        rows: dict[type[Any], list[Any]] = {
            model: []
            for model in (Placement, Profile, Term, Member, Details, Membership, PostHolding, Gathering, Item, Tally)
        }
        branches = [branch for branch, _parent in placed]
        Organisation.objects.bulk_create(branches)
        for branch, parent in placed:
            stamp = self._stamp(branch.root, self.start)
            rows[Placement].append(Placement(organisation=branch, parent=parent, since=FOUNDED_ON, **stamp))
        for branch in branches:
            self._people(branch, rows)
            self._life(branch, rows)
        for model, made in rows.items():
            model._base_manager.bulk_create(made, batch_size=500)
        # All that the night run would have kept, so that a save is measured as it is in use.
        kinds = (SheetKind.BRANCH, SheetKind.TERM, SheetKind.RESOLUTION, SheetKind.BRANCH_YEAR, SheetKind.CONDUCT)
        for kind in kinds:
            year = self.today.year if kind.is_yearly else 0
            refresh.redraw_kind(kind, branches, year, self.today)
        counting.recount(branches, self.today)

    def _people(self, branch: Organisation, rows: dict[type[Any], list[Any]]) -> None:
        stamp = self._stamp(branch.root, self.start)
        elected_on = self.today - timedelta(days=self.random.randint(30, 1080))
        rows[Profile].append(Profile(organisation=branch, name=branch.name, since=FOUNDED_ON, **stamp))
        rows[Term].append(
            Term(
                organisation=branch,
                happened_on=elected_on,
                ends_on=elected_on + timedelta(days=1095),
                seats=3,
                **stamp,
            )
        )
        posts = [
            PostKind.SECRETARY,
            PostKind.ORGANISATION_MEMBER,
            PostKind.DISCIPLINE_MEMBER,
            PostKind.PUBLICITY_MEMBER,
        ]
        for place in range(14):
            member = Member(
                root=branch.root,
                name=f"成员{place:02d}",
                sort_key=f"cheng yuan {place:02d}",
                initials="cy",
                branch=branch,
                path=branch.path,
                joined_on=date(2010, 7, 1),
                full_on=date(2011, 7, 1),
            )
            rows[Member].append(member)
            rows[Details].append(
                Details(member=member, name=member.name, joined_on=member.joined_on, full_on=member.full_on, **stamp)
            )
            rows[Membership].append(Membership(member=member, branch=branch, since=FOUNDED_ON, **stamp))
            if place < len(posts):
                rows[PostHolding].append(
                    PostHolding(member=member, organisation=branch, post=posts[place], since=elected_on, **stamp)
                )

    def _life(self, branch: Organisation, rows: dict[type[Any], list[Any]]) -> None:
        has_gaps = self.random.random() < 0.125
        for month in range(1, self.today.month + 1):
            kinds = [[ItemKind.COMMITTEE_MEETING], [ItemKind.THEME_DAY], [ItemKind.OTHER], [ItemKind.OTHER]]
            if month % 3 == 2:
                kinds[1] = [ItemKind.THEME_DAY, ItemKind.GENERAL_MEETING]
            for place, together in enumerate(kinds):
                day = date(self.today.year, month, 4 + place * 6)
                if day > self.today or (has_gaps and self.random.random() < 0.3):
                    continue
                self._gathering(branch, day, together, rows)

    def _gathering(
        self, branch: Organisation, day: date, kinds: list[ItemKind], rows: dict[type[Any], list[Any]]
    ) -> None:
        gathering = Gathering(
            branch=branch,
            happened_on=day,
            stage=Stage.HELD,
            title="测试",
            due=14,
            present=12,
            **self._stamp(branch.root, day),
        )
        rows[Gathering].append(gathering)
        for order, kind in enumerate(kinds):
            item = Item(gathering=gathering, root=branch.root, order=order, kind=kind, topic="测试")
            rows[Item].append(item)
            if kind == ItemKind.GENERAL_MEETING:
                rows[Tally].append(Tally(item=item, root=branch.root, due_to_vote=14, present=12, in_favour=11))


def _batches(things: Iterator[Thing], size: int) -> Iterator[list[Thing]]:
    while batch := list(islice(things, size)):
        yield batch
