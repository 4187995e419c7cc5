"""Sums to the cent, against fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.rules.money import Bracket, average, bracket_of, fen, say_money, share_of, yuan

BRACKETS = [Bracket(3000, (1, 200)), Bracket(5000, (1, 100)), Bracket(None, (1, 50))]
SUMS = st.integers(0, 999_999_999).map(yuan)


def half_up(exact: Fraction) -> int:
    """Round to a whole number, halves upwards, by looking at what is left over."""
    whole = exact.numerator // exact.denominator
    return whole + (exact - whole >= Fraction(1, 2))


@given(
    SUMS,
    st.sampled_from([(1, 200), (1, 100), (3, 200), (1, 50), (2, 3)]),
    st.integers(1, 12),
    st.sampled_from([1, 10, 100]),
)
def test_a_share_is_rounded_once_and_half_up(total: Decimal, share: tuple[int, int], months: int, step: int) -> None:
    exact = Fraction(total) * Fraction(*share) / months
    assert Fraction(share_of(total, share, months=months, step_fen=step)) == Fraction(
        half_up(exact * 100 / step) * step, 100
    )


@pytest.mark.parametrize(("base", "due"), [("1.00", "0.01"), ("0.99", "0.00"), ("3.00", "0.02"), ("2.99", "0.01")])
def test_half_a_fen_goes_up(base: str, due: str) -> None:
    assert share_of(Decimal(base), (1, 200)) == Decimal(due)


@pytest.mark.parametrize(
    ("total", "months", "up_to"),
    [
        ("3000", 1, 3000),
        ("3000.01", 1, 5000),
        ("9000", 3, 3000),
        ("9000.01", 3, 5000),
        ("15000", 3, 5000),
        ("15000.01", 3, None),
    ],
)
def test_the_upper_bound_belongs_to_its_bracket_and_averages_are_exact(
    total: str, months: int, up_to: int | None
) -> None:
    assert bracket_of(Decimal(total), BRACKETS, months).up_to == up_to


def test_fen_and_words() -> None:
    assert fen(Decimal("12.34")) == 1234
    assert (yuan(5), say_money(Decimal("5")), average(Decimal("10000"), 3)) == (
        Decimal("0.05"),
        "5.00元",
        Decimal("3333.33"),
    )
    with pytest.raises(ValueError, match="fen"):
        fen(Decimal("0.001"))
