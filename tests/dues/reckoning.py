"""An independent reckoning of dues, by hand-made tables and whole fen. It shares nothing with the product."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

RATES = ((3000, Fraction(5, 1000)), (5000, Fraction(10, 1000)), (10000, Fraction(15, 1000)), (None, Fraction(20, 1000)))
RETIRED = ((5000, Fraction(5, 1000)), (None, Fraction(10, 1000)))


@dataclass(frozen=True)
class Payslip:
    name: str
    kind: str
    sum_yuan: Decimal | None
    since: date = date(2016, 3, 1)
    joined_on: date = date(2010, 7, 1)
    full_on: date | None = date(2011, 7, 1)

    @property
    def monthly(self) -> int:
        """In fen."""
        if self.kind == "student":
            return 20
        if self.kind == "farmer":
            return int((self.sum_yuan or 0) * 100)
        income = Fraction(self.sum_yuan or 0) / (3 if self.kind == "irregular" else 1)
        rates = RETIRED if self.kind == "retired" else RATES
        share = next(share for most, share in rates if most is None or income <= most)
        exact = income * share * 100
        rounded = int(exact + Fraction(1, 2))
        return min(rounded, 100_000)


def _working(number: int, base: str) -> Payslip:
    return Payslip(f"纺织{number:02d}", "enterprise", Decimal(base))


BASES = (
    "2999.99", "3000.00", "3000.01", "4999.99", "5000.00", "5000.01", "9999.99", "10000.00", "10000.01", "49999.99",
    "50000.00", "50000.01", "88000.00", "1.00", "0.99", "3333.33", "4567.89", "6789.01", "7777.77", "2100.00",
    "2345.67", "3456.78", "5432.10", "6543.21", "8765.43",
)  # fmt: skip
PAYSLIPS: tuple[Payslip, ...] = (
    *(_working(number, base) for number, base in enumerate(BASES, start=1)),
    Payslip("退休一", "retired", Decimal("4999.99")),
    Payslip("退休二", "retired", Decimal("5000.00")),
    Payslip("退休三", "retired", Decimal("5000.01")),
    Payslip("退休四", "retired", Decimal("4210.37")),
    Payslip("退休五", "retired", Decimal("6100.00")),
    Payslip("学生一", "student", None),
    Payslip("学生二", "student", None),
    Payslip("个体一", "irregular", Decimal("12000.00")),
    Payslip("个体二", "irregular", Decimal("9000.01")),
    Payslip("农民一", "farmer", Decimal("0.50")),
    Payslip("年薪一", "annual", Decimal("18000.00")),
    Payslip("机关一", "organ", Decimal("5100.00")),
    Payslip("事业一", "institution", Decimal("4300.00")),
    Payslip("五月入党", "enterprise", Decimal("4000.00"), date(2026, 5, 20), date(2026, 5, 20), None),
    Payslip("九月来的", "enterprise", Decimal("6000.00"), date(2026, 9, 10)),
)
