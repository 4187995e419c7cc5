"""Texts as people write them: full-width letters, invisible characters, Chinese numerals, column letters."""

from __future__ import annotations

import datetime
import re
import unicodedata

from zhibu.intake.result import Raw

# Zero-width and direction marks that come along when a table is copied from a chat or a web page.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202C, 0x2060, 0xFEFF, 0x00AD])
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000], " ")
_CONTROL = dict.fromkeys(code for code in range(32) if code not in (9, 10, 13))
_LETTERS = {code: wide for code, wide in _WIDE.items() if chr(wide).isalnum()}
_READABLE = {**_LETTERS, **_SPACES, **_INVISIBLE, **_CONTROL}
_PLAIN = {**_WIDE, **_SPACES, **_INVISIBLE, **_CONTROL}

_DIGITS = {"〇": 0, "○": 0, "零": 0, "O": 0, "o": 0, "0": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "廿": 20, "卅": 30}
NUMERALS = "〇○零一二两三四五六七八九十廿卅百"


def plain(text: str) -> str:
    """Full-width ASCII made ordinary, invisible characters dropped, stripped. Chinese characters are never changed."""
    return text.translate(_PLAIN).strip()


def readable(text: str) -> str:
    """As `plain`, but Chinese punctuation stays: for words that people will read again."""
    return text.translate(_READABLE).strip()


def squeezed(text: str) -> str:
    """`plain` without any white space."""
    return "".join(text.translate(_PLAIN).split())


def folded(text: str) -> str:
    """For reading dates and numbers only: compatibility forms folded (①, ㎡, ：), stripped. Never use it on names."""
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()


def text_of(value: Raw) -> str:
    """A cell as a person would write it: 15.0 is 15, midnight of a day is the day."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.strftime("%H:%M")
        case _:
            return str(value)


def shortened(text: str, limit: int = 40) -> str:
    """One line of at most `limit` letters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def number_of(numeral: str) -> int | None:
    """The number of a Chinese numeral below 1000 (十二, 二〇二三 digit by digit, 一百零五). None when it is not one."""
    if not numeral or any(letter not in _DIGITS and letter not in _TENS and letter != "百" for letter in numeral):
        return None
    if not any(letter in _TENS or letter == "百" for letter in numeral):
        return int("".join(str(_DIGITS[letter]) for letter in numeral))
    total, digit = 0, None
    for letter in numeral:
        if letter == "百":
            total, digit = total + 100 * (1 if digit is None else digit), None
        elif letter in _TENS:
            total, digit = total + _TENS[letter] * (1 if digit is None else digit), None
        else:
            digit = _DIGITS[letter]
    return total + (digit or 0)


def with_digits(text: str, units: str) -> str:
    """Chinese numerals that stand before one of `units` (年月日点…) turned into digits."""

    def turned(match: re.Match[str]) -> str:
        number = number_of(match[0])
        return match[0] if number is None else str(number)

    return re.sub(rf"[{NUMERALS}]+[Oo0]?[{NUMERALS}]*(?=[{units}])", turned, text)


def column_letter(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
