"""The dues' own columns of the fact sheets: counts of people and months, nobody by name."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.base.parts import part
from zhibu.dues.accounts import BranchAccount, MemberAccount, MonthAccount, accounts_of
from zhibu.dues.models import Arrangement, Assessment, Collection, MemberYear, Payment, Publication, Reminder
from zhibu.member.facts import ROSTER
from zhibu.org.models import Organisation

Columns = dict[str, Any]

DUES = part(
    "dues_owing", "dues_unfixed", "dues_fixed_on", "dues_collected", "dues_published", "dues_behind", "dues_unspoken",
    "dues_unspoken_since", "dues_run",
    reads=(*ROSTER, Arrangement, Assessment, Collection, MemberYear, Payment, Publication, Reminder),
    turns=lambda sheet, today: bool(sheet.dues_owing_known),  # where dues are kept, a month that is over is asked for
)  # fmt: skip


def year_columns(branches: Sequence[Organisation], year: int, today: date) -> dict[UUID, Columns]:
    """Columns of one year. Only of branches that keep dues here: those that fixed any in this year or the last."""
    keeping = set(
        Assessment.objects.filter(branch__in=branches, since__year__gte=year - 1, since__year__lte=year)
        .order_by()
        .values_list("branch_id", flat=True)
        .distinct()
    )
    wanted = [branch for branch in branches if branch.pk in keeping]
    if not wanted:
        return {}
    on = min(today, date(year + 1, 1, 1))
    accounts = accounts_of(wanted, year, on)
    before = accounts_of(wanted, year - 1, date(year, 1, 1)) if _may_go_back(accounts.values(), on) else {}
    talked = _talked(wanted, year)
    told = _published(wanted, year)
    return {
        branch.pk: {
            **_fixing(accounts[branch.pk]),
            "dues_collected": _mask(accounts[branch.pk]),
            "dues_published": told.get(branch.pk, 0),
            **_late(accounts[branch.pk], before.get(branch.pk), talked, on),
        }
        for branch in wanted
    }


def _fixing(account: BranchAccount) -> Columns:
    owing = [own for own in account.members if own.is_here and own.months]
    from_the_start = [own for own in owing if own.months[0].number == account.asked_from]
    days = [own.fixed_on for own in from_the_start if own.fixed_on]
    return {
        "dues_owing": len(owing),
        "dues_unfixed": sum(1 for own in owing if not own.is_fixed),
        "dues_fixed_on": max(days, default=None),
    }


def _mask(account: BranchAccount) -> int:
    return sum(1 << number - account.year * 12 for number in account.collections)


def _may_go_back(accounts: Any, on: date) -> bool:
    """Does anybody's row of unpaid months begin in January, so that it may go on from the year before?"""
    return any(
        run[0].number == account.year * 12
        for account in accounts
        for own in account.members
        if (run := own.current_run(on))
    )


def _late(account: BranchAccount, before: BranchAccount | None, talked: dict[UUID, date], on: date) -> Columns:
    """Who is behind, with whom nobody has talked since, and the longest row of months that still goes on."""
    behind = [own for own in account.members if own.is_here and own.late_months(on)]
    unspoken = [own for own in behind if not _is_talked(own, talked, on)]
    since = [own.late_months(on)[0].due_by for own in unspoken]
    return {
        "dues_behind": len(behind),
        "dues_unspoken": len(unspoken),
        "dues_unspoken_since": min(since, default=None),
        "dues_run": max((_run_length(own, before, on) for own in account.members if own.is_here), default=0),
    }


def _is_talked(own: MemberAccount, talked: dict[UUID, date], on: date) -> bool:
    day = talked.get(own.member.pk)
    return day is not None and day >= own.late_months(on)[0].due_by.replace(day=1)


def _run_length(own: MemberAccount, before: BranchAccount | None, on: date) -> int:
    run: Sequence[MonthAccount] = own.current_run(on)
    if not run or before is None or run[0].number != before.year * 12 + 12:
        return len(run)
    earlier = before.of(own.member.pk)
    return len(run) + (len(earlier.current_run(on)) if earlier else 0)


def _talked(branches: Sequence[Organisation], year: int) -> dict[UUID, date]:
    """The latest talk about late dues, by member."""
    rows = Reminder.objects.filter(branch__in=branches, happened_on__gte=date(year, 1, 1)).order_by("happened_on")
    return dict(rows.values_list("member_id", "happened_on"))


def _published(branches: Sequence[Organisation], year: int) -> dict[UUID, int]:
    """Months of the year in which its dues were published; a publication in the next year counts for December."""
    found: dict[UUID, int] = {}
    rows = Publication.objects.filter(branch__in=branches, first_month__year=year)
    for branch_id, day in rows.values_list("branch_id", "happened_on"):
        month = day.month if day.year == year else 12
        found[branch_id] = found.get(branch_id, 0) | 1 << month - 1
    return found
