"""A table of dues that the branch kept before, a column for each month: laid beside the account, then written.

What the table says was paid is kept as it says. What is to be paid is only taken from it where nothing is fixed yet;
where the records say something else, the records stay and the difference is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F

from zhibu.base.actor import Actor
from zhibu.base.errors import Refused
from zhibu.base.records import Source, stamp
from zhibu.base.touched import Done, Touch
from zhibu.dues.accounts import BranchAccount, MonthAccount, account_of
from zhibu.dues.actions import touched_by, touched_in
from zhibu.dues.fixing import BY_TABLE
from zhibu.dues.models import Assessment, Collection, HandingUp, MemberYear, Nature, Payment, Publication, YearClose
from zhibu.org.models import Organisation
from zhibu.rules.month_runs import first_day, last_day, month_number
from zhibu.rules.said import said


@dataclass(frozen=True)
class TableLine:
    """One member's year in the table, by month 1 to 12, in fen. `monthly`: the sum of a month as the table has it."""

    member_id: UUID
    paid: Mapping[int, int]
    due: Mapping[int, int] = field(default_factory=dict)
    monthly: int | None = None
    base: int | None = None

    def expected(self, month: int) -> int | None:
        return self.due.get(month, self.monthly)


@dataclass
class Laid:
    """One line beside the account, by month 1 to 12. Nothing in it is written yet."""

    line: TableLine
    fresh: dict[int, int] = field(default_factory=dict)  # paid according to the table, not yet in the records
    fixed: dict[int, int] = field(default_factory=dict)  # to be paid according to the table, not fixed yet
    over: dict[int, int] = field(default_factory=dict)  # of what is fresh: more than was due
    known: list[int] = field(default_factory=list)
    differing: dict[int, tuple[int, int]] = field(default_factory=dict)  # paid: in the records, in the table
    other_due: dict[int, tuple[int, int]] = field(default_factory=dict)  # due: in the records, in the table
    elsewhere: list[int] = field(default_factory=list)  # months that this branch does not collect from the member
    to_come: list[int] = field(default_factory=list)  # months that have not begun

    @property
    def is_known(self) -> bool:
        """Nothing of it would be written."""
        return not self.fresh and not self.fixed


def is_closed(branch: Organisation, year: int) -> bool:
    return YearClose.objects.filter(branch=branch, year=year).exists()


def lay_beside(account: BranchAccount, collecting: Sequence[int], line: TableLine, today: date) -> Laid:
    """`collecting`: the months (1 to 12) in which this branch collects from the member, asked after or not."""
    laid = Laid(line)
    own = account.of(line.member_id)
    for month in range(1, 13):
        paid, expected = line.paid.get(month), line.expected(month)
        number = account.year * 12 + month - 1
        if paid is None and expected is None:
            continue
        if month not in collecting:
            laid.elsewhere += [month] if paid else []
            continue
        to_come = number > month_number(today)
        laid.to_come += [month] if paid and to_come else []
        row = own.month(number) if own else None
        _lay_month(laid, month, row, 0 if to_come else paid or 0, asked=number >= account.asked_from)
    return laid


def _lay_month(laid: Laid, month: int, row: MonthAccount | None, paid: int, *, asked: bool) -> None:
    expected = laid.line.expected(month)
    there = row.paid + row.voluntary if row else 0
    due = row.due if row else None
    if due is None:
        wanted = expected if expected is not None else paid or None
        if wanted is not None and (asked or paid):  # before 启用日 nobody is asked: only what was paid is taken over
            laid.fixed[month] = due = wanted
    elif expected is not None and due != expected:
        laid.other_due[month] = due, expected
    if not paid:
        return
    if there == paid:
        laid.known.append(month)
    elif there:
        laid.differing[month] = there, paid
    else:
        laid.fresh[month] = paid
        if due is not None and paid > due:
            laid.over[month] = paid - due


def take_over_year(
    actor: Actor,
    *,
    branch: Organisation,
    year: int,
    lines: Sequence[TableLine],
    collecting: Mapping[UUID, Sequence[int]],
    today: date,
    now: datetime,
    source_note: str,
    batch: UUID,
) -> Done:
    """Write what `lay_beside` finds new. A month nobody ticked before is ticked by the table, with every line of it.

    Money of the current year whose month the table does not have for everybody stands as payments of their own, so
    that the month can still be ticked for the others.
    """
    if is_closed(branch, year):
        raise Refused(said("{year} 年已经结账。", year=year), "要补以前的，先撤销结账。")
    account = account_of(branch, year, today)
    written = {"source": Source.IMPORT, "source_note": source_note, "batch": batch, **stamp(actor, now)}
    laid = [lay_beside(account, collecting.get(line.member_id, ()), line, today) for line in lines]
    Assessment.objects.bulk_create(_assessments(branch, year, laid, today, written))
    _write_money(branch, account, laid, today, written)
    return Done(branch, touched_in(branch.pk, year) | touched_by([line.member_id for line in lines], year), branch)


def _assessments(
    branch: Organisation, year: int, laid: Sequence[Laid], today: date, written: Mapping[str, Any]
) -> list[Assessment]:
    """A spell for each run of months at one sum."""
    found = []
    for one in laid:
        months = sorted(one.fixed)
        start = 0
        for place, month in enumerate(months):
            follows = place + 1 < len(months) and months[place + 1] == month + 1
            if follows and one.fixed[months[place + 1]] == one.fixed[month]:
                continue
            until = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
            found.append(
                Assessment(
                    root=branch.root,
                    branch=branch,
                    member_id=one.line.member_id,
                    kind=BY_TABLE,
                    base_fen=one.line.base,
                    monthly_fen=one.fixed[month],
                    since=date(year, months[start], 1),
                    until=until,
                    fixed_on=today,
                    **written,
                )
            )
            start = place + 1
    return found


def _write_money(
    branch: Organisation, account: BranchAccount, laid: Sequence[Laid], today: date, written: Mapping[str, Any]
) -> None:
    in_table = {one.line.member_id for one in laid}
    payments: list[Payment] = []
    bits: dict[tuple[UUID, int], int] = {}
    for month in range(1, 13):
        paying = [(one, one.fresh[month]) for one in laid if month in one.fresh]
        if not paying:
            continue
        number = account.year * 12 + month - 1
        day = min(last_day(number), today)
        everybody = all(row.member.pk in in_table for row, _month in account.in_month(number))
        ticks = number not in account.collections and (account.year < today.year or everybody)
        in_lines = 0
        for one, fen in paying:
            over = one.over.get(month, 0)
            if ticks and fen > over:
                bits[one.line.member_id, fen - over] = bits.get((one.line.member_id, fen - over), 0) | 1 << month - 1
                in_lines += fen - over
            elif fen > over:
                payments.append(_payment(branch, one, number, fen - over, day, written))
            if over:
                payments.append(_payment(branch, one, number, over, day, written, nature=Nature.VOLUNTARY))
        if ticks:
            people = sum(1 for one, fen in paying if fen > one.over.get(month, 0))
            Collection(
                root=branch.root, branch=branch, month=first_day(number), happened_on=day, people=people,
                sum_fen=in_lines, **written,
            ).save(force_insert=True)  # fmt: skip
    Payment.objects.bulk_create(payments)
    _fold(branch, account.year, bits)


def _payment(
    branch: Organisation, one: Laid, number: int, fen: int, day: date, written: Mapping[str, Any], **more: Any
) -> Payment:
    return Payment(
        root=branch.root, branch=branch, member_id=one.line.member_id, month=first_day(number), fen=fen,
        happened_on=day, receipt=uuid4(), **written, **more,
    )  # fmt: skip


def _fold(branch: Organisation, year: int, bits: Mapping[tuple[UUID, int], int]) -> None:
    """Set the months of each member and sum."""
    rows = {
        (row.member_id, row.monthly_fen): row.pk
        for row in MemberYear.objects.filter(branch=branch, year=year).select_for_update()
    }
    for key, mask in bits.items():
        if key in rows:
            MemberYear.objects.filter(pk=rows[key]).update(paid=F("paid").bitor(mask))
    MemberYear.objects.bulk_create(
        MemberYear(root=branch.root, branch=branch, member_id=member, year=year, monthly_fen=fen, paid=mask)
        for (member, fen), mask in bits.items()
        if (member, fen) not in rows
    )


def what_stands_on(batch: UUID, since: datetime) -> list[str]:
    """One sentence for each kind of later record that keeps the money of an import where it is."""
    found = []
    months = {
        (row.branch_id, row.month)
        for model in (Collection, Payment)
        for row in model.objects.filter(batch=batch).select_related(None)
    }
    branches = {branch for branch, _month in months}
    for model, done in ((HandingUp, "上缴"), (Publication, "公示")):
        rows = model.objects.filter(branch__in=branches, recorded_at__gt=since)
        if any((row.branch_id, month) in months for row in rows for month in _span(row.first_month, row.last_month)):
            found.append(said("这些月份的党费导入以后已经{done}。", done=done))
    years = {(branch, month.year) for branch, month in months}
    if any((row.branch_id, row.year) in years for row in YearClose.objects.filter(branch__in=branches)):
        found.append("这一年的党费已经结账。")
    counter = Payment.objects.filter(branch__in=branches, is_counter_entry=True, recorded_at__gt=since)
    if any((row.branch_id, row.month) in months for row in counter):
        found.append("这些月份导入以后有了冲正。")
    fixed = Assessment.objects.filter(batch=batch)
    if fixed.filter(recorded_at__gt=since).exists():
        found.append("导入以后改过核定。")
    return found


def _span(first: date, last: date) -> list[date]:
    return [first_day(number) for number in range(month_number(first), month_number(last) + 1)]


def take_back(actor: Actor, *, batch: UUID, now: datetime) -> Done:
    """Everything of an import: the ticked months with their lines, payments and what was fixed by the table."""
    touched: set[Touch] = set()
    for collection in Collection.objects.filter(batch=batch).select_related("branch"):
        bit = 1 << collection.month.month - 1
        rows = MemberYear.objects.filter(branch=collection.branch, year=collection.month.year)
        for row in rows.select_for_update():
            if row.paid & bit:
                MemberYear.objects.filter(pk=row.pk).update(paid=row.paid & ~bit)
        rows.filter(paid=0).delete()
        touched |= touched_in(collection.branch_id, collection.month.year)
    for branch, month in Payment.objects.filter(batch=batch).values_list("branch_id", "month").distinct():
        touched |= touched_in(branch, month.year)
    fixed = Assessment.objects.filter(batch=batch)
    years = set(fixed.order_by().values_list("since__year", flat=True))
    touched |= touched_by(fixed.order_by().values("member_id"), *years)
    for model in (Collection, Payment, Assessment):
        rows = model.versions.filter(batch=batch, revoked_at__isnull=True)
        rows.update(revoked_at=now, revoked_by=actor.user_id)
    return Done(None, touched)
