"""A year of dues of forty members with every kind of exception balances against a reckoning made apart."""

from datetime import date
from typing import Any

import pytest

from tests.dues.conftest import TODAY, YEAR, Branch
from tests.dues.reckoning import PAYSLIPS
from zhibu.base.errors import Refused
from zhibu.dues.accounts import account_of
from zhibu.dues.actions import (
    approve,
    arrange,
    close_year,
    collect_month,
    hand_up,
    publish,
    record_payment,
    take_back_money,
    undo_close,
)
from zhibu.dues.models import ArrangementKind, Collection, MemberYear, Payment, YearClose
from zhibu.dues.queries import published_lines
from zhibu.member.actions import move_member

pytestmark = pytest.mark.django_db
MONTHS = range(1, 13)


def first(month: int) -> date:
    return date(YEAR, month, 1)


def number(month: int) -> int:
    return YEAR * 12 + month - 1


def numbered(name: str) -> int:
    return next(index for index, slip in enumerate(PAYSLIPS) if slip.name == name)


class Book:
    """The second book: who owes what in which month, and what came in, in plain dictionaries."""

    def __init__(self) -> None:
        self.due: dict[tuple[int, int], int] = {}
        for person, slip in enumerate(PAYSLIPS):
            begins = 1 if slip.since.year < YEAR else slip.since.month
            self.due |= {(person, month): slip.monthly for month in MONTHS if month >= begins}
        self.paid = dict.fromkeys(self.due, 0)
        self.voluntary = 0

    def pay(self, person: int, month: int, fen: int | None = None) -> None:
        self.paid[person, month] += self.due[person, month] - self.paid[person, month] if fen is None else fen

    @property
    def totals(self) -> tuple[int, int, int, int]:
        left = sum(max(due - self.paid[key], 0) for key, due in self.due.items())
        return sum(self.due.values()), sum(self.paid.values()), self.voluntary, left


def test_what_is_fixed_agrees_with_the_other_reckoning_for_all_forty(forty: Branch) -> None:
    account = account_of(forty.branch, YEAR, TODAY)
    for member, slip in zip(forty.members, PAYSLIPS, strict=True):
        own = account.of(member.pk)
        assert own is not None
        assert {row.due for row in own.months} == {slip.monthly}, slip.name
    assert len(account.of(forty.members[38].pk).months) == 8
    assert len(account.of(forty.members[39].pk).months) == 4


def test_a_year_with_every_exception_balances_to_the_cent(forty: Branch) -> None:
    book, people = Book(), forty.members
    reduced, waiting, quarterly, late, leaving = 0, 28, 3, 4, 5
    arrangement = {"kind": ArrangementKind.REDUCED, "discussed_on": date(2026, 2, 10), "until": date(2027, 1, 1)}
    forty.keep(
        arrange, branch=forty.branch, member=people[reduced], since=first(3), monthly_fen=500,
        approved_on=date(2026, 4, 2), **arrangement,
    )  # fmt: skip
    for month in range(4, 13):  # approved in April: March stays as it was
        book.due[reduced, month] = 500
    pending = forty.keep(
        arrange, branch=forty.branch, member=people[waiting], since=first(3), monthly_fen=0, is_retired=False,
        **arrangement,
    )  # fmt: skip
    forty.keep(
        arrange, branch=forty.branch, member=people[quarterly], kind=ArrangementKind.QUARTERLY, since=first(1),
        until=date(2027, 1, 1), discussed_on=date(2026, 1, 20),
    )  # fmt: skip
    for month in MONTHS:
        if month == 6:
            forty.keep(approve, arrangement=pending, approved_on=date(2026, 6, 3))
            for later in range(6, 13):
                book.due[waiting, later] = 0
        if month == 8:
            _move(forty, leaving, date(2026, 8, 1))
            for later in range(8, 13):
                del book.due[leaving, later], book.paid[leaving, later]
        unpaid = {quarterly, *({late} if 2 <= month <= 4 else set()), *({7, 8} if month == 10 else set())}
        forty.keep(
            collect_month, branch=forty.branch, month=first(month), happened_on=date(2026, month, 20),
            unpaid={people[person].pk for person in unpaid},
        )  # fmt: skip
        for person, due_month in list(book.due):
            if due_month == month and person not in unpaid:
                book.pay(person, month)
        if month % 3 == 0:
            _pay(forty, people[quarterly], 3 * PAYSLIPS[quarterly].monthly, month - 2, month, "quarterly")
            for one in range(month - 2, month + 1):
                book.pay(quarterly, one)
    _pay(forty, people[late], 2 * PAYSLIPS[late].monthly + 100, 2, 5, "relative")  # two months and a part of the third
    for month, fen in ((2, None), (3, None), (4, 100)):
        book.pay(late, month, fen)
    forty.keep(
        record_payment, branch=forty.branch, member=people[7], fen=PAYSLIPS[7].monthly + 120_000,
        happened_on=date(2026, 11, 2), first_month=first(10), is_extra_voluntary=True,
    )  # fmt: skip
    for month in (10,):
        book.pay(7, month)
    book.voluntary += 120_000
    forty.keep(
        take_back_money, branch=forty.branch, member=people[9], month=first(5), fen=1_000, nature="dues",
        reason="收据上少收了10元", happened_on=date(2026, 6, 1),
    )  # fmt: skip
    book.paid[9, 5] -= 1_000

    account = account_of(forty.branch, YEAR, TODAY)
    sums = account.sums(number(1), number(12))
    assert (sums.due, sums.paid, sums.voluntary, sums.left) == book.totals
    for (person, month), due in book.due.items():
        row = account.of(people[person].pk).month(number(month))
        assert (row.due, row.paid) == (due, book.paid[person, month]), (PAYSLIPS[person].name, month)
    lines = Collection.objects.filter(branch=forty.branch)
    folded = sum(bin(row.paid).count("1") * row.monthly_fen for row in MemberYear.objects.filter(branch=forty.branch))
    assert folded == sum(row.sum_fen for row in lines)
    assert folded + sum(row.fen for row in Payment.objects.filter(branch=forty.branch)) == sums.money

    with pytest.raises(Refused, match="差"):
        forty.keep(close_year, branch=forty.branch, year=YEAR)
    forty.keep(hand_up, branch=forty.branch, first_month=first(1), last_month=first(12), happened_on=date(2027, 1, 8))
    close = forty.keep(close_year, branch=forty.branch, year=YEAR)
    assert close.due_fen == close.paid_fen + close.arrears_fen
    assert close.handed_up_fen == close.paid_fen + close.voluntary_fen

    # Closed: what was done stays; what comes later for the year is still taken.
    with pytest.raises(Refused, match="已经结账"):
        forty.keep(
            take_back_money, branch=forty.branch, member=people[9], month=first(5), fen=1, nature="dues", reason="试",
            happened_on=TODAY,
        )  # fmt: skip
    _pay(forty, people[8], PAYSLIPS[8].monthly, 10, 12, "monthly", on=TODAY)
    assert YearClose.objects.get(branch=forty.branch).arrears_fen == sums.left
    after = account_of(forty.branch, YEAR, TODAY).sums(number(1), number(12))
    assert after.left == sums.left - PAYSLIPS[8].monthly
    forty.keep(undo_close, close=close)


def _move(forty: Branch, person: int, since: date) -> None:
    from tests.personas import acting, do
    from zhibu.base.actor import Right, Role

    actor = acting(forty.company, Role.ORGANISER)
    do(actor, move_member, Right.SET_UP, TODAY, member=forty.members[person], branch=forty.other, since=since)


def _pay(forty: Branch, member: Any, fen: int, first_month: int, month: int, way: str, on: date | None = None) -> None:
    forty.keep(
        record_payment, branch=forty.branch, member=member, fen=fen, happened_on=on or date(2026, month, 25),
        first_month=first(first_month), way=way, special_circumstances=True,
    )  # fmt: skip


def test_a_published_list_has_names_and_what_was_paid_and_nothing_else(forty: Branch) -> None:
    forty.keep(
        collect_month, branch=forty.branch, month=first(1), happened_on=date(2026, 1, 25), unpaid={forty.members[1].pk}
    )
    told = forty.keep(
        publish, branch=forty.branch, first_month=first(1), last_month=first(1), happened_on=date(2026, 2, 3)
    )
    lines = published_lines(told)
    assert (
        len(lines) == 36
    )  # one pays nothing yet, one begins in May, one in September; the dues of 0.99 yuan round to nothing
    assert "纺织02" not in {line.name for line in lines}
    assert {field for line in lines for field in vars(line)} == {"name", "paid", "voluntary"}
