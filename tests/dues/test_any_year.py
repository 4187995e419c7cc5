"""Whatever happens in a year of dues, in whatever order: the account agrees to the cent with a second book."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.dues.conftest import TODAY, YEAR, Branch
from tests.dues.reckoning import PAYSLIPS
from zhibu.base.errors import Refused
from zhibu.dues.accounts import account_of
from zhibu.dues.actions import close_year, collect_month, hand_up, record_payment, take_back_money, undo_collection
from zhibu.dues.models import Collection, HandingUp, Nature

pytestmark = pytest.mark.django_db
PEOPLE = (0, 4, 8, 13, 25, 30, 33, 38)  # different bases and kinds; the last one joined in May
MONTHS = st.integers(1, 12)
PERSON = st.sampled_from(PEOPLE)
FEN = st.integers(1, 200_000)
DEEDS = st.one_of(
    st.tuples(st.just("collect"), MONTHS, st.sets(PERSON, max_size=4)),
    st.tuples(st.just("pay"), MONTHS, PERSON, FEN, st.booleans()),
    st.tuples(st.just("take back"), MONTHS, PERSON, FEN, st.booleans()),
    st.tuples(st.just("undo"), MONTHS),
)


class SecondBook:
    """Plain dictionaries by person and month, in fen. It knows the rules in words, not the product."""

    def __init__(self) -> None:
        self.due = {
            (person, month): PAYSLIPS[person].monthly
            for person in range(len(PAYSLIPS))
            for month in range(PAYSLIPS[person].since.month if PAYSLIPS[person].since.year == YEAR else 1, 13)
        }
        self.paid = dict.fromkeys(self.due, 0)
        self.more = dict.fromkeys(self.due, 0)
        self.ticked: dict[int, list[tuple[int, int]]] = {}
        self.taken_back: set[int] = set()

    def collect(self, month: int, without: set[int]) -> bool:
        """Everybody who owes something pays the rest of the month; an undo takes away whole months only."""
        if month in self.ticked:
            return False
        owing = [key for key, due in self.due.items() if key[1] == month and key[0] not in without]
        self.ticked[month] = [(key[0], self.due[key]) for key in owing if self.due[key] and self.paid[key] <= 0]
        for key in owing:
            self.paid[key] = max(self.paid[key], self.due[key])
        return True

    def pay(self, person: int, month: int, fen: int, *, voluntary: bool) -> bool:
        """Only the month named has begun for sure: on its last day nothing later is open."""
        key = person, month
        if key not in self.due:
            return False
        share = min(max(self.due[key] - self.paid[key], 0), fen)
        if fen > share and not voluntary:
            return False
        self.paid[key] += share
        self.more[key] += fen - share
        return True

    def take_back(self, person: int, month: int, fen: int, *, voluntary: bool) -> bool:
        book = self.more if voluntary else self.paid
        if (person, month) not in self.due or fen > book[person, month]:
            return False
        book[person, month] -= fen
        self.taken_back.add(month)
        return True

    def undo(self, month: int) -> bool:
        if month not in self.ticked or month in self.taken_back:
            return False
        for person, fen in self.ticked.pop(month):
            self.paid[person, month] -= fen
        return True


def carried_out(forty: Branch, deed: tuple[object, ...]) -> bool:
    """The same deed in the product: done, or refused."""
    month = deed[1]
    assert isinstance(month, int)
    first, day = date(YEAR, month, 1), date(YEAR, month, 28)
    people = forty.members
    common = {"branch": forty.branch}
    try:
        with transaction.atomic():
            match deed:
                case ("collect", _, without):
                    forty.keep(
                        collect_month, month=first, happened_on=day, unpaid={people[one].pk for one in without},
                        **common,
                    )  # fmt: skip
                case ("pay", _, person, fen, voluntary):
                    forty.keep(
                        record_payment, member=people[person], fen=fen, happened_on=day, first_month=first,
                        is_extra_voluntary=voluntary, **common,
                    )  # fmt: skip
                case ("take back", _, person, fen, voluntary):
                    forty.keep(
                        take_back_money, member=people[person], month=first, fen=fen,
                        nature=Nature.VOLUNTARY if voluntary else Nature.DUES, reason="收错了", happened_on=day,
                        **common,
                    )  # fmt: skip
                case _:
                    found = Collection.objects.filter(branch=forty.branch, month=first).first()
                    if found is None:
                        return False
                    forty.keep(undo_collection, collection=found)
    except Refused:
        return False
    return True


def written_down(book: SecondBook, deed: tuple[object, ...]) -> bool:
    match deed:
        case ("collect", month, without):
            return book.collect(month, without)
        case ("pay", month, person, fen, voluntary):
            return book.pay(person, month, fen, voluntary=voluntary)
        case ("take back", month, person, fen, voluntary):
            return book.take_back(person, month, fen, voluntary=voluntary)
        case (_, month):
            return book.undo(month)
    raise AssertionError(deed)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, max_size=14))
@example(deeds=[("pay", 1, 38, 1, True)])  # before there was anything to pay here
def test_any_year_balances_to_the_cent(forty: Branch, deeds: list[tuple[object, ...]]) -> None:
    book = SecondBook()
    with transaction.atomic():
        for deed in deeds:
            assert carried_out(forty, deed) == written_down(book, deed), deed
        account = account_of(forty.branch, YEAR, TODAY)
        for (person, month), due in book.due.items():
            own = account.of(forty.members[person].pk)
            row = own.month(YEAR * 12 + month - 1) if own else None
            assert row is not None
            assert (row.due, row.paid, row.voluntary) == (due, book.paid[person, month], book.more[person, month])
        sums = account.sums(YEAR * 12, YEAR * 12 + 11)
        assert sums.due == sum(book.due.values()) == sums.paid - sums.over + sums.left
        assert sums.money == sum(book.paid.values()) + sum(book.more.values())
        _close(forty, sums.money)
        transaction.set_rollback(True)


def _close(forty: Branch, money: int) -> None:
    """All that came in is handed up; then the year closes, and not before."""
    if money:
        with pytest.raises(Refused):
            forty.keep(close_year, branch=forty.branch, year=YEAR)
        forty.keep(
            hand_up, branch=forty.branch, first_month=date(YEAR, 1, 1), last_month=date(YEAR, 12, 1), happened_on=TODAY
        )
    close = forty.keep(close_year, branch=forty.branch, year=YEAR)
    assert close.due_fen == close.paid_fen + close.arrears_fen
    assert close.handed_up_fen == close.paid_fen + close.voluntary_fen == money
    assert sum(HandingUp.objects.filter(branch=forty.branch).values_list("fen", flat=True)) == money
