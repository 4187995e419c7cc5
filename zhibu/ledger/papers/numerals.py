"""Numbers and days as papers write them."""

from datetime import date

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """一, 十, 十一, 二十三, up to 九十九; larger numbers stay digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def day(on: date | None) -> str:
    """2026年11月5日: Arabic numerals without a leading zero, as GB/T 9704 asks."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""
