"""Money in yuan as ``Decimal``, to the cent (分). A sum is reckoned exactly and rounded once, at the end, half up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from zhibu.rules.said import said
from zhibu.rules.votes import Share

CENT = Decimal("0.01")
FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Bracket:
    """A rate for the whole amount up to and including ``up_to`` yuan; None = no upper bound."""

    up_to: int | None
    share: Share


def fen(yuan: Decimal) -> int:
    """Whole fen of a sum that has no part of a fen. Raises ValueError for others."""
    exact = yuan * FEN_PER_YUAN
    if exact != exact.to_integral_value():
        raise ValueError("a sum of money ends at the fen")
    return int(exact)


def yuan(fen_: int) -> Decimal:
    """A sum in yuan with two decimals."""
    return (Decimal(fen_) / FEN_PER_YUAN).quantize(CENT)


def average(total: Decimal, months: int) -> Decimal:
    """A monthly average to the cent, for showing; rates are found from the total itself."""
    return (total / months).quantize(CENT, rounding=ROUND_HALF_UP)


def bracket_of(total: Decimal, brackets: Sequence[Bracket], months: int = 1) -> Bracket:
    """The bracket of a monthly average, compared exactly: ``total`` is the sum of that many months."""
    return next(one for one in brackets if one.up_to is None or total <= one.up_to * months)


def share_of(total: Decimal, share: Share, *, months: int = 1, step_fen: int = 1) -> Decimal:
    """The share of a monthly average, rounded half up to whole steps (1 = fen, 10 = jiao, 100 = yuan)."""
    top = fen(total) * share[0]
    bottom = share[1] * months * step_fen
    return yuan((2 * top + bottom) // (2 * bottom) * step_fen)


def say_money(sum_yuan: Decimal) -> str:
    """45.00元."""
    return said("{sum}元", sum=sum_yuan.quantize(CENT))
