"""A year of dues of whole branches, month by month, from the records: the one place where due and paid meet.

The same few queries however many branches. Everything that shows or judges dues reads from here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.dues.models import Arrangement, ArrangementKind, Assessment, Collection, MemberYear, Nature, Payment
from zhibu.member.facts import Belonging, belongings
from zhibu.member.models import Member, Membership
from zhibu.org.models import Organisation
from zhibu.rules.month_runs import first_day, last_day, month_number, quarter_last_day

MONTHS = range(12)


@dataclass
class MonthAccount:
    """One member and month, in fen. `due` None: nobody has fixed yet what is to be paid.

    `collected`: paid with the ticked month; `entries`: by payments of their own, counter-entries taken off.
    """

    number: int  # of the month, as in `rules.month_runs`
    due: int | None = None
    collected: int = 0
    entries: int = 0
    voluntary: int = 0
    is_reduced: bool = False
    is_quarterly: bool = False
    has_reason: bool = False

    @property
    def paid(self) -> int:
        """Towards what is due; what was given beyond stands under `voluntary`."""
        return self.collected + self.entries

    @property
    def left(self) -> int:
        return max((self.due or 0) - self.paid, 0)

    @property
    def over(self) -> int:
        """More than due and not said to be voluntary: a mistake that somebody has to put right."""
        return max(self.paid - (self.due or 0), 0)

    @property
    def is_settled(self) -> bool:
        return self.due is not None and self.left == 0

    @property
    def due_by(self) -> date:
        return quarter_last_day(self.number) if self.is_quarterly else last_day(self.number)

    def is_late(self, on: date) -> bool:
        """Was to be paid before this day and is not."""
        return bool(self.due) and self.left > 0 and self.due_by < on


@dataclass
class MemberAccount:
    """`months`: those that this branch collects from this member, in order. Others are another branch's or nobody's."""

    member: Member
    joined_on: date | None = None
    is_here: bool = True  # on the day the account was drawn for
    months: list[MonthAccount] = field(default_factory=list)
    fixed_on: date | None = None  # the earliest fixing for this year

    def month(self, number: int) -> MonthAccount | None:
        return next((row for row in self.months if row.number == number), None)

    @property
    def is_fixed(self) -> bool:
        return all(row.due is not None for row in self.months)

    @property
    def due(self) -> int:
        return sum(row.due or 0 for row in self.months)

    @property
    def paid(self) -> int:
        return sum(row.paid for row in self.months)

    @property
    def voluntary(self) -> int:
        return sum(row.voluntary for row in self.months)

    @property
    def over(self) -> int:
        return sum(row.over for row in self.months)

    def late_months(self, on: date) -> list[MonthAccount]:
        return [row for row in self.months if row.is_late(on)]

    def arrears(self, on: date) -> int:
        return sum(row.left for row in self.late_months(on))

    def current_run(self, on: date) -> list[MonthAccount]:
        """The months without any payment, one after the other, up to the last that was to be paid; verified reasons and
        part payments end it (art. 13: in a row, and without valid reason).
        """
        run: list[MonthAccount] = []
        for row in self.months:
            if row.due_by >= on:
                break
            if row.is_late(on) and row.paid <= 0 and not row.has_reason:
                run.append(row)
            else:
                run = []
        return run


@dataclass
class BranchAccount:
    """A branch's year. `asked_from`: the first month (number) that is asked after."""

    branch_id: UUID
    year: int
    asked_from: int
    by_member: dict[UUID, MemberAccount] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)  # by month number

    @property
    def members(self) -> list[MemberAccount]:
        """By pinyin."""
        return sorted(self.by_member.values(), key=lambda row: (row.member.sort_key, str(row.member.pk)))

    def of(self, member_id: UUID) -> MemberAccount | None:
        return self.by_member.get(member_id)

    def in_month(self, number: int) -> list[tuple[MemberAccount, MonthAccount]]:
        """Who owes something in this month, by pinyin."""
        pairs = ((row, row.month(number)) for row in self.members)
        return [(row, month) for row, month in pairs if month is not None]

    def sums(self, first: int, last: int) -> "Sums":
        """Of the months from the first to the last, both included."""
        found = Sums()
        for row in self.members:
            months = [month for month in row.months if first <= month.number <= last]
            found.due += sum(month.due or 0 for month in months)
            found.paid += sum(month.paid for month in months)
            found.voluntary += sum(month.voluntary for month in months)
            found.left += sum(month.left for month in months)
            found.over += sum(month.over for month in months)
            found.people += any(month.paid + month.voluntary for month in months)
        return found


@dataclass
class Sums:
    """In fen: due = paid − over + left, always."""

    due: int = 0
    paid: int = 0
    voluntary: int = 0
    left: int = 0
    over: int = 0
    people: int = 0  # who paid anything

    @property
    def money(self) -> int:
        """What came in."""
        return self.paid + self.voluntary


Spells = Sequence[tuple[UUID, date, date | None]]


def collecting_months(spells: Spells, branch_id: UUID, year: int) -> list[int]:
    """Months whose dues this branch collects: it had the member on the first day of the month, or was the first to take
    the member in during the month (whoever moves in the middle of a month has paid where they were).
    """
    found = []
    for number in range(year * 12, year * 12 + 12):
        first, last = first_day(number), last_day(number)
        there = [
            (max(since, first), branch)
            for branch, since, until in spells
            if since <= last and (not until or until > first)
        ]
        if there and min(there, key=lambda pair: pair[0])[1] == branch_id:
            found.append(number)
    return found


def account_of(branch: Organisation, year: int, on: date) -> BranchAccount:
    return accounts_of([branch], year, on)[branch.pk]


def accounts_of(branches: Sequence[Organisation], year: int, on: date) -> dict[UUID, BranchAccount]:
    """Accounts of one year by branch. `on` decides only who counts as being here."""
    ids = [branch.pk for branch in branches]
    first, last = date(year, 1, 1), date(year, 12, 31)
    here = belongings(ids, first, last)
    people = Membership.objects.within(first, last).filter(branch_id__in=ids).values("member_id")
    members = {member.pk: member for member in Member.objects.filter(pk__in=people)}
    spells = _spells(people, first, last)
    fixed = _by_member(Assessment.objects.within(first, last).filter(member__in=people).order_by("since"))
    agreed = _by_member(Arrangement.objects.within(first, last).filter(member__in=people, in_effect=True))
    found = {}
    for branch in branches:
        account = BranchAccount(branch.pk, year, _asked_from(branch, year))
        rows: dict[UUID, list[Belonging]] = defaultdict(list)
        for row in here.get(branch.pk, []):
            rows[row.member_id].append(row)
        for member_id, stays in rows.items():
            months = collecting_months(spells[member_id], branch.pk, year)
            account.by_member[member_id] = _member_account(
                members[member_id], stays, months, account, fixed[member_id], agreed[member_id], on
            )
        found[branch.pk] = account
    _lay_payments_on(found, ids, year, members)
    return found


def months_collected(branch: Organisation, year: int) -> dict[UUID, list[int]]:
    """Months (1 to 12) in which a branch collects from each member of a year, whether it is asked after or not."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    people = Membership.objects.within(first, last).filter(branch=branch).values("member_id")
    joined = dict(Member.objects.filter(pk__in=people).values_list("pk", "joined_on"))
    spells = _spells(people, first, last)
    return {
        member: [
            number % 12 + 1
            for number in collecting_months(spells[member], branch.pk, year)
            if day is None or number >= month_number(day)
        ]
        for member, day in joined.items()
    }


def _asked_from(branch: Organisation, year: int) -> int:
    begun = max((day for day in (branch.founded_on, branch.records_from) if day), default=date(year, 1, 1))
    return max(month_number(begun), year * 12)


def _spells(people: Iterable[Any], first: date, last: date) -> dict[UUID, list[tuple[UUID, date, date | None]]]:
    found: dict[UUID, list[tuple[UUID, date, date | None]]] = defaultdict(list)
    rows = Membership.objects.within(first, last).filter(member__in=people)
    for member_id, *spell in rows.values_list("member_id", "branch_id", "since", "until"):
        found[member_id].append((spell[0], spell[1], spell[2]))
    return found


def _by_member(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _member_account(
    member: Member,
    stays: Sequence[Belonging],
    months: Sequence[int],
    account: BranchAccount,
    fixed: Sequence[Any],
    agreed: Sequence[Any],
    on: date,
) -> MemberAccount:
    joined_on = member.joined_on
    rows = [
        _month(number, fixed, agreed)
        for number in months
        if (number >= account.asked_from or _is_fixed(number, fixed))
        and (joined_on is None or number >= month_number(joined_on))
    ]
    days = [one.fixed_on for one in fixed]
    return MemberAccount(member, joined_on, any(stay.is_here(on) for stay in stays), rows, min(days, default=None))


def _is_fixed(number: int, fixed: Sequence[Any]) -> bool:
    """Somebody said what was due: then the month counts, also before the branch is asked after."""
    return any(_holds(one, first_day(number)) for one in fixed)


def _month(number: int, fixed: Sequence[Any], agreed: Sequence[Any]) -> MonthAccount:
    row = MonthAccount(number)
    day = first_day(number)
    for assessment in fixed:
        if _holds(assessment, day):
            row.due = assessment.monthly_fen
    for arrangement in agreed:
        if not _holds(arrangement, day):
            continue
        kind = arrangement.kind
        if kind == ArrangementKind.REDUCED:
            row.is_reduced = True
            less = arrangement.monthly_fen or 0
            row.due = less if row.due is None else min(row.due, less)
        row.is_quarterly |= kind == ArrangementKind.QUARTERLY
        row.has_reason |= kind == ArrangementKind.REASON
    return row


def _holds(spell: Any, day: date) -> bool:
    return bool(spell.since <= day and (spell.until is None or spell.until > day))


def _lay_payments_on(
    found: Mapping[UUID, BranchAccount], ids: Sequence[UUID], year: int, members: Mapping[UUID, Member]
) -> None:
    """Collections, their folded lines and the payments of their own. Money for a month that is no longer asked of a
    member (a membership corrected later, say) keeps its place, so that nothing that was paid disappears."""
    span = {"month__gte": date(year, 1, 1), "month__lte": date(year, 12, 1)}
    for collection in Collection.objects.filter(branch_id__in=ids, **span):
        found[collection.branch_id].collections[month_number(collection.month)] = collection
    for branch_id, member_id, fen, paid in MemberYear.objects.filter(branch_id__in=ids, year=year).values_list(
        "branch_id", "member_id", "monthly_fen", "paid"
    ):
        for month in MONTHS:
            if paid >> month & 1:
                _place(found[branch_id], member_id, year * 12 + month, members).collected += fen
    payments = Payment.objects.filter(branch_id__in=ids, **span)
    for branch_id, member_id, day, fen, nature in payments.values_list(
        "branch_id", "member_id", "month", "fen", "nature"
    ):
        row = _place(found[branch_id], member_id, month_number(day), members)
        if nature == Nature.VOLUNTARY:
            row.voluntary += fen
        else:
            row.entries += fen


def _place(account: BranchAccount, member_id: UUID, number: int, members: Mapping[UUID, Member]) -> MonthAccount:
    own = account.of(member_id)
    if own is None:
        member = members.get(member_id) or Member.objects.get(pk=member_id)
        own = account.by_member[member_id] = MemberAccount(member, member.joined_on, is_here=False)
    row = own.month(number)
    if row is None:
        row = MonthAccount(number, due=0)
        own.months.append(row)
        own.months.sort(key=lambda month: month.number)
    return row
