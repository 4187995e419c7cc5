"""Money, rates and hours: 12.5元, ￥1,200.00, 1%, 2天/16学时."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation

from zhibu.intake.result import Raw
from zhibu.intake.values.outcome import Outcome, is_nothing, look
from zhibu.intake.wording import NUMERALS, folded, number_of, text_of
from zhibu.rules.said import said

MOST_MONEY = Decimal(10_000_000)
MOST_HOURS, MOST_DAYS = Decimal(2000), Decimal(366)
MONEY_HOW = "只写数字，例如 12.50。"
HOURS_HOW = "写成 16学时，或 2天/16学时。"

_CENT = Decimal("0.01")
_MONEY = re.compile(r"^[¥￥]?\s*(-?[\d,]+(?:\.\d+)?|\.\d+)\s*(万)?\s*(?:元|块|圆)?(?:整|正)?$")
_JIAO = re.compile(r"^(\d+)元(?:(\d)角)?(?:(\d)分)?$")
_RATE = re.compile(r"^([\d.]+)\s*(%|‰)?$")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:个)?\s*(?:学时|课时|小时|h\b)", re.IGNORECASE)
_DAYS = re.compile(r"(\d+(?:\.\d+)?|半)\s*(?:个)?\s*(?:天|日(?!期))")
_NO_NUMBER = (bool, datetime.date, datetime.time, datetime.timedelta)


def read_amount(value: Raw) -> Outcome[Decimal]:
    """An amount in yuan, to the cent. Fractions of a cent that a formula left are rounded away; others are told."""
    if value is None:
        return Outcome(None)
    if isinstance(value, _NO_NUMBER):
        return Outcome(None, look("amount.unreadable", said("“{value}”不是金额。", value=text_of(value)), MONEY_HOW))
    if isinstance(value, int | float):
        return _judged(Decimal(repr(value)) if value == value else Decimal(0), text_of(value))
    text = "".join(folded(value).split())
    if is_nothing(text):
        return Outcome(None)
    if match := _JIAO.match(text):
        return _judged(Decimal(f"{match[1]}.{match[2] or 0}{match[3] or 0}"), text)
    match = _MONEY.match(text)
    if match is None:
        return Outcome(None, look("amount.unreadable", said("“{text}”看不出是多少钱。", text=text[:15]), MONEY_HOW))
    try:
        amount = Decimal(match[1].replace(",", "")) * (10_000 if match[2] else 1)
    except InvalidOperation:
        return Outcome(None, look("amount.unreadable", said("“{text}”看不出是多少钱。", text=text[:15]), MONEY_HOW))
    return _judged(amount, text)


def _judged(amount: Decimal, text: str) -> Outcome[Decimal]:
    if not amount.is_finite() or abs(amount) > MOST_MONEY:
        return Outcome(None, look("amount.range", said("{text} 不像金额。", text=text[:20]), MONEY_HOW))
    if amount < 0:
        return Outcome(
            None, look("amount.negative", said("金额是负数（{text}）。", text=text[:15]), "核对；退回的另外记。")
        )
    cents = amount.quantize(_CENT)
    if abs(cents - amount) > Decimal("0.0001"):
        return Outcome(
            cents,
            look(
                "amount.fraction",
                said("{text} 不到一分的部分，按 {cents} 读。", text=text[:20], cents=cents),
                MONEY_HOW,
            ),
        )
    return Outcome(cents)


def read_rate(value: Raw) -> Outcome[Decimal]:
    """A rate as a fraction of one: 1%, 0.01 and 1 (under a header with %) are all a hundredth; 5‰ is 0.005."""
    if value is None:
        return Outcome(None)
    if isinstance(value, _NO_NUMBER):
        return Outcome(None, look("rate.unreadable", said("“{value}”不是比例。", value=text_of(value)), "写成 1%。"))
    text = "".join(folded(text_of(value)).split())
    if is_nothing(text):
        return Outcome(None)
    match = _RATE.match(text)
    try:
        rate = Decimal(match[1]) if match else None
    except InvalidOperation:
        rate = None
    if match is None or rate is None:
        return Outcome(None, look("rate.unreadable", said("“{text}”看不出比例。", text=text[:10]), "写成 1%。"))
    if match[2]:
        rate /= 100 if match[2] == "%" else 1000
    elif rate >= Decimal("0.1"):  # 0.5, 1, 1.5, 2 are per cent; a fraction of one lies far below
        rate /= 100
    if not 0 < rate <= Decimal("0.1"):
        return Outcome(None, look("rate.range", said("“{text}”不像党费的比例。", text=text[:10]), "写成 1%。"))
    return Outcome(rate.normalize())


def read_hours(value: Raw) -> Outcome[tuple[Decimal | None, Decimal | None]]:
    """(days, hours) of a cell. A bare number is handed out as hours; the header says what it is."""
    if value is None:
        return Outcome(None)
    if isinstance(value, _NO_NUMBER):
        return Outcome(None, look("hours.unreadable", said("“{value}”不是学时。", value=text_of(value)), HOURS_HOW))
    text = "".join(_digits(folded(text_of(value))).split())
    if is_nothing(text):
        return Outcome(None)
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return _in_range(None, Decimal(text))
    days, hours = _DAYS.search(text), _HOURS.search(text)
    if not days and not hours:
        return Outcome(None, look("hours.unreadable", said("“{text}”看不出几学时。", text=text[:15]), HOURS_HOW))
    half = days is not None and days[1] == "半"
    return _in_range(
        (Decimal("0.5") if half else Decimal(days[1])) if days else None, Decimal(hours[1]) if hours else None
    )


def _in_range(days: Decimal | None, hours: Decimal | None) -> Outcome[tuple[Decimal | None, Decimal | None]]:
    if (days or 0) > MOST_DAYS or (hours or 0) > MOST_HOURS:
        return Outcome(None, look("hours.range", "天数或学时太大，不像培训。", HOURS_HOW))
    return Outcome((days, hours))


def _digits(text: str) -> str:
    def turned(match: re.Match[str]) -> str:
        number = number_of(match[0])
        return match[0] if number is None else str(number)

    return re.sub(rf"[{NUMERALS}]+(?=个?(?:天|日|学时|课时|小时))", turned, text)
