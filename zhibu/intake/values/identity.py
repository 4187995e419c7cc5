"""Identity numbers: checked, never repaired. A number that Excel has damaged is told and not stored."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from stdnum.cn import ric

from zhibu.intake.result import Problem, Raw
from zhibu.intake.values.outcome import Outcome, is_nothing, look
from zhibu.intake.wording import squeezed, text_of
from zhibu.rules.said import said

_DAMAGED_HOW = "把这一列设成文本，按证件重新填。"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number whose check digit is right, and what it says of its holder."""

    number: str
    birth_on: datetime.date
    sex: str


def read_identity_number(value: Raw) -> Outcome[IdentityNumber]:
    """The 18 letters with a capital X. Lower-case x, spaces and full-width digits are put right; nothing else is."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        return Outcome(None, _damaged("这一格存成了数字，后三位已经丢了。"))
    text = squeezed(text_of(value)).lstrip("'`").upper().replace("-", "")
    if is_nothing(text) or not text:
        return Outcome(None)
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", text):
        return Outcome(None, _damaged("号码变成了科学记数，后几位已经丢了。"))
    text = text.replace("×", "X").replace("✕", "X").replace("Χ", "X")
    if re.fullmatch(r"\d{15}", text):
        return Outcome(None, look("identity.old", "这是 15 位的旧号码。", "按现在的证件写 18 位。"))
    if not re.fullmatch(r"\d{17}[\dX]", text):
        kind = said("位") if re.fullmatch(r"[\dX]+", text) else said("个字")
        return Outcome(
            None,
            look(
                "identity.length",
                said("身份证号有 {count} {kind}，不对。", count=len(text), kind=kind),
                "按证件写 18 位。",
            ),
        )
    if ric.calc_check_digit(text) != text[-1]:
        if text.endswith("000"):
            return Outcome(None, _damaged("后几位都是 0，像是被 Excel 改过。"))
        return Outcome(None, look("identity.check_digit", "身份证号最后一位对不上，有一位写错了。", "按证件核对。"))
    try:
        birth_on = ric.get_birth_date(text)
    except ValueError:  # python-stdnum's errors are ValueErrors
        return Outcome(None, look("identity.birth", "身份证号里的出生日期不存在。", "按证件核对。"))
    return Outcome(IdentityNumber(text, birth_on, "male" if int(text[16]) % 2 else "female"))


def _damaged(sentence: str) -> Problem:
    return look("identity.damaged", said("{sentence}这个号码没有收下。", sentence=sentence), _DAMAGED_HOW)
